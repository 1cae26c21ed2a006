"""Questions about surveys; answers are plain values and columns."""

from .columns import Columns, answers
from .versions import VersionFacts, instrument, version, versions

__all__ = [
    "Columns",
    "VersionFacts",
    "answers",
    "instrument",
    "version",
    "versions",
]
