-- A new date in force, if the dossier is still as it was read.
UPDATE dossiers_dossier SET due_at = %s, desk_at = %s, revision = revision + 1 WHERE id = %s AND revision = %s
