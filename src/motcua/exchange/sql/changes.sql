-- What a batch would change, counted by what was and what will be: for counters, and to see what cannot follow.
-- "foreign": the number stands for another node already; "again": a later epoch says it.
SELECT o.state AS before, s.state AS after, o.channel AS channel_before, s.channel AS channel,
  CASE WHEN o.number IS NOT NULL AND o.node_id <> %(node)s THEN 1 ELSE 0 END AS stranger,
  CASE WHEN s.epoch > o.epoch THEN 1 ELSE 0 END AS again,
  count(*) AS records
FROM exchange_staging s LEFT JOIN exchange_state o ON o.number = s.number
WHERE o.number IS NULL OR (s.epoch, s.revision, s.position) > (o.epoch, o.revision, o.position)
GROUP BY 1, 2, 3, 4, 5, 6
