-- Whose session this is, while the account is in use: account and person. Every page of who is signed in asks it.
SELECT * FROM people_account
LEFT JOIN people_person ON people_person.id = people_account.person_id
WHERE people_account.id = %s AND people_account.is_active
