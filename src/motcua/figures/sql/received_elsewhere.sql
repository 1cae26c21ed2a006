-- name: received-elsewhere
-- slug: tiep-nhan-noi-khac
-- title vi: Tiếp nhận thay cơ quan khác
-- title en: Received for another agency
-- numerator vi: hồ sơ nhận tại quầy mà cơ quan khác giải quyết
-- numerator en: requests received at a desk that another agency decides
-- denominator vi: hồ sơ nộp tại quầy trong kỳ
-- denominator en: requests handed in at desks in the period
-- unit: share
-- period: submitted_at
-- basis: 118/2025/NĐ-CP (chưa đối chiếu); tính theo nơi tiếp nhận ghi trên hồ sơ, mỗi hồ sơ thuộc quầy đã nhận
-- records: requests

SELECT key, coalesce(desk_id, agency_id) AS agency_id, CASE WHEN desk_id IS NULL THEN path ELSE desk_path END AS path,
  procedure, submitted_at AS moment, desk_id IS NOT NULL AND desk_id <> agency_id AS counted, NULL::INTEGER AS minutes,
  nature = 'simulated' AS simulated
FROM dossiers
WHERE channel <> 'online'
