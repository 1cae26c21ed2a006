-- When the first request was handed in.
SELECT d.submitted_at FROM dossiers_dossier d WHERE d.number IS NOT NULL ORDER BY d.submitted_at, d.id LIMIT 1
