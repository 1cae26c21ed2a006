"""Which subscriptions there are, where each stands, which are to be tried now, and whose token one is."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.chronicle import queries as chronicle
from motcua.exchange.models import Again, Delivery, Subscription
from motcua.exchange.queries import events
from motcua.exchange.rules.events import Cursor, place_of
from motcua.exchange.rules.webhooks import AT_WORK, RETRY_SECONDS_MAX, TEST, Standing, Status
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

LIST_MAX = 200
DELIVERIES_SHOWN = 25


def standing(row: Subscription) -> Standing:
    return Standing(
        Status(row.status), row.position, row.lot, row.failures, row.failing_since, row.problem, row.next_at, row.rate
    )  # fmt: skip


def columns(one: Standing) -> dict[str, Any]:
    """A standing as it is written into its row."""
    return asdict(one)


@dataclass(frozen=True, slots=True)
class Due:
    id: int
    is_failing: bool


def due(*, at: datetime, limit: int) -> list[Due]:
    """Subscriptions that something is to be sent to now and that no worker has in hand; those that waited longest first."""
    waits = Q(next_at__gt=at, next_at__lte=at + timedelta(seconds=RETRY_SECONDS_MAX))
    rows = Subscription.objects.filter(
        Q(status=Status.WAITING)
        | Q(position__lt=chronicle.head())
        | Exists(Again.objects.filter(subscription=OuterRef("pk"))),
        Q(leased_until=None) | Q(leased_until__lte=at),
        status__in=AT_WORK,
    ).exclude(address="")
    # What failed comes last: it may not take the places of what works.
    found = rows.exclude(waits).order_by("failures", "next_at", "pk").values_list("pk", "failures")[:limit]
    return [Due(pk, failures > 0) for pk, failures in found]


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription as the list shows it."""

    key: UUID
    name: str
    agency_code: str
    agency_name: str
    agency_name_en: str
    address: str
    status: Status
    failing_since: datetime | None
    heard_at: datetime | None
    behind: int  # positions of the chronicle

    def agency(self, language: str) -> str:
        return self.agency_name_en if language == "en" and self.agency_name_en else self.agency_name


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One stretch and what became of it."""

    epoch: int
    first: int
    last: int
    count: int
    again: bool
    tries: int
    status: int
    problem: str
    began_at: datetime
    at: datetime

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_test(self) -> bool:
        return self.again and self.last == TEST

    @property
    def start(self) -> Cursor:
        return Cursor(self.epoch, self.first)

    @property
    def end(self) -> Cursor:
        return Cursor(self.epoch, self.last)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that its page shows."""

    line: Line
    kinds: tuple[str, ...]
    cursor: Cursor
    head: int
    oldest_at: datetime | None  # of the entries that wait, of all agencies
    failures: int
    problem: str
    next_at: datetime | None
    rate: int | None
    token_at: datetime | None
    made_at: datetime
    agains: int
    deliveries: tuple[DeliveryLine, ...]


def _seen(reach: Reach) -> QuerySet[Subscription]:
    return Subscription.objects.filter(people.within(reach.agencies(Role.OPERATOR), field="agency__path"))


def lines(*, reach: Reach) -> list[Line]:
    """Those of the agencies that somebody runs."""
    head = chronicle.head()
    rows = _seen(reach).select_related("agency").order_by("agency__path", "name", "pk")[:LIST_MAX]
    return [_line(row, head) for row in rows]


def listed(*, reach: Reach) -> tuple[QuerySet[Subscription], Callable[[Subscription], Line]]:
    """The same for a list read page by page: the rows, and how one of them is shown."""
    head = chronicle.head()
    return _seen(reach).select_related("agency"), lambda row: _line(row, head)


def _line(row: Subscription, head: int) -> Line:
    return Line(
        row.key, row.name, row.agency.code or row.agency.code_new, row.agency.name, row.agency.name_en, row.address, Status(row.status), row.failing_since,
        row.heard_at, max(0, head - row.position),
    )  # fmt: skip


def sheet(key: UUID, *, reach: Reach) -> Sheet | None:
    """One of them; None for what is not there and what is not theirs."""
    row = _seen(reach).select_related("agency").filter(key=key).first()
    if row is None:
        return None
    head = chronicle.head()
    names = ("epoch", "first", "last", "count", "again", "tries", "status", "problem", "began_at", "at")
    rows = Delivery.objects.filter(subscription=row).order_by("-at", "-pk").values_list(*names)
    return Sheet(
        line=_line(row, head),
        kinds=tuple(row.kinds),
        cursor=place_of(row.position, events.lineage()),
        head=head,
        oldest_at=events.oldest_untold(kinds=row.kinds, after=row.position) if row.position < head else None,
        failures=row.failures,
        problem=row.problem,
        next_at=row.next_at,
        rate=row.rate,
        token_at=row.token_at,
        made_at=row.made_at,
        agains=Again.objects.filter(subscription=row).count(),
        deliveries=tuple(DeliveryLine(*one) for one in rows[:DELIVERIES_SHOWN]),
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is, and what they are told."""

    key: UUID
    path: str
    kinds: tuple[str, ...]


def holder(token: str) -> Holder | None:
    """By the hash of 256 random bits: there is nothing to guess, and nothing to compare slowly."""
    digest = hashlib.sha256(token.encode()).digest()
    row = Subscription.objects.filter(token_hash=digest).values_list("key", "agency__path", "kinds").first()
    return Holder(row[0], row[1], tuple(row[2])) if row else None


@dataclass(frozen=True, slots=True)
class Health:
    """For the doctor."""

    count: int
    stopped: int  # by failures or by their receivers
    failing: int


def health() -> Health:
    rows = Subscription.objects.values_list("status", "failures")[:10_000]
    found = [(Status(status), failures) for status, failures in rows]
    return Health(
        len(found),
        sum(status in (Status.FAILED, Status.GONE) for status, _ in found),
        sum(status in AT_WORK and failures > 0 for status, failures in found),
    )
