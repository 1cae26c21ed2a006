"""How far it is to a place: rivals that drift, ties as they are published, and what nobody can know beforehand.

Next year's total differs from this year's by a drift, by the sampling error of this year and by that of next year.
So an error of a surveyed part counts twice, the uncertainty of a rival's drift once.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy

from ..robustness import League, printed
from ..robustness.league import Array

DRAWS = 10_000
YEARS_SAMPLED = 2


@dataclass(frozen=True)
class Drift:
    """Of each unit, the points it is expected to move by until the next table, and the standard deviation of that."""

    mean: Array
    spread: Array

    @classmethod
    def none(cls, league: League) -> "Drift":
        return cls(numpy.zeros(len(league.units)), numpy.zeros(len(league.units)))


def mean_drift(totals: Array) -> Drift:
    """From published totals, unit × year of one method, oldest first; NaN where a year was not found.

    The spread is that of all yearly changes about their units' means, taken together: three or four changes of one
    unit say too little about it. A unit without a change gets the mean of the others.
    """
    changes = numpy.diff(totals, axis=1)
    known = numpy.isfinite(changes)
    count = known.sum(axis=1)
    own = numpy.divide(
        numpy.where(known, changes, 0).sum(axis=1),
        count,
        where=count > 0,
        out=numpy.full(len(totals), numpy.nan),
    )
    assert (count > 0).any(), "no unit has two years in a row"
    mean = numpy.where(count > 0, own, numpy.nanmean(own))
    off = numpy.where(known, changes - mean[:, None], 0.0)
    free = known.sum() - (count > 0).sum()
    spread = float(numpy.sqrt((off**2).sum() / free)) if free > 0 else 0.0
    return Drift(mean, numpy.full(len(totals), spread))


def total_errors(league: League) -> Array:
    """Standard errors of totals, from those of the surveyed parts."""
    return 100 * numpy.sqrt((league.errors**2).sum(axis=1)) / (league.applies @ league.maxima)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Field:
    """A unit among its rivals at the next table."""

    own: float  # its total if it pulls no lever
    rivals: Array
    own_error: float
    rival_errors: Array

    @classmethod
    def of(cls, league: League, unit: str, drift: Drift | None = None) -> "Field":
        place = league.units.index(unit)
        moves = drift or Drift.none(league)
        totals = league.totals + moves.mean
        errors = numpy.sqrt(YEARS_SAMPLED * total_errors(league) ** 2 + moves.spread**2)
        others = numpy.arange(len(league.units)) != place
        # What the unit itself will do is the plan: it does not drift beside it.
        own_error = numpy.sqrt(YEARS_SAMPLED) * total_errors(league)[place]
        return cls(
            float(league.totals[place]), numpy.clip(totals[others], 0, 100), float(own_error), errors[others]
        )

    def rank(self, total: float) -> int:
        """The place of such a total if everybody else comes out as expected."""
        return 1 + int((printed(self.rivals) > printed(numpy.array([total]))).sum())

    def gain_for(self, rank: int) -> float:
        """The points of index that bring this place if everybody comes out as expected; below 0 where it is held."""
        assert rank >= 1
        return float(_gains(printed(self.rivals[:, None]), numpy.array([self.own]), rank)[0])

    def gain_surely(self, rank: int, chance: float, *, draws: int = DRAWS, seed: int = 0) -> float:
        """The smallest gain with which this share of all drawn tables has the unit at this place or a better one."""
        assert 0 < chance < 1
        gains = numpy.sort(self.gains(rank, draws=draws, seed=seed))
        return float(gains[int(numpy.ceil(chance * draws - 1e-9)) - 1])

    def chance(self, rank: int, gain: float, *, draws: int = DRAWS, seed: int = 0) -> float:
        """The share of drawn tables in which such a gain brings this place or a better one."""
        return float((self.gains(rank, draws=draws, seed=seed) <= gain + GAIN_HAIR).mean())

    def gain_to(self, total: float, chance: float | None = None) -> float:
        """The gain that is printed as this total: as expected, or in this share of all draws of its own error."""
        wanted = (float(printed(numpy.array([total]))[0]) - 0.5) / 100 - self.own
        return wanted if chance is None else wanted + self.own_error * NormalDist().inv_cdf(chance)

    def chance_of(self, total: float, gain: float) -> float:
        """How probable it is that such a gain brings a total of its own, whatever others do."""
        left = gain + GAIN_HAIR - self.gain_to(total)
        return NormalDist().cdf(left / self.own_error) if self.own_error else float(left >= 0)

    def gains(self, rank: int, *, draws: int, seed: int) -> Array:
        """In each drawn table, the gain that this place would take."""
        source = numpy.random.Generator(numpy.random.PCG64(seed))
        rivals = self.rivals[:, None] + self.rival_errors[:, None] * source.standard_normal(
            (len(self.rivals), draws)
        )
        own = self.own + self.own_error * source.standard_normal(draws)
        return _gains(printed(numpy.clip(rivals, 0, 100)), own, rank)


# A gain that a solver found is exact to so many points of the index.
GAIN_HAIR = 1e-8


def _gains(rivals: Array, own: Array, rank: int) -> Array:
    """Of rival × draw in hundredths: what is missing to be printed at least as high as the one who must not be better."""
    count = len(rivals)
    if rank > count:
        return numpy.full(len(own), -numpy.inf)
    passed = numpy.partition(rivals, count - rank, axis=0)[count - rank]
    return (passed - 0.5) / 100 - own  # type: ignore[no-any-return]
