"""Who was measured and who was ranked in a year: every province; of the ministries what sources say.

Three bodies of the Government are not measured, two are measured and not ranked (docs/reference/indices.md). Of a year of
which no source says so, nothing is said.
"""

from dataclasses import dataclass

from . import shipped
from .places import Place, Places
from .rules import Index


@dataclass(frozen=True)
class Measured:
    units: tuple[Place, ...]
    ranked: tuple[Place, ...]
    left_out: tuple[Place, ...]  # act that year and are not measured
    source: str

    @property
    def unranked(self) -> tuple[Place, ...]:
        return tuple(one for one in self.units if one not in self.ranked)


def measured(known: Places, *, index: Index, level: str, year: int) -> Measured | None:
    """None where that was not found."""
    every = tuple(known.of(level=level, year=year))
    if level == "province":
        return Measured(every, every, (), "")
    rows = [
        one for one in shipped.exceptions() if one.index is index and one.level == level and one.holds(year)
    ]
    if not rows:
        return None
    away = {row.unit for row in rows if row.kind == shipped.NOT_MEASURED}
    special = {row.unit for row in rows if row.kind == shipped.NOT_RANKED}
    units = tuple(one for one in every if one.slug not in away)
    return Measured(
        units=units,
        ranked=tuple(one for one in units if one.slug not in special),
        left_out=tuple(one for one in every if one.slug in away),
        source=rows[0].source,
    )
