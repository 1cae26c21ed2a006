"""What thousands of drawn tables say about one unit: the ranks it takes, the bands it falls into."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from .league import Array, League
from .lots import Drawn, draw
from .parts import Aggregation, Doubt, Parts
from .placing import places, printed

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class RankRange:
    unit: str
    total: float  # as published
    rank: int  # as published
    low: int  # 5 of 100 draws are at or before this place
    median: int
    high: int
    best: int
    worst: int
    bands: tuple[float, ...]  # lowest band first

    @property
    def shown(self) -> str:
        """`27 (22–34)`"""
        return f"{self.rank} ({self.low}–{self.high})"


def ranges(league: League, drawn: Drawn, *, bounds: Sequence[float] = ()) -> list[RankRange]:
    """One for each unit, in the order of the league; bounds part the bands, lowest first."""
    assert list(bounds) == sorted(bounds)
    totals, ranks = standing(league)
    ordered = numpy.sort(drawn.ranks, axis=1).astype(int)
    low, median, high = (ordered[:, _place_of(share, drawn.draws)] for share in (LOW, 0.5, HIGH))
    # What lies below each bound, and everything: the differences are the bands.
    limits = printed(numpy.array(bounds, dtype=numpy.float64)).tolist()
    below = [(drawn.hundredths < limit).mean(axis=1) for limit in limits]
    every = numpy.ones(len(league.units))
    bands = numpy.diff([0 * every, *below, every], axis=0).T
    return [
        RankRange(
            unit=name,
            total=float(totals[unit]) / 100,
            rank=int(ranks[unit]),
            low=int(low[unit]),
            median=int(median[unit]),
            high=int(high[unit]),
            best=int(ordered[unit, 0]),
            worst=int(ordered[unit, -1]),
            bands=tuple(bands[unit].tolist()),
        )
        for unit, name in enumerate(league.units)
    ]


def _place_of(share: float, draws: int) -> int:
    """The draw that this share of all draws do not pass (the inverse of the distribution, no rank in between)."""
    return max(0, int(numpy.ceil(share * draws)) - 1)


def standing(league: League, aggregation: Aggregation = Aggregation.LINEAR) -> tuple[Array, Array]:
    """Totals in whole hundredths and competition ranks, nothing drawn."""
    if aggregation is Aggregation.LINEAR:
        hundredths = printed(league.totals[:, None])
    else:
        doubt = Doubt(sampling=False, aggregation=aggregation)
        parts = Parts.of(league, doubt)
        totals = parts.totals(parts.maxima[:, None], [], None)
        hundredths = printed(totals)
    return hundredths[:, 0], places(hundredths)[:, 0].astype(int)


def left_out(league: League) -> dict[str, Array]:
    """The ranks of all units without each domain in turn."""
    return {domain: standing(league.without(domain))[1] for domain in league.domain_names}


def mean_shift(league: League, ranks: Array) -> float:
    """How many places units move on average from the published table (Saisana and others 2005)."""
    _totals, published = standing(league)
    return float(numpy.abs(ranks.astype(int) - (published[:, None] if ranks.ndim == 2 else published)).mean())


def robustness(
    league: League, doubt: Doubt, *, draws: int, seed: int, bounds: Sequence[float] = ()
) -> list[RankRange]:
    """The whole question at once: what ranks would every unit take, had this been chosen or measured otherwise."""
    return ranges(league, draw(league, doubt, draws=draws, seed=seed), bounds=bounds)
