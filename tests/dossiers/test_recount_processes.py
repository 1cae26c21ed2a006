"""A late holiday is counted again by workers as processes: one is killed in the middle, two run at once."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db.models import Count, F

from motcua.chronicle.models import Entry
from motcua.dossiers.actions import recounting
from motcua.dossiers.models import Dossier, Movement, Recount
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.notices.models import Notice
from tests.chronicle.processes import address, environment, in_threads
from tests.dossiers.build import MORNING, in_progress
from tests.dossiers.test_recount import LATER, count_again, decide, read, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS = 40
# It says where it stands after each lot, and inside the third one it stops for ever: there it is killed.
WORKER = """
import sys, time
import django; django.setup()
from datetime import datetime
from motcua.dossiers.actions import recounting
from motcua.dossiers.actions.recounting import notices
queue_many, lots = notices.queue_many, []
def stuck(*, messages):
    queue_many(messages=messages)
    lots.append(1)
    if len(lots) == 3:
        print("inside", flush=True)
        time.sleep(600)
notices.queue_many = stuck
while recounting.go_on(at=datetime.fromisoformat(sys.argv[1]), lots=1, lot_rows=7):
    pass
"""


def moved():
    return Dossier.objects.filter(movements__act=Act.RECOUNT)


def test_a_worker_killed_inside_a_lot_leaves_whole_lots_and_the_next_one_goes_on(world):
    for _ in range(REQUESTS):
        in_progress(world)
    decide(world)
    read(world)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, (world.at + LATER).isoformat()],
        env=environment(address()), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout.readline() == "inside\n"
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL
    worker.stdout.close()
    assert moved().count() == Recount.objects.get().moved == 14, "the third lot left nothing"
    assert Entry.objects.filter(kind=Act.RECOUNT).count() == 14
    assert count_again(world, lot_rows=7) == REQUESTS - 14
    everyone_was_moved_once()


def test_two_workers_at_once_move_each_date_once(world):
    for _ in range(REQUESTS):
        in_progress(world)
    decide(world)
    read(world)

    def work():
        for _ in range(20):
            recounting.go_on(at=world.at + LATER, lots=2, lot_rows=3)

    in_threads(work, work)
    everyone_was_moved_once()


def everyone_was_moved_once():
    times = moved().annotate(times=Count("movements")).values_list("times", flat=True)
    assert list(times) == [1] * REQUESTS
    assert {one.due_at.astimezone(TZ).date() for one in Dossier.objects.all()} == {date(2026, 3, 26)}
    assert Movement.objects.filter(seq=F("dossier__revision"), act=Act.RECOUNT).count() == REQUESTS
    assert Notice.objects.filter(template="dossiers/counted-again").count() == REQUESTS
    assert Entry.objects.filter(kind=Act.RECOUNT).count() == REQUESTS
    done = Recount.objects.get()
    assert (done.seen, done.moved) == (REQUESTS, REQUESTS) and done.finished_at == MORNING + LATER
    assert done.begins_at == MORNING + timedelta(minutes=1)
