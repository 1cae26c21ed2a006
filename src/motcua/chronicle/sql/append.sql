-- Append one entry. The database gives the id, and on PostgreSQL the writing transaction.
INSERT INTO chronicle_entry (uid, kind, subject, actor, agency, at, data, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
