"""What states and outcomes are called."""

from motcua.foundation.refusal import gettext_noop

from .rules import Outcome, State

STATES = {
    State.PLANNED: gettext_noop("Planned"),
    State.DRAWN: gettext_noop("Sample drawn"),
    State.OPEN: gettext_noop("Open"),
    State.CLOSED: gettext_noop("Closed"),
    State.ESTIMATED: gettext_noop("Estimated"),
    State.FROZEN: gettext_noop("Frozen"),
}
OUTCOMES = {
    Outcome.WAITING: gettext_noop("in the field"),
    Outcome.REFUSED: gettext_noop("refused"),
    Outcome.NOT_FOUND: gettext_noop("not found"),
    Outcome.REPLACED: gettext_noop("replaced"),
}
