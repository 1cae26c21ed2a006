"""What was published about whom, source beside source."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from motcua.foundation.text import nfc
from motcua.people import queries as people
from motcua.people.rules import Level

from . import rules, shipped
from .models import Published
from .rules import SHOWN, Index, Series, Statistic, Status

# Which of several figures is named first: one that was read before one that was counted.
_FIRST = {Status.FOUND: 0, Status.GIVEN: 1, Status.DERIVED: 2, Status.RECALLED: 3}


@dataclass(frozen=True)
class Said:
    """One figure with who says it."""

    value: Decimal
    status: Status
    basis: str
    source: str


@dataclass(frozen=True)
class Year:
    """What was published about one unit for one year. Several sources stay several; the first is the one shown."""

    year: int
    method: Series | None
    scores: tuple[Said, ...]
    ranks: tuple[Said, ...]
    quoted_places_up: tuple[Said, ...]  # a change as a source printed it: a quotation, never a result of ours

    @property
    def disputed(self) -> bool:
        return any(len({said.value for said in sayings}) > 1 for sayings in (self.scores, self.ranks))


def years_of(*, unit: int, index: Index, level: str = "province") -> list[Year]:
    """The years of a unit, in order. What is only recalled is no result and is left out."""
    rows = Published.objects.filter(unit_id=unit, index=index, level=level, part="", status__in=SHOWN)
    return years_in(rows.order_by("year", "pk"), index=index, level=level)


def years_in(rows: Iterable[Published], *, index: Index, level: str = "province") -> list[Year]:
    """The years of one unit out of its rows, which come in their order."""
    found: dict[int, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.year][row.statistic].append(said(row))
    return [
        Year(
            year=year,
            method=rules.series_of(shipped.series(), index=index, level=level, year=year),
            scores=first(sayings[Statistic.SCORE]),
            ranks=first(sayings[Statistic.RANK]),
            quoted_places_up=first(sayings[Statistic.PLACES_UP_QUOTED]),
        )
        for year, sayings in found.items()
    ]


def ordered(rows: QuerySet[Published]) -> QuerySet[Published]:
    """As a file lists them: units before groups, the whole before its parts."""
    return rows.order_by(
        "index", "year", F("unit_id").asc(nulls_last=True), "group", "part", "statistic", "pk"
    )


def change(*, unit: int, index: Index, first: int, second: int, level: str = "province") -> Decimal | None:
    """Points from one year to another by one method; nothing when a score is not known. Raises NotComparable."""
    rules.check_comparable(shipped.series(), index=index, level=level, first=first, second=second)
    years = {one.year: one for one in years_of(unit=unit, index=index, level=level)}
    before, after = (years[year].scores if year in years else () for year in (first, second))
    return after[0].value - before[0].value if before and after else None


def units(*, level: str, year: int) -> dict[str, int]:
    """Who was measured that year, by each way of writing a name: “Tỉnh Đắk Lắk” and “Đắk Lắk” are one. Nobody invented."""
    on = date(year, 12, 31)
    found: dict[str, int] = {}
    for agency in people.spans(levels=(Level(level),)):
        if (agency.valid_from and agency.valid_from > on) or (
            agency.valid_until and agency.valid_until <= on
        ):
            continue
        bare = agency.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
        for name in (agency.name, bare, f"TP. {bare}", f"TP {bare}"):
            found[nfc(name)] = agency.id
    return found


def scores(*, index: Index, year: int, level: str) -> dict[int, Decimal]:
    """The score shown of each unit that year, by the unit's id."""
    rows = Published.objects.filter(
        index=index, year=year, level=level, unit__isnull=False, part="", statistic=Statistic.SCORE, status__in=SHOWN
    )  # fmt: skip
    ordered = sorted(rows.order_by("pk"), key=lambda row: _FIRST[Status(row.status)], reverse=True)
    return {row.unit_id: row.value for row in ordered if row.unit_id is not None}


def printed_mean(*, index: Index, year: int, level: str) -> Decimal | None:
    """The mean over all units that a source printed; nothing when it was only counted or recalled."""
    everyone = "ministries" if level == "ministry" else "provinces"
    row = Published.objects.filter(
        index=index,
        year=year,
        level=level,
        unit__isnull=True,
        group__endswith=everyone,
        part="",
        statistic=Statistic.MEAN,
        status=Status.FOUND,
    ).first()
    return row.value if row else None


def first(sayings: list[Said]) -> tuple[Said, ...]:
    """Several sayings of one figure, the one shown first."""
    return tuple(sorted(sayings, key=lambda said: _FIRST[said.status]))


def said(row: Published) -> Said:
    """A row as what somebody said."""
    return Said(row.value.normalize(), Status(row.status), row.basis, row.source)
