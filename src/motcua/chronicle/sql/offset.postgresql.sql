-- The transaction ids of this cluster carry on where the restored ones end.
ALTER TABLE chronicle_entry ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint + {offset})
