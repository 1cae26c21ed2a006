"""Once a night a node asks whether the nation has what it has; what differs is listed and sent again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from motcua.exchange import actions
from motcua.exchange.models import Aside, Node, Outbox, State, Stream
from motcua.exchange.rules import batch
from motcua.exchange.rules.digests import Gap, Said, digest, gaps
from tests.chronicle.acts import seal_all
from tests.dossiers.build import MORNING, make_world, submitted
from tests.exchange.test_states_travel import send_all

LATER = MORNING + timedelta(days=1)
said = st.builds(Said, st.sampled_from("abcdefgh"), st.integers(1, 3), st.integers(1, 3))
day = st.lists(said, max_size=8, unique_by=lambda one: one.number)


@given(day, day)
def test_two_days_have_one_hash_when_nothing_differs_and_only_then(here, there):
    assert (digest(here) == digest(there)) == (not gaps(here=here, there=there))
    assert digest(here) == digest(reversed(here))


@given(day, day)
def test_each_difference_is_named(here, there):
    found = gaps(here=here, there=there)
    for number in "abcdefgh":
        ours = next((one for one in here if one.number == number), None)
        theirs = next((one for one in there if one.number == number), None)
        expected = None
        if ours != theirs:
            if theirs is None:
                expected = Gap.MISSING
            elif ours is None:
                expected = Gap.NOT_HERE
            else:
                expected = Gap.OLDER if theirs.revision < ours.revision else Gap.OTHER
        assert found.get(number) == expected


@pytest.fixture
def sent(transactional_db, sender):
    """Five dossiers that the nation has heard."""
    world = make_world()
    numbers = [submitted(world).number for _ in range(5)]
    seal_all()
    send_all(sender)
    return world, numbers


def test_nothing_is_listed_when_both_sides_have_the_same(sent, sender, carry):
    before = len(carry.bodies)
    assert actions.compare(sender=sender, at=LATER) == 0
    assert len(carry.bodies) == before + 1
    node = Node.objects.get()
    assert (node.compared_at is not None, node.differed) == (True, 0)
    assert Outbox.objects.get().compared_at == LATER


def test_gaps_are_listed_sent_again_and_gone(sent, sender):
    world, numbers = sent
    State.objects.filter(number=numbers[0]).delete()
    State.objects.filter(number=numbers[1]).update(revision=0)
    State.objects.filter(number=numbers[2]).update(state=9)
    assert actions.compare(sender=sender, at=LATER) == 3
    listed = dict(Aside.objects.values_list("number", "code"))
    assert listed == {numbers[0]: "missing", numbers[1]: "older", numbers[2]: "other-state"}
    assert Node.objects.get().differed == 1
    assert actions.compare(sender=sender, at=LATER) == 3, "found again, listed once"
    assert Aside.objects.count() == 3
    operator = world.reach(world.cast.operator)
    actions.ask_replay(numbers=numbers[:2], reach=operator, at=LATER)
    assert actions.send_replays(sender=sender, at=LATER) == 2
    State.objects.filter(number=numbers[2]).update(state=1)
    assert actions.compare(sender=sender, at=LATER) == 0
    assert not Aside.objects.filter(settled_at=None).exists()


def test_what_the_nation_has_and_this_node_does_not_is_named(sent, sender):
    _, numbers = sent
    row = State.objects.get(number=numbers[0])
    row.pk = "000.00.15.H15-260318-9999"
    row.save(force_insert=True)
    assert actions.compare(sender=sender, at=LATER) == 1
    assert dict(Aside.objects.values_list("number", "code")) == {"000.00.15.H15-260318-9999": "not-here"}


def test_what_changed_minutes_ago_is_on_its_way_and_no_gap(sent, sender):
    world, numbers = sent
    State.objects.filter(number=numbers[0]).delete()
    assert actions.compare(sender=sender, at=world.at + timedelta(minutes=5)) == 0
    assert actions.compare(sender=sender, at=world.at + timedelta(minutes=15)) == 1


def test_a_comparison_that_is_cut_lists_nothing_and_is_made_again(sent, sender, carry):
    _, numbers = sent
    State.objects.filter(number=numbers[0]).delete()
    carry.breaks = ["lost"]
    assert actions.compare(sender=sender, at=LATER) is None
    assert Outbox.objects.get().compared_at is None and not Aside.objects.exists()
    assert actions.is_due(at=LATER)
    assert actions.compare(sender=sender, at=LATER) == 1


def test_it_is_made_once_a_night_and_only_when_all_was_heard(sent, sender):
    world, _ = sent
    assert actions.is_due(at=LATER)
    actions.compare(sender=sender, at=LATER)
    assert not actions.is_due(at=LATER)
    assert not actions.is_due(at=LATER.replace(hour=17, minute=30)), "half past midnight"
    assert actions.is_due(at=LATER + timedelta(days=1))
    submitted(world)
    seal_all()
    assert not actions.is_due(at=LATER + timedelta(days=1)), "something waits to be sent"


def test_the_nation_is_told_which_dossiers_differ_and_that_they_no_longer_do(sent, sender, carry):
    """Both sides stand in one table here: what is told is read in the bodies."""
    _, numbers = sent
    State.objects.filter(number=numbers[0]).delete()
    cursors = list(Stream.objects.values_list("epoch", "position"))
    actions.compare(sender=sender, at=LATER)
    head, records = batch.read(carry.bodies[-1])
    assert (head.replay, records) == (True, [])
    assert [(one.number, one.code) for one in head.aside] == [(numbers[0], "missing")]
    assert list(Stream.objects.values_list("epoch", "position")) == cursors
    tomorrow = timezone.now() + timedelta(days=1)
    actions.note_compared(node_id=Node.objects.get().pk, days=[], at=tomorrow)
    assert Aside.objects.get().settled_at is not None


def test_nothing_is_told_when_nothing_differs(sent, sender, carry):
    before = len(carry.bodies)
    actions.compare(sender=sender, at=LATER)
    assert len(carry.bodies) == before + 1, "the question alone"
