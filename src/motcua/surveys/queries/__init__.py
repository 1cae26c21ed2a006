"""Questions about surveys; answers are plain values and columns."""

from .asked import Asked, asked, asked_in
from .columns import Columns, answers
from .versions import VersionFacts, instrument, version, versions

__all__ = [
    "Asked",
    "Columns",
    "VersionFacts",
    "answers",
    "asked",
    "asked_in",
    "instrument",
    "version",
    "versions",
]
