-- The next running numbers of an agency on a day, several at once; the last of them is RETURNED. See take_number.sql.
INSERT INTO dossiers_numberseries (agency_id, day, last) VALUES (%s, %s, %s)
ON CONFLICT (agency_id, day) DO UPDATE SET last = dossiers_numberseries.last + excluded.last
