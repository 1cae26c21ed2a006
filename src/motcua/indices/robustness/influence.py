"""Whose doing the uncertainty is: first-order and total indices of Sobol' for any function, and for a league table.

First order: the part of the variance that would go if one input were known. Total: the part that would stay if all
others were known. Sampling after Saltelli and others (2010), both estimated by Jansen's formulae (1999); with more inputs
than the sequence has dimensions points are a Latin hypercube, and the first order is estimated as Saltelli does, which is
the less unsure the less an input does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy

from .league import Array, League
from .lots import moves_of, weights_drawn
from .parts import Aggregation, Doubt, Moved, Parts
from .placing import places, printed
from .ranges import standing
from .sequence import DIMENSIONS_MAX, sobol_points, stratified_points

INPUTS_MAX = 500
COUNT_LOG2 = 12
# So many sets of weights and of errors are drawn beforehand; an input of its own then says which of them is meant.
SETS = 1024


@dataclass(frozen=True)
class Influence:
    name: str
    first: float
    total: float


def influences(
    names: Sequence[str], function: Callable[[Array], Array], *, count_log2: int = COUNT_LOG2, seed: int = 0
) -> list[Influence]:
    """Of a function of inputs that are even between 0 and 1: points × inputs in, one value a point out."""
    found = influences_of_many(names, lambda points: function(points)[None, :], count_log2, seed)
    return found[0]


def influences_of_many(
    names: Sequence[str], function: Callable[[Array], Array], count_log2: int, seed: int
) -> list[list[Influence]]:
    """The same for several outputs of one run: output × point out."""
    inputs = len(names)
    assert 0 < inputs <= INPUTS_MAX
    many = 2 * inputs > DIMENSIONS_MAX
    points = (stratified_points if many else sobol_points)(2 * inputs, count_log2, seed=seed)
    one, other = points[:, :inputs], points[:, inputs:]
    at_one, at_other = function(one), function(other)
    both = numpy.concatenate([at_one, at_other], axis=1)
    variance, away = both.var(axis=1), at_other - both.mean(axis=1)[:, None]
    found: list[list[Influence]] = [[] for _output in variance]
    for place, name in enumerate(names):
        # All inputs as in `one`, this single one as in `other`.
        mixed = one.copy()
        mixed[:, place] = other[:, place]
        at_mixed = function(mixed)
        if many:
            alone = (away * (at_mixed - at_one)).mean(axis=1)
        else:
            alone = variance - ((at_other - at_mixed) ** 2).mean(axis=1) / 2
        moved = ((at_one - at_mixed) ** 2).mean(axis=1) / 2
        for output, whole in enumerate(variance.tolist()):
            first = alone[output] / whole if whole > 0 else 0.0
            total = moved[output] / whole if whole > 0 else 0.0
            found[output].append(Influence(name, float(first), float(total)))
    return found


@dataclass(frozen=True)
class LeagueInfluences:
    """Of each unit's rank, and of how many places all units move on average from the published table."""

    units: dict[str, list[Influence]]
    mean_shift: list[Influence]


def weight_influences(
    league: League, share: float, *, count_log2: int = COUNT_LOG2, seed: int = 0
) -> list[Influence]:
    """Of how many places all units move on average: which component's weight that hangs on, each off by up to this share."""
    obtained = numpy.nan_to_num(league.points)
    possible = league.applies * league.maxima
    published = standing(league)[1]

    def shift(points: Array) -> Array:
        off = share * (2 * points.T - 1)
        got = obtained.sum(axis=1)[:, None] + obtained @ off
        could = possible.sum(axis=1)[:, None] + possible @ off
        ranks = places(printed(100 * got / could)).astype(float)
        return numpy.abs(ranks - published[:, None]).mean(axis=0)  # type: ignore[no-any-return]

    return influences(league.components, shift, count_log2=count_log2, seed=seed)


WEIGHTS, FLOORS, ERRORS, AGGREGATION, DOMAIN = "weights", "floors", "errors", "aggregation", "domain"


def league_influences(
    league: League,
    doubt: Doubt,
    *,
    aggregation: bool = False,
    leave_out: bool = False,
    count_log2: int = 10,
    seed: int = 0,
) -> LeagueInfluences:
    """Which of the choices a rank hangs on: weights, floors, errors of points, how domains are put together, a domain left out."""
    model = _Choices.of(league, doubt, aggregation, leave_out, seed)
    found = influences_of_many(model.names, model.ranks_and_shift, count_log2, seed)
    return LeagueInfluences(dict(zip(league.units, found[:-1], strict=True)), found[-1])


@dataclass(frozen=True)
class _Choices:
    league: League
    doubt: Doubt
    names: tuple[str, ...]
    parts: dict[Aggregation, Parts]
    weights: Array  # group × set
    errors: Array  # unit × set, in standard deviations
    published: Array

    @classmethod
    def of(cls, league: League, doubt: Doubt, aggregation: bool, leave_out: bool, seed: int) -> "_Choices":
        chance = numpy.random.Generator(numpy.random.SFC64(seed))
        ways = tuple(Aggregation) if aggregation else (doubt.aggregation,)
        parts = {way: Parts.of(league, Doubt(
            by_domain=doubt.by_domain, appraisal=doubt.appraisal, sampling=doubt.sampling, aggregation=way,
        )) for way in ways}  # fmt: skip
        first = parts[ways[0]]
        asked = {
            WEIGHTS: doubt.concentration is not None or bool(doubt.share),
            FLOORS: doubt.floors > 0 and bool(league.ratios),
            ERRORS: bool(first.variance.any()),
            AGGREGATION: aggregation,
            DOMAIN: leave_out,
        }
        names = tuple(name for name, wanted in asked.items() if wanted)
        assert names, "nothing is doubted"
        return cls(
            league, doubt, names, parts, weights_drawn(first.maxima, doubt, SETS, chance),
            chance.standard_normal((len(league.units), SETS)), standing(league)[1],
        )  # fmt: skip

    def ranks_and_shift(self, points: Array) -> Array:
        given = dict(zip(self.names, points.T, strict=True))
        count = len(points)
        weights = self._weights(given, count)
        moved = self._moved(given)
        noise = self.errors[:, (given[ERRORS] * SETS).astype(int)] if ERRORS in given else None
        ways = list(self.parts)
        totals = self.parts[ways[0]].totals(weights, moved, noise)
        if AGGREGATION in given:
            other = self.parts[ways[1]].totals(weights, moved, noise)
            totals = numpy.where(given[AGGREGATION] < 0.5, totals, other)
        ranks = places(printed(totals)).astype(float)
        shift = numpy.abs(ranks - self.published[:, None]).mean(axis=0)
        return numpy.vstack([ranks, shift])

    def _weights(self, given: dict[str, Array], count: int) -> Array:
        groups = len(self.weights)
        if WEIGHTS in given:
            weights = self.weights[:, (given[WEIGHTS] * SETS).astype(int)]
        else:
            maxima = self.parts[next(iter(self.parts))].maxima
            weights = numpy.broadcast_to((100 * maxima / maxima.sum())[:, None], (groups, count)).copy()
        if DOMAIN in given:
            # One of them is left out, or – just as likely – none.
            domains = len(self.league.domain_names)
            out = (given[DOMAIN] * (domains + 1)).astype(int)
            domain_of = next(iter(self.parts.values())).domain_of
            weights = numpy.where(domain_of[:, None] == out[None, :], 0.0, weights)
            weights *= 100 / weights.sum(axis=0)
        return weights

    def _moved(self, given: dict[str, Array]) -> list[Moved]:
        if FLOORS not in given:
            return []
        # All floors move together: whether rules were strict is one choice, not one for each rule.
        reach = self.doubt.floors
        return [
            move
            for rule in self.league.ratios
            for move in moves_of(
                self.league, rule.component, rule.floor + reach * (2 * given[FLOORS] - 1), reach
            )
        ]
