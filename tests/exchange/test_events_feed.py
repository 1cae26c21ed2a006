"""The feed of events: by its own token, behind a cursor, for one agency."""

import pytest

from motcua.chronicle.actions import begin_epoch
from motcua.exchange.actions import subscriptions as acts
from motcua.exchange.pages import events as pages
from motcua.exchange.rules import pace
from motcua.foundation.allowance import Allowance
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, submitted, taken_in
from tests.exchange.receivers import NOON, subscribe
from tests.people.cast import make_agency

pytestmark = pytest.mark.django_db(transaction=True)
FEED = "/exchange/v1/events"


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(pages, "allowance", pace.allowance())


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def token(world):
    return of(world, subscribe(world))


def of(world, row):
    return acts.renew_token(key=row.key, reach=world.cast.reach(world.cast.operator), at=NOON)


def ask(client, token, **query):
    return client.get(FEED, query, headers={"Authorization": f"Bearer {token}"})


def numbers(answer):
    return [event["subject"] for event in answer.json()]


def test_a_system_reads_everything_a_few_at_a_time_by_the_cursor_of_the_answer_before(client, world, token):
    done = [taken_in(world).number for _ in range(3)]
    seal_all()
    found, cursor, asked = [], "0", 0
    while asked < 10:
        answer = ask(client, token, after=cursor, limit=2)
        assert answer.headers["Content-Type"] == "application/cloudevents-batch+json"
        assert (cursor in answer.headers.get("Link", cursor)) or 'rel="next"' in answer.headers["Link"]
        found += answer.json()
        cursor, asked = answer.headers["Motcua-Cursor"], asked + 1
        if "Link" not in answer.headers:
            break
    assert [event["subject"] for event in found] == [number for number in done for _ in range(2)]
    assert len({event["id"] for event in found}) == 6 and asked in (3, 4)
    assert ask(client, token, after=cursor).json() == []
    later = submitted(world)
    seal_all()
    assert numbers(ask(client, token, after=cursor)) == [later.number]


def test_the_same_question_is_answered_with_the_same_ids(client, world, token):
    taken_in(world)
    seal_all()
    assert [e["id"] for e in ask(client, token).json()] == [
        e["id"] for e in ask(client, token, after="1:0").json()
    ]


def test_a_token_of_one_agency_never_reads_the_dossiers_of_another(client, world, token):
    mine = submitted(world)
    other = make_agency(name="Sở Tư pháp", parent=world.cast.province, code="000.00.16.H15")
    theirs = submitted(world, agency_id=other.pk)
    seal_all()
    assert numbers(ask(client, token)) == [mine.number]
    assert numbers(ask(client, of(world, subscribe(world, agency=other)))) == [theirs.number]


@pytest.mark.parametrize(
    "said", ["", "Bearer ", "Bearer mcwh_wrong", "Basic eDp5", "Bearer ệ", "Bearer " + "x" * 5000]
)
def test_without_a_token_that_is_known_nothing_is_said(client, world, token, said):
    answer = client.get(FEED, headers={"Authorization": said.encode().decode("latin1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "exchange.unknown-token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_new_token_ends_the_one_before_and_deleting_ends_both(client, world):
    row = subscribe(world)
    first, second = of(world, row), of(world, row)
    assert ask(client, first).status_code == 401 and ask(client, second).status_code == 200
    acts.end(key=row.key, reach=world.cast.reach(world.cast.operator), at=NOON)
    assert ask(client, second).status_code == 401


def test_a_token_stands_nowhere_in_the_database(world, token):
    from motcua.exchange.models import Subscription

    assert token not in str(list(Subscription.objects.values()))


@pytest.mark.parametrize("after", ["1", "x:1", "1:-1", "0:5", "1:1:1", "²:1"])
def test_what_is_no_cursor_is_refused(client, world, token, after):
    answer = ask(client, token, after=after)
    assert (answer.status_code, answer.json()["code"]) == (422, "exchange.not-a-cursor")


def test_a_cursor_that_a_restore_ended_is_told_where_both_histories_part(
    client, world, token, settings, tmp_path
):
    settings.SEALS_DIR = tmp_path  # what is published there counts epochs for every test after this one
    submitted(world)
    seal_all()
    head = int(ask(client, token).headers["Motcua-Cursor"].split(":")[1])
    gone = ask(client, token, after=f"1:{head + 9}")
    assert (gone.status_code, gone.json()["code"], gone.json()["cursor"]) == (
        409,
        "exchange.cursor-gone",
        f"1:{head}",
    )
    begin_epoch(reason="restore", at=NOON)
    done = submitted(world)
    seal_all()
    after = ask(client, token, after=f"1:{head}")
    assert numbers(after) == [done.number] and after.json()[0]["id"].startswith("H15:2:")
    assert ask(client, token, after=f"1:{head + 1}").json()["cursor"] == f"1:{head}"


def test_whoever_asks_too_often_is_told_to_wait(client, world, token, monkeypatch):
    monkeypatch.setattr(pages, "allowance", Allowance(at_once=2, a_second=0.0))
    assert [ask(client, token).status_code for _ in range(3)] == [200, 200, 429]
    assert "Retry-After" in ask(client, token).headers


def test_an_answer_costs_the_same_few_questions_whatever_it_holds(
    client, world, token, django_assert_max_num_queries
):
    for _ in range(12):
        submitted(world)
    seal_all()
    with django_assert_max_num_queries(9):
        assert len(ask(client, token).json()) == 12
