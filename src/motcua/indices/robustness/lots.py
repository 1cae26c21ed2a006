"""Thousands of league tables that could have been: weights, floors and points drawn, totals and places of each.

Points of a component vary by their standard error (surveyed parts) and by the error of appraisal (judged parts), each
component on its own. For a plain mean such errors add up to one normal error a unit and draw, whose variance is a
product of matrices: the same law as drawing every component, without its cost.
"""

import math
from dataclasses import dataclass

import numpy

from .league import Array, League
from .parts import Doubt, Moved, Parts
from .placing import places, printed

DRAWS = 10_000
DRAWS_MAX = 200_000


@dataclass(frozen=True)
class Drawn:
    """Unit × draw: totals as whole hundredths, as they would be printed, and competition ranks."""

    hundredths: Array
    ranks: Array

    @property
    def draws(self) -> int:
        return int(self.ranks.shape[1])


def draw(league: League, doubt: Doubt, *, draws: int = DRAWS, seed: int = 0) -> Drawn:
    assert 0 < draws <= DRAWS_MAX
    chance = numpy.random.Generator(numpy.random.SFC64(seed))
    parts = Parts.of(league, doubt)
    weights = weights_drawn(parts.maxima, doubt, draws, chance)
    totals = parts.totals(weights, floors_moved(league, doubt, draws, chance), chance)
    hundredths = printed(totals)
    return Drawn(hundredths, places(hundredths))


def floors_moved(league: League, doubt: Doubt, draws: int, chance: numpy.random.Generator) -> list[Moved]:
    if not doubt.floors:
        return []
    found: list[Moved] = []
    for rule in league.ratios:
        floor = rule.floor + doubt.floors * (2 * chance.random(draws) - 1)
        found += moves_of(league, rule.component, floor, doubt.floors)
    return found


def moves_of(league: League, component: int, floor: Array, reach: float) -> list[Moved]:
    """Only units near a floor feel it move: there are few of them, so each is worked out by itself."""
    rule = next(rule for rule in league.ratios if rule.component == component)
    near = numpy.abs(rule.shares - rule.floor) <= reach + 1e-12
    return [
        Moved(
            int(unit), component,
            rule.relative(rule.shares[unit], floor) - rule.relative(rule.shares[unit], rule.floor),
        )
        for unit in numpy.flatnonzero(near & league.applies[:, component])
    ]  # fmt: skip


def weights_drawn(maxima: Array, doubt: Doubt, draws: int, chance: numpy.random.Generator) -> Array:
    """Group × draw, adding up to 100 in each draw."""
    shares = maxima / maxima.sum()
    if doubt.concentration is not None:
        drawn = chance.standard_gamma((doubt.concentration * shares)[:, None], (len(maxima), draws))
    elif doubt.share:
        drawn = chance.random((len(maxima), draws))
        drawn *= 2 * doubt.share
        drawn += 1 - doubt.share
        drawn *= maxima[:, None]
    else:
        return numpy.broadcast_to((100 * shares)[:, None], (len(maxima), draws))
    drawn *= 100 / drawn.sum(axis=0)
    return drawn


def dirichlet_spread(share: float, concentration: float) -> float:
    """How far a weight of this share wanders, as part of itself: its coefficient of variation."""
    return math.sqrt((1 - share) / (share * (concentration + 1)))
