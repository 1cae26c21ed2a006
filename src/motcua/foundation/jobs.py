"""What a room wants done by itself, and how often. `motcua work` looks for `JOBS` in each room's `jobs.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Job:
    """One piece of work. It must be safe when two workers run it at once, and when it is run late or twice.

    `run` is given the moment it starts; what it returns, if anything, is written to the log (a count, for example).
    """

    name: str  # "room.verb"
    every_seconds: float
    run: Callable[[datetime], object]
