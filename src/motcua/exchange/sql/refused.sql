-- The records of a batch behind the counts that cannot be taken.
SELECT s.number, s.position, o.state, s.state,
  CASE WHEN o.node_id <> %(node)s THEN 1 ELSE 0 END
FROM exchange_staging s JOIN exchange_state o ON o.number = s.number
WHERE (s.epoch, s.revision, s.position) > (o.epoch, o.revision, o.position)
  AND (o.node_id <> %(node)s OR s.epoch = o.epoch)
