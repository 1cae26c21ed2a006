"""What may follow what, who may do it, and how it is numbered. Pure: no database, no clock, no request."""

from motcua.dossiers.rules.digital import Digital
from motcua.dossiers.rules.history import EVENTS_MAX as FORMER_EVENTS_MAX
from motcua.dossiers.rules.history import FUTURE as LIES_AHEAD
from motcua.dossiers.rules.history import EventKind as FormerEventKind
from motcua.dossiers.rules.history import wrong_moment as wrong_former_moment
from motcua.dossiers.rules.importing import NEEDED as NEEDED_DATE
from motcua.dossiers.rules.importing import ORDER as ORDER_OF_DATES
from motcua.dossiers.rules.importing import PAST as PAST_DATES
from motcua.dossiers.rules.importing import Dates, belongs_open
from motcua.dossiers.rules.importing import Kind as ImportEntry
from motcua.dossiers.rules.importing import Pause as FormerPause
from motcua.dossiers.rules.importing import wrong as wrong_dates
from motcua.dossiers.rules.inputs import Outcome
from motcua.dossiers.rules.lookup import tidy as tidy_secret
from motcua.dossiers.rules.numbers import tidy as tidy_number
from motcua.dossiers.rules.portal import PortalPaper, PortalRecord, PortalStep, PortalWait
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.states import OPEN, STATE_NAMES, TABLE, Act, ActRule, Channel, State
from motcua.dossiers.rules.undoing import UNDOABLE

__all__ = [
    "FORMER_EVENTS_MAX",
    "LIES_AHEAD",
    "NEEDED_DATE",
    "OPEN",
    "ORDER_OF_DATES",
    "PAST_DATES",
    "STATE_NAMES",
    "TABLE",
    "UNDOABLE",
    "Act",
    "ActRule",
    "Channel",
    "Dates",
    "Digital",
    "FormerEventKind",
    "FormerPause",
    "ImportEntry",
    "Outcome",
    "PortalPaper",
    "PortalRecord",
    "PortalStep",
    "PortalWait",
    "State",
    "Stop",
    "belongs_open",
    "route",
    "tidy_number",
    "tidy_secret",
    "wrong_dates",
    "wrong_former_moment",
]
