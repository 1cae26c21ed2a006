-- The record only grows. This stops accidents and faulty code; who owns the database can lift it,
-- and is found out by `motcua chronicle verify` against a published seal.
CREATE FUNCTION chronicle_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the chronicle is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER chronicle_entry_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON chronicle_entry
  FOR EACH STATEMENT EXECUTE FUNCTION chronicle_refuse();

CREATE TRIGGER chronicle_leaf_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON chronicle_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION chronicle_refuse();

CREATE TRIGGER chronicle_seal_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON chronicle_seal
  FOR EACH STATEMENT EXECUTE FUNCTION chronicle_refuse();

CREATE TRIGGER chronicle_epoch_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON chronicle_epoch
  FOR EACH STATEMENT EXECUTE FUNCTION chronicle_refuse();
