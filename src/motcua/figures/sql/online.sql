-- name: online
-- slug: truc-tuyen
-- title vi: Nộp trực tuyến
-- title en: Sent online
-- numerator vi: hồ sơ được nộp trực tuyến
-- numerator en: requests that came online
-- denominator vi: hồ sơ đã có kết quả trong kỳ
-- denominator en: requests that had their result in the period
-- unit: share
-- period: done_at
-- basis: 42/2022/NĐ-CP; tính theo kênh nộp ghi trên hồ sơ
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment, channel = 'online' AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL
