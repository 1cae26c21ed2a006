"""What a request looks like to a program."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from motcua.design.wire import Words, words
from motcua.dossiers.queries import Dossier
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import Channel, State
from motcua.people import queries as people
from motcua.procedures import queries as procedures
from motcua.procedures.handling import Handled

# As in addresses of pages.
NUMBER = r"^[0-9A-Z.]{3,35}-[0-9]{6,8}-[0-9]{4,7}$"
Number = Annotated[
    str,
    Field(pattern=NUMBER, max_length=60, description="Number of the request: 000.00.15.H15-260318-0001."),
]
CHANNELS = {Channel.COUNTER: "counter", Channel.ONLINE: "online", Channel.POST: "post"}


def state_word(state: int) -> str:
    """A state as one word: in-progress, supplement …"""
    return State(state).name.lower().replace("_", "-")


class Place(Schema):
    code: str
    name: str


class DossierRow(Schema):
    number: str
    procedure: str = Field(description="Code of the procedure.")
    procedure_name: Words
    case: str
    state: str
    state_code: int = Field(description="National code, 1 to 10.")
    channel: str
    agency: Place = Field(description="Where it was received.")
    place: Place = Field(description="Where it lies now.")
    step: Words
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None = Field(description="The first date promised; it never moves.")
    due_at: datetime | None = Field(description="The date in force; null while the clock stands.")
    done_at: datetime | None
    late: bool | None
    revision: int


class DossierPage(Schema):
    rows: list[DossierRow]
    next: str = Field(description="Send it as `after` for the next page; empty at the end.")


class ApplicantSent(Schema):
    name: str
    phone: str
    email: str
    address: str


class AnswerSent(Schema):
    path: str
    label: str
    shown: str
    masked: bool


class PaperSent(Schema):
    id: int | None = Field(description="Names its file (getPaper); null for what was not handed in.")
    code: str
    name: str
    kind: str | None
    quantity: int
    required: bool
    file: str | None = Field(description="Name of the file, when there is one.")
    added_at: datetime | None
    missing: bool


class DossierEvent(Schema):
    revision: int
    act: str
    at: datetime
    state: str
    agency: str
    words: str
    entry: str = Field(description="Hash of the entry in the chronicle, hexadecimal.")


class FormerEventSent(Schema):
    """A line of what happened before, as the former system told it: no act here, and never sealed."""

    at: datetime
    has_time: bool = Field(description="Otherwise only the day was told.")
    kind: str = Field(description="What is meant, as one word: received, moved …; `other` for officers only.")
    words: str = Field(description="In the words of the former system; for officers only.")
    who: str = Field(description="By whom; for officers only.")
    note: str = Field(description="For officers only.")


class AskedPaper(Schema):
    code: str
    name: str
    quantity: int
    what: str


class OwedSent(Schema):
    name: str
    amount: int = Field(description="In đồng.")
    basis: str


class AskedSent(Schema):
    kind: str = Field(description="`supplement`: papers; `duty`: money owed.")
    reason: str
    answer_by: datetime
    papers: list[AskedPaper]
    owed: list[OwedSent]
    payee: str = Field(description="To whom money is owed.")


class OriginalSent(Schema):
    id: int
    name: str
    kept_at: datetime
    returned_at: datetime | None


class OpinionSent(Schema):
    id: int
    agency: str
    question: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answer: str


class ResultSent(Schema):
    outcome: str
    kind: str
    number: str
    issued_at: datetime
    has_file: bool = Field(description="Whether getResult answers it.")


class DossierSent(DossierRow):
    applicant: ApplicantSent
    answers: list[AnswerSent] = Field(description="Sensitive answers are masked.")
    papers: list[PaperSent]
    events: list[DossierEvent]
    former_events: list[FormerEventSent] = Field(
        description="Told by the former system when the office moved in; not sealed."
    )
    asked: AskedSent | None = Field(description="What the office waits for, if it waits.")
    originals: list[OriginalSent] = Field(
        description="Originals that the office took, and when they went back."
    )
    opinions: list[OpinionSent] = Field(description="What other offices were asked; for officers only.")
    result: ResultSent | None


class ActDone(Schema):
    number: str
    revision: int
    entry: str = Field(description="Hash of the entry in the chronicle, hexadecimal.")
    repeated: bool = Field(description="Whether this answer was given before, to the same Idempotency-Key.")


class Submitted(ActDone):
    secret: str = Field(
        description="Eight characters that open the request without an account; keep them safe."
    )


class FollowedRow(Schema):
    """What whoever holds the receipt may read: no names, no words of officers."""

    number: str
    procedure: str
    procedure_name: Words
    state: str
    state_code: int
    agency: Place
    place: Place
    step: Words
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    late: bool | None
    answer_by: datetime | None = Field(description="Until when the office waits for papers, if it waits.")


class Followed(FollowedRow):
    agency_phone: str
    events: list["FollowedEvent"]


class FollowedList(Schema):
    list_code: str
    submitted_at: datetime
    agency: Place
    agency_phone: str
    done: int = Field(description="How many need nothing more: with a result, or ended.")
    dossiers: list[FollowedRow] = Field(description="All of them, in the order of the rows.")


class FollowedEvent(Schema):
    act: str
    at: datetime
    state: str


Followed.model_rebuild()


class TookSent(Schema):
    """Times in working days, in steps of a half; a range is null where too few were done to tell it."""

    requests: int = Field(ge=1)
    half: float = Field(description="Half of them had their result within so many working days.")
    half_range: list[float] | None = Field(description="Where the true value lies, 95 times in 100.")
    nine_in_ten: float
    nine_in_ten_range: list[float] | None
    since: date
    until: date
    as_of: datetime
    simulated: bool


class OfficeSent(Schema):
    code: str
    name: str
    name_en: str
    phone: str
    address: str
    took: TookSent | None = Field(
        description="How long requests of the last 90 days took there, pauses left out; null below ten."
    )


def row(dossier: Dossier) -> dict[str, Any]:
    """Expects agency and step_agency to be loaded. No names of people: a list is no look at anybody."""
    definition = procedures.definition(dossier.version_id)
    return {
        "number": dossier.number,
        "procedure": definition.code,
        "procedure_name": words(definition.name),
        "case": dossier.case,
        "state": state_word(dossier.state),
        "state_code": int(dossier.state),
        "channel": CHANNELS[Channel(dossier.channel)],
        "agency": place(dossier.agency),
        "place": place(dossier.step_agency),
        "step": words(route(definition)[dossier.step].name),
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "promised_at": dossier.promised_at,
        "due_at": dossier.due_at,
        "done_at": dossier.done_at,
        "late": dossier.late,
        "revision": dossier.revision,
    }


def place(agency: Any) -> dict[str, str]:
    return {"code": agency.code, "name": agency.name}


def office(agency: people.AgencyFacts, took: Handled | None) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en,
        "phone": agency.phone,
        "address": agency.address,
        "took": took and _took(took),
    }


def _took(one: Handled) -> dict[str, Any]:
    return {
        "requests": one.requests,
        "half": one.half / 2,
        "half_range": _in_days(one.half_low, one.half_high),
        "nine_in_ten": one.nine / 2,
        "nine_in_ten_range": _in_days(one.nine_low, one.nine_high),
        "since": one.since,
        "until": one.until,
        "as_of": one.as_of,
        "simulated": one.simulated,
    }


def _in_days(low: int | None, high: int | None) -> list[float] | None:
    return None if low is None or high is None else [low / 2, high / 2]
