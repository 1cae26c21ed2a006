-- The next running number of an agency on a day. Concurrent callers wait for each other's commit, so numbers have
-- no gaps and no duplicates; a caller that rolls back gives its number back.
INSERT INTO dossiers_numberseries (agency_id, day, last) VALUES (%s, %s, 1)
ON CONFLICT (agency_id, day) DO UPDATE SET last = dossiers_numberseries.last + 1
RETURNING last
