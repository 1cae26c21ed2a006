"""What the simulator found (docs/methods/exchange-faults.md), each as small as it can be told."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as chronicle_queries
from motcua.chronicle.models import Seal
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Movement
from motcua.exchange import actions
from motcua.exchange.actions import Step, send
from motcua.exchange.actions.merge import merge
from motcua.exchange.models import (
    Aside,
    Batch,
    Counter,
    HeldSeal,
    Lost,
    NodeKey,
    Outbox,
    Replay,
    State,
    Stream,
)
from motcua.foundation import keys
from tests.chronicle.acts import seal_all, write
from tests.dossiers.build import make_world, submitted
from tests.exchange.conftest import LONG_AGO, public
from tests.exchange.test_rules import record
from tests.exchange.test_states_travel import LATER, known, send_all, take_in


class Other(StrEnum):
    TOLD = "other.told"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db):
    return make_world()


def test_a_pause_set_by_a_clock_that_ran_ahead_is_not_waited_for(world, sender, carry):
    submitted(world)
    seal_all()
    carry.breaks = ["lost"]
    assert actions.send_next(sender=sender, at=LATER + timedelta(days=20)) is Step.FAILED
    assert actions.send_next(sender=sender, at=LATER) is not Step.PAUSED


def test_what_is_sealed_while_a_stretch_is_read_is_for_the_next_one(world, sender):
    submitted(world)
    seal_all()
    behind = chronicle_queries.head()
    late = submitted(world).number
    seal_all()
    with mock.patch.object(send.chronicle, "head", lambda: behind):
        send_all(sender)
    assert not State.objects.filter(number=late).exists() and not Aside.objects.exists()
    send_all(sender)
    assert known(late).state == 1


def test_a_dossier_that_has_gone_on_travels_with_its_later_entry(world, sender):
    number = submitted(world).number
    seal_all()
    take_in(world, number)  # not sealed: it has no position yet
    steps = [actions.send_next(sender=sender, at=LATER) for _ in range(4)]
    assert steps[-1] is Step.PAUSED and not State.objects.exists()
    seal_all()
    send_all(sender)
    there = known(number)
    assert (there.revision, there.times, there.position) == (2, 1, chronicle_queries.head())
    assert Counter.objects.get(name="states").value == 1


def test_a_present_record_travels_at_once_under_the_position_where_it_was_written(world, sender):
    number = submitted(world).number
    seal_all()
    take_in(world, number)
    seal_all()
    Outbox.objects.create(pk=1, lot=1)
    while not State.objects.exists():
        actions.send_next(sender=sender, at=LATER)
    first = Outbox.objects.get().position
    there = known(number)
    assert (there.revision, there.position) == (2, chronicle_queries.head()) and first < there.position
    send_all(sender)
    assert (known(number).times, Outbox.objects.get().position) == (1, chronicle_queries.head())


def test_an_act_without_an_entry_holds_up_nobody(world, sender):
    number = submitted(world).number
    seal_all()
    Movement.objects.update(entry_hash=b"?" * 32)
    send_all(sender)
    assert known(number).revision == 1


def test_a_nation_that_was_restored_is_told_again_by_a_node_at_rest(world, sender):
    number = submitted(world).number
    seal_all()
    send_all(sender)
    for table in (State, Stream, Batch, Counter):
        table.objects.all().delete()
    assert actions.send_next(sender=sender, at=LATER) is Step.IDLE
    send_all(sender, at=LATER + timedelta(minutes=11))
    assert known(number).times == 1


def test_what_a_restore_lost_is_listed_though_nothing_happens_afterwards(world, sender):
    number = submitted(world).number
    seal_all()
    send_all(sender)
    State.objects.filter(number=number).update(revision=4, state=9, position=1_000)  # said before the restore
    chronicle.begin_epoch(reason="restore", at=LATER)
    seal_all()
    send_all(sender)
    assert Lost.objects.get().record["state"] == 9 and known(number).state == 9
    assert set(Stream.objects.values_list("epoch", flat=True)) == {1, 2}


def test_a_stretch_read_before_the_nation_sent_us_back_moves_nothing(world, sender):
    submitted(world)
    seal_all()
    send_all(sender)
    with transaction.atomic():
        write(kind=Other.TOLD)  # nothing to send
    seal_all()
    read_on = send._read_on

    def meanwhile(box, *rest, **at):
        stretch = read_on(box, *rest, **at)
        Outbox.objects.update(position=0, scanned=0)  # another worker was sent back
        return stretch

    with mock.patch.object(send, "_read_on", meanwhile):
        actions.send_next(sender=sender, at=LATER)
    assert Outbox.objects.get().scanned == 0


def test_a_number_given_again_in_another_channel_is_counted_where_it_is(node):
    for one in (record(channel=2, state=1), record(channel=1, state=1, epoch=2, position=5)):
        with transaction.atomic():
            merge(node_id=node.pk, records=[one])
    assert Counter.objects.get(name="online").value == 0
    assert Counter.objects.get(name="dossiers").value == State.objects.count() == 1


def test_a_gap_is_listed_although_the_clock_ran_ahead_when_it_was_acted_on(world, sender):
    number = submitted(world).number
    seal_all()
    send_all(sender)
    State.objects.all().delete()
    Movement.objects.update(at=LATER + timedelta(days=20))
    assert actions.compare(sender=sender, at=LATER) == 1
    assert Aside.objects.get().number == number


def test_a_nation_that_was_restored_asks_for_the_seals_it_no_longer_holds(world, sender, node):
    key = keys.key("seal", folder=Path(settings.KEYS_DIR))
    NodeKey.objects.create(node=node, key=key.id, use="seal", public=public(key), starts_at=LONG_AGO)
    for _ in range(3):
        submitted(world)
        seal_all()
    actions.send_seals(sender=sender, at=LATER)
    HeldSeal.objects.filter(seal__gt=1).delete()
    assert actions.send_seals(sender=sender, at=LATER) == 0, "nothing new to say: nobody notices"
    assert not HeldSeal.objects.filter(seal__gt=1).exists()
    assert actions.send_seals(sender=sender, at=LATER, again=True) == 0
    assert Outbox.objects.get().seal == 1, "the nation said what it holds"
    assert actions.send_seals(sender=sender, at=LATER) == Seal.objects.count() - 1
    assert HeldSeal.objects.count() == Seal.objects.count()
    assert actions.send_seals(sender=sender, at=LATER, again=True) == 1, "held: only answered again"


def test_what_only_a_replay_told_is_listed_when_a_restore_lost_it(world, sender):
    """Nothing but the replay had been heard of the node yet."""
    number = submitted(world).number
    seal_all()
    Outbox.objects.create(pk=1)
    Replay.objects.create(number=number, asked_at=LATER)
    assert actions.send_replays(sender=sender, at=LATER) == 1
    with mock.patch.object(send.chronicle, "lineage", lambda: [(1, 0), (2, 0)]):
        actions.send_next(sender=sender, at=LATER)
        actions.send_next(sender=sender, at=LATER)
    assert Lost.objects.get().number == number


def test_a_replay_during_which_somebody_acts_is_counted_once(world, sender):
    """The state of that act is not told under the position of the one before it, and then again under its own."""
    number = submitted(world).number
    seal_all()
    send_all(sender)
    Replay.objects.create(number=number, asked_at=LATER)
    plain = dossiers.last_entries

    def meanwhile(keys):
        found = plain(keys)
        take_in(world, number)
        return found

    with mock.patch.object(dossiers, "last_entries", meanwhile):
        actions.send_replays(sender=sender, at=LATER)
    seal_all()
    send_all(sender)
    assert (known(number).revision, known(number).times) == (2, 2)


def test_a_replay_of_an_act_that_is_not_sealed_waits(world, sender):
    number = submitted(world).number
    seal_all()
    take_in(world, number)
    Outbox.objects.create(pk=1)
    Replay.objects.create(number=number, asked_at=LATER)
    assert actions.send_replays(sender=sender, at=LATER) == 0 and Replay.objects.exists()
    seal_all()
    assert actions.send_replays(sender=sender, at=LATER) == 1 and not Replay.objects.exists()
    assert known(number).revision == 2
