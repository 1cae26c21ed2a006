"""One subscription under chance with a seed: answers are lost, workers killed at any change, owners set cursors.

What reached the receiver is judged by a list outside the program. A failure names its seed; SEEDS=1000 tries more.
"""

import contextlib
import json
import os
import random

import pytest

from motcua.exchange.actions import subscriptions as acts
from motcua.exchange.models import Again, Subscription
from motcua.exchange.queries.events import KINDS
from motcua.exchange.rules.webhooks import AT_WORK, Status
from motcua.foundation.outgoing import Answer, NoAnswer
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, taken_in
from tests.exchange.nation import Killed, killed_at
from tests.exchange.receivers import Clock, subscribe, told

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = int(os.environ.get("SEEDS", "5"))
STEPS = 40
ANSWERS = ("taken", "taken", "taken", "answer lost", "lost", 500, 503, 429, 302)


class Receiver:
    """Keeps what reaches it, in its own list; `sure` is what it acknowledged aloud."""

    def __init__(self, chance):
        self.chance, self.calm = chance, False
        self.kept, self.requests = [], []

    def __call__(self, method, url, *, body, headers, **_):
        how = "taken" if self.calm else self.chance.choice(ANSWERS)
        if method == "OPTIONS":
            return Answer(204, b"", {"webhook-allowed-origin": "*"} if how == "taken" else {})
        ids = [event["id"] for event in json.loads(body)]
        if how in ("taken", "answer lost"):
            self.kept += ids
            self.requests.append(ids)
        if how == "taken":
            return Answer(204, b"")
        if isinstance(how, int):
            return Answer(how, b"", {"retry-after": "3"})
        raise NoAnswer("time")


@pytest.fixture(scope="function")
def world(db):
    return make_world()


def position(event_id):
    return int(event_id.rpartition(":")[2])


def test_whatever_breaks_nothing_is_left_out_and_nothing_comes_after_it_was_noted(world, settings):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    for _ in range(6):
        taken_in(world)
    seal_all()
    from motcua.chronicle import queries as chronicle

    every = [entry.position for entry in chronicle.follow(kinds=KINDS, after=0)]
    for seed in range(SEEDS):
        play(world, every, seed)


def play(world, every, seed):
    chance = random.Random(seed)
    clock, receiver, reach = Clock(), Receiver(chance), world.cast.reach(world.cast.operator)
    Subscription.objects.all().delete()
    row = subscribe(world, "http://127.0.0.1:1/")
    Subscription.objects.update(lot=chance.randint(1, 5))
    start, way, order = 0, told(clock, door=receiver), []
    for _ in range(STEPS):
        what = chance.random()
        noted = Subscription.objects.get().position
        singles = set(Again.objects.values_list("position", flat=True))
        seen = len(receiver.requests)
        if what < 0.15:
            with contextlib.suppress(Killed), killed_at(chance.randint(1, 5)):
                way.run()
            way = told(clock, door=receiver)
            clock.later(seconds=91)
        elif what < 0.22:
            start = chance.choice(every) - 1
            acts.move_to(key=row.key, position=start + 1, reach=reach, at=clock.at)
            receiver.kept.clear()
            order.clear()
        elif what < 0.28:
            acts.resend(key=row.key, position=chance.choice(every), reach=reach, at=clock.at)
        elif what < 0.36:
            act = acts.pause if Subscription.objects.get().status in AT_WORK else acts.resume
            act(key=row.key, reach=reach, at=clock.at)
        else:
            way.run()
        for ids in receiver.requests[seen:]:
            fresh = {position(one) for one in ids}
            assert min(fresh) > noted or fresh <= singles, f"seed {seed}: told again after it was noted"
            order += [] if fresh <= singles else [one for one in sorted(fresh) if one not in order]
        clock.later(seconds=chance.randint(0, 200))
    receiver.calm = True
    if Subscription.objects.get().status not in AT_WORK:
        acts.resume(key=row.key, reach=reach, at=clock.at)
    for _ in range(12):
        way.run()
        clock.later(minutes=6)
    row.refresh_from_db()
    assert order == sorted(order), f"seed {seed}: out of order"
    assert {position(one) for one in receiver.kept} >= {p for p in every if p > start}, (
        f"seed {seed}: left out"
    )
    assert (row.position >= every[-1], row.status, row.lease) == (True, Status.ACTIVE, ""), f"seed {seed}"
    assert not Again.objects.exists(), f"seed {seed}"
