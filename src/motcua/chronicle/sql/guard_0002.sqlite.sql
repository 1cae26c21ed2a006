-- The record only grows. This stops accidents and faulty code; who owns the file can lift it,
-- and is found out by `motcua chronicle verify` against a published seal.
CREATE TRIGGER chronicle_entry_no_update BEFORE UPDATE ON chronicle_entry
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: UPDATE on chronicle_entry is refused'); END;

CREATE TRIGGER chronicle_entry_no_delete BEFORE DELETE ON chronicle_entry
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: DELETE on chronicle_entry is refused'); END;

CREATE TRIGGER chronicle_leaf_no_update BEFORE UPDATE ON chronicle_leaf
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: UPDATE on chronicle_leaf is refused'); END;

CREATE TRIGGER chronicle_leaf_no_delete BEFORE DELETE ON chronicle_leaf
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: DELETE on chronicle_leaf is refused'); END;

CREATE TRIGGER chronicle_seal_no_update BEFORE UPDATE ON chronicle_seal
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: UPDATE on chronicle_seal is refused'); END;

CREATE TRIGGER chronicle_seal_no_delete BEFORE DELETE ON chronicle_seal
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: DELETE on chronicle_seal is refused'); END;

CREATE TRIGGER chronicle_epoch_no_update BEFORE UPDATE ON chronicle_epoch
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: UPDATE on chronicle_epoch is refused'); END;

CREATE TRIGGER chronicle_epoch_no_delete BEFORE DELETE ON chronicle_epoch
BEGIN SELECT RAISE(ABORT, 'the chronicle is append-only: DELETE on chronicle_epoch is refused'); END;
