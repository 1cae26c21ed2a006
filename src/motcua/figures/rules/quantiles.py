"""Quantiles of counted bins, and between which values the true one lies: exact, from the order of the values alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma, log

CONFIDENCE = 0.95
# Below so many requests nothing is said of how long they took.
SAMPLE_MIN = 10
RECORDS_MAX = 10**7


@dataclass(frozen=True)
class Quantile:
    """The smallest bin up to which this share of the records lies, and the 95 % interval of the true one.

    An end is None where so few records cannot tell: nine in ten of a dozen may well take longer than the longest.
    """

    value: int
    low: int | None
    high: int | None


def quantile(bins: Mapping[int, int], share: float) -> Quantile:
    """Of at least one record. The interval takes records by their rank, so it needs no shape of the distribution."""
    whole = sum(bins.values())
    assert whole > 0 and 0 < share < 1
    lower, upper = ranks(whole, share)
    return Quantile(
        _at_rank(bins, max(1, _ceiling(share * whole))),
        None if lower is None else _at_rank(bins, lower),
        None if upper is None else _at_rank(bins, upper),
    )


def ranks(whole: int, share: float, *, confidence: float = CONFIDENCE) -> tuple[int | None, int | None]:
    """Ranks (from 1) of the records between which the true quantile lies with at least this confidence.

    How many of `whole` records lie below the true quantile is binomial. The lower end is the highest rank l with
    P(fewer than l below) ≤ half of what is left over; the upper end the lowest rank u with P(at least u below) ≤ that.
    """
    tail = (1 - confidence) / 2
    assert 0 < whole <= RECORDS_MAX
    lower, below = None, 0.0
    middle = int(whole * share)
    spread = int(8 * (whole * share * (1 - share)) ** 0.5) + 8
    for count in range(max(0, middle - spread), whole + 1):
        below += _chance(whole, count, share)
        if below > tail:
            break
        lower = count + 1
    upper, above = None, 0.0
    for count in range(min(whole, middle + spread), -1, -1):
        above += _chance(whole, count, share)
        if above > tail:
            break
        upper = count
    return lower, upper


def _chance(whole: int, count: int, share: float) -> float:
    """Binomial, by logarithms: a million records overflow nothing."""
    said = lgamma(whole + 1) - lgamma(count + 1) - lgamma(whole - count + 1)
    return exp(said + count * log(share) + (whole - count) * log(1 - share))


def _at_rank(bins: Mapping[int, int], rank: int) -> int:
    seen = 0
    for edge in sorted(bins):
        seen += bins[edge]
        if seen >= rank:
            return edge
    raise AssertionError(rank)


def _ceiling(value: float) -> int:
    # 0.9 * 10 is a hair above 9 for a computer.
    return int(-(-(value - 1e-9) // 1))
