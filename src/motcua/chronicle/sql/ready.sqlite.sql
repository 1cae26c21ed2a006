-- Which entries may be sealed: all behind the sealer, for there is one writer at a time.
SELECT xid, id, hash FROM chronicle_entry
WHERE (xid, id) > (%s, %s)
ORDER BY xid, id
LIMIT %s
