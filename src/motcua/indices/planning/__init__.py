"""What would raise a rank: points moved by hand, the cheapest plan to a place, and how sure the place would be.

Plain Python, numpy and HiGHS, no Django: usable from a notebook. Methods and a worked example: docs/methods/what-if.md.
"""

from .dragging import Standing, WhatIf
from .levers import BadLevers, Duty, Lever, Sliding, Step, Stepwise
from .plans import (
    OutOfReach,
    Plan,
    Task,
    TooUnsure,
    TotalOutOfReach,
    TotalTooUnsure,
    Wish,
    best_rank,
    places_up,
    plan_for,
)
from .rivals import Drift, Field, mean_drift, total_errors
from .tables import Guess, league_of, levers_of

__all__ = [
    "BadLevers",
    "Drift",
    "Duty",
    "Field",
    "Guess",
    "Lever",
    "OutOfReach",
    "Plan",
    "Sliding",
    "Standing",
    "Step",
    "Stepwise",
    "Task",
    "TooUnsure",
    "TotalOutOfReach",
    "TotalTooUnsure",
    "WhatIf",
    "Wish",
    "best_rank",
    "league_of",
    "levers_of",
    "mean_drift",
    "places_up",
    "plan_for",
    "total_errors",
]
