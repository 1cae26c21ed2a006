"""What may be reported of a drawn unit in the field, and what may be taken back. Plain values only."""

from collections.abc import Collection, Mapping

from motcua.foundation.refusal import Refusal, gettext_noop

from .refusals import StepNotAllowed
from .states import FrameKind, Outcome, State

# It cannot be asked: the next of its reserve takes its turn.
LOST = frozenset({Outcome.REFUSED, Outcome.NOT_FOUND, Outcome.INELIGIBLE})
IN_THE_FIELD = (State.DRAWN, State.OPEN)


class NotAskedAnyMore(Refusal):
    code = "surveys.place-not-asked"
    sentence = gettext_noop("This place is not asked any more, so no answer is taken here.")
    next_step = gettext_noop("There is nothing more to do. Thank you for wanting to take part.")


class TurnNotCome(Refusal):
    code = "surveys.turn-not-come"
    sentence = gettext_noop("This place waits in the reserve; its turn has not come.")
    next_step = gettext_noop(
        "Report the place that cannot be asked; the next of the reserve then takes its turn."
    )


class AlreadyReported(Refusal):
    code = "surveys.already-reported"
    sentence = gettext_noop("It was reported already that this cannot be asked.")
    next_step = gettext_noop("If that was a mistake, take it back first.")


class AnsweredHere(Refusal):
    code = "surveys.answered-here"
    sentence = gettext_noop(
        "People have answered here, so this place stays in the survey and none takes its turn."
    )
    next_step = gettext_noop("Go on asking the others. Who does not answer is counted as such in the report.")


class NothingReported(Refusal):
    code = "surveys.nothing-reported"
    sentence = gettext_noop("Nothing was reported that could be taken back.")
    next_step = gettext_noop("Open the page of the place again.")


class StandInAsked(Refusal):
    code = "surveys.stand-in-asked"
    sentence = gettext_noop("Whoever took the turn has been asked already, so this cannot be taken back.")
    next_step = gettext_noop("Leave it as it is; the report says who was replaced and why.")


def check_report(*, state: State, is_asked: bool, before: Outcome, wanted: Outcome, answered: bool) -> None:
    """`is_asked`: it belongs to the sample, or took another's turn. `answered`: somebody there has answered."""
    if state not in IN_THE_FIELD:
        raise StepNotAllowed(state=state.value, wanted=State.OPEN.value)
    if not is_asked:
        raise TurnNotCome
    if before in LOST:
        raise AlreadyReported
    if wanted in LOST and answered:
        raise AnsweredHere


def check_taking_back(*, state: State, before: Outcome, stand_in_asked: bool) -> None:
    if state not in IN_THE_FIELD:
        raise StepNotAllowed(state=state.value, wanted=State.OPEN.value)
    if before is Outcome.WAITING:
        raise NothingReported
    if stand_in_asked:
        raise StandInAsked


def stage_units(design: Mapping[str, object], *, stages: int) -> tuple[str, ...]:
    """What is drawn at each stage, by how the round was drawn; empty where that is not known."""
    if design.get("frame") == FrameKind.DOSSIERS:
        return ("office", "person")[:stages]
    return ("district", "commune", "village")[-stages:] if "list" in design and stages else ()


def next_in_turn(reserve: Collection[tuple[int, int]], *, used: Collection[int]) -> int | None:
    """Of a reserve (turn, id) the first whose turn has not been used; None when nobody is left.

    What `sampling.stand_ins` answers for a whole draw, asked for one loss at a time.
    """
    return next((id for _turn, id in sorted(reserve) if id not in used), None)
