-- Where a batch stands before it is merged; of this connection alone. The index is what the merge looks up.
CREATE TEMPORARY TABLE IF NOT EXISTS exchange_staging (
  number text, day text, epoch integer, revision integer, position integer, procedure text, agency text, place text,
  channel integer, state integer, since text, submitted text, received text, promised text, due text, done text,
  returned text, late integer, electronic integer, simulated integer, check_hash blob
)
