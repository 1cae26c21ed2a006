-- How long changes took to arrive since a moment, by node and (as node 0) for all: the value at rank ceil(n · share).
WITH lags AS (
  SELECT node_id, lag_seconds FROM exchange_batch WHERE received_at > %(since)s AND lag_seconds IS NOT NULL AND NOT replay
  UNION ALL
  SELECT 0, lag_seconds FROM exchange_batch WHERE received_at > %(since)s AND lag_seconds IS NOT NULL AND NOT replay
), ranked AS (
  SELECT node_id, lag_seconds, row_number() OVER (PARTITION BY node_id ORDER BY lag_seconds) AS place,
    count(*) OVER (PARTITION BY node_id) AS whole
  FROM lags
)
SELECT node_id, max(whole), min(lag_seconds) FILTER (WHERE place * 100 >= whole * 50),
  min(lag_seconds) FILTER (WHERE place * 100 >= whole * 95), min(lag_seconds) FILTER (WHERE place * 100 >= whole * 99)
FROM ranked GROUP BY node_id ORDER BY node_id
