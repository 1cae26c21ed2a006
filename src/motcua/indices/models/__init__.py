"""The tables of this room: published figures, score sheets, now-casts; frameworks and the rounds that score by them;
what points take an office, and its plans to rise."""

from .plans import LeverEffort, PlanTask, RisePlan
from .published import NowCast, Published, ScoreRow, ScoreSheet
from .rounds import (
    Allocation,
    CountedFigure,
    Evidence,
    Explanation,
    Figure,
    FrameworkVersion,
    Mark,
    Round,
    RoundUnit,
)

__all__ = [
    "Allocation",
    "CountedFigure",
    "Evidence",
    "Explanation",
    "Figure",
    "FrameworkVersion",
    "LeverEffort",
    "Mark",
    "NowCast",
    "PlanTask",
    "Published",
    "RisePlan",
    "Round",
    "RoundUnit",
    "ScoreRow",
    "ScoreSheet",
]
