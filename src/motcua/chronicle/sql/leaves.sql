-- Give one unbroken stretch of entries their dense positions.
INSERT INTO chronicle_leaf (position, entry_id, hash, seal_id)
SELECT %s + row_number() OVER (ORDER BY xid, id), id, hash, %s
FROM chronicle_entry
WHERE (xid, id) > (%s, %s) AND (xid, id) <= (%s, %s)
ORDER BY xid, id
