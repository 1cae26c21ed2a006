"""Drawn by several processes into bare tables, the sample is the one that a single process draws."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from motcua import apart, bulk
from motcua.chronicle.models import Entry
from motcua.dossiers import sample, sealing
from motcua.dossiers.actions import many
from motcua.dossiers.actions.lot import ORDER
from motcua.dossiers.models import Dossier, Movement, NumberSeries
from motcua.dossiers.sample import shape
from motcua.foundation.sample import Plan
from motcua.people import sample as people_sample
from tests.dossiers.test_many import everything
from tests.dossiers.test_sample import _Nowhere

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
TABLES = [model._meta.db_table for model in (NumberSeries, *ORDER)]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(db, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    for room in ("law", "people", "procedures"):
        call_command(room, "load", verbosity=0, stdout=_Nowhere())
    people_sample.settle(seed=7, at=NOON, citizens=300, citizens_2023=60, communes=5)


def plan(processes):
    return Plan(at=NOON, seed=7, dossiers=400, processes=processes)


def rows():
    found = everything()
    del found["Entry"]
    # Each making stores its files anew: who has one is compared, not its id.
    for name in ("Paper", "Result"):
        found[name] = sorted(
            tuple((key, said if key != "file_id" else said != "None") for key, said in row)
            for row in found[name]
        )
    return found


def around():
    """Indexes and constraints as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute(bulk.CONSTRAINTS, [TABLES])
        constraints = sorted(cursor.fetchall())
        cursor.execute(bulk.INDEXES, [TABLES])
        return constraints, sorted(cursor.fetchall())


def emptied():
    for model in (*reversed(ORDER), NumberSeries):
        model.objects.all().delete()


def test_two_processes_leave_the_rows_that_one_leaves(people):
    entries = Entry.objects.count()
    alone = sample.make(plan(1))
    found, appended = rows(), Entry.objects.count() - entries
    emptied()
    if connection.vendor == "postgresql":
        before = around()
    assert sample.make(plan(2)) == alone
    assert rows() == found
    assert Entry.objects.count() - entries == 2 * appended
    if connection.vendor == "postgresql":
        assert around() == before
    assert not Movement.objects.filter(entry_hash=b"").exists()


@pytest.mark.postgres
def test_a_sample_by_the_million_is_the_one_that_is_played_life_by_life(people, monkeypatch):
    monkeypatch.setattr(shape, "ALIKE_FROM", 100)  # four live each life that is drawn
    written_again = sample.make(plan(1))
    found = rows()
    assert sum(found_alike().values()) >= Dossier.objects.count() / 2
    for dossier in Dossier.objects.exclude(sealed=""):
        assert sealing.unlock(dossier.sealed, about=f"dossier:{dossier.key}")
    emptied()
    monkeypatch.setattr(many, "_writes_again", lambda lot: False)
    assert sample.make(plan(1)) == written_again
    assert rows() == found


def found_alike():
    """How many were handed in at one moment at one office, for the same."""
    same = Dossier.objects.values("submitted_at", "agency", "version").annotate(times=Count("pk"))
    return {tuple(row.values()): row["times"] for row in same if row["times"] > 1}


def test_what_goes_wrong_on_the_way_leaves_nothing_and_every_index(people, monkeypatch):
    before = around() if connection.vendor == "postgresql" else None

    def fail(words):
        raise RuntimeError(words)

    with pytest.raises(RuntimeError, match="dossiers"):
        sample.make(Plan(at=NOON, seed=7, dossiers=400, processes=2, say=fail))
    assert not Dossier.objects.exists()
    assert before is None or around() == before


def test_a_process_that_cannot_do_its_work_says_why(people):
    with (
        pytest.raises(apart.Fallen, match="ModuleNotFoundError"),
        apart.answers("motcua.nowhere:at_all", arguments=[], tasks=[1], count=1),
    ):
        raise AssertionError("it began")


@pytest.mark.postgres
def test_a_wrong_row_is_found_when_the_references_are_built_again(people):
    with pytest.raises(Exception, match="foreign key"), transaction.atomic(), bulk.bare([NumberSeries]):
        NumberSeries.objects.create(agency_id=10**9, day=NOON.date(), last=1)
    assert not NumberSeries.objects.exists()
