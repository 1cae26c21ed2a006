-- name: stood-still
-- slug: dung-yen
-- title vi: Đứng yên, chưa ai xử lý
-- title en: Stood still and nobody moved them
-- numerator vi: hồ sơ có lúc đứng yên quá thời hạn hứa báo, đã báo cấp trên
-- numerator en: requests that once stood still for longer than promised, so that superiors were told
-- denominator vi: hồ sơ được nộp trong kỳ
-- denominator en: requests handed in during the period
-- unit: share
-- period: submitted_at
-- basis: Cam kết của hệ thống, số giờ theo dossiers.stuck-hours; mỗi hồ sơ tính một lần
-- records: requests

SELECT key, agency_id, path, procedure, submitted_at AS moment, stood > 0 AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
