-- name: digitised
-- slug: so-hoa
-- title vi: Số hóa hồ sơ
-- title en: Digitised requests
-- numerator vi: hồ sơ có ít nhất một giấy tờ là bản điện tử
-- numerator en: requests of which at least one paper is electronic
-- denominator vi: hồ sơ đã có kết quả trong kỳ
-- denominator en: requests that had their result in the period
-- unit: share
-- period: done_at
-- basis: 01/2023/TT-VPCP; bản quét chưa được đối chiếu thì chưa tính
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment, papers_digital > 0 AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL
