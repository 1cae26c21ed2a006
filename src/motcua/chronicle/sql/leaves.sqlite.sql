-- Give one unbroken stretch of entries their dense positions.
INSERT INTO chronicle_leaf (position, entry_id, hash, seal_id)
SELECT %(before)s + row_number() OVER (ORDER BY id), id, hash, %(seal)s
FROM chronicle_entry
WHERE id > %(id)s AND id <= %(last_id)s
ORDER BY id
