"""Counting for the leader's page and the home page: by the clock, into one small row an agency.

A province holds a million requests; counting them while somebody waits for a page would make every page slow.
Running it twice, late, or in two workers at once gives the same rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncWeek

from motcua.dossiers.models import Dossier, Movement, Snapshot, SnapshotKind, Wait
from motcua.dossiers.queries import day
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.overview import (
    BIN_HOURS,
    HALF_DAY_MINUTES,
    LEFT_BINS,
    LONG_DAYS,
    NODE,
    SHORT_DAYS,
    WEEKS,
    week_begin,
)
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, PAUSED, Act, Channel, State
from motcua.dossiers.rules.steps import ON_TIME_MINUTES, Pace
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.procedures import queries as procedures

ROWS_AT_ONCE = 2000
HALF_DAYS_MAX = 400
ANSWERS = (Act.TAKE_IN, Act.REFUSE, Act.ASK_SUPPLEMENT)
RUNNING = tuple(sorted(OPEN - PAUSED))


@dataclass
class Open:
    """What lies at one agency now."""

    states: Counter[int] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    steps_late: Counter[str] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)  # by bins of working hours left
    late: int = 0
    today: int = 0
    later: int = 0
    simulated: bool = False
    day: Mapping[str, int] = field(default_factory=dict)  # matters of the day
    stuck: Mapping[str, int] = field(default_factory=dict)  # by reason


@dataclass
class Settled:
    """What one agency received and finished."""

    received: Counter[str] = field(default_factory=Counter)  # by week
    done: Counter[str] = field(default_factory=Counter)
    done_on_time: Counter[str] = field(default_factory=Counter)
    short: Counter[str] = field(default_factory=Counter)  # whole, on_time in the short period
    long: Counter[str] = field(default_factory=Counter)
    half_days: Counter[int] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)  # whole, in_time
    paces: Counter[str] = field(default_factory=Counter)  # "case-officer:late": stays at steps, by role
    overdue: int = 0
    simulated: bool = False


def count_open(*, at: datetime) -> int:
    """Open requests by state, step and working hours left; returns how many."""
    found: dict[int, Open] = defaultdict(Open)
    midnight = at.astimezone(deadlines.TZ).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    counted = 0
    rows = Dossier.objects.filter(state__in=[*sorted(OPEN), State.DONE], number__isnull=False)
    columns = ("agency_id", "step_agency_id", "state", "step_role", "desk_at", "simulated", "awaits_part")
    for agency, place, state, role, desk_at, simulated, awaits in _streamed(rows.values_list(*columns)):
        counts = found[place]
        counts.states[state] += 1
        counts.simulated |= simulated
        counted += 1
        if state == State.DONE:
            continue
        counts.steps[role or "reception"] += 1
        if state not in RUNNING or awaits:
            continue
        calendar = law.calendar(agency)
        minutes = deadlines.working_minutes(start=at, end=desk_at, calendar=calendar)
        counts.left[_bin(minutes)] += 1
        if desk_at < at:
            counts.late += 1
            counts.steps_late[role or "reception"] += 1
        elif desk_at < tomorrow:
            counts.today += 1
        else:
            counts.later += 1
    for place, matters in day.by_unit(at=at).items():
        found[place].day = matters
    for place, reasons in day.stuck_by_unit().items():
        found[place].stuck = reasons
    _write(SnapshotKind.OPEN, {str(place): vars(counts) for place, counts in found.items()}, at=at)
    return counted


def count_settled(*, at: datetime) -> int:
    """Requests received and finished in the last weeks, how long they took, how fast they were answered."""
    found: dict[int, Settled] = defaultdict(Settled)
    total = Settled()
    _count_weeks(found, at=at)
    counted = _count_done(found, at=at)
    _count_answers(found, at=at)
    _count_paces(found, at=at)
    late_now = Dossier.objects.filter(state__in=RUNNING, desk_at__lt=at, number__isnull=False)
    # An unfinished request that is late counts as late: nobody's share rises by not finishing.
    for agency, overdue in late_now.order_by().values_list("agency_id").annotate(n=Count("pk")):
        found[agency].overdue = overdue
    for counts in found.values():
        for name, value in vars(counts).items():
            if isinstance(value, Counter):
                getattr(total, name).update(value)
        total.overdue += counts.overdue
        total.simulated |= counts.simulated
    values = {str(agency): vars(counts) for agency, counts in found.items()}
    _write(SnapshotKind.SETTLED, {**values, NODE: vars(total)}, at=at)
    return counted


def _count_weeks(found: dict[int, Settled], *, at: datetime) -> None:
    """Received and finished by week, the last full weeks; grouped by the database."""
    first, last = week_begin(at, back=WEEKS), week_begin(at)
    for column, name in (("received_at", "received"), ("done_at", "done")):
        rows = Dossier.objects.filter(**{f"{column}__gte": first, f"{column}__lt": last})
        grouped = rows.order_by().annotate(week=TruncWeek(column, tzinfo=deadlines.TZ))
        sums = grouped.values_list("agency_id", "week").annotate(
            n=Count("pk"), good=Count("pk", filter=Q(late=False))
        )
        for agency, week, n, good in sums:
            key = week.date().isoformat()
            getattr(found[agency], name)[key] = n
            if name == "done":
                found[agency].done_on_time[key] = good


def _count_done(found: dict[int, Settled], *, at: datetime) -> int:
    """On time or late, and working days from receipt to result without the time papers were awaited."""
    since_long, since_short = at - timedelta(days=LONG_DAYS), at - timedelta(days=SHORT_DAYS)
    rows = Dossier.objects.filter(done_at__gte=since_long, done_at__lte=at, received_at__isnull=False)
    stood: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    waits = Wait.objects.filter(
        dossier__in=rows.filter(Q(supplements__gt=0) | Q(duties__gt=0)),
        answered_at__isnull=False,
        undone_at=None,
    )
    for dossier, asked, answered in _streamed(waits.values_list("dossier_id", "asked_at", "answered_at")):
        stood[dossier].append((asked, answered))
    counted = 0
    columns = ("pk", "agency_id", "received_at", "done_at", "late", "simulated")
    for pk, agency, received, done, late, simulated in _streamed(rows.values_list(*columns)):
        counts, calendar = found[agency], law.calendar(agency)
        counts.simulated |= simulated
        for period, since in ((counts.long, since_long), (counts.short, since_short)):
            if done >= since:
                period["whole"] += 1
                period["on_time"] += late is False
        minutes = deadlines.working_minutes(start=received, end=done, calendar=calendar)
        for asked, answered in stood.get(pk, ()):
            if asked >= received:
                minutes -= deadlines.working_minutes(start=asked, end=answered, calendar=calendar)
        counts.half_days[min(-(-max(minutes, 1) // HALF_DAY_MINUTES), HALF_DAYS_MAX)] += 1
        counted += 1
    return counted


def _count_answers(found: dict[int, Settled], *, at: datetime) -> None:
    """Online requests whose time for an answer is over, or that were answered: how many in time."""
    since = at - timedelta(days=LONG_DAYS)
    minutes_max = limit("acknowledge-hours", on=at) * 60
    online = Q(dossier__channel=Channel.ONLINE, dossier__submitted_at__gte=since)
    # A part of a bundle that waited for another's result was not the desk's to answer until then.
    began = Q(dossier__awaits_part=False, dossier__counts_from__isnull=True)
    firsts = (
        Movement.objects.filter(online, began, act__in=ANSWERS)
        .order_by()
        .values_list("dossier_id", "dossier__agency_id", "dossier__submitted_at")
        .annotate(first=Min("at"))
    )
    for _pk, agency, sent, first in _streamed(firsts):
        found[agency].answered["whole"] += 1
        taken = deadlines.working_minutes(start=sent, end=first, calendar=law.calendar(agency))
        found[agency].answered["in_time"] += taken <= minutes_max
    unanswered = Dossier.objects.filter(
        channel=Channel.ONLINE,
        state=State.NEW,
        submitted_at__gte=since,
        supplements=0,
        awaits_part=False,
        counts_from=None,
    )
    for agency, sent in _streamed(unanswered.values_list("agency_id", "submitted_at")):
        waited = deadlines.working_minutes(start=sent, end=at, calendar=law.calendar(agency))
        found[agency].answered["whole"] += waited > minutes_max


def _count_paces(found: dict[int, Settled], *, at: datetime) -> None:
    """Early, on time or late: every stay at a step of what was finished in the short period; grouped by the database."""
    allotted = F("movements__allotted_minutes")
    late = Q(movements__used_minutes__gt=allotted)
    early = Q(movements__used_minutes__lt=allotted - ON_TIME_MINUTES)
    stays = Dossier.objects.filter(
        done_at__gte=at - timedelta(days=SHORT_DAYS),
        done_at__lte=at,
        movements__allotted_minutes__isnull=False,
    )
    sums = (
        stays.order_by()
        .values_list("agency_id", "version_id", "movements__from_step")
        .annotate(
            whole=Count("movements"),
            late=Count("movements", filter=late),
            early=Count("movements", filter=early),
        )
    )
    for agency, version, step, whole, n_late, n_early in sums:
        role = route(procedures.definition(version))[step].role
        paces = found[agency].paces
        paces[f"{role}:{Pace.EARLY}"] += n_early
        paces[f"{role}:{Pace.LATE}"] += n_late
        paces[f"{role}:{Pace.ON_TIME}"] += whole - n_late - n_early


def _bin(minutes: int) -> int:
    """The bin of so many working minutes left; what lies beyond the picture is put at its edge."""
    return max(LEFT_BINS[0], min(LEFT_BINS[-1], minutes // (BIN_HOURS * 60)))


def _streamed(rows: Any) -> Iterator[tuple[Any, ...]]:
    yield from rows.iterator(chunk_size=ROWS_AT_ONCE)


@transaction.atomic
def _write(kind: SnapshotKind, values: dict[str, dict[str, Any]], *, at: datetime) -> None:
    """One row a scope; rows of agencies where nothing lies any more go."""
    rows = [
        Snapshot(
            scope=scope,
            kind=kind,
            agency_id=None if scope == NODE else int(scope),
            made_at=at,
            data=data,
        )
        for scope, data in sorted(values.items())
    ]
    Snapshot.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["scope", "kind"],
        update_fields=["made_at", "data"],
    )
    Snapshot.objects.filter(kind=kind, made_at__lt=at).delete()
