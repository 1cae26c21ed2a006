"""PostgreSQL: entries do not appear in the order of their ids."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import psycopg
import pytest
from django.db import connection, transaction

from motcua.chronicle import jobs, queries
from motcua.chronicle.models import Entry, Leaf
from tests.chronicle.acts import NOW, Kind, seal_all, settle, write, write_some
from tests.chronicle.processes import in_threads

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("seals_dir"),
]


def order():
    return [entry.subject for entry in queries.follow(kinds=[Kind.TAKEN_IN], after=0)]


@contextmanager
def another_connection(**changes):
    facts = connection.get_connection_params()
    facts.pop("cursor_factory", None)
    facts.pop("context", None)
    with psycopg.connect(**(facts | changes)) as other:
        yield other


def beside(slow, meanwhile):
    """Run `slow(begun, go_on)` in a transaction of its own thread, and `meanwhile` while it is open."""
    begun, go_on = Event(), Event()

    def late():
        with transaction.atomic():
            slow()
            begun.set()
            assert go_on.wait(30)

    def other():
        assert begun.wait(30)
        try:
            meanwhile()
        finally:
            go_on.set()

    in_threads(late, other)


def test_an_entry_committed_late_is_neither_lost_nor_skipped():
    def meanwhile():
        with transaction.atomic():
            write(subject="early")
        assert jobs.seal(now=NOW) == 0  # "late" has the lower id and is not there yet

    beside(lambda: write(subject="late"), meanwhile)
    assert list(Entry.objects.order_by("id").values_list("subject", flat=True)) == ["late", "early"]
    assert seal_all() == 2
    assert order() == ["late", "early"]


def test_an_act_that_began_early_and_writes_late_keeps_the_order_dense():
    def begin():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")

    begun, go_on = Event(), Event()

    def late():
        with transaction.atomic():
            begin()
            begun.set()
            assert go_on.wait(30)
            write(subject="higher")

    def early():
        assert begun.wait(30)
        with transaction.atomic():
            write(subject="lower")
        assert jobs.seal(now=NOW) == 0
        go_on.set()

    in_threads(late, early)
    with transaction.atomic():
        write(subject="third")
    assert seal_all() == 3
    assert order() == ["higher", "lower", "third"]
    assert list(Leaf.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_what_came_before_an_open_act_is_sealed_meanwhile():
    write_some(2)

    def meanwhile():
        with transaction.atomic():
            write(subject="after")
        assert jobs.seal(now=NOW) == 2

    beside(lambda: write(subject="late"), meanwhile)
    assert seal_all() == 2


def test_an_act_that_fails_late_holds_nothing_for_ever():
    class Failed(Exception):
        pass

    with pytest.raises(Failed), transaction.atomic():
        write(subject="failed")
        raise Failed
    write_some(1)
    assert seal_all() == 1


def test_an_open_write_in_another_database_holds_back_and_loses_nothing():
    with another_connection(dbname="postgres") as foreign:
        foreign.execute("SELECT pg_current_xact_id()")
        with transaction.atomic():
            write(subject="waiting")
        assert jobs.seal(now=NOW) == 0
        # What doctor shows, so that somebody looks for the open write.
        assert queries.oldest_unsealed(NOW + timedelta(minutes=7)) == timedelta(minutes=7)
        foreign.rollback()
    assert seal_all() == 1
    assert queries.oldest_unsealed(NOW) is None


def test_two_sealers_at_once_seal_once():
    write_some(3)
    settle()
    with another_connection() as other:
        jobs.seal(now=NOW)
        write_some(1)
        other.execute("SELECT * FROM chronicle_sealer FOR UPDATE")
        assert jobs.seal(now=NOW) == 0  # the other one is at it; nobody waits
        other.rollback()
    assert seal_all() == 1
