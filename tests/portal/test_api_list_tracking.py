"""A list is followed without an account by its code and secret: where each request stands, and nobody's name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.rules import inputs
from tests.dossiers import listed
from tests.dossiers.build import act
from tests.portal.program import Program, new_dossier, program

pytestmark = pytest.mark.django_db
SUPPLEMENT = {"reason": "Nguyễn Văn Một nộp bản mờ.", "papers": [{"code": "giay-chung-minh", "what": "Mờ"}]}


@pytest.fixture
def world(db):
    world = listed.make_listing()
    world.at = timezone.now()
    return world


@pytest.fixture
def sent(world):
    rows = [{"answers": listed.row(n)} for n in range(3)]
    return program(world, world.cast.hoa).post("/lists", new_dossier(rows=rows)).body


def follow(sent, **changes):
    return Program().post("/tracking/list", {name: sent[name] for name in ("list_code", "secret")} | changes)


def test_whoever_holds_code_and_secret_reads_where_each_request_stands(world, sent):
    first, second, _third = sent["numbers"]
    act(world, actions.take_in, second, world.cast.reception, inputs.TakeIn())
    desk = program(world, world.cast.reception)
    assert desk.post(f"/dossiers/{first}/acts/ask-supplement", SUPPLEMENT).status_code == 200
    found = follow(sent)
    assert found.status_code == 200, found.body
    assert (found.body["list_code"], found.body["done"]) == (sent["list_code"], 0)
    rows = found.body["dossiers"]
    assert [one["number"] for one in rows] == sent["numbers"]
    assert [one["state"] for one in rows] == ["supplement", "received", "new"]
    assert [bool(one["answer_by"]) for one in rows] == [True, False, False]
    single = Program().post("/tracking", {"number": first, "secret": sent["secret"]})
    assert single.status_code == 404  # the secret of the list opens the list, and no request alone


def test_as_typed_from_a_receipt_it_is_found_too(sent):
    typed = {name: f" {sent[name].lower()} " for name in ("list_code", "secret")}
    assert follow(typed).body["list_code"] == sent["list_code"]


def test_it_names_nobody_and_says_no_words(world, sent):
    program(world, world.cast.reception).post(
        f"/dossiers/{sent['numbers'][0]}/acts/ask-supplement", SUPPLEMENT
    )
    told = follow(sent).content.decode()
    for word in ("Nguyễn", "Một", listed.row(0)["identity"], "mờ", world.cast.reception.person.full_name):
        assert word not in told


def test_wrong_unknown_and_no_list_get_one_answer(world, sent):
    alone = program(world, world.cast.hoa).post("/dossiers", new_dossier(answers=listed.row(7))).body
    wrong = [
        follow(sent, secret="AAAAAAAA"),
        follow(sent, secret=alone["secret"]),
        follow(sent, list_code="NL-000.00.15.H15-260318-9999"),
        follow(sent, list_code=alone["number"], secret=alone["secret"]),
    ]
    assert {one.status_code for one in wrong} == {404}
    assert len({one.content for one in wrong}) == 1


def test_secrets_cannot_be_guessed_on_and_on(sent):
    answers = [follow(sent, secret="AAAAAAAA").status_code for _ in range(30)]
    assert 429 in answers and answers[0] == 404
    assert follow(sent).status_code == 429


def test_a_token_needs_its_scope(world, sent):
    given = {name: sent[name] for name in ("list_code", "secret")}
    without = program(world, world.cast.hoa, scopes=["dossiers:read"]).post("/tracking/list", given)
    assert (without.status_code, without.body["code"]) == (403, "people.scope-missing")


def test_a_long_list_is_answered_with_few_questions(world, sent, django_capture_on_commit_callbacks):
    rows = [{"answers": listed.row(n)} for n in range(10, 50)]
    many = program(world, world.cast.hoa).post("/lists", new_dossier(rows=rows)).body
    with django_capture_on_commit_callbacks(execute=True):
        # What a published procedure says is read once a process; tries of a code are counted from its first on.
        follow(sent), follow(many)
    counts = []
    for one, count in ((sent, 3), (many, 40)):
        with CaptureQueriesContext(connection) as queries:
            assert len(follow(one).body["dossiers"]) == count
        counts.append(len(queries))
    assert max(counts) <= 15, counts  # one for each of forty rows would be more
