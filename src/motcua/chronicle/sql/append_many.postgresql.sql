-- Append a set of entries in one stream.
COPY chronicle_entry (uid, kind, subject, actor, agency, at, data, hash) FROM STDIN
