-- Beside `extract_dossiers`, in its order: when the clock of these requests stood, as far as they have their result.
SELECT w.dossier_id, w.asked_at, w.answered_at
FROM dossiers_wait w
JOIN dossiers_dossier d ON d.id = w.dossier_id
WHERE w.answered_at IS NOT NULL AND w.undone_at IS NULL AND d.done_at IS NOT NULL
  AND d.number IS NOT NULL AND d.submitted_at >= %s AND d.submitted_at < %s
ORDER BY w.dossier_id, w.id
