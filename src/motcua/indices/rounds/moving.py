"""Points of one unit moved by hand, and at once what follows: total, place, the places it may truly have, how sure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..planning import Field, Standing, WhatIf
from .ranked import RankedTable

# A drag is answered while the hand still moves: fewer tables than a plan draws, good for one part in a hundred.
DRAG_DRAWS = 2_000


@dataclass(frozen=True)
class Moved:
    today: Standing
    then: Standing
    band_then: str
    chance: float | None  # of that place or a better one when people are asked again; None: no error is known


def move_points(table: RankedTable, unit: str, moved: Mapping[str, Decimal]) -> Moved:
    """Everybody else stays where they are. Unknown components were refused before."""
    points = {code: float(one) for code, one in moved.items()}
    asked = WhatIf(table.league, unit)
    then = asked.moved(points) if points else asked.today
    chance = None
    if table.ranks and asked.errors.any():
        field = Field.of(table.league, unit)
        gain = asked.gain(points)
        chance = field.chance(then.rank, gain, draws=DRAG_DRAWS)
    return Moved(asked.today, then, table.band(then.total), chance)
