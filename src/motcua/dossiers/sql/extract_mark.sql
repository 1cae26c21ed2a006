-- What changes when any request handed in from one moment to before another does: each act adds to its revision.
SELECT COUNT(*), COALESCE(SUM(d.revision), 0), COALESCE(MAX(d.id), 0)
FROM dossiers_dossier d
WHERE d.number IS NOT NULL AND d.submitted_at >= %s AND d.submitted_at < %s
