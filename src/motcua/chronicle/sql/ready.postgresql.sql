-- Which entries may be sealed: those behind the sealer, of transactions older than every running one.
-- The offset carries on the transaction ids of the clusters this history lived in before.
SELECT xid, id, hash FROM chronicle_entry
WHERE (xid, id) > (%(xid)s, %(id)s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + %(offset)s
ORDER BY xid, id
LIMIT %(limit)s
