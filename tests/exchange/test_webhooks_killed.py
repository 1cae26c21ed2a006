"""`kill -9` of the worker that tells a subscription: the receiver's own log, compared with the database afterwards.

The receiver writes each request to a file before it answers. That file is the ledger: it belongs to no process of ours.
"""

import json
import os
import signal
import subprocess
import sys
from itertools import pairwise

import pytest

from motcua.exchange.models import Delivery, Subscription
from motcua.exchange.rules.webhooks import Status
from tests.chronicle.acts import seal_all
from tests.chronicle.processes import address, environment
from tests.dossiers.build import make_world, taken_in
from tests.exchange.receivers import Clock, Receiver, receiving, subscribe, tell_all, told
from tests.exchange.test_webhooks import places

pytestmark = pytest.mark.django_db(transaction=True)
LOT = 3
# It tells, three events a request, until it is killed: by the receiver, or where it stops for ever and says so. That is
# after its second request: when it has the answer; when it has noted it and nothing is committed; when all is committed.
TELLS = """
import sys, time
import django; django.setup()
from datetime import datetime, timedelta
from motcua.exchange.actions import telling as acts
from motcua.exchange.rules import webhooks
from motcua.exchange.ways.telling import Telling
webhooks.EVENTS_MAX = 3
where, begun, told = sys.argv[2], time.monotonic(), []
def stop():
    if len(told) == 2:
        print("inside", flush=True)
        time.sleep(600)
settle, write_down = acts.settle, acts._write_down
def settling(**given):
    told.extend([1] if given["task"].events else [])
    if where == "answered":
        stop()
    after = settle(**given)
    if where == "committed":
        stop()
    return after
def writing(*given):
    write_down(*given)
    if where == "noted":
        stop()
acts.settle, acts._write_down = settling, writing
now = lambda: datetime.fromisoformat(sys.argv[1]) + timedelta(seconds=time.monotonic() - begun)
tells = Telling(now=now, chance=lambda: 0.5)
until = begun + 30
while time.monotonic() < until:
    tells.run()
    time.sleep(0.05)
"""


class Ledger(Receiver):
    """Writes each request to its file, and only then answers – or kills who asked, and answers nothing."""

    def __init__(self, file):
        super().__init__()
        self.file, self.victim, self.kills_at = file, None, 0
        self.ways = self  # asked for each request, as a queue of ways is

    def popleft(self):
        body = json.loads(self.asked[-1][1])
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(body, sort_keys=True) + "\n")
            out.flush()
            os.fsync(out.fileno())
        self.kills_at -= 1
        if self.kills_at == 0:
            os.kill(self.victim.pid, signal.SIGKILL)
            return "lost"
        return 204

    def lots(self):
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def ledger(tmp_path, settings, monkeypatch):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    monkeypatch.setenv("MOTCUA_WEBHOOK_HOSTS", "127.0.0.1")
    with receiving(made=Ledger(tmp_path / "ledger.jsonl")) as receiver:
        yield receiver


def killed(ledger, where, clock):
    """A worker tells until it is killed there."""
    worker = subprocess.Popen(
        [sys.executable, "-c", TELLS, clock.at.isoformat(), where],
        env=environment(address()),
        stdout=subprocess.PIPE,
        text=True,
    )
    ledger.victim, ledger.kills_at = worker, 2 if where == "asked" else 0
    if where != "asked":
        assert worker.stdout.readline() == "inside\n"
        worker.kill()
    assert worker.wait(60) == -signal.SIGKILL, where
    worker.stdout.close()


def acted(world, count):
    for _ in range(count):
        taken_in(world)
    seal_all()


def test_whenever_a_worker_is_killed_each_event_of_the_database_arrived_in_order_under_one_id(ledger):
    world, clock = make_world(), Clock()
    acted(world, 9)
    Subscription.objects.filter(pk=subscribe(world, ledger.url).pk).update(lot=LOT)
    for where in ("asked", "answered", "noted", "committed"):
        before = len(ledger.lots()) if ledger.file.exists() else 0
        killed(ledger, where, clock)
        assert len(ledger.lots()) == before + 2, "it was killed at its second request"
        # Whoever comes too early finds it in hand; nothing is told twice at once.
        clock.later(seconds=60)
        told(clock).run()
        early = len(ledger.lots()) - before - 2
        assert (early > 0) is (where == "committed"), "only a lease that was given back is free"
        clock.later(minutes=2)
        acted(world, 1)
    tell_all(told(clock), clock, 3)

    lots = [[event["id"] for event in lot] for lot in ledger.lots()]
    arrived = [one for lot in lots for one in lot]
    known = [f"H15:1:{position}" for position in places()]
    assert len(known) == 2 * 13
    assert list(dict.fromkeys(arrived)) == known, "each arrived, and first in order"
    # What came twice came at once behind a kill, whole and the same; nothing behind it had come before.
    twice = [(first, second) for first, second in pairwise(lots) if first[0] == second[0]]
    assert len(twice) == 3 and len(arrived) == len(known) + sum(len(first) for first, _ in twice)
    said = {}
    for event in (event for lot in ledger.lots() for event in lot):
        assert said.setdefault(event["id"], event) == event, "one id, one event"
    row = Subscription.objects.get()
    assert (row.position >= places()[-1], row.status, row.lease) == (True, Status.ACTIVE, "")
    # What the node wrote down is what the receiver has, but for those whose answer it never noted.
    assert sum(Delivery.objects.values_list("count", flat=True)) == len(known)
