DROP FUNCTION chronicle_refuse() CASCADE;

ALTER TABLE chronicle_entry ALTER COLUMN xid SET DEFAULT 0;
