"""Which times are free, and who comes when."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from motcua.counter.models import Appointment, Queue
from motcua.counter.queries.tickets import Wait, named, waits
from motcua.counter.rules import appointments as rules
from motcua.counter.rules.appointments import Booking
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures


@dataclass(frozen=True)
class Day:
    """A day with times that can still be chosen."""

    date: date
    times: tuple[datetime, ...]


@dataclass(frozen=True)
class Coming:
    """One appointment as its owner or the office reads it."""

    key: UUID
    code: str
    starts_at: datetime
    procedure: str
    procedure_name: str
    office: str
    address: str
    queue: str
    state: Booking
    person: str
    may_cancel: bool


def office_queues(agency_ids: Collection[int], field: str) -> dict[int, Queue]:
    """Where people come for a procedure of this field, by office: the queue that names it, or one that is for everything."""
    found: dict[int, Queue] = {}
    rows = Queue.objects.filter(agency_id__in=agency_ids, windows__isnull=False).distinct()
    for row in rows.order_by("agency_id", "letter"):
        known = found.get(row.agency_id)
        names_it = field in row.fields
        if (names_it and (known is None or not known.fields)) or (not row.fields and known is None):
            found[row.agency_id] = row
    return found


def waits_at(agency_ids: Collection[int], field: str, *, at: datetime) -> dict[int, Wait]:
    """By office: what stands before whoever comes there now for a procedure of this field."""
    queues = office_queues(agency_ids, field)
    found = waits(list(queues.values()), at=at)
    return {agency_id: found[queue.pk] for agency_id, queue in queues.items()}


def office_queue(agency_id: int, field: str) -> Queue | None:
    return office_queues({agency_id}, field).get(agency_id)


def places_of(queue: Queue) -> int:
    """How many people may be asked to come at one time: as many as windows serve the queue."""
    return queue.windows.count()


def days_free(queue: Queue, *, at: datetime) -> tuple[Day, ...]:
    """The days of the next two weeks, with the times that somebody can still choose."""
    today, calendar, places = at.astimezone(TZ).date(), law.calendar(queue.agency_id), places_of(queue)
    taken = Counter(
        Appointment.objects.filter(queue=queue, starts_at__gt=at)
        .exclude(state=Booking.CANCELLED)
        .values_list("starts_at", flat=True)
    )
    days = []
    for ahead in range(rules.AHEAD_DAYS_MAX + 1):
        on = today + timedelta(days=ahead)
        times = rules.slots(calendar.openings(on), on=on, after=at + timedelta(hours=1))
        left = rules.free(times, places=places, taken=taken)
        if left:
            days.append(Day(on, left))
    return tuple(days)


def appointments_of(person_id: int, *, at: datetime, language: str) -> tuple[Coming, ...]:
    rows = Appointment.objects.filter(person_id=person_id).order_by("-starts_at", "-id")[:20]
    return _coming(list(rows.select_related("queue", "person")), at=at, language=language)


def coming(reach: Reach, *, on: date, at: datetime, language: str) -> tuple[Coming, ...]:
    """Who comes on a day to the offices where one receives."""
    paths = reach.agencies(Role.RECEPTION)
    if not paths:
        return ()
    start = datetime.combine(on, datetime.min.time(), tzinfo=TZ)
    rows = (
        Appointment.objects.filter(people.within(paths, field="queue__agency__path"))
        .filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
        .exclude(state=Booking.CANCELLED)
        .select_related("queue", "person")
        .order_by("starts_at", "place", "id")[:500]
    )
    return _coming(list(rows), at=at, language=language)


def _coming(rows: list[Appointment], *, at: datetime, language: str) -> tuple[Coming, ...]:
    offices = people.agencies({row.queue.agency_id for row in rows})
    cards = {card.code: card for card in procedures.catalogue(at).cards.values()} if rows else {}
    return tuple(
        Coming(
            key=row.key, code=row.code, starts_at=row.starts_at, procedure=row.procedure,
            procedure_name=cards[row.procedure].name.in_language(language) if row.procedure in cards else row.procedure,
            office=offices[row.queue.agency_id].named(language), address=offices[row.queue.agency_id].address,
            queue=named(row.queue, language), state=Booking(row.state), person=row.person.full_name,
            may_cancel=row.state == Booking.BOOKED and row.starts_at > at,
        )
        for row in rows
    )  # fmt: skip
