-- The requests that stand at these places of their agencies' lists (by id, from 1), as `people_by_agency` counts them.
SELECT listed.agency_id, listed.place, listed.key
FROM (
  SELECT last.agency_id, last.key, ROW_NUMBER() OVER (PARTITION BY last.agency_id ORDER BY last.id) AS place
  FROM (
    SELECT d.id, d.key, d.agency_id,
      ROW_NUMBER() OVER (PARTITION BY {who} ORDER BY d.done_at DESC, d.id DESC) AS turn
    FROM dossiers_dossier d JOIN people_agency a ON a.id = d.agency_id
    WHERE d.state IN (%s, %s) AND d.done_at >= %s AND d.done_at < %s AND a.path LIKE %s AND {whose}
  ) last
  WHERE last.turn = 1
) listed
-- IN, not a join: SQLite makes an index of these values then, and reads the list once instead of once a place.
WHERE (listed.agency_id, listed.place) IN (VALUES {pairs})
ORDER BY listed.agency_id, listed.place
