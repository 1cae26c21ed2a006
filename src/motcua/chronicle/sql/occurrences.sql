-- Note of which kind the entries are that stand at these positions; what is noted already stays.
INSERT INTO chronicle_occurrence (kind, position)
SELECT e.kind, l.position
FROM chronicle_leaf l JOIN chronicle_entry e ON e.id = l.entry_id
WHERE l.position BETWEEN %(first)s AND %(last)s
ON CONFLICT DO NOTHING
