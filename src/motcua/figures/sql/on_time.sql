-- name: on-time
-- slug: dung-han
-- title vi: Có kết quả đúng hạn
-- title en: Results on time
-- numerator vi: hồ sơ có kết quả đúng hạn hoặc trước hạn
-- numerator en: requests whose result was there on time or before
-- denominator vi: hồ sơ đã có kết quả trong kỳ
-- denominator en: requests that had their result in the period
-- unit: share
-- period: done_at
-- basis: 61/2018/NĐ-CP; hạn là ngày hẹn trả đang có hiệu lực khi có kết quả
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment, late IS FALSE AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL
