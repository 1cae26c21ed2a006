-- The contract with `figures`: each request handed in from one moment to before another, by its id. No personal data.
SELECT d.id, d.key, d.agency_id, a.path, p.code, p.field, d."case", d.channel, d.state,
  d.submitted_at, d.received_at, d.promised_at, d.done_at, d.returned_at, d.closed_at,
  d.late, d.supplements, d.duties, d.extended, d.electronic, d.simulated,
  h.dossier_id IS NOT NULL, d.desk_agency_id, k.path
FROM dossiers_dossier d
JOIN people_agency a ON a.id = d.agency_id
JOIN procedures_version v ON v.id = d.version_id
JOIN procedures_procedure p ON p.id = v.procedure_id
LEFT JOIN dossiers_assistance h ON h.dossier_id = d.id
LEFT JOIN people_agency k ON k.id = d.desk_agency_id
WHERE d.number IS NOT NULL AND d.submitted_at >= %s AND d.submitted_at < %s
ORDER BY d.id
