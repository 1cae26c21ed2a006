-- Its place on the desk, when nothing was promised yet.
UPDATE dossiers_dossier SET desk_at = %s WHERE id = %s AND revision = %s
