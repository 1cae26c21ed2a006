"""Whom to ask in a place whose list is made on the spot: every so many-th person of it, from a start that the seed gives.

The same as a last stage `Stage(PERSON, take, "systematic", listed=…)` of `draw` would give; whoever stands before a
list of another length than was expected draws from it with the same start.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from motcua.surveys.sampling.picking import Method, Stream, chances, pick

PERSON = "person"  # names the stream of the last stage


@dataclass(frozen=True)
class Selection:
    """Of a list of `there` people `take` are asked: the numbers on the list, counted from 1."""

    there: int
    take: int
    start: float  # at least 0, below 1: where in the first interval
    numbers: tuple[int, ...]

    @property
    def interval(self) -> float:
        return self.there / self.take

    @property
    def first(self) -> int:
        return self.numbers[0]


def selection(*, seed: int, path: Sequence[str], there: int, take: int) -> Selection:
    """`path` leads to the place: stratum ("" where there are none), then the units down to it."""
    take = min(take, there)
    start = Stream(seed, PERSON, *path).uniform()
    chance = chances(take=take, method=Method.SYSTEMATIC, sizes=numpy.ones(there))
    found = pick(chance=chance, method=Method.SYSTEMATIC, stream=Stream(seed, PERSON, *path))
    return Selection(there, take, start, tuple((found + 1).tolist()))
