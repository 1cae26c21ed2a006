"""From an act at the office to the state at the nation, through the real wire."""

from datetime import timedelta

import pytest

from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import inputs
from motcua.exchange import actions
from motcua.exchange.actions import Step
from motcua.exchange.models import Aside, Batch, Counter, Lost, Outbox, Place, Replay, State, Stream
from motcua.exchange.rules import checks
from motcua.foundation.refusal import Forbidden
from tests.chronicle.acts import seal_all
from tests.dossiers.build import MORNING, act, make_world, submitted
from tests.exchange.conftest import CHECK_KEY

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MORNING + timedelta(days=1)


@pytest.fixture
def world(db):
    return make_world()


def send_all(sender, at=LATER):
    """Until there is nothing more to say; pauses pass."""
    steps = []
    for _ in range(30):
        Outbox.objects.update(next_at=None)
        steps.append(actions.send_next(sender=sender, at=at))
        if steps[-1] is Step.IDLE:
            return steps
    raise AssertionError(steps)


def take_in(world, number):
    act(world, dossiers.take_in, number, world.cast.reception, inputs.TakeIn())


def known(number):
    return State.objects.get(number=number)


def test_a_state_reaches_the_nation_and_follows_the_dossier(world, sender):
    done = submitted(world)
    seal_all()
    send_all(sender)
    assert (known(done.number).state, known(done.number).revision, known(done.number).times) == (1, 1, 1)
    take_in(world, done.number)
    seal_all()
    send_all(sender)
    here, there = Dossier.objects.get(number=done.number), known(done.number)
    assert (there.state, there.revision, there.times) == (2, 2, 2)
    assert (there.received, there.promised, there.due) == (here.received_at, here.promised_at, here.due_at)
    assert (there.procedure, there.agency) == ("1.000001", here.agency.code)
    assert Place.objects.get(code=here.agency.code).name == here.agency.name


def test_the_nation_recognises_the_secret_of_the_receipt(world, sender):
    from motcua.dossiers.queries import follow

    done = submitted(world)
    seal_all()
    send_all(sender)
    dossier = Dossier.objects.get(number=done.number)
    stands = bytes(known(done.number).check_hash)
    assert checks.matches(key=CHECK_KEY, number=done.number, secret=follow.secret_of(dossier), known=stands)
    assert not checks.matches(key=CHECK_KEY, number=done.number, secret="00000000", known=stands)


def test_a_node_without_a_state_to_send_is_connected_by_its_first_signed_word(sender, node):
    assert actions.send_next(sender=sender, at=LATER) is Step.MOVED
    node.refresh_from_db()
    assert node.connected_at == node.seen_at is not None


def test_nothing_is_asked_when_nothing_happened(world, sender, carry, django_assert_max_num_queries):
    submitted(world)
    seal_all()
    send_all(sender)
    requests = len(carry.bodies)
    with django_assert_max_num_queries(4):
        assert actions.send_next(sender=sender, at=LATER) is Step.IDLE
    assert len(carry.bodies) == requests


@pytest.mark.parametrize("how", ["lost", "answer lost"])
def test_a_lost_request_or_answer_loses_and_doubles_nothing(world, sender, carry, how):
    numbers = [submitted(world).number for _ in range(3)]
    seal_all()
    carry.breaks = ["", how]
    steps = send_all(sender)
    assert Step.FAILED in steps
    assert {state.number: state.times for state in State.objects.all()} == dict.fromkeys(numbers, 1)
    assert Batch.objects.count() == 1


def test_a_nation_that_does_not_answer_is_asked_every_second(world, sender, carry):
    submitted(world)
    seal_all()
    carry.breaks = ["lost"] * 20
    at = LATER
    for _ in range(20):
        assert actions.send_next(sender=sender, at=at) is Step.FAILED
        waited, at = Outbox.objects.get().next_at - at, Outbox.objects.get().next_at
        assert 0.5 <= waited.total_seconds() <= 1
    send_all(sender, at=at)
    assert State.objects.count() == 1


def test_a_failing_nation_is_asked_less_and_less_often_but_for_ever(world, sender, carry):
    submitted(world)
    seal_all()
    carry.breaks = ["ill"] * 40
    at, waits = LATER, []
    for _ in range(40):
        actions.send_next(sender=sender, at=at)
        box = Outbox.objects.get()
        assert actions.send_next(sender=sender, at=at) is Step.PAUSED
        waits.append((box.next_at - at).total_seconds())
        at = box.next_at
    assert waits[0] < 1 and waits[-1] == 225 and waits == sorted(waits)
    send_all(sender, at=at)
    assert State.objects.count() == 1 and Outbox.objects.get().failures == 0


def test_batches_of_one_stretch_are_cut_and_take_each_dossier_once(world, sender, carry):
    for _ in range(7):
        take_in(world, submitted(world).number)
    seal_all()
    Outbox.objects.create(pk=1, lot=4)
    send_all(sender)
    assert State.objects.count() == 7 and set(State.objects.values_list("state", flat=True)) == {2}
    assert Stream.objects.get().position == Outbox.objects.get().position
    assert Batch.objects.count() >= 2


def test_counters_equal_a_full_recount(world, sender):
    numbers = [submitted(world).number for _ in range(4)]
    seal_all()
    send_all(sender)
    for number in numbers[:3]:
        take_in(world, number)
    seal_all()
    send_all(sender)
    folded = dict(Counter.objects.values_list("name", "value"))
    assert folded == {
        "dossiers": 4, "states": sum(State.objects.values_list("times", flat=True)),
        "online": State.objects.filter(channel=2).count(), "state-1": 1, "state-2": 3,
    }  # fmt: skip


def test_a_record_that_the_nation_refuses_is_set_aside_and_blocks_nobody(world, sender, node):
    bad = submitted(world).number
    good = submitted(world).number
    seal_all()
    # The nation knows a state of it after which what we say cannot come.
    send_all(sender)
    State.objects.filter(number=bad).update(state=10)
    take_in(world, bad)
    take_in(world, good)
    seal_all()
    send_all(sender)
    assert known(good).state == 2 and known(bad).state == 10
    aside = Aside.objects.get()
    assert (aside.number, aside.code, aside.settled_at) == (bad, "cannot-follow", None)
    # Something new happens to it, and the nation can follow: it is tried again, and settled.
    State.objects.filter(number=bad).update(state=2)
    act(world, dossiers.hand_over, bad, world.cast.reception, inputs.HandOn())
    seal_all()
    send_all(sender)
    assert known(bad).state == 4
    assert Aside.objects.get().settled_at is not None


def test_the_batch_is_kept_as_it_came_with_what_proves_it(world, sender, carry, node):
    submitted(world)
    seal_all()
    send_all(sender)
    kept = Batch.objects.get()
    assert bytes(kept.body) == carry.bodies[-1]
    assert {"signature", "signature-input", "content-digest", "motcua-node"} <= set(kept.signed)


def test_no_name_of_anybody_travels(world, sender, carry):
    from motcua.exchange.rules import batch

    done = submitted(world)
    seal_all()
    send_all(sender)
    text = batch.opened(carry.bodies[-1]).decode()
    dossier = Dossier.objects.get(number=done.number)
    assert dossier.number in text
    for words in (dossier.applicant_name, dossier.applicant_phone, dossier.applicant_address):
        assert not words or words not in text


def test_records_are_sent_again_on_their_own_and_move_no_cursor(world, sender, carry):
    numbers = [submitted(world).number for _ in range(3)]
    seal_all()
    send_all(sender)
    stood = Stream.objects.get().position
    State.objects.filter(number=numbers[1]).delete()  # as a nation brought back from a backup lacks it
    operator = world.reach(world.cast.operator)
    assert actions.ask_replay(numbers=numbers, reach=operator, at=LATER) == 3
    assert actions.ask_replay(numbers=numbers[:1], reach=operator, at=LATER) == 1
    carry.breaks = ["answer lost"]
    assert actions.send_replays(sender=sender, at=LATER) == 0
    assert actions.send_replays(sender=sender, at=LATER) == 3
    assert actions.send_replays(sender=sender, at=LATER) == 0
    assert State.objects.count() == 3 and set(State.objects.values_list("times", flat=True)) == {1}
    assert Stream.objects.get().position == stood


def test_only_an_operator_has_records_sent_again(world, sender):
    with pytest.raises(Forbidden):
        actions.ask_replay(numbers=["x"], reach=world.reach(world.cast.case), at=LATER)
    assert not Replay.objects.exists()


def test_a_node_that_moves_from_the_portals_format_has_lost_nothing(world, sender, node):
    """What came in the portal's own format stands in epoch 0; the first batch of states/1 is newer, and lists nothing."""
    number = submitted(world).number
    seal_all()
    send_all(sender)
    State.objects.update(epoch=0, revision=900, position=77)
    Stream.objects.update(epoch=0, position=77)
    Outbox.objects.all().delete()
    send_all(sender)
    assert (known(number).epoch, known(number).revision) == (1, 1)
    assert not Lost.objects.exists()


def test_lag_is_counted_from_the_moment_a_node_joined(world, sender, node):
    number = submitted(world).number
    seal_all()
    send_all(sender)  # joined a day later
    assert Batch.objects.get().lag_seconds is None
    node.refresh_from_db()
    take_in(world, number)
    Dossier.objects.update(state_since=node.connected_at + timedelta(seconds=10))
    seal_all()
    send_all(sender, at=node.connected_at + timedelta(seconds=13))
    assert Batch.objects.latest("pk").lag_seconds is not None
