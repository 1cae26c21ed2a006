"""What surveys decide: states of a round, who may be asked, what is too few to be shown, what is refused."""

from .field import (
    LOST,
    AlreadyReported,
    AnsweredHere,
    NotAskedAnyMore,
    NothingReported,
    StandInAsked,
    TurnNotCome,
    check_report,
    check_taking_back,
)
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
    "LOST",
    "MAY_FOLLOW",
    "AlreadyReported",
    "AnsweredHere",
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
    "NotAskedAnyMore",
    "NotOneSeries",
    "NothingReported",
    "Outcome",
    "RoundClosed",
    "RoundNotOpen",
    "StandInAsked",
    "State",
    "StepNotAllowed",
    "TurnNotCome",
    "check_one_series",
    "check_report",
    "check_step",
    "check_taking_back",
    "hidden",
    "hidden_in_table",
]
