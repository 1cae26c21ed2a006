"""How n of N units are picked, and with which chance. Every draw has its own stream of random bits, named by a path."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

import numpy

from motcua.surveys.estimation.columns import Floats, Ints, Mask

# A unit that is this close to filling a whole interval is taken surely; a rounded sum could pick it twice.
HAIR = 1e-12
SAFE = float(1 << 53)


class Method(StrEnum):
    SIMPLE = "srs"  # every set of n units alike
    SYSTEMATIC = "systematic"  # every N/n-th unit in the order of the frame
    PPS = "pps"  # systematic along the sizes, in the order of the frame
    PPS_MIXED = "pps-mixed"  # the same after the units were mixed


class Stream:
    """Random numbers that depend on the seed and a path alone, so that one province's draw does not move another's.

    Only raw bits of PCG64 are used: numpy keeps those the same from version to version, its distributions it does not.
    """

    def __init__(self, seed: int, *path: object) -> None:
        self.name = "\x1f".join([str(seed), *(str(part) for part in path)])

    @cached_property
    def bits(self) -> numpy.random.PCG64:
        return numpy.random.PCG64(int.from_bytes(hashlib.sha256(self.name.encode()).digest(), "big"))

    def uniform(self) -> float:
        """At least 0, below 1."""
        return (int(self.bits.random_raw()) >> 11) / SAFE

    def order(self, count: int) -> Ints:
        """The places 0 … count - 1, mixed."""
        return numpy.argsort(self.bits.random_raw(count), kind="stable")


def chances(
    *, take: int, method: Method, sizes: Sequence[float] | Floats, sure: Mask | None = None
) -> Floats:
    """The chance of each unit to be drawn. `sure` units are taken in any case and count among the `take`."""
    sizes = numpy.asarray(sizes, dtype=numpy.float64)
    chosen = numpy.zeros(len(sizes), dtype=bool) if sure is None else sure.copy()
    left = take - int(chosen.sum())
    assert 0 < take <= len(sizes) and left >= 0
    if method not in (Method.PPS, Method.PPS_MIXED):
        return numpy.where(chosen, 1.0, left / max(1, len(sizes) - (take - left)))
    # Whoever would fill more than one interval is sure; then the interval of the others is another one.
    while left:
        rest = ~chosen
        total = sizes[rest].sum()
        large = rest & (sizes * left >= total * (1 - HAIR))
        if not large.any():
            return numpy.where(chosen, 1.0, left * sizes / total)
        chosen |= large
        left = take - int(chosen.sum())
    return numpy.where(chosen, 1.0, 0.0)


def pick(*, chance: Floats, method: Method, stream: Stream) -> Ints:
    """Places of as many units as the chances add up to, drawn with these chances, in the order of the frame."""
    sure = numpy.flatnonzero(chance >= 1.0)
    rest = numpy.flatnonzero(chance < 1.0)
    take = round(float(chance[rest].sum()))
    if not take:
        return sure
    if method == Method.SIMPLE:
        drawn = rest[stream.order(len(rest))[:take]]
    else:
        line = rest[stream.order(len(rest))] if method == Method.PPS_MIXED else rest
        drawn = line[_along(chance[line], take, stream.uniform())]
    return numpy.sort(numpy.concatenate([sure, drawn]))


def _along(chance: Floats, take: int, start: float) -> Ints:
    """Places where start, start + 1, … fall when the chances are laid end to end; each is below 1, so none twice."""
    ends = numpy.cumsum(chance)
    ends *= take / ends[-1]
    ends[-1] = take
    return numpy.searchsorted(ends, start + numpy.arange(take), side="right")
