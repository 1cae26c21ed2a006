"""Persons in the rows of a list, where each request is another's: what is asked of them, and what is wrong. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from motcua.dossiers.rules.inputs import Applicant, Behalf, Capacity, Party, RowPerson, SubmitList
from motcua.dossiers.rules.lists import ListRow
from motcua.dossiers.rules.parties import RELATION_CHARACTERS_MAX
from motcua.foundation.forms import Field, Form, load
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.people.rules import digits, read_date

NAME, IDENTITY, BIRTH = "row_person_name", "row_person_identity", "row_person_birth"
PHONE, EMAIL = "row_person_phone", "row_person_email"
# The same questions as of anybody for whom somebody acts, asked once for each row.
FORM = load(
    {
        "title": {"vi": "Người đề nghị", "en": "The applicant"},
        "pages": [
            {
                "code": "nguoi-de-nghi",
                "title": {"vi": "Người đề nghị", "en": "The applicant"},
                "fields": [
                    {"code": NAME, "kind": "name", "label": {"vi": "Người đề nghị: họ và tên", "en": "Applicant: full name"}},
                    {"code": IDENTITY, "kind": "identity-number", "sensitive": True, "label": {"vi": "Người đề nghị: số định danh", "en": "Applicant: identity number"}},
                    {"code": BIRTH, "kind": "date", "latest": "today", "label": {"vi": "Người đề nghị: ngày sinh", "en": "Applicant: date of birth"}},
                    {"code": PHONE, "kind": "phone", "label": {"vi": "Người đề nghị: số điện thoại", "en": "Applicant: phone number"}},
                    {"code": EMAIL, "kind": "email", "required": False, "label": {"vi": "Người đề nghị: thư điện tử", "en": "Applicant: e-mail address"}},
                ],
            }
        ],
    }
)  # fmt: skip
CODES = (NAME, IDENTITY, BIRTH, PHONE, EMAIL)
RELATION = gettext_noop("Write as what you act for them, for example: class teacher.")
# Questions of a procedure that say once more who asks: filled from the row's person, and no columns.
FILLED = {"person.full_name": NAME, "person.birth_date": BIRTH, "person.phone": PHONE, "person.email": EMAIL}
# Which column a fault of the stated person belongs to.
PLACES = {"full_name": NAME, "identity_number": IDENTITY, "birth_date": BIRTH, "phone": PHONE, "email": EMAIL}


def is_filled(item: object) -> bool:
    """Whether this question is answered by the row's person."""
    return isinstance(item, Field) and item.prefill in FILLED


def parted(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row says of its person, and its answers."""
    said = {code: value for code, value in data.items() if code in CODES}
    return said, {code: value for code, value in data.items() if code not in CODES}


def filled(form: Form | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to questions that are the person's own."""
    items = form.fields.values() if form else ()
    return {
        item.code: said[FILLED[item.prefill]]
        for item in items
        if isinstance(item, Field) and is_filled(item) and FILLED[item.prefill] in said
    }


def fitted(row: ListRow, form: Form | None, *, for_each: bool) -> ListRow:
    """A row as this kind of list asks it. What it says of its person answers the questions that are the person's own,
    and those say who the person is; what is asked in the other kind only is set aside in the row."""
    items = form.fields.values() if form else ()
    own = {
        item.code: FILLED[str(item.prefill)] for item in items if isinstance(item, Field) and is_filled(item)
    }
    pairs = [(person, code) if for_each else (code, person) for code, person in own.items()]
    said = {**row.aside, **row.data, **{here: row.data[there] for here, there in pairs if there in row.data}}
    elsewhere = own if for_each else CODES
    return replace(
        row,
        data={code: value for code, value in said.items() if code not in elsewhere},
        aside={code: value for code, value in said.items() if code in elsewhere},
    )


def not_asked(rows: Iterable[ListRow], form: Form | None, *, for_each: bool) -> list[str]:
    """Codes of what rows of persons say and a list of one applicant has no question for."""
    if for_each:
        return []
    items = form.fields.values() if form else ()
    asked = {FILLED[str(item.prefill)] for item in items if isinstance(item, Field) and is_filled(item)}
    said = {code for row in rows for code, value in row.aside.items() if value not in ("", None)}
    return [code for code in CODES if code in said and code not in asked]


def person(settled: Mapping[str, Any]) -> RowPerson:
    """Of what the columns were found to say."""
    born = str(settled.get(BIRTH, ""))
    return RowPerson(
        name=str(settled.get(NAME, "")),
        identity_number=str(settled.get(IDENTITY, "")),
        birth_date=read_date(born) if born else None,
        phone=str(settled.get(PHONE, "")),
        email=str(settled.get(EMAIL, "")),
    )


def said_of(one: RowPerson) -> dict[str, str]:
    """The same as columns hold it."""
    born = one.birth_date.isoformat() if one.birth_date else ""
    return {
        NAME: one.name,
        IDENTITY: one.identity_number,
        BIRTH: born,
        PHONE: one.phone,
        EMAIL: one.email,
    }


def faults(one: RowPerson, *, today: date) -> tuple[Fault, ...]:
    return FORM.check({code: value for code, value in said_of(one).items() if value}, today=today)


def lacking(given: SubmitList) -> list[Fault]:
    """What a list whose rows name persons must say: as what its sender acts, nobody beside them, one in each row."""
    found = []
    if given.request.applicant.behalf is not None:
        sentence = gettext_noop(
            "Either all requests of a list have one applicant, or each row names its own."
        )
        found.append(Fault("behalf", sentence))
    if not 2 <= len(given.relation.strip()) <= RELATION_CHARACTERS_MAX:
        found.append(Fault("relation", RELATION))
    sentence = gettext_noop("Write the full name of the applicant.")
    return [*found, *(Fault(f"{row.row}.{NAME}", sentence) for row in given.rows if row.person is None)]


def behalf(relation: str, representative: str) -> Behalf:
    """As what the sender acts for each of them: authorised in writing, as stated."""
    return Behalf(Party.PERSON, Capacity.AUTHORISED, relation, representative)


def applicant(one: RowPerson, sender: Applicant, *, relation: str) -> Applicant:
    """Whose request the row is; the post, which comes to the sender, keeps the sender's address."""
    acting = replace(
        behalf(relation, sender.name),
        identity_number=digits(one.identity_number),
        birth_date=one.birth_date,
    )
    return replace(
        sender, name=one.name, person_id=None, organisation_id=None, behalf=acting, phone=one.phone, email=one.email
    )  # fmt: skip
