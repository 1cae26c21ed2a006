-- Which entry has waited longest for its position.
SELECT id FROM chronicle_entry
WHERE id > %(id)s
ORDER BY id
LIMIT 1
