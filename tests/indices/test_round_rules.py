"""The table of a round: who does what in which stage, until when, and what is refused by name."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.frameworks import Component, Name, Source
from motcua.indices.rules.points import YesNo
from motcua.indices.rules.rounds import (
    STAGES,
    STEPS,
    TIMED,
    Act,
    Hand,
    RoundState,
    Stage,
    Standing,
    Voice,
    acts_open,
    check_act,
    check_lock,
    check_round_step,
    hands,
    heard_by_unit,
    of_own_unit,
)
from motcua.people.rules import Grant, Reach, Role

UNTIL = datetime(2026, 3, 31, 10, tzinfo=UTC)
BEFORE = UNTIL - timedelta(microseconds=1)
OWNER, UNIT, LEAD = Grant(1, Role.HOME_AFFAIRS, 2, "/1/2/", ""), 5, 9


def asked(act: Act, stage: Stage, *held: Hand, own_unit=False, at=BEFORE):
    return check_act(act=act, stage=stage, held=held, unit="Xã Ea Thử", own_unit=own_unit, at=at, until=UNTIL)


def reach(*grants: Grant) -> Reach:
    return Reach(1, 1, "mandate:1", 1, grants)


def hands_of(*grants: Grant) -> set[Hand]:
    return set(
        hands(reach=reach(*grants), owner_path="/1/2/", unit_id=UNIT, unit_path="/1/2/5/", leads=[LEAD])
    )


@pytest.mark.parametrize("act", Act)
def test_each_act_is_open_in_its_stages_to_its_hands_and_to_nobody_else(act):
    for stage in STAGES:
        for hand in Hand:
            allowed = stage in STEPS[act].stages and hand in STEPS[act].hands
            assert (act in acts_open(stage=stage, held=[hand], own_unit=False, in_time=True)) == allowed
            if allowed:
                asked(act, stage, hand)
            else:
                with pytest.raises((refusals.NotYourHand, refusals.StageMoved)):
                    asked(act, stage, hand)


def test_a_unit_moves_forward_only_and_ends_decided():
    for step in STEPS.values():
        assert step.to is None or all(STAGES.index(step.to) > STAGES.index(one) for one in step.stages)
    assert STEPS[Act.DECIDE].to is Stage.DECIDED
    assert not [step for step in STEPS.values() if Stage.DECIDED in step.stages]


def test_what_comes_a_microsecond_before_the_deadline_is_in_time_and_at_the_deadline_late():
    for act, stage in TIMED.items():
        hand = STEPS[act].hands[0]
        asked(act, stage, hand, at=BEFORE)
        with pytest.raises(refusals.DeadlinePassed) as refused:
            asked(act, stage, hand, at=UNTIL)
        assert refused.value.facts["until"] == UNTIL
        assert act not in acts_open(stage=stage, held=[hand], own_unit=False, in_time=False)


def test_after_the_clock_locked_a_unit_the_late_one_still_hears_of_the_deadline():
    with pytest.raises(refusals.DeadlinePassed):
        asked(Act.FILL_IN, Stage.LOCKED, Hand.UNIT_OFFICER, at=UNTIL)
    with pytest.raises(refusals.StageMoved):  # locked by its leader, before the deadline
        asked(Act.FILL_IN, Stage.LOCKED, Hand.UNIT_OFFICER, at=BEFORE)


def test_nobody_appraises_a_unit_they_serve_in_and_may_still_score_it():
    assert of_own_unit(unit_path="/1/2/5/", everywhere=["/1/2/", "/1/2/5/7/"])
    assert not of_own_unit(unit_path="/1/2/5/", everywhere=["/1/2/", "/1/2/55/"])
    for act in (Act.APPRAISE, Act.FINISH_FIRST, Act.ASK, Act.DECIDE):
        stage, hand = STEPS[act].stages[0], STEPS[act].hands[0]
        with pytest.raises(refusals.OwnUnit) as refused:
            asked(act, stage, hand, own_unit=True)
        assert refused.value.facts["unit"] == "Xã Ea Thử"
        assert act not in acts_open(stage=stage, held=[hand], own_unit=True, in_time=True)
    asked(Act.FILL_IN, Stage.SCORING, Hand.UNIT_OFFICER, own_unit=True)


def test_hands_come_from_mandates_of_the_owner_the_unit_and_its_lead_departments():
    assert hands_of(OWNER) == {Hand.APPRAISER}
    assert hands_of(Grant(1, Role.LEADER, 1, "/1/", "")) == {Hand.COUNCIL}  # of the agency above the owner
    assert hands_of(Grant(1, Role.HOME_AFFAIRS, UNIT, "/1/2/5/", "")) == {Hand.UNIT_OFFICER}
    assert hands_of(Grant(1, Role.LEADER, UNIT, "/1/2/5/", "")) == {Hand.UNIT_LEADER}
    assert hands_of(Grant(1, Role.UNIT_HEAD, LEAD, "/1/2/5/9/", "")) == {Hand.LEAD}
    assert hands_of(Grant(1, Role.RECEPTION, UNIT, "/1/2/5/", ""), Grant(2, Role.HOME_AFFAIRS, 6, "/1/2/6/", "")) == set()  # fmt: skip


def test_a_unit_hears_the_appraiser_only_once_an_appraisal_has_ended():
    assert heard_by_unit(Voice.SELF, Stage.SCORING)
    assert not heard_by_unit(Voice.FIRST, Stage.LOCKED) and heard_by_unit(Voice.FIRST, Stage.APPRAISED)
    assert not heard_by_unit(Voice.SECOND, Stage.EXPLAINED)
    assert not heard_by_unit(Voice.COUNCIL, Stage.APPRAISED_AGAIN)


def test_a_frozen_round_goes_nowhere_and_a_planned_one_is_not_frozen():
    check_round_step(state=RoundState.OPEN, wanted=RoundState.FROZEN)
    with pytest.raises(refusals.RoundFrozen):
        check_round_step(state=RoundState.FROZEN, wanted=RoundState.OPEN)
    with pytest.raises(refusals.RoundStepNotAllowed):
        check_round_step(state=RoundState.PLANNED, wanted=RoundState.FROZEN)


def component(code: str, *evidence: Name) -> Component:
    return Component(code, Name("Tên", "Name"), Decimal(1), Source.APPRAISED, YesNo(), evidence)


def test_locking_names_what_is_empty_and_points_with_neither_evidence_nor_note():
    asked_for = Name("Kế hoạch", "Plan")
    ready = [
        Standing(component("1.1", asked_for), filled=True, has_points=True, files=1, noted=False),
        Standing(component("1.2", asked_for), filled=True, has_points=True, files=0, noted=True),
        Standing(component("1.3", asked_for), filled=True, has_points=False, files=0, noted=False),
        Standing(component("1.4"), filled=True, has_points=True, files=0, noted=False),
    ]
    check_lock(ready)
    missing = [
        Standing(component("1.5"), filled=False, has_points=False, files=0, noted=False),
        Standing(component("1.6", asked_for), filled=True, has_points=True, files=0, noted=False),
    ]
    with pytest.raises(refusals.EvidenceMissing) as refused:
        check_lock(ready + missing)
    assert [one.field for one in refused.value.faults] == ["1.5", "1.6"]
