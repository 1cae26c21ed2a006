"""Many writers, several sealers, and a sealer that is killed, on both databases."""

import random
import signal
import subprocess
import sys

import pytest
from django.db import transaction

from motcua.chronicle import actions, jobs, queries
from motcua.chronicle.models import Leaf, Seal
from tests.chronicle.acts import NOW, Kind, seal_all, settle, write, write_some
from tests.chronicle.processes import address, environment, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("seals_dir")]

WRITERS, ACTS = 4, 40
SEALER = """
import django; django.setup()
from datetime import UTC, datetime
from motcua.chronicle import actions, jobs
while actions.seal_lot(at=datetime.now(UTC), lot_max=7):
    jobs.publish()
    print("lot", flush=True)
"""


def whole():
    keys = {key.id: key.public for key in queries.public_keys()}
    with queries.seals_path().open("rb") as published:
        return queries.verify(public_keys=keys, published=published)


def test_many_writers_and_two_sealers_leave_a_dense_whole_record():
    written = []
    writing = [True] * WRITERS

    def writer(number):
        for act in range(ACTS):
            with transaction.atomic():
                written.append(write(subject=f"writer-{number}", data={"act": act}))
        writing[number] = False

    def sealer():
        while any(writing):
            jobs.seal(now=NOW)

    jobs.seal(now=NOW)  # makes the key, so that threads do not race for it
    in_threads(*[lambda n=n: writer(n) for n in range(WRITERS)], sealer, sealer)
    seal_all()
    leaves = Leaf.objects.order_by("position")
    assert [leaf.position for leaf in leaves] == list(range(1, WRITERS * ACTS + 1))
    assert {bytes(leaf.hash) for leaf in leaves} == set(written)
    for number in range(WRITERS):
        mine = [e for e in queries.follow(kinds=[Kind.TAKEN_IN], after=0) if e.subject == f"writer-{number}"]
        assert [entry.data["act"] for entry in mine] == list(range(ACTS))
    assert whole().findings == ()


def test_two_followers_of_one_name_handle_each_entry_once():
    write_some(40)
    seal_all()
    seen = []
    read = lambda: actions.read_on(  # noqa: E731
        follower="both", kinds=[Kind.TAKEN_IN], handle=lambda entry: seen.append(entry.position)
    )
    in_threads(read, read)
    read()
    assert sorted(seen) == list(range(1, 41))


def test_a_sealer_killed_midway_loses_nothing():
    chance = random.Random(20261123)
    for lots in [chance.randint(1, 20) for _ in range(3)]:
        with transaction.atomic():
            actions.append_many(
                actions.NewEntry(
                    kind=Kind.TAKEN_IN, subject="many", actor="system:test", at=NOW, data={"n": n}
                )
                for n in range(300)
            )
        settle()
        sealer = subprocess.Popen(
            [sys.executable, "-c", SEALER], env=environment(address()), stdout=subprocess.PIPE
        )
        with sealer:
            for _ in range(lots):
                assert sealer.stdout.readline() == b"lot\n"
            sealer.send_signal(signal.SIGKILL)
    seal_all()
    assert Leaf.objects.count() == 900
    report = whole()
    assert (report.findings, report.entries, report.waiting) == ((), 900, 0)
    with queries.seals_path().open("rb") as published:
        assert len(published.readlines()) == Seal.objects.count()
