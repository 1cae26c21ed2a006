-- Whose token is this, if it holds: token, account and person, and whether the person serves anywhere.
SELECT *, EXISTS (SELECT 1 FROM people_officer WHERE people_officer.person_id = people_account.person_id)
FROM people_token
JOIN people_account ON people_account.id = people_token.account_id
LEFT JOIN people_person ON people_person.id = people_account.person_id
WHERE people_token.digest = %s AND people_token.ended_at IS NULL AND people_token.expires_at > %s
AND people_account.is_active
