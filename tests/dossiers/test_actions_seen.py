"""An act that was decided on an older state of the dossier is not carried out."""

from datetime import timedelta

import pytest

from motcua.dossiers import actions, queries
from motcua.dossiers.models import Movement
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import State
from motcua.law import queries as law
from tests.dossiers.build import MORNING, act, in_progress, row, submitted, taken_in

WORDS = inputs.Words(text="Đã gọi điện cho người nộp.")


def test_an_act_on_the_revision_that_was_seen_is_done(world):
    done = submitted(world)
    after = actions.take_in(
        number=done.number,
        reach=world.reach(world.cast.reception),
        at=world.at,
        given=inputs.TakeIn(),
        seen=1,
    )
    assert after.revision == 2


def test_an_act_on_an_older_revision_is_refused_and_leaves_nothing(world):
    done = taken_in(world)
    with pytest.raises(refusals.SomeoneWasFaster):
        actions.note(
            number=done.number, reach=world.reach(world.cast.reception), at=world.at, given=WORDS, seen=1
        )
    assert row(done).revision == 2
    assert Movement.objects.filter(dossier_id=done.dossier_id).count() == 2


def test_pressing_a_button_twice_writes_one_note(world):
    done = taken_in(world)
    reach = world.reach(world.cast.reception)
    actions.note(number=done.number, reach=reach, at=world.at, given=WORDS, seen=2)
    with pytest.raises(refusals.SomeoneWasFaster):
        actions.note(number=done.number, reach=reach, at=world.at, given=WORDS, seen=2)
    assert Movement.objects.filter(dossier_id=done.dossier_id, text=WORDS.text).count() == 1


def test_waiting_for_papers_is_not_counted_as_work_of_the_step(world):
    done = in_progress(world)
    ask = inputs.AskSupplement(
        reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
    )
    world.later(hours=1)
    act(world, actions.ask_supplement, done.number, world.cast.case, ask)
    world.later(days=5)
    brought = inputs.Supplement(papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.hoa, brought)
    dossier = row(done)
    assert dossier.state == State.IN_PROGRESS
    spent = queries.step_minutes(
        dossier, at=world.at + timedelta(minutes=30), calendar=law.calendar(dossier.agency_id)
    )
    assert spent == 60 + 30
    assert dossier.step_since == MORNING
