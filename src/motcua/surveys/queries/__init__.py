"""Questions about surveys; answers are plain values and columns."""

from .asked import Asked, asked, asked_in
from .columns import Columns, answers
from .facts import RoundFacts, round_facts, simulated_rounds
from .rounds import (
    DrawnPlace,
    FieldWork,
    RoundLine,
    drawn_places,
    field_rounds,
    field_work,
    open_places,
    round_line,
    rounds,
    visible_to,
)
from .versions import VersionFacts, instrument, version, versions

__all__ = [
    "Asked",
    "Columns",
    "DrawnPlace",
    "FieldWork",
    "RoundFacts",
    "RoundLine",
    "VersionFacts",
    "answers",
    "asked",
    "asked_in",
    "drawn_places",
    "field_rounds",
    "field_work",
    "instrument",
    "open_places",
    "round_facts",
    "round_line",
    "rounds",
    "simulated_rounds",
    "version",
    "versions",
    "visible_to",
]
