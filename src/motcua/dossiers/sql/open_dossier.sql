-- One dossier by its number, with what the rules ask of its two agencies and its applicant: the first statement of every act.
SELECT d.*,
       a.code AS agency_code, a.name AS agency_name, a.phone AS agency_phone, a.path AS agency_path,
       s.code AS step_agency_code, s.path AS step_agency_path,
       p.household_key AS household_key
FROM dossiers_dossier d
JOIN people_agency a ON a.id = d.agency_id
JOIN people_agency s ON s.id = d.step_agency_id
LEFT JOIN people_person p ON p.id = d.applicant_id
WHERE d.number = %s
