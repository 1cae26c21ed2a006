-- name: assisted
-- slug: co-nguoi-giup
-- title vi: Nộp trực tuyến có người giúp
-- title en: Sent online by a helper
-- numerator vi: hồ sơ do người giúp nộp thay người dân
-- numerator en: requests that a helper sent in the applicant's place
-- denominator vi: hồ sơ nộp trực tuyến và trực tiếp trong kỳ
-- denominator en: requests handed in online and at counters in the period
-- unit: share
-- period: submitted_at
-- basis: Tính theo ủy quyền giúp đỡ ghi cùng hồ sơ; kênh nộp của các hồ sơ này là trực tuyến
-- records: requests

SELECT key, agency_id, path, procedure, submitted_at AS moment, assisted AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE channel IN ('online', 'counter')
