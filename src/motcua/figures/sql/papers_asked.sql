-- name: papers-asked
-- slug: phai-bo-sung
-- title vi: Phải bổ sung giấy tờ
-- title en: Papers asked for again
-- numerator vi: hồ sơ phải bổ sung giấy tờ ít nhất một lần
-- numerator en: requests of which papers were asked for at least once more
-- denominator vi: hồ sơ được tiếp nhận trong kỳ
-- denominator en: requests received during the period
-- unit: share
-- period: received_at
-- basis: 61/2018/NĐ-CP; mỗi hồ sơ tính một lần
-- records: requests

SELECT key, agency_id, path, procedure, received_at AS moment, supplements > 0 AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE received_at IS NOT NULL
