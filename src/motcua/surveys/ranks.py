"""Ranks and how sure they are: confidence sets, the chance of a band, ties as they are published.

After Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across Neighbourhoods and
Academic Achievement across Countries" (Review of Economic Studies 91, 2024): a unit's rank is 1 plus how many units are
truly better. Which of all differences between units are sure is decided together, with critical values of the largest
of them, improved step by step; a unit surely worse than a others and surely better than b of p has a rank from a + 1
to p - b. Plain Python and numpy.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy
from numpy.typing import NDArray

from motcua.surveys.estimation.student import probability

Array = NDArray[Any]
DRAWS = 1000
UNITS_MAX = 2000
NO_RANK = 0  # of a unit without an estimate
# Each step drops at least one comparison; in practice three or four steps do it.
STEPS_MAX = 50


@dataclass(frozen=True)
class RankSets:
    """For each unit its rank and the ranks it may truly have; 0 where there is no estimate."""

    rank: Array
    lower: Array
    upper: Array
    simultaneous: bool
    coverage: float

    def shown(self, place: int) -> str:
        """`27 (14–41)`"""
        return shown(int(self.rank[place]), int(self.lower[place]), int(self.upper[place]))


def shown(rank: int, lower: int, upper: int) -> str:
    return "–" if rank == NO_RANK else f"{rank} ({lower}–{upper})"


def competition_ranks(values: Sequence[float] | Array, *, decimals: int | None = 2) -> Array:
    """The highest is 1, equals share the better place and the next one is passed over: 1, 2, 2, 4.

    Equal is what is printed equal, at so many decimals; without `decimals` every digit counts.
    """
    plain = [float(value) for value in values]
    printed = plain if decimals is None else [_printed(value, decimals) for value in plain]
    order = sorted((value for value in printed if not math.isnan(value)), reverse=True)
    place: dict[float, int] = {}
    for rank, value in enumerate(order, start=1):
        place.setdefault(value, rank)
    return numpy.array([place.get(value, NO_RANK) for value in printed])


def _printed(value: float, decimals: int) -> float:
    if not math.isfinite(value):
        return value
    # By the digits that are shown, halves upwards, as a table is printed; not by the binary fraction behind them.
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def rank_sets(
    estimates: Sequence[float] | Array,
    *,
    standard_errors: Sequence[float] | Array | None = None,
    covariance: Array | None = None,
    replicates: Array | None = None,
    degrees: Sequence[float] | Array | None = None,
    simultaneous: bool = False,
    coverage: float = 0.95,
    stepwise: bool = True,
    decimals: int | None = 2,
    draws: int = DRAWS,
    seed: int = 0,
) -> RankSets:
    """Ranks of units and the sets that hold their true ranks with this coverage.

    What is known of the errors is one of: `standard_errors` of independent units (with their `degrees` of freedom,
    where variances were estimated from a few clusters), the `covariance` of all, or `replicates` (replicate × unit).
    Marginal sets answer for one unit ("where do we stand"), simultaneous ones for all at once (a league table).
    """
    values = numpy.asarray(estimates, dtype=numpy.float64)
    known = [given is not None for given in (standard_errors, covariance, replicates)]
    assert sum(known) == 1, "errors come from standard errors, a covariance or replicates"
    assert 0 < coverage < 1 and len(values) <= UNITS_MAX
    errors = Errors.of(
        standard_errors=standard_errors,
        covariance=covariance,
        replicates=replicates,
        degrees=degrees,
        draws=draws,
        seed=seed,
    )
    there = numpy.flatnonzero(numpy.isfinite(values) & numpy.isfinite(numpy.diag(errors.spread)))
    better = numpy.zeros(len(values), dtype=numpy.int64)
    worse = numpy.zeros(len(values), dtype=numpy.int64)
    if len(there) > 1:
        among = errors.only(there)
        find = _together if simultaneous else _one_by_one
        better[there], worse[there] = find(values[there], among, coverage, stepwise)
    rank = competition_ranks(values, decimals=decimals)
    out = numpy.ones(len(values), dtype=bool)
    out[there] = False
    rank[out] = NO_RANK
    lower, upper = better + 1, len(there) - worse
    # A tie in print is a tie: the set always holds the rank that is shown.
    lower, upper = numpy.minimum(lower, rank), numpy.maximum(upper, rank)
    lower[out], upper[out] = NO_RANK, NO_RANK
    return RankSets(rank, lower, upper, simultaneous, coverage)


def rank_set_of(
    unit: int,
    estimates: Sequence[float] | Array,
    *,
    standard_errors: Sequence[float] | Array,
    coverage: float = 0.95,
    decimals: int | None = 2,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[int, int, int]:
    """The marginal set of one unit alone, as `rank_sets` has it, in a fraction of the time: rank, lower, upper."""
    values = numpy.asarray(estimates, dtype=numpy.float64)
    assert numpy.isfinite(values).all() and numpy.isfinite(standard_errors).all()
    errors = Errors.of(
        standard_errors=standard_errors,
        covariance=None,
        replicates=None,
        degrees=None,
        draws=draws,
        seed=seed,
    )
    better, worse = _one_of(unit, values, errors, coverage, stepwise=True)
    rank = int(competition_ranks(values, decimals=decimals)[unit])
    return rank, min(better + 1, rank), max(len(values) - worse, rank)


@dataclass(frozen=True)
class Errors:
    """How the estimates may be off: drawn errors (unit × draw), how they vary together, and drawn variances if unsure."""

    drawn: Array
    spread: Array
    variances: Array | None  # unit × draw: what a drawn sample would have thought its variance was

    @classmethod
    def of(
        cls,
        *,
        standard_errors: Sequence[float] | Array | None,
        covariance: Array | None,
        replicates: Array | None,
        degrees: Sequence[float] | Array | None,
        draws: int,
        seed: int,
    ) -> "Errors":
        chance = numpy.random.default_rng(seed)
        if replicates is not None:
            whole = replicates[numpy.isfinite(replicates).all(axis=1)]
            assert len(whole) > 1, "no replicate holds every unit"
            drawn = (whole - whole.mean(axis=0)).T
            return cls(drawn, drawn @ drawn.T / (len(whole) - 1), None)
        if covariance is not None:
            spread = numpy.asarray(covariance, dtype=numpy.float64)
            inside = numpy.isfinite(spread)
            sizes, ways = numpy.linalg.eigh(numpy.where(inside, spread, 0.0))
            root = ways * numpy.sqrt(numpy.maximum(sizes, 0))
            return cls(root @ chance.standard_normal((len(spread), draws)), spread, None)
        errors = numpy.asarray(standard_errors, dtype=numpy.float64)
        drawn = errors[:, None] * chance.standard_normal((len(errors), draws))
        variances = None
        if degrees is not None:
            v = numpy.asarray(degrees, dtype=numpy.float64)
            sure = ~(numpy.isfinite(v) & (v > 0))
            chi = chance.chisquare(numpy.where(sure, 1.0, v)[:, None], drawn.shape)
            share = numpy.where(sure[:, None], 1.0, chi / numpy.where(sure, 1.0, v)[:, None])
            variances = errors[:, None] ** 2 * share
        return cls(drawn, numpy.diag(errors**2), variances)

    def only(self, places: Array) -> "Errors":
        variances = None if self.variances is None else self.variances[places]
        return Errors(self.drawn[places], self.spread[numpy.ix_(places, places)], variances)

    def compare(self, first: Array, second: Array) -> tuple[Array, Array]:
        """Standard errors of the differences of these pairs, and pair × draw: drawn differences in standard errors."""
        own = numpy.diag(self.spread)
        error = numpy.sqrt(numpy.maximum(own[first] + own[second] - 2 * self.spread[first, second], 0.0))
        size = error[:, None]
        if self.variances is not None:
            size = numpy.sqrt(self.variances[first] + self.variances[second])
        off = self.drawn[first] - self.drawn[second]
        return error, numpy.divide(off, size, out=numpy.zeros_like(off), where=size > 0)


def _together(values: Array, errors: Errors, coverage: float, stepwise: bool) -> tuple[Array, Array]:
    first, second = numpy.triu_indices(len(values), 1)
    above, below = _sure(values, errors, first, second, coverage, stepwise)
    count = len(values)
    better = numpy.bincount(second[above], minlength=count) + numpy.bincount(first[below], minlength=count)
    worse = numpy.bincount(first[above], minlength=count) + numpy.bincount(second[below], minlength=count)
    return better, worse


def _one_by_one(values: Array, errors: Errors, coverage: float, stepwise: bool) -> tuple[Array, Array]:
    found = [_one_of(unit, values, errors, coverage, stepwise) for unit in range(len(values))]
    better, worse = numpy.array(found).T
    return better, worse


def _one_of(unit: int, values: Array, errors: Errors, coverage: float, stepwise: bool) -> tuple[int, int]:
    everyone = numpy.arange(len(values))
    others = everyone[everyone != unit]
    if not len(others):
        return 0, 0
    above, below = _sure(values, errors, numpy.full(len(others), unit), others, coverage, stepwise)
    return int(below.sum()), int(above.sum())


def _sure(
    values: Array, errors: Errors, first: Array, second: Array, coverage: float, stepwise: bool
) -> tuple[Array, Array]:
    """Of these pairs, where the first is surely above the second, and where surely below: all of it right together."""
    error, drawn = errors.compare(first, second)
    apart = values[first] - values[second]
    with numpy.errstate(divide="ignore", invalid="ignore"):
        seen = numpy.where(apart == 0, 0.0, apart / error)
    # The critical value comes from the largest of what is not yet sure; with each step there is less of it.
    above, below = numpy.zeros(len(seen), dtype=bool), numpy.zeros(len(seen), dtype=bool)
    for _ in range(STEPS_MAX if stepwise else 1):
        largest = _largest(drawn, above, below)
        limit = numpy.quantile(largest, coverage, method="higher")
        new_above, new_below = above | (seen > limit), below | (-seen > limit)
        if (new_above == above).all() and (new_below == below).all():
            break
        above, below = new_above, new_below
    return above, below


def _largest(drawn: Array, above: Array, below: Array) -> Array:
    """Draw by draw, the largest of all comparisons not yet decided, in either direction."""
    if not (above.any() or below.any()):
        return numpy.maximum(drawn.max(axis=0), -drawn.min(axis=0))  # type: ignore[no-any-return]
    pieces: list[Array] = []
    directions: list[tuple[Array, Callable[[Array], Array]]] = [
        (~above, lambda part: part.max(axis=0)),
        (~below, lambda part: -part.min(axis=0)),
    ]
    for open_, largest in directions:
        if open_.any():
            pieces.append(largest(drawn[open_]))
    return numpy.maximum.reduce(pieces) if pieces else numpy.zeros(drawn.shape[1])


def band_probabilities(
    estimates: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    bounds: Sequence[float],
    degrees: Sequence[float] | Array | float = math.inf,
) -> Array:
    """Unit × band: the chance that a unit truly lies in each of the bands between these bounds, lowest band first."""
    values = numpy.asarray(estimates, dtype=numpy.float64)
    errors = numpy.asarray(standard_errors, dtype=numpy.float64)
    freedom = numpy.broadcast_to(numpy.asarray(degrees, dtype=numpy.float64), values.shape)
    assert list(bounds) == sorted(bounds)
    below = numpy.array(
        [
            [0.0, *(_below(bound, value, error, v) for bound in bounds), 1.0]
            for value, error, v in zip(values.tolist(), errors.tolist(), freedom.tolist(), strict=True)
        ]
    )
    return numpy.diff(below, axis=1)


def _below(bound: float, value: float, error: float, degrees: float) -> float:
    if error == 0:
        return float(value < bound)
    return probability((bound - value) / error, degrees)
