-- A dossier that was just written gets the number taken for it.
UPDATE dossiers_dossier SET number = %s WHERE id = %s
