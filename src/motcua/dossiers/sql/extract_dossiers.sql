-- The contract with `figures`: each request handed in from one moment to before another, by its id. No personal data.
-- A paper is electronic when it has its file and no scan of it waits to be compared (`rules.digital`).
SELECT d.id, d.key, d.agency_id, a.path, p.code, p.field, d."case", d.channel, d.state,
  d.submitted_at, d.received_at, d.promised_at, d.done_at, d.returned_at, d.closed_at,
  d.late, d.supplements, d.duties, d.extended, d.electronic, d.simulated,
  h.dossier_id IS NOT NULL, d.desk_agency_id, k.path,
  (SELECT COUNT(*) FROM dossiers_paper f WHERE f.dossier_id = d.id),
  (SELECT COUNT(f.file_id) FROM dossiers_paper f LEFT JOIN dossiers_digitisation g ON g.paper_id = f.id
    WHERE f.dossier_id = d.id AND (g.id IS NULL OR g.signed_off_at IS NOT NULL)),
  r.file_id IS NOT NULL,
  (SELECT COUNT(s.told_at) FROM dossiers_stuck s WHERE s.dossier_id = d.id)
FROM dossiers_dossier d
JOIN people_agency a ON a.id = d.agency_id
JOIN procedures_version v ON v.id = d.version_id
JOIN procedures_procedure p ON p.id = v.procedure_id
LEFT JOIN dossiers_assistance h ON h.dossier_id = d.id
LEFT JOIN people_agency k ON k.id = d.desk_agency_id
LEFT JOIN dossiers_result r ON r.dossier_id = d.id
WHERE d.number IS NOT NULL AND d.submitted_at >= %s AND d.submitted_at < %s
ORDER BY d.id
