"""A unit scores itself, component by component, and its leader locks the scores before the deadline does."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.people.rules import Reach

from ...models import Mark, RoundUnit
from ...rounds.gate import case_of
from ...rounds.standing import standing_of
from ...rules.round_refusals import NotSelfScored, NotYourHand
from ...rules.rounds import Act, RoundKind, RoundState, Stage, Voice, check_lock, is_self_scored
from .saying import Word, check_words, component, hold, say, tell

MOVED_AT_ONCE_MAX = 5_000


@transaction.atomic
def fill_in(
    *, round_id: int, unit_id: int, code: str, word: Word, reach: Reach, at: datetime, seen: int | None = None
) -> Mark:  # fmt: skip
    """What a unit gives for one component; the points follow from it."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    criterion, one = component(case, code)
    hold(case, Act.FILL_IN)
    if not case.may_fill(criterion.code):
        raise NotYourHand
    if not is_self_scored(one):
        raise NotSelfScored
    if word.points is not None:  # a unit gives what is counted; the points follow
        raise NotYourHand
    check_words("reason", word.reason)
    return say(case, one, voice=Voice.SELF, word=word, seen=seen, reach=reach, at=at)


@transaction.atomic
def lock_scores(*, round_id: int, unit_id: int, reach: Reach, at: datetime) -> None:
    """The unit's leader signs off what stands; nothing of it changes any more."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    hold(case, Act.LOCK, locked_at=at)
    check_lock(standing_of(case))
    tell(RoundKind.LOCKED, case, reach.actor, at, by="leader")


def lock_overdue(*, at: datetime) -> int:
    """At its deadline every unit that still scores itself, or explains, goes on as it stands; answers how many.

    By the clock.
    """
    waiting = RoundUnit.objects.filter(round__state=RoundState.OPEN).select_related("round__owner")
    scoring = waiting.filter(stage=Stage.SCORING, round__locks_at__lte=at).order_by("pk")
    explaining = waiting.filter(stage=Stage.EXPLAINING, explains_until__lte=at).order_by("pk")
    moved = sum(_lock_as_it_stands(unit, at) for unit in scoring[:MOVED_AT_ONCE_MAX])
    return moved + sum(_end_explaining(unit, at) for unit in explaining[:MOVED_AT_ONCE_MAX])


@transaction.atomic
def _lock_as_it_stands(unit: RoundUnit, at: datetime) -> int:
    still = RoundUnit.objects.filter(pk=unit.pk, stage=Stage.SCORING)
    changed = still.update(stage=Stage.LOCKED, locked_at=unit.round.locks_at, revision=F("revision") + 1)
    if changed:
        _tell_by_clock(RoundKind.LOCKED, unit, at, by="deadline")
    return changed


@transaction.atomic
def _end_explaining(unit: RoundUnit, at: datetime) -> int:
    still = RoundUnit.objects.filter(pk=unit.pk, stage=Stage.EXPLAINING)
    changed = still.update(stage=Stage.EXPLAINED, revision=F("revision") + 1)
    if changed:
        _tell_by_clock(RoundKind.STAGE_ENDED, unit, at, act="explanations", by="deadline")
    return changed


def _tell_by_clock(kind: RoundKind, unit: RoundUnit, at: datetime, **data: str) -> None:
    owner = unit.round.owner
    chronicle.append(
        kind=kind, subject=str(unit), actor="system:indices", at=at, agency=owner.code, data=data
    )
