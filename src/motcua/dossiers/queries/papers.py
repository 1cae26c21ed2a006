"""What stands on the printed forms of one request, from its records; words and layout are the page's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.dossiers.models import Dossier, Extension, Movement, Paper, Wait
from motcua.dossiers.queries import originals
from motcua.dossiers.queries.slip import SlipRow, control_slip
from motcua.dossiers.queries.terms import count_of, term_of
from motcua.dossiers.queries.timeline import Event, timeline, undone_seqs
from motcua.dossiers.rules.forms import (
    MADE_BY,
    NOT_THERE,
    OF_THE_DESK,
    OF_WHAT_WAS_RECEIVED,
    ONE_STOP_NAME,
    Form,
    paper_number,
)
from motcua.dossiers.rules.inputs import PaperKind
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import Act
from motcua.foundation import calendar as deadlines
from motcua.foundation.forms import Wording
from motcua.law import queries as law
from motcua.law.rules import NoValue
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

# A step that used its share up to the last working hour ended on time; with more left, early.
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
    number: str  # as the paper bears it, with its sign
    authority: str
    desk: str  # the one-stop desk, on the papers it hands out
    place: str
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
    originals: tuple[str, ...]  # that lie at the office
    count: deadlines.Due | None
    due: datetime | None
    moved: bool
    book: int  # the year's volume of the register


@dataclass(frozen=True)
class Asked:
    """One line of the table of papers asked for; the quantity stands in the column of its kind."""

    name: str
    item: Mapping[str, Any]  # what is wrong, as it was ticked and said
    quantity: int
    kind: PaperKind


@dataclass(frozen=True)
class SupplementRequest:
    head: Head
    wait: Wait
    lines: tuple[Asked, ...]
    contact: str
    phone: str


@dataclass(frozen=True)
class Decision:
    """A refusal or a stop: who asked for it, at which stage, reason, legal ground, what follows for money paid."""

    head: Head
    by_applicant: bool
    stage: Wording | None
    reason: str
    legal_ground: str
    consequence: str
    sent_back: tuple[Asked, ...]  # what a refusal found wrong


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
    field: str
    lines: tuple[SlipLine, ...]
    with_names: bool


def form_name(form: Form, *, on: datetime) -> FormName:
    """The number and the title of a form on the day it is made (dated law)."""
    found = law.value(form.law_key, on.astimezone(deadlines.TZ).date())
    number, _, title = str(found.value).partition(" ")
    return FormName(number=number, title=title, basis=found.basis, verified=found.verified)


def made(events: Iterable[Event], *, received: bool) -> tuple[tuple[Form, FormName], ...]:
    """The papers that the acts so far have made, each as it was named on the day of the latest such act."""
    last = {event.act: event for event in events if not event.is_undone}
    found = []
    for form, acts in MADE_BY.items():
        by = [last[act] for act in acts if act in last]
        if by and (received or form not in OF_WHAT_WAS_RECEIVED):
            found.append((form, form_name(form, on=max(event.at for event in by))))
    return tuple(found)


def shows_secret(dossier: Dossier, reach: Reach) -> bool:
    """The look-up secret is for its owner and for the desk that hands out the receipt."""
    if reach.helping is not None:
        return False
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
        originals=tuple(one.name for one in originals.held(dossier)),
        count=count_of(dossier, definition=definition, calendar=calendar),
        due=due,
        moved=dossier.promised_at is not None and due != dossier.promised_at,
        book=head.made_at.astimezone(deadlines.TZ).year,
    )


def supplement_request(dossier: Dossier) -> SupplementRequest:
    """The latest request for what is missing."""
    movement = _made(Form.SUPPLEMENT, dossier)
    found = Wait.objects.filter(dossier=dossier, kind="supplement", undone_at=None).order_by("-id").first()
    assert found is not None, "asked, so there is a wait"
    head = _head(Form.SUPPLEMENT, dossier, movement=movement, ordinal=found.number)
    lines = tuple(_asked(item, kinds=_kinds(dossier)) for item in found.items)
    return SupplementRequest(
        head=head, wait=found, lines=lines, contact=head.officer, phone=head.office.phone
    )


def _kinds(dossier: Dossier) -> dict[str, PaperKind]:
    """In which form the case wants each of its papers."""
    case = procedures.definition(dossier.version_id).case(dossier.case)
    return {paper.code: PaperKind(paper.kind.value) for paper in case.papers}


def _asked(item: Mapping[str, Any], *, kinds: Mapping[str, PaperKind]) -> Asked:
    return Asked(
        name=str(item["name"]),
        item=item,
        quantity=int(item.get("quantity", 1)),
        kind=kinds.get(str(item.get("code", "")), PaperKind.COPY),
    )


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
        field=procedures.definition(dossier.version_id).field.name.vi,
        lines=tuple(SlipLine(row=row, pace=pace(row)) for row in rows),
        with_names=with_names,
    )


def pace(row: SlipRow) -> Pace:
    """Early, on time or late, from the minutes used and the step's share."""
    return Pace(row.verdict.value)


def _decision(form: Form, dossier: Dossier) -> Decision:
    movement = _made(form, dossier)
    facts = movement.facts
    stops = [stop.name for stop in route(procedures.definition(dossier.version_id))]
    step = movement.from_step
    return Decision(
        head=_head(form, dossier, movement=movement),
        by_applicant=movement.act == Act.WITHDRAW,
        stage=stops[step] if step is not None and step < len(stops) else None,
        reason=movement.text,
        legal_ground=str(facts.get("legal_ground", "")),
        consequence=str(facts.get("consequence", "")),
        sent_back=tuple(_asked(item, kinds={}) for item in facts.get("sent_back", ())),
    )


def _made(form: Form, dossier: Dossier) -> Movement:
    """The act that made this paper, the latest of its kind; a refusal says when there will be one."""
    found = Movement.objects.filter(dossier=dossier, act__in=MADE_BY[form]).select_related("officer__person")
    movement = found.exclude(seq__in=undone_seqs(dossier)).order_by("-seq").first()
    if movement is None or (form in OF_WHAT_WAS_RECEIVED and dossier.received_at is None):
        raise NOT_THERE[form](number=dossier.number)
    return movement


def _head(form: Form, dossier: Dossier, *, movement: Movement | None = None, ordinal: int = 1) -> Head:
    made = movement or _made(form, dossier)
    officer, office = made.officer, people.agency(dossier.agency_id)
    return Head(
        form=form,
        name=form_name(form, on=made.at),
        number=paper_number(dossier.number or "", sign=_words(form.sign_key, on=made.at), ordinal=ordinal),
        authority=office.authority,
        desk=_words(ONE_STOP_NAME, on=made.at) if form in OF_THE_DESK else "",
        place=people.place_of(office.path),
        office=office,
        made_at=made.at,
        officer=officer.person.full_name if officer else "",
        officer_title=officer.title if officer else "",
        entry=bytes(made.entry_hash).hex()[:HASH_SHOWN],
    )


def _words(key: str, *, on: datetime) -> str:
    """A word of dated law that a day may not have."""
    try:
        return str(law.value(key, on.astimezone(deadlines.TZ).date()).value)
    except NoValue:
        return ""
