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

    1. in an office, both ways in are one cell of their lateness where one of the two does not stand;
    2. what still does not stand is one cell of its lateness over all offices;
    3. where that does not stand, all cells of this lateness are one;
    4. where that does not stand, everything is one cell, whether it stands or not.
    """
    of_office: dict[tuple[int, bool], list[Cell]] = defaultdict(list)
    for key, cell in sorted(cells.items()):
        of_office[key.office, key.late].append(cell)
    standing: dict[bool, list[Cell]] = {False: [], True: []}
    rest: dict[bool, list[Cell]] = {False: [], True: []}
    for (_office, late), ways in of_office.items():
        if all(cell.stands for cell in ways):
            standing[late] += ways
        else:
            one = _together(ways)
            (standing if one.stands else rest)[late].append(one)
    found: list[Cell] = []
    for late, left in rest.items():
        one = _together(left)
        if not left:
            found += standing[late]
        elif one.stands:
            found += [*standing[late], one]
        else:
            found.append(_together([*standing[late], one]))
    return found if all(cell.stands for cell in found) else [_together(found)]


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
