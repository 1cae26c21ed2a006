"""What states and outcomes are called."""

from motcua.foundation.refusal import gettext_noop

from .rules import Outcome, State

# The units of a stage, many of them.
UNITS = {
    "district": gettext_noop("Districts"),
    "commune": gettext_noop("Communes"),
    "village": gettext_noop("Villages"),
    "office": gettext_noop("Receiving offices"),
    "person": gettext_noop("People"),
}

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
    Outcome.REACHED: gettext_noop("reached"),
    Outcome.REFUSED: gettext_noop("refused"),
    Outcome.NOT_FOUND: gettext_noop("not found"),
    Outcome.INELIGIBLE: gettext_noop("not eligible"),
}
# What somebody in the field reports by a button.
REPORTS = {
    Outcome.REACHED: gettext_noop("Reached: people can be asked"),
    Outcome.REFUSED: gettext_noop("Refused"),
    Outcome.NOT_FOUND: gettext_noop("Not found, or nobody there"),
    Outcome.INELIGIBLE: gettext_noop("Not eligible: nobody whom the survey is about"),
}
OF_PERSONS = {
    Outcome.REACHED: gettext_noop("Reached, invitation handed over"),
    Outcome.REFUSED: gettext_noop("Refused"),
    Outcome.NOT_FOUND: gettext_noop("Not found, or nobody there"),
    Outcome.INELIGIBLE: gettext_noop("Not eligible: moved away, died, or somebody else"),
}
