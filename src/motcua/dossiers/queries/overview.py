"""The leader's page and the published figures, from what a clocked job counted. Nothing here counts requests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from motcua.dossiers.models import Snapshot, SnapshotKind
from motcua.dossiers.rules.figures import PUBLISHED_COUNT_MIN, quantile
from motcua.dossiers.rules.states import State
from motcua.dossiers.rules.steps import Pace
from motcua.foundation import calendar as deadlines
from motcua.foundation.shares import Share
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

SEEING = (Role.LEADER, Role.UNIT_HEAD, Role.WATCHER, Role.AUDITOR)
SHORT_DAYS = 30
LONG_DAYS = 90
WEEKS = 12
BIN_HOURS = 2
LEFT_BINS = range(-9, 23)  # working hours left, in bins of two: from 18 hours late to 46 hours left
HALF_DAY_MINUTES = 240
NODE = "node"


@dataclass(frozen=True)
class Unit:
    """One agency: what lies there now, and what it finished."""

    id: int
    name: str
    late: int
    today: int
    later: int
    left: Mapping[int, int]  # by bins of working hours left
    on_time: Share  # of what was finished in the short period, or is overdue now

    @property
    def running(self) -> int:
        return self.late + self.today + self.later


@dataclass(frozen=True)
class StepCount:
    role: str
    open: int
    late: int


@dataclass(frozen=True)
class StepPaces:
    """Stays at the steps of one role, of what was finished in the short period."""

    role: str
    early: int
    on_time: int
    late: int

    @property
    def whole(self) -> int:
        return self.early + self.on_time + self.late


@dataclass(frozen=True)
class Week:
    begins: date
    received: int
    done: int


@dataclass(frozen=True)
class Overview:
    """What a leader sees; sums over the agencies within reach."""

    counted_at: datetime
    settled_at: datetime | None
    units: tuple[Unit, ...]
    states: Mapping[int, int]
    steps: tuple[StepCount, ...]
    paces: tuple[StepPaces, ...]
    weeks: tuple[Week, ...]
    on_time: Share
    simulated: bool

    def total(self, name: str) -> int:
        return sum(getattr(unit, name) for unit in self.units)


@dataclass(frozen=True)
class PublicFigures:
    """Three figures for everyone; one that counts too few is None."""

    counted_at: datetime
    on_time: Share | None
    half_days_median: int | None  # half of the finished requests took at most so many half working days
    half_days_nine_tenths: int | None
    finished: int
    answered: Share | None
    weeks: tuple[tuple[date, Share], ...]
    simulated: bool


def week_begin(at: datetime, *, back: int = 0) -> datetime:
    """Midnight of this week's Monday in Viet Nam, or of one so many weeks before."""
    here = at.astimezone(deadlines.TZ)
    monday = here.date() - timedelta(days=here.weekday() + 7 * back)
    return datetime.combine(monday, datetime.min.time(), deadlines.TZ)


def overview(reach: Reach, *, at: datetime) -> Overview | None:
    """Sums over the agencies within reach; None while nothing has been counted."""
    ids = people.agency_ids(reach.agencies(*SEEING))
    rows = Snapshot.objects.filter(agency_id__in=ids).order_by("scope", "kind")
    opened: dict[int, dict[str, Any]] = {}
    settled: dict[int, dict[str, Any]] = {}
    names: dict[int, str] = {}
    moments: dict[str, datetime] = {}
    for agency, name, kind, made_at, data in rows.values_list(
        "agency_id", "agency__name", "kind", "made_at", "data"
    ):
        assert agency is not None
        names[agency] = name
        moments[kind] = made_at
        (opened if kind == SnapshotKind.OPEN else settled)[agency] = data
    if not moments:
        return None
    units = tuple(
        _unit(agency, name, opened.get(agency, {}), settled.get(agency, {})) for agency, name in names.items()
    )
    return Overview(
        counted_at=moments.get(SnapshotKind.OPEN) or max(moments.values()),
        settled_at=moments.get(SnapshotKind.SETTLED),
        units=tuple(sorted(units, key=lambda unit: (-unit.late, -unit.today, -unit.running, unit.name))),
        states={int(state): n for state, n in sorted(_sum(opened.values(), "states").items())},
        steps=_steps(opened.values()),
        paces=_paces(settled.values()),
        weeks=_weeks(settled.values(), at=at),
        on_time=Share(sum(unit.on_time.part for unit in units), sum(unit.on_time.whole for unit in units)),
        simulated=any(data["simulated"] for data in [*opened.values(), *settled.values()]),
    )


def public_figures(at: datetime) -> PublicFigures | None:
    """What the home page says about the last 90 days of the whole node; None while nothing has been counted."""
    found = Snapshot.objects.filter(scope=NODE, kind=SnapshotKind.SETTLED).first()
    if found is None:
        return None
    data: dict[str, Any] = found.data
    finished = int(data["long"].get("whole", 0))
    half_days = {int(edge): int(n) for edge, n in data["half_days"].items()}
    enough = finished >= PUBLISHED_COUNT_MIN
    return PublicFigures(
        counted_at=found.made_at,
        on_time=_published(data["long"].get("on_time", 0), finished + int(data["overdue"])),
        half_days_median=quantile(half_days, 0.5) if enough else None,
        half_days_nine_tenths=quantile(half_days, 0.9) if enough else None,
        finished=finished,
        answered=_published(data["answered"].get("in_time", 0), data["answered"].get("whole", 0)),
        weeks=tuple(
            (monday, Share(data["done_on_time"].get(str(monday), 0), data["done"].get(str(monday), 0)))
            for monday in _mondays(at)
        ),
        simulated=bool(data["simulated"]),
    )


def _published(part: int, whole: int) -> Share | None:
    return Share(part, whole) if whole >= PUBLISHED_COUNT_MIN else None


def _unit(agency: int, name: str, opened: dict[str, Any], settled: dict[str, Any]) -> Unit:
    short = settled.get("short", {})
    return Unit(
        id=agency,
        name=name,
        late=opened.get("late", 0),
        today=opened.get("today", 0),
        later=opened.get("later", 0),
        left={int(edge): n for edge, n in opened.get("left", {}).items()},
        on_time=Share(short.get("on_time", 0), short.get("whole", 0) + settled.get("overdue", 0)),
    )


def _sum(rows: Any, name: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for data in rows:
        total.update(data.get(name, {}))
    return total


def _steps(rows: Any) -> tuple[StepCount, ...]:
    """By the role whose turn it is, in the order in which a request meets them."""
    opened, late = _sum(rows, "steps"), _sum(rows, "steps_late")
    return tuple(
        StepCount(role=role.value, open=opened[role.value], late=late[role.value])
        for role in Role
        if opened[role.value]
    )


def _paces(rows: Any) -> tuple[StepPaces, ...]:
    """The role whose steps are late most often first."""
    counts = _sum(rows, "paces")
    found = [StepPaces(role.value, *(counts[f"{role.value}:{pace.value}"] for pace in Pace)) for role in Role]
    shown = [one for one in found if one.whole]
    return tuple(sorted(shown, key=lambda one: (-one.late / one.whole, one.role)))


def _weeks(rows: Any, *, at: datetime) -> tuple[Week, ...]:
    received, done = _sum(rows, "received"), _sum(rows, "done")
    return tuple(Week(monday, received[str(monday)], done[str(monday)]) for monday in _mondays(at))


def _mondays(at: datetime) -> list[date]:
    return [week_begin(at, back=back).date() for back in range(WEEKS, 0, -1)]


OPEN_STATES_SHOWN = (
    State.NEW,
    State.RECEIVED,
    State.IN_PROGRESS,
    State.SUPPLEMENT,
    State.DUTY,
    State.DONE,
)
