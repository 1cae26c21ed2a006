-- Newer never loses to older, whatever order batches come in.
INSERT INTO exchange_state (
  number, node_id, day, epoch, revision, position, procedure, agency, place, channel, state, since, submitted, received,
  promised, due, done, returned, late, electronic, simulated, check_hash, times
)
SELECT number, %(node)s, day, epoch, revision, position, procedure, agency, place, channel, state, since, submitted,
  received, promised, due, done, returned, late, electronic, simulated, check_hash, 1
FROM exchange_staging WHERE true
ON CONFLICT (number) DO UPDATE SET
  day = EXCLUDED.day, epoch = EXCLUDED.epoch, revision = EXCLUDED.revision, position = EXCLUDED.position, procedure = EXCLUDED.procedure,
  agency = EXCLUDED.agency, place = EXCLUDED.place, channel = EXCLUDED.channel, state = EXCLUDED.state,
  since = EXCLUDED.since, submitted = EXCLUDED.submitted, received = EXCLUDED.received, promised = EXCLUDED.promised,
  due = EXCLUDED.due, done = EXCLUDED.done, returned = EXCLUDED.returned, late = EXCLUDED.late,
  electronic = EXCLUDED.electronic, simulated = EXCLUDED.simulated, check_hash = EXCLUDED.check_hash,
  times = exchange_state.times + 1
WHERE (EXCLUDED.epoch, EXCLUDED.revision, EXCLUDED.position)
  > (exchange_state.epoch, exchange_state.revision, exchange_state.position)
