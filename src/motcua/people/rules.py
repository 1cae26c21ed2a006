"""Who may act where: roles, grants and reach; the shapes of names and numbers.

Plain values only: no database, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.foundation.refusal import Fault, Refusal, gettext_noop
from motcua.foundation.text import fold, nfc


class Level(StrEnum):
    NATION = "nation"
    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    BRANCH = "branch"
    UNIT = "unit"


class Role(StrEnum):
    RECEPTION = "reception"
    CASE_OFFICER = "case-officer"
    UNIT_HEAD = "unit-head"
    LEADER = "leader"
    CLERK = "clerk"
    CASHIER = "cashier"
    RETURN = "return"
    WATCHER = "watcher"
    AUDITOR = "auditor"
    OPERATOR = "operator"


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
}


class Kind(StrEnum):
    """Kinds of entries this room writes to the chronicle."""

    ACCOUNT_MADE = "people.account-made"
    ACCOUNT_CLOSED = "people.account-closed"
    PASSWORD_CHANGED = "people.password-changed"  # noqa: S105
    PASSWORD_RESET = "people.password-reset"  # noqa: S105
    PERSON_ADDED = "people.person-added"
    PERSON_CORRECTED = "people.person-corrected"
    IDENTITY_CHECKED = "people.identity-checked"
    ORGANISATION_ADDED = "people.organisation-added"
    OFFICER_ADDED = "people.officer-added"
    MANDATE_GIVEN = "people.mandate-given"
    MANDATE_ENDED = "people.mandate-ended"
    AGENCY_ADDED = "people.agency-added"
    AGENCY_CORRECTED = "people.agency-corrected"
    AGENCY_ENDED = "people.agency-ended"
    AGENCY_SUCCEEDED = "people.agency-succeeded"


@dataclass(frozen=True)
class Grant:
    """One mandate in force: a role at an agency, perhaps at one desk of it."""

    mandate_id: int
    role: Role
    agency_id: int
    path: str
    desk: str


@dataclass(frozen=True)
class Reach:
    """Who someone is and how far they reach, at one moment."""

    account_id: int | None
    person_id: int | None
    actor: str
    officer_id: int | None
    grants: tuple[Grant, ...]
    person: str = ""  # opaque public id
    household: str = ""  # nobody acts on a dossier of their own household

    def agencies(self, *roles: Role) -> tuple[str, ...]:
        """Path prefixes where one of the roles is held (any role, when none is named)."""
        return tuple(sorted({g.path for g in self.grants if not roles or g.role in roles}))

    def grant(self, role: Role, path: str) -> Grant | None:
        """The grant that allows the role at the agency of this path; the nearest one if several do."""
        fitting = [g for g in self.grants if g.role == role and path.startswith(g.path)]
        return max(fitting, key=lambda g: (len(g.path), -g.mandate_id), default=None)

    def may(self, role: Role, path: str) -> bool:
        return self.grant(role, path) is not None

    def holds(self, *roles: Role) -> bool:
        """Whether one of the roles is held anywhere (any role, when none is named)."""
        return any(not roles or g.role in roles for g in self.grants)


NOBODY = Reach(account_id=None, person_id=None, actor="", officer_id=None, grants=())


def system(name: str) -> Reach:
    """The reach of a room's own work (loading data, the sample): operator of the whole tree."""
    return Reach(None, None, f"system:{name}", None, (Grant(0, Role.OPERATOR, 0, "/", ""),))


# The smallest step of our clocks: a mandate that is ended before it began lasts this long.
INSTANT = timedelta(microseconds=1)


def mandate_faults(*, starts_at: datetime, ends_at: datetime | None, basis: str) -> tuple[Fault, ...]:
    faults = []
    if ends_at is not None and ends_at <= starts_at:
        faults.append(Fault("ends_at", gettext_noop("The end must come after the start.")))
    if not basis.strip():
        faults.append(
            Fault("basis", gettext_noop("Write the decision that gives this role, for example QĐ 12/QĐ-STP."))
        )
    return tuple(faults)


def check_not_self(*, person_id: int, by_person_id: int | None) -> None:
    """Nobody gives or takes a mandate of their own."""
    if person_id == by_person_id:
        raise NotOneself


IDENTITY_NUMBER = re.compile(r"[0-9]{12}")
WRONG_IDENTITY_NUMBER = gettext_noop("An identity number has 12 digits, for example 000 203 000 123.")
_PHONE = re.compile(r"0[0-9]{9,10}")
_EMAIL = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:.]+(\.[^@\s<>\"',;:.]+)+")
_OLDEST_YEARS = 130
_PHONE_CHARACTERS_MAX, _EMAIL_CHARACTERS_MAX, _ADDRESS_CHARACTERS_MAX = 30, 254, 300


def digits(text: str) -> str:
    """The digits of a number as people type it: spaces, dots and hyphens go, +84 becomes 0."""
    plain = re.sub(r"[\s.\-()]", "", text)
    return "0" + plain[3:] if plain.startswith("+84") else plain


def sign_in_name(text: str) -> str:
    """The one form of a sign-in name: a phone as digits, an e-mail or officer code in lower case."""
    plain = nfc(text).strip()
    return digits(plain) if re.fullmatch(r"\+?[\d\s.\-()]+", plain) else fold(plain).replace(" ", "")


def person_faults(
    *,
    full_name: str,
    identity_number: str | None = None,
    birth_date: date | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
    on: date | None = None,
) -> tuple[Fault, ...]:
    """What is wrong with a person's facts; None of the identity number means it was not asked."""
    faults: list[Fault] = []
    name = " ".join(full_name.split())
    if not (2 <= len(name) <= 120 and name.isprintable() and any(c.isalpha() for c in name)):
        faults.append(Fault("full_name", gettext_noop("Write the full name as on the identity card.")))
    if identity_number is not None and not IDENTITY_NUMBER.fullmatch(digits(identity_number)):
        faults.append(
            Fault(
                "identity_number",
                WRONG_IDENTITY_NUMBER,
            )
        )
    if birth_date and on and not (on.year - _OLDEST_YEARS <= birth_date.year and birth_date <= on):
        faults.append(
            Fault(
                "birth_date",
                gettext_noop("This date of birth cannot be right. Write day, month and year."),
            )
        )
    return (*faults, *contact_faults(phone=phone, email=email, address=address))


def contact_faults(*, phone: str = "", email: str = "", address: str = "") -> tuple[Fault, ...]:
    """What is wrong with how someone is reached; what is empty is not wrong."""
    faults: list[Fault] = []
    if phone and not (len(phone) <= _PHONE_CHARACTERS_MAX and _PHONE.fullmatch(digits(phone))):
        faults.append(
            Fault(
                "phone",
                gettext_noop("A phone number starts with 0 and has 10 digits, for example 0905 123 456."),
            )
        )
    if email and not (len(email) <= _EMAIL_CHARACTERS_MAX and _EMAIL.fullmatch(email.strip())):
        faults.append(Fault("email", gettext_noop("An e-mail address looks like ten@example.com.")))
    if len(address) > _ADDRESS_CHARACTERS_MAX or not address.replace("\u00a0", " ").strip().isprintable():
        faults.append(
            Fault("address", gettext_noop("Write the address on one line, with at most 300 characters."))
        )
    return tuple(faults)


_TAX_CODE = re.compile(r"[0-9]{10}([0-9]{3})?|[0-9]{12}")
_OFFICER_CODE = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def missing_faults(*, birth_date: date | None, phone: str) -> tuple[Fault, ...]:
    """What a person must say to have an account."""
    faults = []
    if birth_date is None:
        faults.append(
            Fault(
                "birth_date",
                gettext_noop("Write the date of birth as day/month/year, for example 19/04/1990."),
            )
        )
    if not phone.strip():
        faults.append(
            Fault("phone", gettext_noop("Write a phone number: it is how you sign in and how we reach you."))
        )
    return tuple(faults)


def organisation_faults(*, name: str, tax_code: str) -> tuple[Fault, ...]:
    faults = []
    name = " ".join(name.split())
    if not (2 <= len(name) <= 200 and name.isprintable()):
        faults.append(Fault("name", gettext_noop("Write the full name of the organisation.")))
    if tax_code and not _TAX_CODE.fullmatch(digits(tax_code)):
        faults.append(Fault("tax_code", gettext_noop("A tax code has 10, 12 or 13 digits.")))
    return tuple(faults)


def officer_faults(*, code: str) -> tuple[Fault, ...]:
    if _OFFICER_CODE.fullmatch(code):
        return ()
    return (
        Fault(
            "code", gettext_noop("An officer code starts with a letter and has 3 to 40 letters or digits.")
        ),
    )


def read_date(text: str) -> date:
    """A date as people type it: 19/04/2023, 19.4.2023, 19042023, or as machines do: 2023-04-19.

    Raises `BadDate` with the sentence that helps.
    """
    found = re.fullmatch(r"\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*|(\d{2}))(\d{4})\s*", text)
    if found:
        day, month, year = int(found[1]), int(found[2] or found[3]), int(found[4])
    elif found := re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        raise BadDate(gettext_noop("Write the date as day/month/year, for example 19/04/1990."))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(gettext_noop("There is no such day. Check day, month and year.")) from None


class BadDate(ValueError):
    """Text that is no date; the message is a sentence to translate."""


PASSWORD_SENTENCES = {
    "password_too_short": gettext_noop(
        "A password has at least 10 characters. A few words one after another are easy to remember."
    ),
    "password_too_common": gettext_noop("This password is among the first that thieves try. Choose another."),
    "password_too_similar": gettext_noop("This password resembles your name or number. Choose another."),
    "": gettext_noop("This password is too easy to guess. Choose another."),
}
WRONG_OLD_PASSWORD = gettext_noop("The present password is not right.")
_NEAR_LETTERS = 5


def password_is_near(password: str, near: Sequence[str]) -> bool:
    """Whether the password is little more than one of these texts, marks and spaces aside."""
    plain = fold(password).replace(" ", "")
    for text in near:
        known = fold(text).replace(" ", "")
        if len(known) >= _NEAR_LETTERS and known in plain and len(plain) - len(known) < _NEAR_LETTERS:
            return True
    return False


def masked(identity_number: str) -> str:
    """An identity number as lists show it: only the last three digits."""
    return "•" * max(0, len(identity_number) - 3) + identity_number[-3:] if identity_number else ""


def worn(grants: Sequence[Grant], mandate_id: int | None) -> tuple[Grant, ...]:
    """The grants that count: the picked hat only, or all of them when none was picked."""
    return tuple(grants) if mandate_id is None else tuple(g for g in grants if g.mandate_id == mandate_id)


class WrongSignIn(Refusal):
    """One answer for a wrong password and for a name that does not exist."""

    code = "people.wrong-sign-in"
    status = 422
    sentence = gettext_noop("The sign-in name or the password is not right.")
    next_step = gettext_noop("Check both and try again. Capital letters count in the password.")


class TooManyTries(Refusal):
    code = "people.too-many-tries"
    status = 429
    sentence = gettext_noop("There were too many tries.")
    next_step = gettext_noop(
        "Wait until %(until)s, then try again. If you cannot, come to the one-stop desk."
    )


class NameTaken(Refusal):
    code = "people.name-taken"
    sentence = gettext_noop("An account with this phone number or e-mail address exists already.")
    next_step = gettext_noop("Sign in with it, or use another phone number or e-mail address.")


class IdentityTaken(Refusal):
    code = "people.identity-taken"
    sentence = gettext_noop(
        "The number on the card belongs to another record, or another card was compared before."
    )
    next_step = gettext_noop(
        "Find the person by the number on the card. If two records remain, ask the operator which one is right."
    )


class CardFirst(Refusal):
    """A written number proves nothing: who forgot a password shows the card."""

    code = "people.card-first"
    sentence = gettext_noop("The identity card has not been compared yet.")
    next_step = gettext_noop("Compare the name, type the number from the card, then give the new password.")


class MandateOver(Refusal):
    code = "people.mandate-over"
    sentence = gettext_noop("This mandate has already ended.")
    next_step = gettext_noop("Look at the list of mandates in force; give a new mandate if one is needed.")


class MandateTwice(Refusal):
    code = "people.mandate-twice"
    sentence = gettext_noop("This officer already holds the same role at this agency.")
    next_step = gettext_noop("End the present mandate first, or choose another role or desk.")


class OfficerCodeTaken(Refusal):
    code = "people.officer-code-taken"
    sentence = gettext_noop("This officer code is taken, or this person is an officer already.")
    next_step = gettext_noop("Choose another code, or look the officer up in the list.")


class NotOneself(Refusal):
    code = "people.not-oneself"
    status = 403
    sentence = gettext_noop("Nobody gives or ends a mandate of their own.")
    next_step = gettext_noop("Ask another operator.")


class IdentityMismatch(Refusal):
    code = "people.identity-mismatch"
    status = 422
    sentence = gettext_noop("This identity number is known with another name.")
    next_step = gettext_noop(
        "Compare number and name with the card. If the card is right, correct the person's record first."
    )


class NoMandate(Refusal):
    code = "people.no-mandate"
    status = 403
    sentence = gettext_noop("This account has no mandate in force.")
    next_step = gettext_noop("Ask the operator of your agency to give you a mandate.")


class OutOfOffice(Refusal):
    code = "people.out-of-office"
    status = 403
    sentence = gettext_noop("Your mandate at %(agency)s has ended.")
    next_step = gettext_noop(
        "It ended at %(ended)s, and your session with it. If your work goes on, ask the operator of your agency for a new mandate, then sign in again."
    )


class AgencyBusy(Refusal):
    code = "people.agency-busy"
    sentence = gettext_noop("%(number)s mandates are still in force at this agency or below it.")
    next_step = gettext_noop("End or move these mandates first.")


class CodeTaken(Refusal):
    code = "people.agency-code-taken"
    sentence = gettext_noop("Another agency has this code.")
    next_step = gettext_noop("Check the code in the decision that gives it.")


class Look(StrEnum):
    """What an access log entry says was looked at. Rooms above may add words of their own."""

    DOSSIER = "opened-dossier"
    PAPER = "opened-paper"
    SEARCH = "searched-person"
    FIELD = "unmasked-field"
    EXPORT = "exported"
    CARD = "compared-card"
    RESET = "reset-password"


LOOK_WORDS = {
    Look.DOSSIER: gettext_noop("opened the request"),
    Look.PAPER: gettext_noop("opened a paper of the request"),
    Look.SEARCH: gettext_noop("searched for you"),
    Look.FIELD: gettext_noop("showed a hidden answer"),
    Look.EXPORT: gettext_noop("exported the request"),
    Look.CARD: gettext_noop("compared your number with your card"),
    Look.RESET: gettext_noop("gave you a new password after seeing your card"),
}
# As an auditor reads it, where "you" would be somebody else.
LOOK_WORDS_OF_OTHERS = LOOK_WORDS | {
    Look.SEARCH: gettext_noop("searched for the person"),
    Look.CARD: gettext_noop("compared the person’s number with the card"),
    Look.RESET: gettext_noop("gave the person a new password"),
}
