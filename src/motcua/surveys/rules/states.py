"""The states of a round and what may follow which; what became of a unit that was drawn; what the chronicle is told."""

from enum import StrEnum

from .refusals import StepNotAllowed


class State(StrEnum):
    PLANNED = "planned"
    DRAWN = "drawn"
    OPEN = "open"
    CLOSED = "closed"
    ESTIMATED = "estimated"
    FROZEN = "frozen"


MAY_FOLLOW = {
    State.PLANNED: (State.DRAWN,),
    State.DRAWN: (State.OPEN,),
    State.OPEN: (State.CLOSED,),
    State.CLOSED: (State.ESTIMATED,),
    State.ESTIMATED: (State.FROZEN,),
    State.FROZEN: (),
}


def check_step(*, state: State, wanted: State) -> None:
    if wanted not in MAY_FOLLOW[state]:
        raise StepNotAllowed(state=state.value, wanted=wanted.value)


class FrameKind(StrEnum):
    DOSSIERS = "dossiers"  # people who received a result
    LIST = "list"  # an uploaded list


class Outcome(StrEnum):
    """What became of a drawn unit in the field. Whether a person answered is counted from links, never kept here."""

    WAITING = "waiting"  # nothing was reported yet
    REACHED = "reached"
    REFUSED = "refused"
    NOT_FOUND = "not-found"
    INELIGIBLE = "ineligible"  # there is nobody whom the survey is about


class Kind(StrEnum):
    """What this room writes into the chronicle. Of answers only counts by day."""

    VERSION_PUBLISHED = "surveys.version-published"
    PLANNED = "surveys.planned"
    DRAWN = "surveys.drawn"
    OPENED = "surveys.opened"
    IMPORTED = "surveys.answers-imported"
    STATION_OPENED = "surveys.station-opened"
    ASSIGNED = "surveys.places-assigned"
    OUTCOME_REPORTED = "surveys.outcome-reported"
    OUTCOME_TAKEN_BACK = "surveys.outcome-taken-back"
    CLOSED = "surveys.closed"
    FROZEN = "surveys.frozen"
