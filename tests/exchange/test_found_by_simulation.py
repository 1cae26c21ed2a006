"""What the simulator found (docs/methods/exchange-faults.md), each as small as it can be told."""

from datetime import timedelta
from enum import StrEnum
from unittest import mock

import pytest
from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as chronicle_queries
from motcua.dossiers.models import Movement
from motcua.exchange import actions
from motcua.exchange.actions import Step, send
from motcua.exchange.actions.merge import merge
from motcua.exchange.models import Aside, Batch, Counter, Lost, Outbox, State, Stream
from tests.chronicle.acts import seal_all, write
from tests.dossiers.build import make_world, submitted
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
