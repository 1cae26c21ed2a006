"""The named queries, and counting around them: the number, its parts and its records come of one SELECT."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .engine import Asking
from .rules import heads
from .rules.heads import Query

SQL = Path(__file__).resolve().parent / "sql"
HALF_DAY_MINUTES = 240
HALF_DAYS_MAX = 400


@cache
def every() -> Mapping[str, Query]:
    """By name, in the order in which pages show them."""
    found = {}
    for file in (
        "on_time",
        "handling_time",
        "online",
        "digitised",
        "digitised_end_to_end",
        "electronic_results",
        "received",
        "papers_asked",
        "stood_still",
        "assisted",
        "received_elsewhere",
    ):
        one = heads.read((SQL / f"{file}.sql").read_text(encoding="utf-8"))
        assert one.name.replace("-", "_") == file, file
        found[one.name] = one
    return MappingProxyType(found)


@dataclass(frozen=True)
class Which:
    """Which records: of agencies at or below a path, of one procedure, with their moment from `since` to before `until`."""

    since: datetime
    until: datetime
    path: str = "/"
    procedure: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {
            "since": self.since,
            "until": self.until,
            "path": self.path,
            "procedure": self.procedure,
        }


_WHERE = (
    "WHERE moment >= $since AND moment < $until AND starts_with(path, $path) "
    "AND ($procedure = '' OR procedure = $procedure)"
)
_HALF_DAYS = f"least(greatest(1, (greatest(minutes, 1) + {HALF_DAY_MINUTES - 1}) // {HALF_DAY_MINUTES}), {HALF_DAYS_MAX})"


@dataclass(frozen=True)
class Number:
    numerator: int
    denominator: int
    simulated: bool


@dataclass(frozen=True)
class MonthCount:
    """One agency's own records of one month; `half_days` only of what is measured in time."""

    agency_id: int
    path: str
    month: str
    numerator: int
    denominator: int
    simulated: bool
    half_days: Mapping[int, int]


def number(asked: Asking, query: Query, which: Which) -> Number:
    ((numerator, denominator, simulated),) = asked.rows(
        f"SELECT count(*) FILTER (counted), count(*), coalesce(bool_or(simulated), false) "  # noqa: S608
        f"FROM ({query.sql}) {_WHERE}",
        which.values,
    )
    return Number(numerator, denominator, simulated)


def records(
    asked: Asking, query: Query, which: Which, *, counted: bool | None, most: int, after: int = 0
) -> list[str]:
    """Keys of the records, the latest first: of the numerator, of the rest, or of all."""
    narrowed = "" if counted is None else "AND counted = $counted"
    values = which.values | {"most": most, "after": after}
    if counted is not None:
        values["counted"] = counted
    rows = asked.rows(
        f"SELECT key FROM ({query.sql}) {_WHERE} {narrowed} ORDER BY moment DESC, key LIMIT $most OFFSET $after",  # noqa: S608
        values,
    )
    return [key for (key,) in rows]


def by_month(asked: Asking, query: Query) -> Sequence[MonthCount]:
    """Every agency and month there is, each agency by itself."""
    rows = asked.rows(
        f"SELECT agency_id, path, strftime(moment, '%Y-%m') AS month, {_of_time(query)} AS half_days, "  # noqa: S608
        f"count(*) FILTER (counted), count(*), bool_or(simulated) "
        f"FROM ({query.sql}) "
        f"GROUP BY ALL ORDER BY agency_id, path, month, half_days"
    )
    found: dict[tuple[int, str, str], MonthCount] = {}
    for agency_id, path, month, half_days, numerator, denominator, simulated in rows:
        key = (agency_id, path, month)
        before = found.get(key) or MonthCount(agency_id, path, month, 0, 0, False, {})
        found[key] = MonthCount(
            agency_id,
            path,
            month,
            before.numerator + numerator,
            before.denominator + denominator,
            before.simulated or simulated,
            before.half_days if half_days is None else {**before.half_days, half_days: denominator},
        )
    return list(found.values())


def by_agency(asked: Asking, query: Query, which: Which) -> dict[int, Number]:
    """Each agency's own records of a period, by the agency whose they are."""
    rows = asked.rows(
        f"SELECT agency_id, count(*) FILTER (counted), count(*), bool_or(simulated) "  # noqa: S608
        f"FROM ({query.sql}) {_WHERE} GROUP BY agency_id ORDER BY agency_id",
        which.values,
    )
    return {agency_id: Number(*counts) for agency_id, *counts in rows}


@dataclass(frozen=True)
class Times:
    """How long one agency's requests of one procedure took, in half working days."""

    procedure: str
    agency_id: int
    simulated: bool
    half_days: Mapping[int, int]


def times(asked: Asking, query: Query, *, since: datetime, until: datetime) -> list[Times]:
    rows = asked.rows(
        f"SELECT procedure, agency_id, {_HALF_DAYS} AS half_days, count(*), bool_or(simulated) "  # noqa: S608
        f"FROM ({query.sql}) {_WHERE} "
        f"GROUP BY procedure, agency_id, half_days ORDER BY procedure, agency_id, half_days",
        Which(since, until).values,
    )
    found: dict[tuple[str, int], Times] = {}
    for procedure, agency_id, half_days, count, simulated in rows:
        before = found.get((procedure, agency_id))
        found[procedure, agency_id] = Times(
            procedure,
            agency_id,
            simulated or (before.simulated if before else False),
            {**(before.half_days if before else {}), half_days: count},
        )
    return list(found.values())


def _of_time(query: Query) -> str:
    return _HALF_DAYS if query.unit is heads.Unit.WORKING_DAYS else "NULL::INTEGER"
