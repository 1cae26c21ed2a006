"""One dossier as an officer's page shows it: finished values, so that templates decide nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.documents import queries as documents
from motcua.documents.queries import StoredFile
from motcua.documents.rules import Look
from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier, Extension, Paper, StepAlert, Wait, WaitKind
from motcua.dossiers.queries.desk import minutes_left, paused_days
from motcua.dossiers.queries.offer import TO_ATTACH, case_of, form_of
from motcua.dossiers.queries.offers import is_only_stated
from motcua.dossiers.queries.terms import term_minutes, term_of
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules.digital import Digital, PaperSource, digital_state
from motcua.dossiers.rules.inputs import PaperKind
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.foundation.forms import Wording
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Paper as ListedPaper
from motcua.procedures.rules import PaperWay

MASK = "••••••"


@dataclass(frozen=True)
class Head:
    """What stands above every page about one dossier."""

    number: str
    key: str
    revision: int
    title: str
    case: Wording | None
    applicant: str
    representative: str  # who acts for the applicant, if anybody does
    is_unchecked: bool  # what they stated about the applicant was compared with no paper yet
    phone: str
    channel: Channel
    state: State
    step: Wording
    holder: str
    agency: str
    step_agency: str
    desk: str  # where it was received, when another agency decides
    collects_at_desk: bool
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    late: bool | None
    minutes_left: int | None
    minutes_total: int
    paused_days: int | None
    simulated: bool


@dataclass(frozen=True)
class Answer:
    """One answer of the form; a sensitive one is masked until somebody asks to see it."""

    path: str
    label: str
    shown: str
    masked: bool


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one page of the form, or of one row of a group that repeats."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class HandedIn:
    """One paper: of the case's list, or handed in beyond it."""

    code: str
    name: str
    kind: PaperKind | None
    quantity: int
    required: bool
    way: PaperWay | None  # None: not on the list of the case
    paper_id: int | None  # None: on the list, not handed in
    file: StoredFile | None
    added_at: datetime | None
    round: int  # 0 with the request; 1, 2 … with a supplement
    is_checked: bool  # ticked when the dossier was taken in
    is_asked: bool  # asked for in the wait that is open
    look: Look | None = None  # what was found when its file was opened
    issued_on: date | None = None
    digital: Digital = Digital.NOT
    is_being_digitised: bool = False
    source: PaperSource | None = None  # None: not handed in

    @property
    def is_missing(self) -> bool:
        return self.paper_id is None and self.required and self.way in TO_ATTACH


def head_of(dossier: Dossier, *, at: datetime) -> Head:
    """Expects agency, step_agency and holder to be loaded."""
    definition = procedures.definition(dossier.version_id)
    case = case_of(definition, dossier.case)
    return Head(
        number=dossier.number or "",
        key=str(dossier.key),
        revision=dossier.revision,
        title=dossier.procedure_name,
        case=case.name if case and len(definition.cases) > 1 else None,
        applicant=dossier.applicant_name,
        representative=representative_of(dossier),
        is_unchecked=is_only_stated(dossier),
        phone=dossier.applicant_phone,
        channel=Channel(dossier.channel),
        state=State(dossier.state),
        step=route(definition)[dossier.step].name,
        holder=dossier.holder.person.full_name if dossier.holder else "",
        agency=dossier.agency.name,
        step_agency=dossier.step_agency.name,
        desk=dossier.desk_agency.name if dossier.desk_agency else "",
        collects_at_desk=dossier.collect_agency_id is not None,
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        promised_at=dossier.promised_at,
        due_at=dossier.due_at,
        done_at=dossier.done_at,
        late=dossier.late,
        minutes_left=minutes_left(dossier, at=at),
        minutes_total=term_minutes(term_of(dossier, definition)),
        paused_days=paused_days(dossier, at=at),
        simulated=dossier.simulated,
    )


def representative_of(dossier: Dossier) -> str:
    return dossier.representation.representative if dossier.representation else ""


def number_stated(dossier: Dossier) -> str:
    """The identity number that was stated of the person acted for; the caller logs the look."""
    stated = dossier.representation
    if stated is None or not stated.sealed:
        return ""
    return str(sealing.unlock(stated.sealed, about=f"representation:{stated.key}")["identity_number"])


def data_of(dossier: Dossier) -> dict[str, object]:
    """Every answer, the sensitive ones opened. The caller masks what it shows, or logs the look."""
    return {**dossier.data, **sealing.unlock(dossier.sealed, about=f"dossier:{dossier.key}")}


def answers_of(dossier: Dossier, *, language: str, revealed: Collection[str] = ()) -> tuple[AnswerGroup, ...]:
    """The form read back, in its order; sensitive answers masked, except the paths revealed."""
    form = form_of(procedures.definition(dossier.version_id), dossier.case)
    if form is None:
        return ()
    groups: dict[tuple[str, str, int], tuple[str, list[Answer]]] = {}
    for row in form.rows(data_of(dossier), language):
        title = f"{row.group} {row.number}" if row.group else row.page_title
        masked = row.sensitive and bool(row.shown) and row.path not in revealed
        answer = Answer(row.path, row.label, MASK if masked else row.shown, masked)
        groups.setdefault((row.page, row.group, row.number), (title, []))[1].append(answer)
    return tuple(AnswerGroup(title, tuple(answers)) for title, answers in groups.values())


def waits_of(dossier: Dossier) -> list[Wait]:
    """Pauses in order; no question when there was none."""
    if not dossier.has_waited:
        return []
    found = Wait.objects.filter(dossier=dossier, undone_at=None).select_related("asked_by__person")
    return list(found.order_by("id"))


def papers_awaited(dossier: Dossier) -> list[dict[str, object]]:
    """The papers that the office waits for now; money owed is none of them."""
    waits = [one for one in waits_of(dossier) if one.kind == WaitKind.SUPPLEMENT and one.answered_at is None]
    return [item for wait in waits for item in wait.items]


def extensions_of(dossier: Dossier) -> list[Extension]:
    if not dossier.extended:
        return []
    return list(Extension.objects.filter(dossier=dossier).select_related("by__person").order_by("id"))


def papers_of(
    dossier: Dossier, *, waits: Sequence[Wait], events: Iterable[Event], language: str
) -> tuple[HandedIn, ...]:
    """What was handed in, in order, then what the case's list holds beyond that."""
    definition = procedures.definition(dossier.version_id)
    case = case_of(definition, dossier.case)
    listed = {paper.code: paper for paper in case.papers_for(data_of(dossier))} if case else {}
    rows = list(Paper.objects.filter(dossier=dossier).select_related("digitisation").order_by("id"))
    scans = {row.pk: scan for row in rows if (scan := getattr(row, "digitisation", None))}
    held = [row.file_id for row in rows if row.file_id is not None]
    files = documents.facts(held) if held else {}
    looks = documents.looks_of(files)
    checked = {code for event in events if event.act is Act.TAKE_IN for code in _codes(event.facts)}
    asked = {
        str(item["code"])
        for wait in waits
        if wait.answered_at is None and wait.kind == WaitKind.SUPPLEMENT
        for item in wait.items
    }
    rounds = {wait.pk: wait.number for wait in waits}
    found = [
        _handed_in(
            row,
            listed.get(row.code),
            file=files.get(row.file_id) if row.file_id is not None else None,
            look=looks.get(row.file_id) if row.file_id is not None else None,
            round_=rounds.get(row.wait_id, 0) if row.wait_id else 0,
            is_checked=row.code in checked,
            is_asked=row.code in asked,
            is_being_digitised=row.pk in scans and scans[row.pk].signed_off_at is None,
        )
        for row in rows
    ]
    have = {row.code for row in rows}
    found += [
        _not_handed_in(paper, language, is_checked=paper.code in checked, is_asked=paper.code in asked)
        for paper in listed.values()
        if paper.code not in have
    ]
    return tuple(found)


def _handed_in(
    row: Paper,
    listed: ListedPaper | None,
    *,
    file: StoredFile | None,
    look: Look | None,
    round_: int,
    is_checked: bool,
    is_asked: bool,
    is_being_digitised: bool,
) -> HandedIn:
    return HandedIn(
        code=row.code,
        name=row.name,
        kind=PaperKind(row.kind),
        quantity=row.quantity,
        required=listed is not None and listed.required,
        way=listed.way if listed else None,
        paper_id=row.pk,
        file=file,
        added_at=row.added_at,
        round=round_,
        is_checked=is_checked,
        is_asked=is_asked,
        look=look,
        issued_on=row.issued_on,
        digital=digital_state(
            source=PaperSource(row.source),
            has_file=row.file_id is not None,
            waits_for_sign_off=is_being_digitised,
        ),
        is_being_digitised=is_being_digitised,
        source=PaperSource(row.source),
    )


def _not_handed_in(paper: ListedPaper, language: str, *, is_checked: bool, is_asked: bool) -> HandedIn:
    return HandedIn(
        code=paper.code,
        name=paper.name.in_language(language),
        kind=PaperKind(paper.kind),
        quantity=paper.quantity,
        required=paper.required,
        way=paper.way,
        paper_id=None,
        file=None,
        added_at=None,
        round=0,
        is_checked=is_checked,
        is_asked=is_asked,
    )


def _codes(facts: dict[str, object]) -> list[str]:
    codes = facts.get("papers")
    return [str(code) for code in codes] if isinstance(codes, list) else []


def is_money(wait: Wait) -> bool:
    """Whether it waits for a payment owed, not for papers."""
    return wait.kind == WaitKind.DUTY


def paper_file(dossier: Dossier, paper_id: int) -> int | None:
    """The file of one paper of this dossier."""
    row = Paper.objects.filter(dossier=dossier, pk=paper_id).first()
    return row.file_id if row else None


def alerts_of(dossier: Dossier) -> list[StepAlert]:
    """What was said about the present stay at its step."""
    return list(StepAlert.objects.filter(dossier=dossier, step_since=dossier.step_since).order_by("pk"))
