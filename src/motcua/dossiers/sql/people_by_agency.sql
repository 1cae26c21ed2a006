-- How many different people (or organisations) got a result in a window, by the agency that received their last request.
-- Whoever has several requests counts once, where the last one had its result; who has no record counts by the request.
SELECT last.agency_id, last.path, last.level, last.name, last.code, COUNT(*), SUM(CASE WHEN last.simulated THEN 1 ELSE 0 END)
FROM (
  SELECT d.simulated, d.agency_id, a.path, a.level, a.name, a.code,
    ROW_NUMBER() OVER (PARTITION BY {who} ORDER BY d.done_at DESC, d.id DESC) AS turn
  FROM dossiers_dossier d JOIN people_agency a ON a.id = d.agency_id
  WHERE d.state IN (%s, %s) AND d.done_at >= %s AND d.done_at < %s AND a.path LIKE %s AND {whose}
) last
WHERE last.turn = 1
GROUP BY last.agency_id, last.path, last.level, last.name, last.code
ORDER BY last.path, last.agency_id
