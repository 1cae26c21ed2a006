"""From ratings to a now-cast: plain counts in, one share with its interval out. No database, no clock.

Whoever rates chose to; so ratings are weighted to the requests that could have been rated, cell by cell: by office, by
the way in, and by whether the result was late (docs/methods/now-cast.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy

from motcua.foundation.shares import wilson
from motcua.surveys.estimation import PostStratify, Share, estimate

# Changes whenever the same counts would give another figure.
VERSION = "now-cast/1"
# Of a figure, as of a lot of ratings; and of a cell that has a weight of its own.
RATINGS_LEAST = 5
CELL_LEAST = 10
PERCENT = 100


class Key(NamedTuple):
    """What weighs a rating."""

    office: int
    online: bool
    late: bool


@dataclass(frozen=True)
class Cell:
    """Ratings, the satisfied among them, and the settled requests that they stand for."""

    ratings: int = 0
    satisfied: int = 0
    requests: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(
            self.ratings + other.ratings,
            self.satisfied + other.satisfied,
            self.requests + other.requests,
        )

    @property
    def stands(self) -> bool:
        """Whether it is weighted by itself: with enough ratings, and requests that they can stand for."""
        return self.ratings >= CELL_LEAST and self.requests >= self.ratings


@dataclass(frozen=True)
class Cast:
    """The satisfied share of one agency and all below it, in percent."""

    ratings: int
    requests: int
    cells: int
    share: float
    standard_error: float
    lower: float
    upper: float
    degrees: int


def joined(cells: Mapping[Key, Cell]) -> list[Cell]:
    """Cells that each stand by themselves, made of those that do not:

    1. what does not stand is one cell over all offices, by way in and lateness; where that does not stand, all cells of
       this way in and lateness are one;
    2. where that does not stand, all cells of this lateness are one;
    3. where that does not stand, lateness is left out and the same is done again by office and way in;
    4. where that does not stand, everything is one cell, whether it stands or not.
    """
    ways: dict[tuple[bool, bool], list[Cell]] = defaultdict(list)
    for key, cell in sorted(cells.items()):
        ways[key.late, key.online].append(cell)
    of_lateness: dict[bool, list[Cell]] = defaultdict(list)
    for (late, _online), own in ways.items():
        of_lateness[late] += _one_way(own)
    found = []
    for own in of_lateness.values():
        found += own if all(cell.stands for cell in own) else [_together(own)]
    if all(cell.stands for cell in found):
        return found
    if not any(key.late for key in cells):
        return [_together(found)]
    in_time: dict[Key, Cell] = defaultdict(Cell)
    for key, cell in cells.items():
        in_time[key._replace(late=False)] += cell
    return joined(in_time)


def _one_way(cells: list[Cell]) -> list[Cell]:
    """Cells of one way in and one lateness over offices."""
    small = [cell for cell in cells if not cell.stands]
    rest = _together(small)
    if not small or rest.stands:
        return [cell for cell in cells if cell.stands] + ([rest] if small else [])
    return [_together(cells)]


def cast(cells: Mapping[Key, Cell]) -> Cast | None:
    """The share over these cells; nothing where fewer than five rated, or more rated than had a result lately."""
    strata = joined(cells)
    whole = _together(strata)
    if whole.ratings < RATINGS_LEAST or whole.requests < whole.ratings:
        return None
    ratings = numpy.array([cell.ratings for cell in strata])
    numbers = numpy.arange(len(strata))
    columns = {
        "cell": numpy.repeat(numbers, ratings),
        "requests": numpy.repeat([cell.requests for cell in strata], ratings),
        "satisfied": numpy.concatenate([_answers(cell) for cell in strata]),
    }
    totals = {place: cell.requests for place, cell in enumerate(strata)}
    found = estimate(
        columns,
        values=Share("satisfied", of=(1,)),
        strata="cell",
        fpc=("requests",),
        weighting=[PostStratify("cell", totals)],
    )
    share, error = float(found["estimate"][0]), float(found["standard_error"][0])
    lower, upper = float(found["lower"][0]), float(found["upper"][0])
    if error == 0 and whole.requests > whole.ratings:
        # In each cell everybody said the same, which shows no variance and proves none.
        low, high = wilson(whole.satisfied, whole.ratings)
        lower, upper = min(share, low), max(share, high)
    return Cast(
        ratings=whole.ratings,
        requests=whole.requests,
        cells=len(strata),
        share=share * PERCENT,
        standard_error=error * PERCENT,
        lower=max(0.0, lower) * PERCENT,
        upper=min(1.0, upper) * PERCENT,
        degrees=int(found.degrees[0]),
    )


def _together(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())


def _answers(cell: Cell) -> numpy.ndarray:
    return numpy.repeat([1.0, 0.0], [cell.satisfied, cell.ratings - cell.satisfied])
