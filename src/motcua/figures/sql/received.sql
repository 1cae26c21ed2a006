-- name: received
-- slug: tiep-nhan
-- title vi: Được tiếp nhận
-- title en: Received
-- numerator vi: hồ sơ được tiếp nhận để giải quyết
-- numerator en: requests that were received, so that their clock began
-- denominator vi: hồ sơ được nộp trong kỳ
-- denominator en: requests handed in during the period
-- unit: share
-- period: submitted_at
-- basis: 61/2018/NĐ-CP; tính theo ngày nộp
-- records: requests

SELECT key, agency_id, path, procedure, submitted_at AS moment,
  received_at IS NOT NULL AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
