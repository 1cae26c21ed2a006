-- Who did an act of a dossier last.
SELECT officer_id FROM dossiers_movement WHERE dossier_id = %s AND act = %s ORDER BY seq DESC LIMIT 1
