"""A disk that is full, a database that goes away in the middle of an act: a clear page, nothing half-written, sent again it works."""

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from motcua import database
from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement, NumberSeries
from motcua.dossiers.pages import acts
from motcua.dossiers.rules.states import Act
from motcua.notices.models import Notice
from tests.dossiers.build import in_progress, make_world, request, submitted

pytestmark = pytest.mark.django_db(transaction=True)
WRITTEN = (Dossier, Movement, NumberSeries, Entry, Notice)


@pytest.fixture
def world():
    return make_world()


def counts():
    return [table.objects.count() for table in WRITTEN]


def officer(world):
    """A browser that is shown what a real one would be."""
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.case.account)
    client.cookies["django_language"] = "en"
    return client


def write_a_note(client, done, text="Đã xem kỹ hồ sơ."):
    return client.post(
        reverse("dossiers:act", args=[done.number, "ghi-chu"]),
        {"text": text, "seen": Dossier.objects.get(number=done.number).revision},
    )


def is_said_kindly(page):
    assert page.status_code == 503 and page["Retry-After"] == "30"
    assert "We cannot reach our records just now" in page.text and "never done twice" in page.text


def sent_again_it_works(world, done, client):
    before = counts()
    assert write_a_note(client, done).status_code == 302
    assert Movement.objects.filter(act=Act.NOTE).count() == 1
    assert [after - early for after, early in zip(counts(), before, strict=True)] == [0, 1, 0, 1, 0]


@pytest.mark.sqlite
def test_on_a_full_disk_an_act_says_so_and_leaves_nothing(world):
    done, client = in_progress(world), officer(world)
    long = "Đã xem kỹ. " * 150  # more than what is free in the last pages
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # other tests left pages free, sometimes more than are filled below
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    before, tries = counts(), 0
    try:
        # What is free in the file's own pages is filled first.
        page = write_a_note(client, done, text=long)
        while page.status_code == 302 and tries < 200:
            before, tries = counts(), tries + 1
            page = write_a_note(client, done, text=long)
        is_said_kindly(page)
        assert counts() == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert write_a_note(client, done, text=long).status_code == 302
    assert counts()[1] == before[1] + 1


@pytest.mark.postgres
def test_what_the_server_says_of_a_full_disk_is_said_on_and_leaves_nothing(world):
    done, client, before = in_progress(world), officer(world), counts()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON dossiers_movement EXECUTE FUNCTION full_disk()"
        )
        try:
            is_said_kindly(write_a_note(client, done))
            assert counts() == before
        finally:
            cursor.execute("DROP FUNCTION full_disk CASCADE")
    sent_again_it_works(world, done, client)


def cut_off(monkeypatch):
    """The connection is ended by the server just before the act writes."""
    prepared = database._prepared

    def late(statement, values):
        if statement.startswith("WITH"):
            ended = connection.copy()
            ended.settings_dict = {**connection.settings_dict, "OPTIONS": {}}
            with ended.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            ended.close()
        return prepared(statement, values)

    monkeypatch.setattr(database, "_prepared", late)


@pytest.mark.postgres
def test_a_database_that_goes_away_in_the_middle_of_an_act_leaves_nothing_of_it(world, monkeypatch):
    done, client, before = in_progress(world), officer(world), counts()
    with monkeypatch.context() as patch:
        cut_off(patch)
        page = write_a_note(client, done)
    connections["default"].close()  # as the end of a request does outside of tests
    is_said_kindly(page)
    assert counts() == before
    sent_again_it_works(world, done, client)


@pytest.mark.postgres
def test_a_request_sent_when_the_database_goes_away_is_sent_again_and_is_one(world, monkeypatch):
    submitted(world)
    given = request(world)
    reach = world.reach(world.cast.hoa)
    before = counts()
    with monkeypatch.context() as patch:
        cut_off(patch)
        with pytest.raises(OperationalError):
            actions.submit(reach=reach, at=world.at, given=given)
    connections["default"].close()
    assert counts() == before
    numbers = {actions.submit(reach=reach, at=world.at, given=given).number for _ in range(2)}
    assert len(numbers) == 1 and numbers.pop().endswith("0000002")


def test_a_program_is_told_in_its_own_form(world, monkeypatch):
    done, client = in_progress(world), officer(world)

    def gone(*_args, **_more):
        raise OperationalError("gone")

    monkeypatch.setitem(acts.DO, Act.NOTE, gone)
    answer = client.post(
        reverse("dossiers:act", args=[done.number, "ghi-chu"]),
        {"text": "Đã xem.", "seen": Dossier.objects.get().revision},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 503 and answer.json()["code"] == "motcua.unavailable"
