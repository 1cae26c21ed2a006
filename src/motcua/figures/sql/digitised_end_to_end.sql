-- name: digitised-end-to-end
-- slug: so-hoa-tron-ven
-- title vi: Số hóa trọn vẹn
-- title en: Digitised end to end
-- numerator vi: hồ sơ mà mọi giấy tờ và kết quả đều là bản điện tử
-- numerator en: requests of which every paper and the result are electronic
-- denominator vi: hồ sơ được số hóa và đã có kết quả trong kỳ
-- denominator en: digitised requests that had their result in the period
-- unit: share
-- period: done_at
-- basis: 01/2023/TT-VPCP; tính từ khi tiếp nhận đến kết quả
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment, papers_digital = papers AND result_file AS counted,
  NULL::INTEGER AS minutes, nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL AND papers_digital > 0
