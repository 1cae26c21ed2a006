-- Is this key free? One row if it was, none if another call of the same account has it; waits for a call under way.
INSERT INTO people_answeredkey (account_id, key_digest, asked_digest, answer, made_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (account_id, key_digest) DO NOTHING
