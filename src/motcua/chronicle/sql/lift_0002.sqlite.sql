DROP TRIGGER chronicle_entry_no_update;

DROP TRIGGER chronicle_entry_no_delete;

DROP TRIGGER chronicle_leaf_no_update;

DROP TRIGGER chronicle_leaf_no_delete;

DROP TRIGGER chronicle_seal_no_update;

DROP TRIGGER chronicle_seal_no_delete;

DROP TRIGGER chronicle_epoch_no_update;

DROP TRIGGER chronicle_epoch_no_delete;
