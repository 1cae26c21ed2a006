"""Rounds of scoring as the people in them see them: through one gate, as plain values."""

from ..models import CountedFigure
from .choosing import FrameworkLine, departments_of, frameworks_loaded, owners, units_possible
from .counted import Named, counted_of, given_by, named_in
from .evidence import Allocated, allocated, file_of, offered
from .frozen import Frozen, code_of, frozen_of, sheet_file
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
from .surveyed import SipasSheet, sipas_sheets

__all__ = [
    "Allocated",
    "Case",
    "ComponentLine",
    "ComponentSheet",
    "CountedFigure",
    "FrameworkLine",
    "Frozen",
    "Named",
    "RoundLine",
    "SipasSheet",
    "UnitLine",
    "UnitSheet",
    "allocated",
    "as_json",
    "brought_in",
    "case_of",
    "code_of",
    "component_sheet",
    "counted_of",
    "departments_of",
    "file_of",
    "frameworks_loaded",
    "from_json",
    "frozen_of",
    "given_by",
    "named_in",
    "offered",
    "owners",
    "round_of",
    "rounds_of",
    "sheet_file",
    "sipas_sheets",
    "unit_sheet",
    "units_possible",
    "visible_rounds",
    "visible_to",
]
