"""Rounds of scoring as the people in them see them: through one gate, as plain values."""

from ..models import CountedFigure
from .choosing import FrameworkLine, departments_of, frameworks_loaded, owners, units_possible
from .counted import Named, counted_of, given_by, named_in
from .doubting import Doubted, doubts_of, work_out_doubts
from .evidence import Allocated, allocated, file_of, offered
from .frozen import Frozen, code_of, frozen_of, sheet_file
from .gate import Case, case_of, visible_rounds, visible_to
from .giving import as_json, from_json
from .moving import Moved, move_points
from .ranked import RankedTable, Whence, own_code, table_of, table_of_round
from .rising import (
    Answerable,
    Asked,
    Effort,
    KeptPlan,
    Made,
    TaskLine,
    Want,
    answerable,
    efforts_of,
    levers,
    make_plan,
    open_components,
    plan_of,
    plans_of,
)
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
    "Answerable",
    "Asked",
    "Case",
    "ComponentLine",
    "ComponentSheet",
    "CountedFigure",
    "Doubted",
    "Effort",
    "FrameworkLine",
    "Frozen",
    "KeptPlan",
    "Made",
    "Moved",
    "Named",
    "RankedTable",
    "RoundLine",
    "SipasSheet",
    "TaskLine",
    "UnitLine",
    "UnitSheet",
    "Want",
    "Whence",
    "allocated",
    "answerable",
    "as_json",
    "brought_in",
    "case_of",
    "code_of",
    "component_sheet",
    "counted_of",
    "departments_of",
    "doubts_of",
    "efforts_of",
    "file_of",
    "frameworks_loaded",
    "from_json",
    "frozen_of",
    "given_by",
    "levers",
    "make_plan",
    "move_points",
    "named_in",
    "offered",
    "open_components",
    "own_code",
    "owners",
    "plan_of",
    "plans_of",
    "round_of",
    "rounds_of",
    "sheet_file",
    "sipas_sheets",
    "table_of",
    "table_of_round",
    "unit_sheet",
    "units_possible",
    "visible_rounds",
    "visible_to",
    "work_out_doubts",
]
