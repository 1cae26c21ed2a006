"""What a sample province is made from. The same plan makes the same data, whatever day it is made on being part of it.

A room that has sample data offers three functions in its `sample.py`:

    made() -> bool                               whether its sample is there already
    make(plan: Plan) -> Mapping[str, int]        makes it by set forms of the room's own acts; what was made, counted
    move_on(plan: Plan) -> Mapping[str, int]     on a later day: moves it forward, so that some is always due today
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

SEED = 20230419
DOSSIERS = 20_000


def _silent(words: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Plan:
    at: datetime  # the moment it is made: the living part ends here
    seed: int = SEED
    dossiers: int = DOSSIERS  # about how many, in the living part
    history: bool = True  # also the closed dossiers of 10/2022–04/2023
    processes: int = 0  # how many draw and play at once; 0: as many as are worth it
    say: Callable[[str], None] = field(default=_silent, compare=False)  # progress, one short line at a time
