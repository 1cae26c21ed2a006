-- What changes when any request handed in from one moment to before another does: each act adds to its revision, and a
-- scan that is signed off gives a paper its file, and each word that nobody moves it is counted.
WITH of_month AS (
  SELECT d.id, d.revision FROM dossiers_dossier d
  WHERE d.number IS NOT NULL AND d.submitted_at >= %s AND d.submitted_at < %s
)
SELECT (SELECT COUNT(*) FROM of_month),
  (SELECT COALESCE(SUM(o.revision), 0) FROM of_month o)
    + (SELECT COUNT(f.file_id) FROM of_month o JOIN dossiers_paper f ON f.dossier_id = o.id)
    + (SELECT COUNT(s.told_at) FROM of_month o JOIN dossiers_stuck s ON s.dossier_id = o.id),
  (SELECT COALESCE(MAX(o.id), 0) FROM of_month o)
