"""One unit, some of its points moved: what that does to its total, its place and the places it may truly have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy

from motcua.surveys.ranks import rank_set_of

from ..robustness import League, printed
from ..robustness.league import Array
from .rivals import total_errors

# Two-sided 95 % of a normal law; the errors of a league have no degrees of freedom of their own.
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Standing:
    total: float  # as printed
    rank: int
    lower: int  # the ranks the unit may truly have, at 95 %, from sampling alone
    upper: int
    interval: tuple[float, float]  # of the total, at 95 %


@dataclass(frozen=True)
class WhatIf:
    """Made once for a unit; each `moved` is then answered at once."""

    league: League
    unit: str

    @cached_property
    def row(self) -> int:
        return self.league.units.index(self.unit)

    @cached_property
    def errors(self) -> Array:
        return total_errors(self.league)

    @cached_property
    def today(self) -> Standing:
        return self.moved({})

    def moved(self, points: Mapping[str, float]) -> Standing:
        """With these points on these components, everybody else unchanged; held between 0 and the maximum."""
        totals = self.league.totals.copy()
        totals[self.row] += self.gain(points)
        rank_set = rank_set_of(self.row, printed(totals) / 100, standard_errors=self.errors)
        total = float(totals[self.row])
        half = NORMAL_95 * float(self.errors[self.row])
        return Standing(
            float(printed(totals)[self.row]) / 100,
            *rank_set,
            (max(0.0, total - half), min(100.0, total + half)),
        )

    def table(self, points: Mapping[str, float]) -> League:
        """The whole table with the unit's points moved, to doubt or plan further."""
        changed = self.league.points.copy()
        for component, value in points.items():
            place = self.league.components.index(component)
            changed[self.row, place] = self._held(place, value)
        return replace(self.league, points=changed)

    def gain(self, points: Mapping[str, float]) -> float:
        """What that brings, in points of the index."""
        gain = 0.0
        for component, value in points.items():
            place = self.league.components.index(component)
            if self.league.applies[self.row, place]:
                gain += self._held(place, value) - float(self.league.points[self.row, place])
        return 100 * gain / float(self.league.applies[self.row] @ self.league.maxima)

    def _held(self, place: int, value: float) -> float:
        return float(numpy.clip(value, 0.0, self.league.maxima[place]))
