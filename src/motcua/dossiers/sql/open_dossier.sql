-- One dossier by its number, with what the rules ask of its two agencies and its applicant: the first statement of every act.
SELECT {columns}
FROM dossiers_dossier d
JOIN people_agency agency ON agency.id = d.agency_id
JOIN people_agency step_agency ON step_agency.id = d.step_agency_id
LEFT JOIN people_person applicant ON applicant.id = d.applicant_id
WHERE d.number = %s
