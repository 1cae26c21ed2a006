"""What surveys decide: states of a round, who may be asked, what is too few to be shown, what is refused."""

from .groups import LEAST, hidden, hidden_in_table
from .instruments import Block, Factor, Instrument, Item, NotOneSeries, check_one_series
from .refusals import (
    CodeSpent,
    CodeUnknown,
    DesignUnsound,
    NoneLeft,
    RoundClosed,
    RoundNotOpen,
    StepNotAllowed,
)
from .states import MAY_FOLLOW, FrameKind, Kind, Outcome, State, check_step

__all__ = [
    "LEAST",
    "MAY_FOLLOW",
    "Block",
    "CodeSpent",
    "CodeUnknown",
    "DesignUnsound",
    "Factor",
    "FrameKind",
    "Instrument",
    "Item",
    "Kind",
    "NoneLeft",
    "NotOneSeries",
    "Outcome",
    "RoundClosed",
    "RoundNotOpen",
    "State",
    "StepNotAllowed",
    "check_one_series",
    "check_step",
    "hidden",
    "hidden_in_table",
]
