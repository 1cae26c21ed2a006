DROP FUNCTION chronicle_refuse() CASCADE;

DROP INDEX chronicle_entry_order;

ALTER TABLE chronicle_entry ALTER COLUMN xid SET DEFAULT 0;
