"""The register (form 07): requests of the offices within reach by a period, in pages, and whole for a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.desk import RUNNING_STATES, cursor_of, read_cursor
from motcua.dossiers.queries.gate import at_work
from motcua.dossiers.rules.states import OPEN, State
from motcua.foundation import calendar as deadlines
from motcua.people import queries as people
from motcua.people.rules import Reach

PAGE_ROWS = 50
PRINT_ROWS_MAX = 500
FILE_ROWS_MAX = 100_000
ROWS_AT_ONCE = 500


class By(StrEnum):
    """Which day puts a request into the period."""

    HANDED_IN = "handed-in"
    FINISHED = "finished"
    OPEN = "open"  # open now, whatever the day


COLUMNS = {By.HANDED_IN: "submitted_at", By.FINISHED: "done_at", By.OPEN: "submitted_at"}


class Pace(StrEnum):
    LATE = "late"
    ON_TIME = "on-time"
    TODAY = "today"


@dataclass(frozen=True)
class Wanted:
    start: date
    end: date
    by: By = By.HANDED_IN
    agency_id: int | None = None
    below: bool = False  # and every office below that one, ended ones too
    state: int | None = None
    role: str = ""  # whose turn it is
    pace: Pace | None = None


@dataclass(frozen=True)
class Line:
    """One line of the book, in the columns of the form."""

    key: int
    number: str
    procedure: str
    sets: int
    applicant: str
    address: str
    phone: str
    agency: str
    received_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    returned_at: datetime | None
    delivery: str
    state: State
    late: bool
    simulated: bool


@dataclass(frozen=True)
class Page:
    lines: tuple[Line, ...]
    after: str


def page(reach: Reach, *, at: datetime, wanted: Wanted, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """One page, the latest first: by the moment that puts a request into the period, which an index holds."""
    found, column = narrowed(reach, at=at, wanted=wanted), COLUMNS[wanted.by]
    if (cursor := read_cursor(after)) is not None:
        # Where it begins is said by itself: only so is the index read from there on.
        moment, key = cursor
        found = found.filter(**{f"{column}__lte": moment})
        found = found.filter(Q(**{f"{column}__lt": moment}) | Q(pk__lt=key))
    taken = list(found.select_related("agency").order_by(*_latest_first(wanted))[: rows + 1])
    more = len(taken) > rows
    last = cursor_of(getattr(taken[rows - 1], column), taken[rows - 1].pk) if more else ""
    return Page(lines=tuple(_line(dossier, at=at) for dossier in taken[:rows]), after=last)


def _latest_first(wanted: Wanted) -> tuple[str, str]:
    return f"-{COLUMNS[wanted.by]}", "-pk"


def narrowed(reach: Reach, *, at: datetime, wanted: Wanted) -> QuerySet[Dossier]:
    """What the filters leave, inside the gate."""
    found = at_work(reach, at=at)
    start = datetime.combine(wanted.start, time(), deadlines.TZ)
    end = datetime.combine(wanted.end + timedelta(days=1), time(), deadlines.TZ)
    if wanted.by is By.OPEN:
        found = found.filter(state__in=[*sorted(OPEN), State.DONE])
        if wanted.agency_id:
            found = found.filter(step_agency_id__in=_offices(wanted))
    else:
        column = COLUMNS[wanted.by]
        found = found.filter(**{f"{column}__gte": start, f"{column}__lt": end})
        if wanted.agency_id:
            found = found.filter(agency_id__in=_offices(wanted))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.role:
        found = found.filter(step_role=wanted.role, state__in=sorted(OPEN))
    return found.filter(**_pace(wanted, at=at))


def _offices(wanted: Wanted) -> list[int]:
    assert wanted.agency_id is not None
    if not wanted.below:
        return [wanted.agency_id]
    return people.agency_ids(one.path for one in people.agencies([wanted.agency_id]).values())


def _pace(wanted: Wanted, *, at: datetime) -> dict[str, object]:
    if wanted.pace is None:
        return {}
    if wanted.by is not By.OPEN:
        return {"late": wanted.pace is Pace.LATE}
    tomorrow = datetime.combine(at.astimezone(deadlines.TZ).date() + timedelta(days=1), time(), deadlines.TZ)
    running: dict[str, object] = {"state__in": RUNNING_STATES}
    match wanted.pace:
        case Pace.LATE:
            return running | {"desk_at__lt": at}
        case Pace.TODAY:
            return running | {"desk_at__gte": at, "desk_at__lt": tomorrow}
        case Pace.ON_TIME:
            return running | {"desk_at__gte": tomorrow}


def size(reach: Reach, *, at: datetime, wanted: Wanted, most: int) -> int:
    """How many lines there are, not counted further than one beyond `most`."""
    return narrowed(reach, at=at, wanted=wanted).order_by(*_latest_first(wanted))[: most + 1].count()


def is_simulated(reach: Reach, *, at: datetime, wanted: Wanted) -> bool:
    return narrowed(reach, at=at, wanted=wanted).filter(simulated=True).exists()


def all_lines(reach: Reach, *, at: datetime, wanted: Wanted, most: int) -> Iterator[Line]:
    """Every line in order of the moment that puts it into the period, at most so many, read in small lots."""
    column = COLUMNS[wanted.by]
    rows = narrowed(reach, at=at, wanted=wanted).select_related("agency").order_by(column, "pk")
    beyond, left = rows, most
    while left > 0 and (lot := list(beyond[: min(ROWS_AT_ONCE, left)])):
        yield from (_line(dossier, at=at) for dossier in lot)
        last, left = lot[-1], left - len(lot)
        moment = getattr(last, column)
        # Where it begins is said by itself: only so is the index read from there on.
        beyond = rows.filter(**{f"{column}__gte": moment}).filter(
            Q(**{f"{column}__gt": moment}) | Q(pk__gt=last.pk)
        )


def _line(dossier: Dossier, *, at: datetime) -> Line:
    running = dossier.state in RUNNING_STATES and dossier.due_at is not None
    return Line(
        key=dossier.pk,
        number=dossier.number or "",
        procedure=dossier.procedure_name,
        sets=dossier.sets,
        applicant=dossier.applicant_name,
        address=dossier.applicant_address,
        phone=dossier.applicant_phone,
        agency=dossier.agency.name,
        received_at=dossier.received_at,
        due_at=dossier.due_at or dossier.promised_at,
        done_at=dossier.done_at,
        returned_at=dossier.returned_at,
        delivery=dossier.delivery,
        state=State(dossier.state),
        late=bool(dossier.late) or (running and dossier.due_at is not None and dossier.due_at < at),
        simulated=dossier.simulated,
    )
