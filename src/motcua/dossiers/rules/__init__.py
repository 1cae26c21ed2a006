"""What may follow what, who may do it, and how it is numbered. Pure: no database, no clock, no request."""

from motcua.dossiers.rules.digital import Digital
from motcua.dossiers.rules.lookup import tidy as tidy_secret
from motcua.dossiers.rules.numbers import tidy as tidy_number
from motcua.dossiers.rules.portal import PortalPaper, PortalRecord, PortalStep, PortalWait
from motcua.dossiers.rules.states import STATE_NAMES, TABLE, Act, ActRule, Channel, State
from motcua.dossiers.rules.undoing import UNDOABLE

__all__ = [
    "STATE_NAMES",
    "TABLE",
    "UNDOABLE",
    "Act",
    "ActRule",
    "Channel",
    "Digital",
    "PortalPaper",
    "PortalRecord",
    "PortalStep",
    "PortalWait",
    "State",
    "tidy_number",
    "tidy_secret",
]
