"""Rounds of scoring as the people in them see them: through one gate, as plain values."""

from .choosing import FrameworkLine, departments_of, frameworks_loaded, owners, units_possible
from .evidence import Allocated, allocated, file_of, offered
from .frozen import Frozen, frozen_of, sheet_file
from .gate import Case, case_of, visible_rounds, visible_to
from .giving import as_json, from_json
from .seeing import (
    ComponentLine,
    ComponentSheet,
    RoundLine,
    UnitLine,
    UnitSheet,
    brought_in,
    component_sheet,
    round_of,
    rounds_of,
    unit_sheet,
)

__all__ = [
    "Allocated",
    "Case",
    "ComponentLine",
    "ComponentSheet",
    "FrameworkLine",
    "Frozen",
    "RoundLine",
    "UnitLine",
    "UnitSheet",
    "allocated",
    "as_json",
    "brought_in",
    "case_of",
    "component_sheet",
    "departments_of",
    "file_of",
    "frameworks_loaded",
    "from_json",
    "frozen_of",
    "offered",
    "owners",
    "round_of",
    "rounds_of",
    "sheet_file",
    "unit_sheet",
    "units_possible",
    "visible_rounds",
    "visible_to",
]
