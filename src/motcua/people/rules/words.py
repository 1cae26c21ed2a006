"""What roles, levels and looks are called, and what this room writes to the chronicle."""

from enum import StrEnum

from motcua.foundation.refusal import gettext_noop

from .reach import Level, Role


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


LEVEL_NAMES = {
    Level.NATION: gettext_noop("National node"),
    Level.MINISTRY: gettext_noop("Ministry"),
    Level.PROVINCE: gettext_noop("Province or city"),
    Level.DEPARTMENT: gettext_noop("Department"),
    Level.DISTRICT: gettext_noop("District (until 30 June 2025)"),
    Level.COMMUNE: gettext_noop("Commune or ward"),
    Level.BRANCH: gettext_noop("Branch or centre"),
    Level.UNIT: gettext_noop("Unit inside an agency"),
}
ROLE_NAMES = {
    Role.RECEPTION: gettext_noop("Reception officer"),
    Role.CASE_OFFICER: gettext_noop("Case officer"),
    Role.UNIT_HEAD: gettext_noop("Head of unit"),
    Role.LEADER: gettext_noop("Signing leader"),
    Role.CLERK: gettext_noop("Clerk"),
    Role.CASHIER: gettext_noop("Cashier"),
    Role.RETURN: gettext_noop("Return officer"),
    Role.WATCHER: gettext_noop("Watching leader"),
    Role.AUDITOR: gettext_noop("Auditor"),
    Role.OPERATOR: gettext_noop("Operator"),
    Role.HOME_AFFAIRS: gettext_noop("Home-affairs officer"),
    Role.ENUMERATOR: gettext_noop("Survey enumerator"),
}
ROLE_DUTIES = {
    Role.RECEPTION: gettext_noop("takes requests in at the counter and online"),
    Role.CASE_OFFICER: gettext_noop("examines a request and proposes the result"),
    Role.UNIT_HEAD: gettext_noop("assigns work and checks what is proposed"),
    Role.LEADER: gettext_noop("decides and signs"),
    Role.CLERK: gettext_noop("numbers, stamps and issues"),
    Role.CASHIER: gettext_noop("collects fees"),
    Role.RETURN: gettext_noop("hands over the result"),
    Role.WATCHER: gettext_noop("watches the figures of a whole agency"),
    Role.AUDITOR: gettext_noop("sees what was done and who looked"),
    Role.OPERATOR: gettext_noop("runs the system: agencies, accounts, mandates"),
    Role.HOME_AFFAIRS: gettext_noop("runs surveys and scores the reform of the administration"),
    Role.ENUMERATOR: gettext_noop("asks the people who were drawn for a survey"),
}


class Kind(StrEnum):
    """Kinds of entries this room writes to the chronicle."""

    ACCOUNT_MADE = "people.account-made"
    ACCOUNT_CLOSED = "people.account-closed"
    PASSWORD_CHANGED = "people.password-changed"  # noqa: S105
    PASSWORD_RESET = "people.password-reset"  # noqa: S105
    TOKEN_MADE = "people.token-made"  # noqa: S105
    TOKEN_ENDED = "people.token-ended"  # noqa: S105
    PERSON_ADDED = "people.person-added"
    PERSON_CORRECTED = "people.person-corrected"
    IDENTITY_CHECKED = "people.identity-checked"
    ORGANISATION_ADDED = "people.organisation-added"
    ORGANISATION_CHECKED = "people.organisation-checked"
    ORGANISATION_REPRESENTED = "people.organisation-represented"
    OFFICER_ADDED = "people.officer-added"
    MANDATE_GIVEN = "people.mandate-given"
    MANDATE_ENDED = "people.mandate-ended"
    ABSENCE_RECORDED = "people.absence-recorded"
    ABSENCE_ENDED = "people.absence-ended"
    COVER_NAMED = "people.cover-named"
    HELPER_NAMED = "people.helper-named"
    HELPER_CONFIRMED = "people.helper-confirmed"
    HELPER_NOTED = "people.helper-noted"
    HELPER_ENDED = "people.helper-ended"
    AGENCY_ADDED = "people.agency-added"
    AGENCY_CORRECTED = "people.agency-corrected"
    AGENCY_ENDED = "people.agency-ended"
    AGENCY_SUCCEEDED = "people.agency-succeeded"
    AGENCY_TAKEN_BACK = "people.agency-taken-back"
    OFFICER_TAKEN_BACK = "people.officer-taken-back"
    MANDATE_TAKEN_BACK = "people.mandate-taken-back"


class Look(StrEnum):
    """What an access log entry says was looked at. Rooms above may add words of their own."""

    DOSSIER = "opened-dossier"
    PAPER = "opened-paper"
    SEARCH = "searched-person"
    FIELD = "unmasked-field"
    EXPORT = "exported"
    CARD = "compared-card"
    RESET = "reset-password"
    STORE = "opened-store"
    REUSE = "reused-paper"
    SURVEY = "listed-for-survey"


LOOK_WORDS = {
    Look.DOSSIER: gettext_noop("opened the request"),
    Look.PAPER: gettext_noop("opened a paper of the request"),
    Look.SEARCH: gettext_noop("searched for you"),
    Look.FIELD: gettext_noop("showed a hidden answer"),
    Look.EXPORT: gettext_noop("exported the request"),
    Look.CARD: gettext_noop("compared your number with your card"),
    Look.RESET: gettext_noop("gave you a new password after seeing your card"),
    Look.STORE: gettext_noop("looked at which papers we hold for you"),
    Look.REUSE: gettext_noop("used a paper we hold for you, as you agreed"),
    Look.SURVEY: gettext_noop("looked up your name and address to bring you an invitation to a survey"),
}
# As an auditor reads it, where "you" would be somebody else.
LOOK_WORDS_OF_OTHERS = LOOK_WORDS | {
    Look.SEARCH: gettext_noop("searched for the person"),
    Look.CARD: gettext_noop("compared the person’s number with the card"),
    Look.RESET: gettext_noop("gave the person a new password"),
    Look.STORE: gettext_noop("looked at which papers are held for the person"),
    Look.REUSE: gettext_noop("used a held paper, as the person agreed"),
    Look.SURVEY: gettext_noop("looked up name and address to bring an invitation to a survey"),
}
