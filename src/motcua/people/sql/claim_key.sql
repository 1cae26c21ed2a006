-- Is this key free, or owed no answer any more? One row if so, none if an earlier call of the same account has it;
-- waits for a call under way.
INSERT INTO people_answeredkey (account_id, key_digest, asked_digest, answer, made_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (account_id, key_digest) DO UPDATE
SET asked_digest = excluded.asked_digest, answer = excluded.answer, made_at = excluded.made_at
WHERE people_answeredkey.made_at <= %s
