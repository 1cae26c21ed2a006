-- Which entries may be sealed: all behind the sealer, for there is one writer at a time and xid is always 0.
-- By id alone: SQLite would answer a comparison of (xid, id) by reading every entry since the beginning.
SELECT xid, id, hash FROM chronicle_entry
WHERE id > %(id)s
ORDER BY id
LIMIT %(limit)s
