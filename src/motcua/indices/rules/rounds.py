"""The yearly round of scoring: its states, the stages of a unit, who may do what in which stage, and what is refused.

One row of `STEPS` is one act; pages, actions and tests ask the same table.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.foundation.refusal import Fault, Said, gettext_noop
from motcua.people.rules import Reach, Role

from .frameworks import Component, Source
from .round_refusals import (
    DeadlinePassed,
    EvidenceMissing,
    NotYourHand,
    OwnUnit,
    RoundFrozen,
    RoundStepNotAllowed,
    StageMoved,
)


class RoundState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    FROZEN = "frozen"


MAY_FOLLOW = {
    RoundState.PLANNED: (RoundState.OPEN,),
    RoundState.OPEN: (RoundState.FROZEN,),
    RoundState.FROZEN: (),
}


class Stage(StrEnum):
    """How far one unit has come in an open round."""

    SCORING = "scoring"
    LOCKED = "locked"  # the appraiser reads
    APPRAISED = "appraised"  # once; the unit sees points and reasons
    EXPLAINING = "explaining"  # the appraiser asked, the unit answers
    EXPLAINED = "explained"  # the appraiser reads again
    APPRAISED_AGAIN = "appraised-again"
    DECIDED = "decided"  # by the council


class Voice(StrEnum):
    """Whose word about a component a mark is. The later one counts."""

    SELF = "self"
    FIRST = "first"
    SECOND = "second"
    COUNCIL = "council"


VOICES = tuple(Voice)
# From which stage on the unit itself sees what the appraiser said.
SEEN_FROM = {
    Voice.SELF: Stage.SCORING,
    Voice.FIRST: Stage.APPRAISED,
    Voice.SECOND: Stage.APPRAISED_AGAIN,
    Voice.COUNCIL: Stage.DECIDED,
}
STAGES = tuple(Stage)


def heard_by_unit(voice: Voice, stage: Stage) -> bool:
    return STAGES.index(stage) >= STAGES.index(SEEN_FROM[voice])


class Hand(StrEnum):
    """In which part somebody meets one unit of a round."""

    UNIT_OFFICER = "unit-officer"  # home-affairs officer of the unit
    UNIT_LEADER = "unit-leader"
    LEAD = "lead"  # of a department that criteria of this unit were given to
    APPRAISER = "appraiser"  # home-affairs officer of the owner
    COUNCIL = "council"  # leader of the owner


class Act(StrEnum):
    ALLOCATE = "allocate"
    FILL_IN = "fill-in"
    ATTACH = "attach"
    LOCK = "lock"
    APPRAISE = "appraise"
    FINISH_FIRST = "finish-first"
    ASK = "ask"
    SEND_QUESTIONS = "send-questions"
    EXPLAIN = "explain"
    END_EXPLAINING = "end-explaining"
    APPRAISE_AGAIN = "appraise-again"
    FINISH_SECOND = "finish-second"
    AMEND = "amend"
    DECIDE = "decide"


@dataclass(frozen=True)
class Step:
    stages: tuple[Stage, ...]
    hands: tuple[Hand, ...]
    to: Stage | None = None  # nothing: the unit stays where it is
    voice: Voice | None = None  # whose mark it writes


STEPS: Mapping[Act, Step] = {
    Act.ALLOCATE: Step((Stage.SCORING,), (Hand.UNIT_OFFICER, Hand.UNIT_LEADER)),
    Act.FILL_IN: Step((Stage.SCORING,), (Hand.UNIT_OFFICER, Hand.LEAD), voice=Voice.SELF),
    Act.ATTACH: Step((Stage.SCORING, Stage.EXPLAINING), (Hand.UNIT_OFFICER, Hand.LEAD)),
    Act.LOCK: Step((Stage.SCORING,), (Hand.UNIT_LEADER,), to=Stage.LOCKED),
    Act.APPRAISE: Step((Stage.LOCKED,), (Hand.APPRAISER,), voice=Voice.FIRST),
    Act.FINISH_FIRST: Step((Stage.LOCKED,), (Hand.APPRAISER,), to=Stage.APPRAISED),
    Act.ASK: Step((Stage.LOCKED, Stage.APPRAISED), (Hand.APPRAISER,)),
    Act.SEND_QUESTIONS: Step((Stage.APPRAISED,), (Hand.APPRAISER,), to=Stage.EXPLAINING),
    Act.EXPLAIN: Step((Stage.EXPLAINING,), (Hand.UNIT_OFFICER, Hand.LEAD)),
    Act.END_EXPLAINING: Step((Stage.EXPLAINING,), (Hand.UNIT_LEADER,), to=Stage.EXPLAINED),
    Act.APPRAISE_AGAIN: Step((Stage.EXPLAINED,), (Hand.APPRAISER,), voice=Voice.SECOND),
    Act.FINISH_SECOND: Step((Stage.EXPLAINED,), (Hand.APPRAISER,), to=Stage.APPRAISED_AGAIN),
    Act.AMEND: Step((Stage.APPRAISED, Stage.APPRAISED_AGAIN), (Hand.COUNCIL,), voice=Voice.COUNCIL),
    Act.DECIDE: Step((Stage.APPRAISED, Stage.APPRAISED_AGAIN), (Hand.COUNCIL,), to=Stage.DECIDED),
}
# Acts that must be done before a moment: of scoring the round's, of explaining the unit's.
TIMED = {
    Act.ALLOCATE: Stage.SCORING,
    Act.FILL_IN: Stage.SCORING,
    Act.LOCK: Stage.SCORING,
    Act.EXPLAIN: Stage.EXPLAINING,
    Act.END_EXPLAINING: Stage.EXPLAINING,
}
APPRAISING = frozenset({Hand.APPRAISER, Hand.COUNCIL})
UNIT_SIDE = frozenset({Hand.UNIT_OFFICER, Hand.UNIT_LEADER, Hand.LEAD})
# Who answers for the criteria that a department was given.
LEAD_ROLES = (Role.HOME_AFFAIRS, Role.UNIT_HEAD, Role.LEADER)


def check_round_step(*, state: RoundState, wanted: RoundState) -> None:
    if wanted not in MAY_FOLLOW[state]:
        raise RoundFrozen if state is RoundState.FROZEN else RoundStepNotAllowed


def hands(
    *, reach: Reach, owner_path: str, unit_id: int, unit_path: str, leads: Collection[int] = ()
) -> frozenset[Hand]:
    """What the mandates that are worn make of somebody, before their other mandates are asked for."""
    found = set()
    for grant in reach.grants:
        if owner_path.startswith(grant.path):
            found |= {Hand.APPRAISER} if grant.role is Role.HOME_AFFAIRS else set()
            found |= {Hand.COUNCIL} if grant.role is Role.LEADER else set()
        if grant.agency_id == unit_id:
            found |= {Hand.UNIT_OFFICER} if grant.role is Role.HOME_AFFAIRS else set()
            found |= {Hand.UNIT_LEADER} if grant.role is Role.LEADER else set()
        if grant.agency_id in leads and grant.role in LEAD_ROLES:
            found.add(Hand.LEAD)
    return frozenset(found)


def of_own_unit(*, unit_path: str, everywhere: Collection[str]) -> bool:
    """Whether somebody serves in the unit or below it, under whichever hat."""
    return any(path.startswith(unit_path) for path in everywhere)


def check_act(
    *, act: Act, stage: Stage, held: Collection[Hand], unit: str, own_unit: bool, at: datetime, until: datetime | None
) -> None:  # fmt: skip
    """Whether somebody with these hands may do this now; the refusal names what stands in the way.

    `until` is the end of the stage: what comes at that moment or later is late.
    """
    step = STEPS[act]
    if not set(step.hands) & set(held):
        raise NotYourHand
    if own_unit and set(step.hands) <= APPRAISING:
        raise OwnUnit(unit=unit)
    timed = TIMED.get(act)
    if timed and until is not None and at >= until and (stage is timed or _just_left(stage, timed)):
        raise DeadlinePassed(until=until)
    if stage not in step.stages:
        raise StageMoved(stage=Said(STAGE_WORDS[stage]))


def _just_left(stage: Stage, timed: Stage) -> bool:
    """After the deadline the clock has locked what stood there: the reason is still the deadline."""
    return STAGES.index(stage) == STAGES.index(timed) + 1


def acts_open(*, stage: Stage, held: Collection[Hand], own_unit: bool, in_time: bool) -> tuple[Act, ...]:
    """What a page offers. The only place that says so."""
    return tuple(
        act
        for act, step in STEPS.items()
        if stage in step.stages
        and set(step.hands) & set(held)
        and not (own_unit and set(step.hands) <= APPRAISING)
        and (in_time or TIMED.get(act) is not stage)
    )


def is_self_scored(component: Component) -> bool:
    """Surveyed, statistical and external components are never filled in by the unit they measure."""
    return component.source in (Source.APPRAISED, Source.RECORDS)


@dataclass(frozen=True)
class Standing:
    """What stands for one component before it is locked."""

    component: Component
    filled: bool
    has_points: bool  # more than none
    files: int
    noted: bool


def check_lock(standing: Collection[Standing]) -> None:
    """Everything that is self-scored is filled in; points with neither the evidence asked for nor a note are refused.

    Without evidence an explanation of how the score was reached takes its place.
    """
    faults = [
        Fault(one.component.code, NOT_FILLED, {"code": one.component.code})
        for one in standing
        if not one.filled
    ]
    faults += [
        Fault(one.component.code, NO_EVIDENCE, {"code": one.component.code})
        for one in standing
        if one.filled and one.has_points and one.component.evidence and not one.files and not one.noted
    ]  # fmt: skip
    if faults:
        raise EvidenceMissing(faults=faults, count=len(faults))


NOT_FILLED = gettext_noop("%(code)s is not filled in.")
NO_EVIDENCE = gettext_noop(
    "%(code)s has points, and neither evidence nor a note that says how they were reached."
)
STAGE_WORDS = {
    Stage.SCORING: gettext_noop("scores itself"),
    Stage.LOCKED: gettext_noop("locked, waits for its appraisal"),
    Stage.APPRAISED: gettext_noop("appraised once"),
    Stage.EXPLAINING: gettext_noop("explains"),
    Stage.EXPLAINED: gettext_noop("has explained"),
    Stage.APPRAISED_AGAIN: gettext_noop("appraised again"),
    Stage.DECIDED: gettext_noop("decided by the council"),
}


class RoundKind(StrEnum):
    """What the chronicle is told of a round: codes and digests, no words and no person."""

    FRAMEWORK_LOADED = "indices.framework-loaded"
    PLANNED = "indices.round-planned"
    OPENED = "indices.round-opened"
    ALLOCATED = "indices.criteria-allocated"
    FILLED_IN = "indices.component-filled-in"
    EVIDENCE_ATTACHED = "indices.evidence-attached"
    EVIDENCE_DROPPED = "indices.evidence-dropped"
    LOCKED = "indices.self-scores-locked"
    APPRAISED = "indices.component-appraised"
    STAGE_ENDED = "indices.stage-ended"
    ASKED = "indices.explanation-asked"
    EXPLAINED = "indices.explanation-given"
    FIGURES_CAME = "indices.figures-brought-in"
    FROZEN = "indices.round-frozen"
    EFFORTS_SAID = "indices.efforts-said"
    PLAN_KEPT = "indices.rise-plan-kept"
    TASKS_GIVEN = "indices.plan-tasks-given"
