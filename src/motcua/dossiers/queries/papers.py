"""What stands on the printed forms of one request, from its records; words and layout are the page's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.dossiers.models import Dossier, Extension, Movement, Paper, Wait
from motcua.dossiers.queries.slip import SlipRow, Verdict, control_slip
from motcua.dossiers.queries.terms import count_of, term_of
from motcua.dossiers.queries.timeline import timeline
from motcua.dossiers.rules.forms import MADE_BY, NOT_THERE, Form
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

# A step that used its share up to the last working hour ended on time; with more left, early.
ON_TIME_MINUTES = 60
HASH_SHOWN = 16


@dataclass(frozen=True)
class FormName:
    """Number and title that a form bears on a day, and the circular that says so."""

    number: str
    title: str
    basis: str
    verified: bool


@dataclass(frozen=True)
class Head:
    """What every sheet has: which form, by which office, of which moment, by whom."""

    form: Form
    name: FormName
    number: str
    office: people.AgencyFacts
    made_at: datetime
    officer: str
    officer_title: str
    entry: str  # the first signs of the entry's hash in the chronicle; it can be checked against a seal


@dataclass(frozen=True)
class Receipt:
    head: Head
    definition: Definition
    term: deadlines.Term
    papers: tuple[Paper, ...]
    count: deadlines.Due | None
    due: datetime | None
    moved: bool


@dataclass(frozen=True)
class SupplementRequest:
    head: Head
    wait: Wait
    contact: str
    phone: str


@dataclass(frozen=True)
class Decision:
    """A refusal or a stop: reason, legal ground, what follows for money paid."""

    head: Head
    reason: str
    legal_ground: str
    consequence: str


@dataclass(frozen=True)
class Apology:
    head: Head
    extension: Extension
    field: str


class Pace(StrEnum):
    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"
    RUNNING = "running"
    NOT_COUNTED = "not-counted"


@dataclass(frozen=True)
class SlipLine:
    row: SlipRow
    pace: Pace


@dataclass(frozen=True)
class Slip:
    head: Head
    lines: tuple[SlipLine, ...]
    with_names: bool


def form_name(form: Form, *, on: datetime) -> FormName:
    """The number and the title of a form on the day it is made (dated law)."""
    found = law.value(form.law_key, on.astimezone(deadlines.TZ).date())
    number, _, title = str(found.value).partition(" ")
    return FormName(number=number, title=title, basis=found.basis, verified=found.verified)


def shows_secret(dossier: Dossier, reach: Reach) -> bool:
    """The look-up secret is for its owner and for the desk that hands out the receipt."""
    if reach.person_id is not None and reach.person_id in (dossier.applicant_id, dossier.sender_id):
        return True
    return any(reach.may(role, dossier.agency.path) for role in (Role.RECEPTION, Role.RETURN))


def receipt(dossier: Dossier) -> Receipt:
    head = _head(Form.RECEIPT, dossier)
    definition = procedures.definition(dossier.version_id)
    calendar = law.calendar(dossier.agency_id)
    due = dossier.due_at or dossier.promised_at
    return Receipt(
        head=head,
        definition=definition,
        term=term_of(dossier, definition),
        papers=tuple(Paper.objects.filter(dossier=dossier).order_by("id")),
        count=count_of(dossier, definition=definition, calendar=calendar),
        due=due,
        moved=dossier.promised_at is not None and due != dossier.promised_at,
    )


def supplement_request(dossier: Dossier) -> SupplementRequest:
    """The latest request for what is missing."""
    head = _head(Form.SUPPLEMENT, dossier)
    wait = Wait.objects.filter(dossier=dossier, kind="supplement").select_related("asked_by__person")
    found = wait.order_by("-id").first()
    assert found is not None, "asked, so there is a wait"
    return SupplementRequest(head=head, wait=found, contact=head.officer, phone=head.office.phone)


def refusal(dossier: Dossier) -> Decision:
    return _decision(Form.REFUSAL, dossier)


def stop_notice(dossier: Dossier) -> Decision:
    return _decision(Form.STOP, dossier)


def apology(dossier: Dossier) -> Apology:
    head = _head(Form.APOLOGY, dossier)
    found = Extension.objects.filter(dossier=dossier).order_by("-id").first()
    assert found is not None, "extended, so there is an extension"
    field = procedures.definition(dossier.version_id).field.name.vi
    return Apology(head=head, extension=found, field=field)


def slip(dossier: Dossier, *, at: datetime, with_names: bool) -> Slip:
    """The control slip. Names of officers are for officers; the applicant reads which office and how long."""
    rows = control_slip(dossier, timeline(dossier, in_full=True), at=at)
    return Slip(
        head=_head(Form.SLIP, dossier),
        lines=tuple(SlipLine(row=row, pace=pace(row)) for row in rows),
        with_names=with_names,
    )


def pace(row: SlipRow) -> Pace:
    """Early, on time or late, from the minutes used and the step's share."""
    if row.verdict is Verdict.EARLY and row.allotted_minutes is not None and row.used_minutes is not None:
        return Pace.EARLY if row.allotted_minutes - row.used_minutes > ON_TIME_MINUTES else Pace.ON_TIME
    return Pace(row.verdict.value)


def _decision(form: Form, dossier: Dossier) -> Decision:
    movement = _made(form, dossier)
    facts = movement.facts
    return Decision(
        head=_head(form, dossier, movement=movement),
        reason=movement.text,
        legal_ground=str(facts.get("legal_ground", "")),
        consequence=str(facts.get("consequence", "")),
    )


def _made(form: Form, dossier: Dossier) -> Movement:
    """The act that made this paper, the latest of its kind; a refusal says when there will be one."""
    found = Movement.objects.filter(dossier=dossier, act=MADE_BY[form]).select_related("officer__person")
    movement = found.order_by("-seq").first()
    if movement is None:
        raise NOT_THERE[form](number=dossier.number)
    return movement


def _head(form: Form, dossier: Dossier, *, movement: Movement | None = None) -> Head:
    made = movement or _made(form, dossier)
    officer = made.officer
    return Head(
        form=form,
        name=form_name(form, on=made.at),
        number=dossier.number or "",
        office=people.agency(dossier.agency_id),
        made_at=made.at,
        officer=officer.person.full_name if officer else "",
        officer_title=officer.title if officer else "",
        entry=bytes(made.entry_hash).hex()[:HASH_SHOWN],
    )
