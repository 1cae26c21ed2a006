-- Which entries the sealer has passed without a position: after a restore, or put in by hand.
SELECT entry.xid, entry.id, entry.hash FROM chronicle_entry AS entry
LEFT JOIN chronicle_leaf AS leaf ON leaf.entry_id = entry.id
WHERE leaf.entry_id IS NULL AND (entry.xid, entry.id) <= (%s, %s)
ORDER BY entry.xid, entry.id
LIMIT %s
