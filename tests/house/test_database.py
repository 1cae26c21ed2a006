"""What acts use to speak to the database: rows loaded as the ORM loads them, statements prepared once on PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import DEFERRED, Model
from django.db.models.signals import post_init, pre_init

from motcua import database, rows
from motcua.people.models import Agency
from motcua.people.rules import Level
from motcua.procedures.models import Procedure
from tests.chronicle.processes import in_threads

INSERT = (
    "INSERT INTO procedures_procedure (code, name, name_en, name_folded, field) VALUES (%s, '', '', '', '')"
)


class Kind(StrEnum):
    PLACE = "place"


@pytest.fixture
def agency(db):
    return Agency.objects.create(code="H15", name="Sở Tư pháp", path="/1/", level=Level.DEPARTMENT)


def test_a_row_loaded_from_some_columns_is_what_the_orm_makes_of_them(agency):
    names = ("id", "code", "name")
    values = (agency.pk, agency.code, agency.name)
    ours = rows.loaded(Agency, names, values)
    orms = Agency.from_db("default", names, values)
    assert ours == orms
    assert ours.__dict__.keys() == orms.__dict__.keys()
    assert ours.get_deferred_fields() == orms.get_deferred_fields()
    assert (ours._state.db, ours._state.adding) == (orms._state.db, orms._state.adding)
    assert ours.path == agency.path, "a column left out is fetched when it is asked for"
    assert DEFERRED not in ours.__dict__.values()


@pytest.mark.parametrize("table", rows.Listed.__subclasses__())
def test_rows_of_a_table_read_by_the_hundred_are_what_the_orm_makes_and_nobody_listens_to_their_making(table):
    assert not pre_init.has_listeners(table) and not post_init.has_listeners(table)
    names = [field.attname for field in table._meta.concrete_fields]
    for some in (names, names[:3]):
        values = list(range(len(some)))
        ours, orms = (
            table.from_db("other", some, values),
            Model.from_db.__func__(table, "other", some, values),
        )
        assert {k: v for k, v in ours.__dict__.items() if k != "_state"} == {
            k: v for k, v in orms.__dict__.items() if k != "_state"
        }
        assert (
            (ours._state.db, ours._state.adding) == ("other", False) == (orms._state.db, orms._state.adding)
        )


def test_a_new_row_is_what_the_model_makes_of_the_same_values():
    ours = rows.new(Agency, name="Sở Tư pháp", path="/1/", parent_id=7)
    models = Agency(name="Sở Tư pháp", path="/1/", parent_id=7)
    assert {k: v for k, v in ours.__dict__.items() if k != "_state"} == {
        k: v for k, v in models.__dict__.items() if k != "_state"
    }
    assert ours._state.adding


def test_a_new_row_takes_no_column_that_the_table_does_not_have():
    with pytest.raises(AssertionError, match="nmae"):
        rows.new(Agency, nmae="Sở Tư pháp")


@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_outlives_acts_that_were_undone_and_tables_that_changed():
    def act(*, fails=False):
        with transaction.atomic():
            database.ask("SELECT 1 WHERE %s = 'first'", ["first"])
            found = database.ask("SELECT 2 WHERE %s = 'second'", ["second"])
            if fails:
                raise LookupError
        return found

    for _ in range(3):
        assert act() == (2,)
    with pytest.raises(LookupError):
        act(fails=True)
    assert act() == (2,)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE passing (id integer)")
        cursor.execute("DROP TABLE passing")
    assert act() == (2,)


def test_a_value_known_later_is_the_same_on_both_databases(db):
    with transaction.atomic(), database.together():
        found = database.change(INSERT, ["1.000001"], returning="id")
        twice = database.Later(
            found, "%s || ({0} * 2)::text", ("twice-",), lambda number: f"twice-{number * 2}"
        )
        database.change(INSERT, [twice])
    assert Procedure.objects.filter(code=f"twice-{found.value * 2}").exists()


def test_a_value_looked_up_while_writing_is_the_same_in_one_trip_and_alone(db):
    found = database.Asked("SELECT code || %s FROM procedures_procedure WHERE code = %s", ("-b", "1.000003"))
    with transaction.atomic():
        database.change(INSERT, ["1.000003"])
        database.change(INSERT, [found])
        with database.together():
            database.change(INSERT, [database.Asked("SELECT %s || 'c'", ("1.000003-",))])
    codes = Procedure.objects.filter(code__startswith="1.000003").order_by("code")
    assert [row.code for row in codes] == ["1.000003", "1.000003-b", "1.000003-c"]


@pytest.mark.postgres
class TestPrepared:
    def test_each_kind_of_value_arrives_as_what_it_is(self, db):
        moment = datetime(2026, 3, 18, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        row = database.ask(
            "SELECT %s::int, %s::bool, %s::text, %s::text, %s::timestamptz, %s::date, %s::bytea, %s::int",
            [7, True, "Đắk Lắk", Kind.PLACE, moment, moment.date(), b"\x00\xff\\", None],
        )
        assert row is not None
        assert [*row[:6], bytes(row[6]), row[7]] == [
            7, True, "Đắk Lắk", "place", moment, moment.date(), b"\x00\xff\\", None,
        ]  # fmt: skip

    def test_a_moment_is_read_as_django_reads_it(self, db):
        from django.db.backends.postgresql.psycopg_any import register_tzloader

        moments = [
            *(datetime(2026, 3, 18, 9, 30, 59, micro, tzinfo=UTC) for micro in (0, 1, 500_000, 123_456, 999_999)),
            datetime(1, 1, 2, tzinfo=UTC), datetime(1906, 6, 30, 17, 53, 20, tzinfo=UTC),
            datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
        ]  # fmt: skip
        for moment in moments:
            found = database.ask("SELECT %s::timestamptz", [moment])
            with connection.cursor() as ours, connection.cursor() as usual:
                register_tzloader(connection.timezone, usual.cursor)
                for cursor in (ours, usual):
                    cursor.execute("SELECT %s::timestamptz", [moment])
                read, expected = ours.fetchone(), usual.fetchone()
            assert found == read == expected == (moment,)
            assert found[0].tzinfo is read[0].tzinfo is connection.timezone
        for beyond in ("infinity", "10000-01-01 00:00:00+00", "0044-03-15 00:00:00+00 BC"):
            with pytest.raises(DataError):
                database.ask("SELECT %s::timestamptz", [beyond])
            with connection.cursor() as cursor, pytest.raises(DataError):
                cursor.execute("SELECT %s::timestamptz", [beyond])
                cursor.fetchone()

    def test_a_connection_reads_moments_by_our_loader_from_its_first_use(self, db):
        from psycopg.postgres import types
        from psycopg.pq import Format

        with connection.cursor() as cursor:
            loader = cursor.cursor.adapters.get_loader(types["timestamptz"].oid, Format.TEXT)
        assert loader is not None and getattr(loader, "is_quick", False)

    def test_no_row_is_none(self, db):
        assert database.ask("SELECT 1 WHERE %s::int = 2", [1]) is None

    def test_the_first_statement_of_a_transaction_belongs_to_it(self, transactional_db):
        database.change(INSERT, ["1.000002"])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            database.change("UPDATE procedures_procedure SET code = %s WHERE code = %s", ["x", "1.000002"])
            raise ZeroDivisionError
        assert Procedure.objects.filter(code="1.000002").exists()

    def test_what_the_database_refuses_is_named_as_django_names_it(self, transactional_db):
        with pytest.raises(DataError) as refused:
            database.ask("SELECT 1 / %s::int", [0])
        assert getattr(refused.value.__cause__, "sqlstate", "") == database.DIVISION_BY_ZERO
        assert database.ask("SELECT %s::int", [1]) == (1,), "the connection goes on"

    def test_a_connection_that_died_is_told_as_such_and_a_new_one_prepares_anew(self, transactional_db):
        assert database.ask("SELECT %s::int", [1]) == (1,)
        pid = database.ask("SELECT pg_backend_pid() + %s::int", [0])
        assert pid is not None
        other = connection.copy()
        other.settings_dict = {**connection.settings_dict, "OPTIONS": {}}
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", pid)
        other.close()
        with pytest.raises(OperationalError):
            database.ask("SELECT %s::int", [1])
        connection.close()
        assert database.ask("SELECT %s::int", [1]) == (1,)

    def test_a_connection_keeps_no_more_statements_than_it_may(self, transactional_db, monkeypatch):
        from motcua import prepared

        connection.close()
        monkeypatch.setattr(prepared, "STATEMENTS_MAX", 3)
        for number in range(10):
            assert database.ask(f"SELECT %s::int + {number}", [1]) == (1 + number,)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE %s", ["motcua%"])
            assert cursor.fetchone() == (3,)


def test_rows_asked_together_are_what_each_alone_would_be_and_what_is_not_there_is_none(
    agency, django_assert_num_queries
):
    from motcua.people import queries

    day = datetime(2026, 7, 1, tzinfo=UTC).date()
    here, nowhere = (queries.row_of_agency_of_code(code, on=day) for code in ("H15", "H99"))
    two = database.Row(
        "SELECT id, path FROM people_agency WHERE id = %s", [agency.pk], 2, lambda row: row and row[1]
    )
    for asked in ((here, nowhere, two), (two, nowhere, here), (nowhere, nowhere), (two,)):
        with django_assert_num_queries(1):
            together = database.ask_together(*asked)
        assert together == [one.ask() for one in asked]
    assert database.ask_together(here, nowhere, two) == [agency.pk, None, "/1/"]


def test_whoever_waits_to_write_gets_their_turn_between_the_transactions_of_long_work(transactional_db):
    one = Agency.objects.create(code="H15", name="Sở Tư pháp", path="/1/", level=Level.DEPARTMENT)
    begun, ended = Event(), Event()

    def long_work():
        turns = database.Turns()
        for number in range(30):
            if ended.is_set():
                break
            with transaction.atomic():
                Agency.objects.filter(pk=one.pk).update(phone=str(number))
                begun.set()
                ended.wait(0.06)  # nothing but work: somebody waits for it all the time
            turns.give_way()

    def somebody():
        begun.wait(10)
        if not database.is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 1000")  # twenty seconds, in small
        try:
            Agency.objects.filter(pk=one.pk).update(name="Sở Nội vụ")
        finally:
            ended.set()

    in_threads(long_work, somebody)
    one.refresh_from_db()
    assert one.name == "Sở Nội vụ"
