-- name: handling-time
-- slug: thoi-gian
-- title vi: Thời gian giải quyết
-- title en: Handling time
-- numerator vi: hồ sơ có kết quả sau không quá số ngày làm việc nêu trên
-- numerator en: requests whose result was there within so many working days
-- denominator vi: hồ sơ đã tiếp nhận và có kết quả trong kỳ
-- denominator en: requests that were received and had their result in the period
-- unit: working-days
-- period: done_at
-- basis: Từ lúc tiếp nhận đến lúc có kết quả, theo giờ làm việc của cơ quan, không tính thời gian chờ bổ sung hoặc chờ nộp tiền; một ngày làm việc là tám giờ
-- records: requests

SELECT key, agency_id, path, procedure, done_at AS moment, TRUE AS counted, worked_minutes AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE state IN ('done', 'returned') AND done_at IS NOT NULL AND worked_minutes IS NOT NULL
