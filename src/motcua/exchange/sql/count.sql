-- Fold a difference into a running figure.
INSERT INTO exchange_counter (node_id, name, value) VALUES (%s, %s, %s)
ON CONFLICT (node_id, name) DO UPDATE SET value = exchange_counter.value + EXCLUDED.value
