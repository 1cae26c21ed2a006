-- Each entry carries the transaction that wrote it, so that the sealer can wait for late commits.
ALTER TABLE chronicle_entry ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint);

CREATE INDEX chronicle_entry_order ON chronicle_entry (xid, id);
