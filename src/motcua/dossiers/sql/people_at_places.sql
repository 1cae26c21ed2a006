-- The requests that stand at these places of their agencies' lists (by id, from 1), as `people_by_agency` counts them.
WITH wanted (agency_id, place) AS (VALUES {pairs})
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
) listed JOIN wanted ON wanted.agency_id = listed.agency_id AND wanted.place = listed.place
ORDER BY listed.agency_id, listed.place
