-- The dossier that a submission became, with the hash of its first entry.
SELECT d.id, d.number, m.entry_hash
FROM dossiers_dossier d
LEFT JOIN dossiers_movement m ON m.dossier_id = d.id AND m.seq = 1
WHERE d.submission = %s AND d.number IS NOT NULL
