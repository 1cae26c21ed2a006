"""What became of numbers kept for desks, and the account of a day's numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.dossiers.models import Dossier, NumberSeries, ReservedNumber
from motcua.dossiers.rules.numbers import NUMBER
from motcua.dossiers.rules.reserved import Account, Fate, account
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

SHOWN_MAX = 500


@dataclass(frozen=True)
class Kept:
    """One kept number as its desk reads it."""

    number: str
    desk: str
    day: date
    reserved_at: datetime
    fate: Fate
    at: datetime | None  # when it was used or voided
    reason: str
    applicant: str
    procedure: str


def fate_of(row: ReservedNumber) -> Fate:
    return Fate.USED if row.used_at else Fate.VOIDED if row.voided_at else Fate.OPEN


def kept_numbers(reach: Reach, *, on: date) -> tuple[Kept, ...]:
    """Those of the offices where one receives: of this day, and what is still open of days before."""
    paths = reach.agencies(Role.RECEPTION)
    if not paths:
        return ()
    mine = ReservedNumber.objects.filter(people.within(paths), day__lte=on)
    rows = [*mine.filter(day=on).order_by("desk", "running")[:SHOWN_MAX]]
    left = mine.filter(day__lt=on, used_at__isnull=True, voided_at__isnull=True)
    rows += left.order_by("day", "desk", "running")[:SHOWN_MAX]
    used = [row.number for row in rows if row.used_at]
    facts = Dossier.objects.filter(number__in=used).values_list("number", "applicant_name", "procedure_name")
    names = {number: (applicant, procedure) for number, applicant, procedure in facts}
    return tuple(
        Kept(
            number=row.number, desk=row.desk, day=row.day, reserved_at=row.reserved_at, fate=fate_of(row),
            at=row.used_at or row.voided_at, reason=row.reason,
            applicant=names.get(row.number, ("", ""))[0], procedure=names.get(row.number, ("", ""))[1],
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True)
class Accounted:
    """The numbers of one agency and day."""

    agency: str
    day: date
    last: int
    account: Account


def accounts(*, since: date, until: date) -> Iterator[Accounted]:
    """Every series of these days: is each number of it with a request, kept, or voided?"""
    rows = (
        NumberSeries.objects.filter(day__gte=since, day__lte=until)
        .select_related("agency")
        .order_by("day", "agency_id")
    )
    for row in rows.iterator(chunk_size=200):
        reserved = ReservedNumber.objects.filter(agency_id=row.agency_id, day=row.day)
        kept = {one.running: fate_of(one) for one in reserved}
        yield Accounted(row.agency.code, row.day, row.last, account(last=row.last, had=_had(row), kept=kept))


def _had(row: NumberSeries) -> list[int]:
    """Running numbers of the requests handed in on that day: a number bears the day of its request."""
    start = datetime.combine(row.day, time(0), tzinfo=TZ)
    that_day = Dossier.objects.filter(
        agency_id=row.agency_id, submitted_at__gte=start, submitted_at__lt=start + timedelta(days=1)
    )
    found = []
    for number in that_day.values_list("number", flat=True).iterator(chunk_size=2000):
        parts = NUMBER.fullmatch(number or "")
        if parts is not None:
            found.append(int(parts["running"]))
    return found
