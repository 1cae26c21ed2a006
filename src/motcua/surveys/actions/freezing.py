"""The end of a round: its scores are computed and frozen, by the room that keeps score sheets."""

from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.people.rules import Reach

from ..models import Survey
from ..rules import Kind, State, StepNotAllowed, check_step
from .rounds import run_by


@transaction.atomic
def freeze(*, survey_id: int, digest: str, reach: Reach, at: datetime) -> None:
    """A closed round was estimated and its sheet, of this hash, is frozen: nothing of the round changes after it."""
    survey = run_by(reach, survey_id)
    for wanted in (State.ESTIMATED, State.FROZEN):
        state = State(survey.state)
        check_step(state=state, wanted=wanted)
        if Survey.objects.filter(pk=survey.pk, state=state).update(state=wanted) != 1:
            raise StepNotAllowed(state=state.value, wanted=wanted.value)
        survey.state = wanted
    chronicle.append(
        kind=Kind.FROZEN,
        subject=str(survey),
        actor=reach.actor,
        at=at,
        agency=survey.agency.code,
        data={"digest": digest},
    )
