"""An act on many and a list of a firm, cut off by a kill of the process that does them; and taken back the same way.

What was answered is what the process itself said before it was killed; the database is compared with that.
"""

import os
import pickle
import signal
import subprocess
import sys

import pytest
from django.db.models import Count

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.actions import bulk
from motcua.dossiers.models import BulkAct, BulkLine, Bundle, Dossier, Movement, NumberSeries, Paper
from motcua.dossiers.rules.bulk import LineState, Stage
from motcua.dossiers.rules.states import Act, State
from motcua.notices.models import Notice
from tests.chronicle.processes import address, environment, in_threads
from tests.dossiers.build import in_progress
from tests.dossiers.listed import given, make_listing
from tests.dossiers.test_bulk import RETURN, asked_for, yes

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS, LOT = 21, 7
# Each says where it stands, and inside its third lot it stops for ever: there it is killed.
DOES = """
import sys, time
import django; django.setup()
from datetime import datetime
from motcua.dossiers.actions import bulk
bulk.LOT_ROWS = 7
mark, lots = bulk._mark, []
def stuck(lines):
    mark(lines)
    lots.append(1)
    if len(lots) == 3:
        print("inside", flush=True)
        time.sleep(600)
bulk._mark = stuck
while bulk.go_on(at=datetime.fromisoformat(sys.argv[1])):
    print("lot", flush=True)
"""
TAKES_BACK = """
import sys, time
import django; django.setup()
from datetime import datetime
from motcua.dossiers.actions import bulk, undo_many
bulk.LOT_ROWS = 7
write, lots = undo_many.Together.write, []
def stuck(store):
    write(store)
    lots.append(1)
    if len(lots) == 3:
        print("inside", flush=True)
        time.sleep(600)
undo_many.Together.write = stuck
while bulk.go_on(at=datetime.fromisoformat(sys.argv[1])):
    print("lot", flush=True)
"""
SENDS = """
import pickle, sys, time
import django; django.setup()
from datetime import datetime
from motcua.dossiers import actions
from motcua.notices import actions as notices
queue = notices.queue
def stuck(**given):
    queue(**given)
    print("inside", flush=True)
    time.sleep(600)
notices.queue = stuck
reach, given = pickle.loads(bytes.fromhex(sys.argv[2]))
actions.submit_list(reach=reach, at=datetime.fromisoformat(sys.argv[1]), given=given)
print("answered", flush=True)
"""


def killed_inside(program, *words):
    """What it said until it was killed inside."""
    worker = subprocess.Popen(
        [sys.executable, "-c", program, *words], env=environment(address()), stdout=subprocess.PIPE, text=True
    )
    said = []
    for line in worker.stdout:
        said.append(line.strip())
        if said[-1] == "inside":
            break
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL and said[-1] == "inside", said
    worker.stdout.close()
    return said[:-1]


@pytest.fixture
def confirmed(world):
    found = asked_for(
        world, Act.ASK_SUPPLEMENT, [in_progress(world) for _ in range(REQUESTS)], world.cast.case
    )
    return yes(world, found, RETURN, world.cast.case)


def done_once(count):
    """Each of so many was asked once: movement, entry and notice."""
    asked = Dossier.objects.filter(movements__act=Act.ASK_SUPPLEMENT).annotate(times=Count("movements__pk"))
    assert list(asked.values_list("times", flat=True)) == [1] * count
    assert Dossier.objects.filter(state=State.SUPPLEMENT).count() == count
    assert Entry.objects.filter(kind=Act.ASK_SUPPLEMENT).count() == count
    assert Notice.objects.filter(template="dossiers/supplement").count() == count
    assert BulkLine.objects.filter(state=LineState.DONE).count() == count


def test_an_act_on_many_that_is_killed_leaves_whole_lots_and_the_next_worker_goes_on(world, confirmed):
    assert killed_inside(DOES, world.at.isoformat()) == ["lot", "lot"]
    done_once(2 * LOT)
    while bulk.go_on(at=world.at):
        pass
    done_once(REQUESTS)
    assert BulkAct.objects.get().stage is Stage.DONE


def test_taking_back_that_is_killed_goes_on_where_it_was_and_two_workers_take_each_back_once(
    world, confirmed
):
    bulk.go_on(at=world.at)
    undo = {"key": confirmed.key, "reach": world.reach(world.cast.case), "at": world.at}
    first, second = bulk.undo_all(**undo), bulk.undo_all(**undo)
    assert first.undo_at == second.undo_at, "pressed twice, it is asked once"
    assert killed_inside(TAKES_BACK, world.at.isoformat()) == ["lot", "lot"]
    back = Dossier.objects.filter(movements__act=Act.UNDO)
    assert back.count() == 2 * LOT == BulkLine.objects.filter(state=LineState.UNDONE).count()
    assert Notice.objects.filter(state="recalled").count() == 2 * LOT

    def work():
        while bulk.go_on(at=world.at):
            pass

    in_threads(work, work)
    assert BulkAct.objects.get().stage is Stage.UNDONE
    times = back.annotate(times=Count("movements")).values_list("times", flat=True)
    assert list(times) == [1] * REQUESTS
    assert set(Dossier.objects.values_list("state", flat=True)) == {State.IN_PROGRESS}
    assert Entry.objects.filter(kind=Act.UNDO).count() == REQUESTS
    assert BulkLine.objects.filter(state=LineState.UNDONE).count() == REQUESTS
    assert Notice.objects.filter(template="dossiers/supplement", state="recalled").count() == REQUESTS


def test_a_list_that_is_killed_while_it_is_sent_left_nothing_and_sent_again_it_is_whole(db):
    world = make_listing()
    reach, request = world.reach(world.cast.hoa), given(world, count=5)
    packed = pickle.dumps((reach, request)).hex()
    assert killed_inside(SENDS, world.at.isoformat(), packed) == [], "nothing was answered"
    for table in (Dossier, Bundle, Movement, Paper, Notice, NumberSeries):
        assert not table.objects.exists(), table
    assert not Entry.objects.filter(kind=Act.SUBMIT).exists()
    done = actions.submit_list(reach=reach, at=world.at, given=request)
    assert sorted(one.number for one in done.dossiers) == sorted(
        Dossier.objects.values_list("number", flat=True)
    )
    assert (Dossier.objects.count(), Notice.objects.count()) == (5, 1)
    assert NumberSeries.objects.get().last == 5, "no number was lost"
