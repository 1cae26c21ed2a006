"""Who waits, who is called where, and about how long it takes today."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet, prefetch_related_objects

from motcua.counter.models import Queue, Ticket, Window
from motcua.counter.rules import tickets as rules
from motcua.counter.rules.tickets import State, Waiting
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

# Who may say which queues and windows an office has.
ARRANGING = (Role.RECEPTION, Role.UNIT_HEAD)
SHOWN_MAX = 24
DONE_MAX = 200
DONE_A_QUEUE_MAX = 30


def windows_of(reach: Reach, *roles: Role) -> list[Window]:
    """Windows of the offices where one serves."""
    paths = [path for role in (roles or (Role.RECEPTION,)) for path in reach.agencies(role)]
    if not paths:
        return []
    rows = Window.objects.filter(people.within(paths)).select_related("agency").prefetch_related("queues")
    return list(rows.order_by("agency__name", "agency_id", "name", "id")[:200])


def window_of(window_id: int, reach: Reach) -> Window:
    window = Window.objects.select_related("agency").filter(pk=window_id).first()
    if window is None or not reach.may(Role.RECEPTION, window.agency.path):
        raise NotFound()
    return window


def called_at(window: Window) -> Ticket | None:
    return (
        Ticket.objects.select_related("queue", "appointment")
        .filter(window=window, state=State.CALLED)
        .first()
    )


def label_of(ticket: Ticket) -> str:
    return rules.label(ticket.queue.letter, ticket.number)


def mark_of(ticket: Ticket) -> str:
    """Who is at the window and how often called, as its page shows it: a press says on which it was made."""
    return f"{ticket.pk}.{ticket.calls}"


def waiting_for(window: Window, *, at: datetime) -> list[Waiting]:
    rows = _of_day(at).filter(state=State.WAITING, queue__windows=window)
    return [_waiting(row) for row in rows.select_related("appointment")]


def _of_day(at: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(day=at.astimezone(TZ).date())


def _waiting(row: Ticket) -> Waiting:
    booked = row.appointment.starts_at if row.appointment else None
    return Waiting(id=row.pk, taken_at=row.taken_at, number=row.number, appointed_at=booked)


@dataclass(frozen=True)
class Line:
    """One queue as the kiosk and the board show it."""

    id: int
    letter: str
    name: str
    also: str  # the same in the other language, for a board that everybody reads
    waiting: int
    minutes: int | None  # for whoever comes now
    windows: int


@dataclass(frozen=True)
class Wait:
    """What stands before whoever comes now to one queue."""

    waiting: int
    minutes: int | None
    windows: int
    is_open: bool  # somebody waits, or was served today


def waits(queues: Sequence[Queue], *, at: datetime) -> dict[int, Wait]:
    """By queue; the windows of each are loaded once for all."""
    prefetch_related_objects(queues, "windows")
    here = _of_day(at).filter(queue__in=queues, state=State.WAITING).values_list("queue_id")
    waiting = dict(here.annotate(Count("id")).order_by())
    paces = _paces([queue.pk for queue in queues], at=at)
    found = {}
    for queue in queues:
        ahead, pace, windows = waiting.get(queue.pk, 0), paces.get(queue.pk), len(queue.windows.all())
        minutes = rules.wait_minutes(ahead=ahead, pace=pace, windows=windows)
        found[queue.pk] = Wait(ahead, minutes, windows, bool(ahead) or queue.pk in paces)
    return found


def lines(agency_id: int, *, at: datetime, language: str) -> tuple[Line, ...]:
    """The queues of an office that some window serves."""
    queues = list(Queue.objects.filter(agency_id=agency_id))
    found = waits(queues, at=at)
    return tuple(
        Line(
            id=queue.pk,
            letter=queue.letter,
            name=named(queue, language),
            also=named(queue, "en" if language == "vi" else "vi"),
            waiting=wait.waiting,
            minutes=wait.minutes,
            windows=wait.windows,
        )
        for queue in queues
        if (wait := found[queue.pk]).windows
    )


def named(queue: Queue, language: str) -> str:
    return queue.name_en if language == "en" and queue.name_en else queue.name


def _paces(queue_ids: Sequence[int], *, at: datetime) -> dict[int, float | None]:
    most = max(DONE_MAX, DONE_A_QUEUE_MAX * len(queue_ids))
    done = (
        _of_day(at)
        .filter(queue_id__in=queue_ids, state=State.FINISHED, first_called_at__isnull=False)
        .order_by("-ended_at", "-id")
        .values_list("queue_id", "first_called_at", "ended_at")[:most]
    )
    served: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for queue_id, start, end in done:
        if start is not None and end is not None:
            served[queue_id].append((start, end))
    return {queue_id: rules.pace(found) for queue_id, found in served.items()}


@dataclass(frozen=True)
class Place:
    """One number on the board, and where it is called to."""

    label: str
    window: str
    calls: int
    called_at: datetime


@dataclass(frozen=True)
class Board:
    """What hangs on the wall: who is called where, who comes next, how many wait."""

    office: str
    called: tuple[Place, ...]
    next: tuple[str, ...]
    lines: tuple[Line, ...]
    mark: str  # the same while nothing changed


def board(agency_id: int, *, at: datetime, language: str) -> Board:
    agency = people.agency_if(agency_id)
    if agency is None:
        raise NotFound()
    rows = (
        Ticket.objects.filter(queue__agency_id=agency_id, state=State.CALLED, day=at.astimezone(TZ).date())
        .select_related("queue", "window")
        .order_by("-called_at", "-id")[:SHOWN_MAX]
    )
    called = tuple(
        Place(label_of(row), row.window.name if row.window else "", row.calls, row.called_at or row.taken_at)
        for row in rows
    )
    shown_lines = lines(agency_id, at=at, language=language)
    coming = _next(agency_id, at=at)
    mark = "-".join(
        [*(f"{one.label}.{one.calls}" for one in called), *coming, *(str(one.waiting) for one in shown_lines)]
    )
    return Board(agency.named(language), called, coming, shown_lines, mark)


def _next(agency_id: int, *, at: datetime) -> tuple[str, ...]:
    rows = _of_day(at).filter(queue__agency_id=agency_id, state=State.WAITING)
    tickets = {row.pk: row for row in rows.select_related("queue", "appointment")}
    ordered = rules.in_order([_waiting(row) for row in tickets.values()], at=at)[:8]
    return tuple(label_of(tickets[one.id]) for one in ordered)


@dataclass(frozen=True)
class Shown:
    """One ticket for whoever holds it."""

    key: UUID
    agency_id: int
    office: str
    label: str
    name: str
    day: date
    taken_at: datetime
    state: State
    window: str
    booked_for: datetime | None
    ahead: int
    minutes: int | None


def shown(key: UUID, *, at: datetime, language: str) -> Shown:
    row = Ticket.objects.select_related("queue__agency", "window", "appointment").filter(key=key).first()
    if row is None:
        raise NotFound()
    ahead, minutes = 0, None
    if row.state == State.WAITING and row.day == at.astimezone(TZ).date():
        same = _of_day(at).filter(queue=row.queue, state=State.WAITING).select_related("appointment")
        ordered = rules.in_order([_waiting(one) for one in same], at=at)
        ahead = next((place for place, one in enumerate(ordered) if one.id == row.pk), 0)
        windows = row.queue.windows.count()
        minutes = rules.wait_minutes(
            ahead=ahead, pace=_paces([row.queue_id], at=at).get(row.queue_id), windows=windows
        )
    agency = people.agency(row.queue.agency_id)
    return Shown(
        key=row.key, agency_id=agency.id, office=agency.named(language), label=label_of(row),
        name=named(row.queue, language), day=row.day, taken_at=row.taken_at, state=State(row.state),
        window=row.window.name if row.window else "",
        booked_for=row.appointment.starts_at if row.appointment else None, ahead=ahead, minutes=minutes,
    )  # fmt: skip
