"""How the units of a round moved between announced sheets: what a plan may take for how its rivals go on.

Only sheets whose points came about by the same criteria, maxima and rules are put beside each other; before a break of
method nothing is taken.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy

from motcua.people.rules import Reach

from .. import sheets
from ..announced.content import content
from ..planning import Drift, mean_drift
from ..rules import SheetStatus
from .gate import Case
from .ranked import TABLES_HELD, RankedTable

YEARS_MAX = 8


@dataclass(frozen=True, eq=False)
class Past:
    """From the first to the last of the years; the drift is in the order of the table's units."""

    years: tuple[int, int]
    drift: Drift

    @property
    def spread(self) -> float:
        """Nothing is known of it from one change a unit."""
        return float(self.drift.spread.max())


@dataclass(frozen=True)
class Broken:
    """The newest announced sheets do not compare: this year's came about in another way."""

    year: int


def past_of(case: Case, table: RankedTable, *, reach: Reach, at: datetime) -> Past | Broken | None:
    """Nothing where there are not two announced sheets of years in a row."""
    held = case.round
    rows = (
        sheets.visible_to(reach, at=at)
        .filter(
            announced_at__lte=at,
            round__owner_id=held.owner_id,
            round__framework__level=held.framework.level,
            status=SheetStatus.SIMULATED if held.simulated else SheetStatus.COMPUTED,
            year__lte=held.year,
        )
        .order_by("year", "announced_at", "pk")
        .values_list("year", "digest")
    )
    # Of a year that was announced twice the later one counts.
    newest = sorted(dict(rows).items(), reverse=True)[:YEARS_MAX]
    return _past(tuple(newest), table) if len(newest) > 1 else None


@lru_cache(maxsize=TABLES_HELD)
def _past(newest: tuple[tuple[int, str], ...], table: RankedTable) -> Past | Broken | None:
    kept: dict[int, str] = {}
    broken: Broken | None = None
    for year, digest in newest:
        if content(digest).framework.method != table.framework.method:
            broken = Broken(year)
            break
        kept[year] = digest
    paired = {year for year in kept if {year - 1, year + 1} & kept.keys()}
    if not paired:
        return broken
    first, last = min(paired), max(paired)
    totals = numpy.full((len(table.league.units), last - first + 1), numpy.nan)
    for year in paired:
        held = content(kept[year])
        for row, unit in enumerate(table.league.units):
            index = held.index(unit) if unit in held.results else None
            if index is not None:
                totals[row, year - first] = float(index)
    if not numpy.isfinite(numpy.diff(totals, axis=1)).any():
        return broken
    return Past((first, last), mean_drift(totals))
