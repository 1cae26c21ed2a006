-- Give one unbroken stretch of entries their dense positions.
INSERT INTO chronicle_leaf (position, entry_id, hash, seal_id)
SELECT %(before)s + row_number() OVER (ORDER BY xid, id), id, hash, %(seal)s
FROM chronicle_entry
WHERE (xid, id) > (%(xid)s, %(id)s) AND (xid, id) <= (%(last_xid)s, %(last_id)s)
ORDER BY xid, id
