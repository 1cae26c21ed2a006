-- Where a batch stands before it is merged; of this connection alone, empty again after each transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS exchange_staging (
  number varchar(60), day date, epoch integer, revision integer, position bigint, procedure varchar(60),
  agency varchar(40), place varchar(40), channel smallint, state smallint, since timestamptz, submitted timestamptz,
  received timestamptz, promised timestamptz, due timestamptz, done timestamptz, returned timestamptz, late boolean,
  electronic boolean, simulated boolean, check_hash bytea
) ON COMMIT DELETE ROWS
