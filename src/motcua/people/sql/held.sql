SELECT m.id, m.role, m.desk, m.agency_id, a.path, a.name, a.name_en, m.officer_id, o.person_id, p.full_name,
    -- One's own mandates that run, and on days of absence those of whom one stands in for; whose officer is near somebody
    -- by helping them. Asked for at every page of an officer.
    EXISTS (
        SELECT 1 FROM people_helpermandate h
        WHERE h.helper_id = o.person_id AND h.starts_at <= %s AND h.ends_at > %s
        AND (h.ended_at IS NULL OR h.ended_at > %s)
    )
FROM people_mandate m
JOIN people_officer o ON o.id = m.officer_id
JOIN people_person p ON p.id = o.person_id
JOIN people_agency a ON a.id = m.agency_id
WHERE m.starts_at <= %s AND (m.ends_at IS NULL OR m.ends_at > %s)
AND m.officer_id IN (
    SELECT id FROM people_officer WHERE person_id = %s
    UNION ALL
    -- Who is named in the middle of a day stands in from then on.
    SELECT absent.officer_id FROM people_absence absent
    JOIN people_officer cover ON cover.id = absent.cover_id
    WHERE cover.person_id = %s AND (absent.ended_at IS NULL OR absent.ended_at > %s)
    AND absent.recorded_at <= %s AND absent.starts_on <= %s AND absent.ends_on >= %s
)
ORDER BY m.id
