"""At the same moment: the same batch twice, two batches of one node, two nodes, two workers that send. Each record once."""

import hashlib
import json
import threading

import pytest
from django.db import connection

from motcua.exchange import actions
from motcua.exchange.actions import Arrived, Sender, Step
from motcua.exchange.models import Batch, Counter, Node, Outbox, State, Stream
from motcua.exchange.rules import batch, refusals
from motcua.foundation.outgoing import Answer
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, submitted
from tests.exchange.conftest import CHECK_KEY, LONG_AGO
from tests.exchange.test_rules import AT, head, record
from tests.exchange.test_states_travel import LATER

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def together(*works):
    """All of them at one moment; what each answered."""
    ready, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            ready.wait()
            answers[place] = work()
        except BaseException as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def arrived(node, body):
    return Arrived(node.pk, node.code, tuple(node.scopes), "key", body, hashlib.sha256(body).digest(), {})


def stretch(node, *, after, upto):
    records = [
        record(f"000.00.15.{node.code}-261126-{number:04}", position=number, state=1)
        for number in range(after + 1, upto + 1)
    ]
    return arrived(
        node, batch.write(head(len(records), node=node.code, after=after, upto=upto, head=1000), records)
    )


def counted():
    return dict(Counter.objects.filter(name="states").values_list("node__code", "value"))


def test_the_same_batch_many_times_at_once_is_taken_once(node):
    one = stretch(node, after=0, upto=60)
    answers = together(*[lambda: actions.receive(arrived=one, at=AT)] * AT_ONCE)
    assert [taken.position for taken in answers] == [60] * AT_ONCE
    assert sum(taken.applied for taken in answers) == State.objects.count() == 60
    assert Batch.objects.count() == 1 and counted() == {"H15": 60}


def test_batches_of_one_node_at_once_leave_no_gap_and_no_double(node):
    stretches = [stretch(node, after=after, upto=after + 20) for after in range(0, 80, 20)]
    while Stream.objects.filter(position=80).count() == 0:
        answers = together(*[lambda one=one: actions.receive(arrived=one, at=AT) for one in stretches])
        # Whatever came too early is a gap; at least one fits each time.
        assert all(isinstance(answer, actions.Taken | refusals.Gap) for answer in answers), answers
        assert any(isinstance(answer, actions.Taken) for answer in answers)
    assert list(Batch.objects.order_by("pk").values_list("after", flat=True)) == [0, 20, 40, 60]
    assert set(State.objects.values_list("times", flat=True)) == {1} and counted() == {"H15": 80}


def test_nodes_at_once_do_not_stand_in_each_others_way(node):
    other = Node.objects.create(
        code="H16", kind="province", name="Lâm Đồng", scopes=["H16"], registered_at=LONG_AGO, simulated=True
    )
    works = [stretch(one, after=0, upto=200) for one in (node, other)] * 2
    answers = together(*[lambda one=one: actions.receive(arrived=one, at=AT) for one in works])
    assert [taken.position for taken in answers] == [200] * 4
    assert Batch.objects.count() == 2 and counted() == {"H15": 200, "H16": 200}


def test_workers_that_send_at_once_say_everything_once(node):
    world = make_world()
    numbers = {submitted(world).number for _ in range(9)}
    seal_all()
    Outbox.objects.create(pk=1, lot=2)

    def carry(path, body, *, batch):
        if not batch:
            return Answer(200, json.dumps({"cursor": {"epoch": 1, "position": 0}}).encode(), {})
        try:
            taken = actions.receive(arrived=arrived(node, body), at=LATER)
        except refusals.Gap as gap:
            said = {"code": gap.code, "cursor": {"epoch": 1, "position": gap.facts["position"]}}
            return Answer(409, json.dumps(said).encode(), {})
        return Answer(200, json.dumps({"cursor": {"epoch": 1, "position": taken.position}}).encode(), {})

    sender = Sender("H15", "motcua test", lambda: CHECK_KEY, carry, lambda: 0.5)

    def work():
        return [actions.send_next(sender=sender, at=LATER) for _ in range(30)]

    for steps in together(work, work):
        assert steps[-1] is Step.IDLE, steps
    assert {state.number: state.times for state in State.objects.all()} == dict.fromkeys(numbers, 1)
    assert counted() == {"H15": 9} and Outbox.objects.get().position == Stream.objects.get().position
