-- name: electronic-results
-- slug: ket-qua-dien-tu
-- title vi: Kết quả là bản điện tử
-- title en: Electronic results
-- numerator vi: hồ sơ có kết quả là bản điện tử đã ký số
-- numerator en: requests whose result is a signed electronic original
-- denominator vi: hồ sơ đã có kết quả trong kỳ
-- denominator en: requests that had their result in the period
-- unit: share
-- period: done_at
-- basis: 45/2020/NĐ-CP; tính theo kết quả đã phát hành
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment,
  COALESCE(electronic = 'issued', FALSE) AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL
