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
# So many at a time: what they need then stays in the processor's own cache, and memory is not asked for anew.
BLOCK = 2000


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
    hundredths = numpy.empty((len(league.units), draws), numpy.int32)
    ranks = numpy.empty((len(league.units), draws), numpy.uint16)
    for start in range(0, draws, BLOCK):
        count = min(BLOCK, draws - start)
        weights = weights_drawn(parts.maxima, doubt, count, chance)
        found = printed(parts.totals(weights, floors_moved(league, doubt, count, chance), chance))
        hundredths[:, start : start + count] = found
        ranks[:, start : start + count] = places(found)
    return Drawn(hundredths, ranks)


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
    """Group × draw, adding up to 100 in each draw. What is drawn has seven digits: more would only say them slower."""
    shares = maxima / maxima.sum()
    if doubt.concentration is not None:
        drawn = _gamma(doubt.concentration * shares, draws, chance)
    elif doubt.share:
        drawn = chance.random((len(maxima), draws), dtype=numpy.float32)
        drawn *= (2 * doubt.share * maxima)[:, None].astype(numpy.float32)
        drawn += ((1 - doubt.share) * maxima)[:, None].astype(numpy.float32)
    else:
        return numpy.broadcast_to((100 * shares)[:, None], (len(maxima), draws))
    drawn *= 100 / drawn.sum(axis=0)
    return drawn


def _gamma(shapes: Array, draws: int, chance: numpy.random.Generator) -> Array:
    """Gamma numbers of each shape, whose shares of their sum are Dirichlet. Marsaglia and Tsang (2000), whole blocks at once.

    A cubed normal is taken in 98 of 100 cases; those refused are drawn anew one by one, which leaves the law as it is.
    """
    if (shapes < 1).any():
        return chance.standard_gamma(shapes[:, None], (len(shapes), draws)).astype(numpy.float32)
    size = (shapes - 1 / 3).astype(numpy.float32)[:, None]
    slope = (1 / numpy.sqrt(9 * shapes - 3)).astype(numpy.float32)[:, None]
    normal = chance.standard_normal((len(shapes), draws), dtype=numpy.float32)
    cubed = normal * slope
    cubed += numpy.float32(1)
    positive = cubed > 0
    cubed *= cubed * cubed
    drawn: Array = cubed * size
    lot = chance.random(drawn.shape, dtype=numpy.float32)
    normal *= normal
    # The quick test first; only what it leaves open needs logarithms.
    open_ = numpy.nonzero((lot >= 1 - numpy.float32(0.0331) * normal * normal) | ~positive)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        limit = normal[open_] / 2 + size[open_[0], 0] * (1 - cubed[open_] + numpy.log(cubed[open_]))
        refused = ~(numpy.log(lot[open_]) < limit)
    rows, columns = open_[0][refused], open_[1][refused]
    drawn[rows, columns] = chance.standard_gamma(shapes[rows])
    return drawn


def dirichlet_spread(share: float, concentration: float) -> float:
    """How far a weight of this share wanders, as part of itself: its coefficient of variation."""
    return math.sqrt((1 - share) / (share * (concentration + 1)))
