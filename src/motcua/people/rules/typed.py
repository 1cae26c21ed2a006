"""What people type: read kindly, and what is wrong with it said field by field."""

import re
from collections.abc import Sequence
from datetime import date

from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.text import fold, nfc

IDENTITY_NUMBER = re.compile(r"[0-9]{12}")
WRONG_IDENTITY_NUMBER = gettext_noop("An identity number has 12 digits, for example 000 203 000 123.")
_PHONE = re.compile(r"0[0-9]{9,10}")
_EMAIL = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:.]+(\.[^@\s<>\"',;:.]+)+")
_OLDEST_YEARS = 130
YEARS = (1800, 2200)  # of any date that people type; what lies outside is a slip, and cannot be counted with
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
_AGENCY_CODE = re.compile(r"(?=.{1,35}$)[0-9A-Z]+(\.[0-9A-Z]+)*")
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
    if not (2 <= len(name) <= 200 and name.isprintable() and any(c.isalpha() for c in name)):
        faults.append(Fault("name", gettext_noop("Write the full name of the organisation.")))
    if tax_code and not _TAX_CODE.fullmatch(digits(tax_code)):
        faults.append(Fault("tax_code", gettext_noop("A tax code has 10, 12 or 13 digits.")))
    return tuple(faults)


def agency_faults(*, name: str, **codes: str) -> tuple[Fault, ...]:
    """An identifier stands in dossier codes and in the chronicle, so it is one before it is kept."""
    faults = []
    if not 2 <= len(name.strip()) <= 200:
        faults.append(Fault("name", gettext_noop("Write the name of the agency.")))
    for field, code in codes.items():
        if code.strip() and not _AGENCY_CODE.fullmatch(code.strip()):
            faults.append(Fault(field, gettext_noop("An identifier has capital letters, digits and dots, for example 000.00.15.H15 or H15.15.")))  # fmt: skip
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
    if not YEARS[0] <= year <= YEARS[1]:
        raise BadDate(gettext_noop("Write the year with four digits, for example 1990."))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(gettext_noop("There is no such day. Check day, month and year.")) from None


class BadDate(ValueError):
    """Text that is no date; the message is a sentence to translate."""


# Of every player of the demo. No secret: `motcua demo` prints it, and the demo alone has these accounts.
DEMO_PASSWORD = "mot-cua-trinh-dien"  # noqa: S105
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
