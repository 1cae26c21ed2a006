"""A dump brought into a fresh PostgreSQL cluster, where the stored transaction ids mean nothing."""

import subprocess
import sys

import pytest
from django.db import connection

from motcua.chronicle import actions, jobs, queries
from motcua.chronicle.models import Entry
from tests import programs
from tests.chronicle.acts import NOW, write_some
from tests.chronicle.processes import address, environment, motcua

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("seals_dir"),
]

WRITE = """
import django; django.setup()
from django.db import transaction
from tests.chronicle.acts import write
for number in range(3):
    with transaction.atomic():
        write(data={"number": number})
"""


@pytest.fixture
def restored():
    """Six entries, four of them sealed, in a new cluster whose transaction ids are lower; the address."""
    with connection.cursor() as cursor:
        for _ in range(5_000):
            cursor.execute("SELECT pg_current_xact_id()")
    write_some(6)
    assert actions.seal_lot(at=NOW, lot_max=4) == 4
    jobs.publish()
    with programs.postgres() as fresh:
        plain = fresh.removesuffix("motcua") + "postgres"
        dump = [programs.find("pg_dump"), "--no-owner", "--dbname", address()]
        load = [programs.find("psql"), "-q", "-v", "ON_ERROR_STOP=1", "--dbname"]
        subprocess.run([*load, plain, "-c", "CREATE DATABASE motcua"], check=True)
        text = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run([*load, fresh], check=True, input=text, stdout=subprocess.DEVNULL)
        yield fresh


def write_there(database):
    subprocess.run([sys.executable, "-c", WRITE], env=environment(database), check=True)


def test_nothing_is_sealed_in_a_fresh_cluster_before_a_new_epoch(restored):
    code, said = motcua("chronicle", "seal", database=restored)
    assert code != 0
    assert "motcua chronicle epoch" in said


def test_a_dump_restored_into_a_fresh_cluster_goes_on_and_verifies(restored):
    write_there(
        restored
    )  # somebody started the server before `epoch`: low transaction ids, behind the sealer
    code, said = motcua("chronicle", "epoch", "restore", database=restored)
    assert code == 0, said
    write_there(restored)
    for _ in range(2):
        code, said = motcua("chronicle", "seal", database=restored)
        assert code == 0, said
    code, said = motcua("chronicle", "verify", "--against", str(queries.seals_path()), database=restored)
    assert code == 0, said
    assert said.startswith(f"{4 + 2 + 3 + 1 + 3} ")
    assert Entry.objects.count() == 6  # the old cluster was left alone


def test_an_entry_lost_by_the_restore_is_named(restored):
    write_some(2)
    jobs.seal(now=NOW)  # the old server went on after the dump
    motcua("chronicle", "epoch", "restore", database=restored)
    code, said = motcua("chronicle", "verify", database=restored)
    assert code != 0
    assert "5–8" in said
    code, said = motcua("chronicle", "verify", "--restored", "2", database=restored)
    assert code == 0, said
