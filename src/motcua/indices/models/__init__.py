"""The tables of this room: published figures, score sheets, now-casts; frameworks and the rounds that score by them."""

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
    "Mark",
    "NowCast",
    "Published",
    "Round",
    "RoundUnit",
    "ScoreRow",
    "ScoreSheet",
]
