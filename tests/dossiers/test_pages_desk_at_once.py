"""Two officers press at the same moment: one act is carried out, the other officer is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement, Result
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Refusal
from tests.dossiers.build import approved, in_progress, make_world, proposed, submitted, taken_in

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 4


@pytest.fixture
def world():
    return make_world()


def at_once(*calls):
    """Every call in a thread and connection of its own, started together; results and refusals in order."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


RACES = {
    Act.TAKE_IN: (submitted, "reception", actions.take_in, inputs.TakeIn()),
    Act.HAND_OVER: (taken_in, "reception", actions.hand_over, inputs.HandOn()),
    Act.NOTE: (in_progress, "case", actions.note, inputs.Words(text="Đã gọi điện.")),
    Act.PROPOSE: (in_progress, "case", actions.propose, inputs.Propose(inputs.Outcome.GRANT, "Đủ.")),
    Act.APPROVE: (proposed, "leader", actions.approve, inputs.Words()),
    Act.MARK_DONE: (approved, "clerk", actions.mark_done, inputs.MarkDone(number="12/XN")),
}


@pytest.mark.parametrize("kind", list(RACES), ids=lambda kind: kind.slug)
def test_of_several_officers_acting_on_what_they_saw_exactly_one_succeeds(world, kind):
    make, who, function, given = RACES[kind]
    done = make(world)
    seen = Dossier.objects.get(pk=done.dossier_id).revision
    reach = world.reach(getattr(world.cast, who))

    def press():
        return function(number=done.number, reach=reach, at=world.at, given=given, seen=seen)

    outcomes = at_once(*[press] * OFFICERS)
    won = [one for one in outcomes if isinstance(one, actions.Done)]
    assert len(won) == 1
    assert all(isinstance(one, refusals.SomeoneWasFaster) for one in outcomes if one is not won[0])
    assert Movement.objects.filter(dossier_id=done.dossier_id, act=kind).count() == 1
    assert Entry.objects.filter(kind=kind).count() == 1
    assert Dossier.objects.get(pk=done.dossier_id).revision == seen + 1


def test_two_different_acts_at_once_leave_one_of_them(world):
    done = submitted(world)
    reach = world.reach(world.cast.reception)
    same = {"number": done.number, "reach": reach, "at": world.at, "seen": 1}
    outcomes = at_once(
        lambda: actions.take_in(**same, given=inputs.TakeIn()),
        lambda: actions.refuse(**same, given=inputs.Refuse(reason="Sai.", legal_ground="Điều 4")),
    )
    assert sorted(isinstance(one, actions.Done) for one in outcomes) == [False, True]
    assert Movement.objects.filter(dossier_id=done.dossier_id).count() == 2


def test_without_what_was_seen_the_second_is_refused_by_the_state(world):
    done = approved(world)
    reach = world.reach(world.cast.clerk)

    def press():
        given = inputs.MarkDone(number="12/XN")
        return actions.mark_done(number=done.number, reach=reach, at=world.at, given=given)

    outcomes = at_once(press, press)
    assert sum(isinstance(one, actions.Done) for one in outcomes) == 1
    assert Result.objects.filter(dossier_id=done.dossier_id).count() == 1


def test_the_same_submission_at_once_is_one_dossier(world):
    key = uuid4()
    outcomes = at_once(*[lambda: submitted(world, submission=key)] * 3)
    assert len({one.number for one in outcomes}) == 1
    assert Dossier.objects.count() == 1
