"""What was published for one index and one year, and which years have anything: for pages and downloads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from . import rules, shipped
from .measured import Measured, measured
from .models import Published
from .places import Place, Places
from .queries import Said, first, said
from .rules import SHOWN, Index, Series, Statistic

EVERYONE = {"province": "63 provinces", "ministry": "ministries"}


@dataclass(frozen=True)
class Standing:
    """One unit in one year. Either may be missing: a source that names a place need not print the score."""

    place: Place
    scores: tuple[Said, ...]
    ranks: tuple[Said, ...]

    @property
    def score(self) -> Said | None:
        return self.scores[0] if self.scores else None

    @property
    def rank(self) -> Said | None:
        return self.ranks[0] if self.ranks else None

    @property
    def disputed(self) -> bool:
        return any(len({one.value for one in sayings}) > 1 for sayings in (self.scores, self.ranks))


@dataclass(frozen=True)
class Region:
    """A group of provinces as the source names it."""

    name: str
    mean: Said | None
    rank: Said | None
    before: Said | None  # its mean a year earlier, when one method measured both


@dataclass(frozen=True)
class YearTable:
    index: Index
    year: int
    level: str
    method: Series | None
    measured: Measured | None  # None: how many were measured that year was not found
    standings: tuple[Standing, ...]  # places as printed, then scores without a place
    before: tuple[Standing, ...]  # a year earlier, empty unless the same method measured it
    regions: tuple[Region, ...]
    others: dict[str, Said]  # statistics over all units, by their name in the store
    conflicts: tuple[shipped.Conflict, ...]

    @property
    def units(self) -> int:
        """Among how many one stands; 0 where that was not found."""
        return len(self.measured.ranked) if self.measured else 0

    @property
    def mean(self) -> Said | None:
        return self.others.get(Statistic.MEAN)

    @property
    def scored(self) -> list[Standing]:
        return [one for one in self.standings if one.scores]

    @property
    def ranked(self) -> list[Standing]:
        return [one for one in self.standings if one.ranks]

    @property
    def empty(self) -> bool:
        return not (self.standings or self.regions or self.others)


@dataclass(frozen=True)
class Coverage:
    """How much of one year was found: units with a score, units with a place."""

    index: Index
    level: str
    year: int
    scores: int
    ranks: int


def coverage() -> list[Coverage]:
    """Which years of which index hold figures of units, in one question."""
    rows = (
        Published.objects.filter(
            unit__isnull=False, part="", statistic__in=[Statistic.SCORE, Statistic.RANK], status__in=SHOWN
        )
        .values_list("index", "level", "year", "statistic")
        .annotate(units=Count("unit", distinct=True))
        .order_by("index", "level", "year", "statistic")
    )
    found: dict[tuple[str, str, int], dict[str, int]] = defaultdict(dict)
    for index, level, year, statistic, units in rows:
        found[index, level, year][statistic] = units
    return [
        Coverage(Index(index), level, year, counts.get(Statistic.SCORE, 0), counts.get(Statistic.RANK, 0))
        for (index, level, year), counts in found.items()
    ]


def means(*, level: str = "province") -> dict[Index, dict[int, Said]]:
    """The mean over all units as it was printed, or counted from what was: index, then year."""
    rows = Published.objects.filter(
        unit__isnull=True, group=EVERYONE[level], level=level, part="", statistic=Statistic.MEAN, status__in=SHOWN
    )  # fmt: skip
    sayings: dict[Index, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("year", "pk"):
        sayings[Index(row.index)][row.year].append(said(row))
    return {
        index: {year: first(found)[0] for year, found in years.items()} for index, years in sayings.items()
    }


def year_table(*, index: Index, year: int, level: str, places: Places) -> YearTable:
    """Everything that was published for the year, and the year before it where they may be compared."""
    method = rules.series_of(shipped.series(), index=index, level=level, year=year)
    comparable = method is not None and method.holds(year - 1)
    years = [year, year - 1] if comparable else [year]
    rows = list(
        Published.objects.filter(
            index=index, level=level, year__in=years, part="", status__in=SHOWN
        ).order_by("pk")
    )  # fmt: skip
    groups = _groups([row for row in rows if row.unit_id is None])
    every = groups.pop((year, EVERYONE[level]), {})
    names = [name for at, name in groups if at == year]
    return YearTable(
        index=index,
        year=year,
        level=level,
        method=method,
        measured=measured(places, index=index, level=level, year=year),
        standings=_standings([row for row in rows if row.year == year], places),
        before=_standings([row for row in rows if row.year == year - 1], places),
        regions=tuple(
            Region(
                name=name,
                mean=groups[year, name].get(Statistic.MEAN),
                rank=groups[year, name].get(Statistic.RANK),
                before=groups.get((year - 1, name), {}).get(Statistic.MEAN),
            )
            for name in sorted(names, key=lambda name: -_value(groups[year, name].get(Statistic.MEAN)))
        ),
        others=every,
        conflicts=conflicts_of(index=index, year=year, level=level),
    )


def conflicts_of(
    *, index: Index, year: int | None = None, level: str = "province", unit: str | None = None
) -> tuple[shipped.Conflict, ...]:
    """Where sources contradict each other. What is only recalled is no source."""
    return tuple(
        one
        for one in shipped.conflicts()
        if one.index is index
        and one.level == level
        and one.status is not rules.Status.RECALLED
        and (year is None or one.first <= year <= one.last)
        and (unit is None or one.unit == unit)
    )


def _standings(rows: Iterable[Published], places: Places) -> tuple[Standing, ...]:
    sayings: dict[int, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.unit_id is not None and row.statistic in (Statistic.SCORE, Statistic.RANK):
            sayings[row.unit_id][row.statistic].append(said(row))
    found = [
        Standing(place, first(values[Statistic.SCORE]), first(values[Statistic.RANK]))
        for unit, values in sayings.items()
        if (place := places.by_id(unit))
    ]
    return tuple(sorted(found, key=_place_then_score))


def _place_then_score(one: Standing) -> tuple[bool, Decimal, Decimal, str]:
    rank, score = one.rank, one.score
    return (
        rank is None,
        rank.value if rank else Decimal(),
        -score.value if score else Decimal(),
        one.place.slug,
    )


def _groups(rows: Sequence[Published]) -> dict[tuple[int, str], dict[str, Said]]:
    sayings: dict[tuple[int, str], dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        sayings[row.year, row.group][row.statistic].append(said(row))
    return {
        key: {statistic: first(found)[0] for statistic, found in values.items()}
        for key, values in sayings.items()
    }


def _value(said: Said | None) -> Decimal:
    return said.value if said else Decimal()
