-- Which entry has waited longest for its position.
SELECT id FROM chronicle_entry
WHERE (xid, id) > (%(xid)s, %(id)s)
ORDER BY xid, id
LIMIT 1
