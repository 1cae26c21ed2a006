"""The open interface: from a token to a result, and what is refused on the way."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from motcua.dossiers.api.sending import EXAMPLE
from motcua.dossiers.models import Dossier
from motcua.people.models import AccessLook
from motcua.portal import api, api_page
from tests.documents.samples import PDF
from tests.dossiers.build import submitted
from tests.portal.program import ALL, OURS, Program, new_dossier, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(world):
    return program(world, world.cast.hoa)


@pytest.fixture
def desk(world):
    return program(world, world.cast.reception)


def test_a_program_sends_follows_and_handles_a_request_from_end_to_end(world, hoa, desk):
    cast = world.cast
    paper = hoa.upload(PDF).body["upload"]
    sent = hoa.post("/dossiers", new_dossier(papers=[{"code": "giay-chung-minh", "upload": paper}]))
    assert sent.status_code == 201, sent.body
    assert sent["Content-Type"].startswith(OURS)
    number = sent.body["number"]
    assert hoa.get(sent["Location"]).body["papers"][1]["file"] or hoa.get(sent["Location"]).body["papers"]

    def act(player, slug, given, **headers):
        done = player.post(f"/dossiers/{number}/acts/{slug}", given, **headers)
        assert done.status_code == 200, done.body
        return done.body

    offered = desk.get(f"/dossiers/{number}/acts").body
    assert offered[0]["act"] == "take-in" and offered[0]["open"]
    act(desk, "take-in", {"papers_checked": ["giay-chung-minh"]})
    act(desk, "hand-over", {})
    act(program(world, cast.case), "propose", {"outcome": "grant", "summary": "Đủ điều kiện."})
    act(program(world, cast.leader), "approve", {})
    clerk = program(world, cast.clerk)
    act(clerk, "mark-done", {"number": "12/XN-STP"})
    act(program(world, cast.returner), "give-back", {"collector": "self"})
    followed = Program().post("/tracking", {"number": number, "secret": sent.body["secret"]})
    assert followed.body["state"] == "returned"
    assert [event["act"] for event in followed.body["events"]][:2] == ["submit", "take-in"]


def test_papers_asked_for_are_brought_by_the_program_of_the_applicant(world, hoa, desk):
    number = submitted(world).number
    asked = desk.post(
        f"/dossiers/{number}/acts/ask-supplement",
        {"reason": "Thiếu.", "papers": [{"code": "giay-chung-minh", "what": "Mờ"}]},
    )
    assert asked.status_code == 200, asked.body
    assert hoa.get(f"/dossiers/{number}").body["asked"]["papers"][0]["code"] == "giay-chung-minh"
    strange = hoa.post(f"/dossiers/{number}/acts/supplement", {"papers": [{"code": "to-khai"}]})
    assert strange.status_code == 422 and strange.body["faults"][0]["field"] == "papers.0.code"
    upload = hoa.upload(PDF).body["upload"]
    brought = hoa.post(
        f"/dossiers/{number}/acts/supplement", {"papers": [{"code": "giay-chung-minh", "upload": upload}]}
    )
    assert brought.status_code == 200, brought.body


def test_lists_go_on_where_the_page_before_ended(world, hoa):
    numbers = [submitted(world).number for _ in range(5)]
    found, after = [], ""
    while True:
        page = hoa.get(f"/dossiers?limit=2&after={after}").body
        found += [row["number"] for row in page["rows"]]
        after = page["next"]
        if not after:
            break
    assert found == numbers[::-1]
    assert hoa.get("/dossiers?state=done").body["rows"] == []


def test_an_officer_who_opens_a_request_leaves_a_look_and_a_list_leaves_none(world, desk):
    number = submitted(world).number
    desk.get("/dossiers")
    assert AccessLook.objects.count() == 0
    answer = desk.get(f"/dossiers/{number}")
    assert answer["ETag"] == '"1"' and answer.body["applicant"]["name"] == "Nguyễn Thị Hoa"
    assert AccessLook.objects.get().person_id == world.cast.hoa.person.pk


def test_a_stranger_hears_that_there_is_nothing(world):
    number = submitted(world).number
    for player in (world.cast.nam, world.cast.stranger):
        other = program(world, player)
        assert other.get("/dossiers").body["rows"] == []
        for answer in (
            other.get(f"/dossiers/{number}"),
            other.get(f"/dossiers/{number}/acts"),
            other.post(f"/dossiers/{number}/acts/take-in", {}),
        ):
            assert (answer.status_code, answer.body["code"]) == (404, "motcua.not-found")


# Tokens ----------------------------------------------------------------------------------------------------


def test_without_a_token_that_holds_nothing_opens(world, hoa):
    for given in ("", "mctk_wrong"):
        answer = Program(given).get("/dossiers")
        assert (answer.status_code, answer.body["code"]) == (401, "people.no-token")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    world.cast.hoa.account.is_active = False
    world.cast.hoa.account.save()
    assert hoa.get("/dossiers").status_code == 401


def test_a_session_is_no_token(world, client):
    client.force_login(world.cast.reception.account)
    assert client.get("/api/dossiers").status_code == 401


def test_a_token_does_only_what_its_scopes_say(world):
    reader = program(world, world.cast.hoa, scopes=["dossiers:read"])
    assert reader.get("/dossiers").status_code == 200
    refused = reader.post("/dossiers", new_dossier())
    assert (refused.status_code, refused.body["code"]) == (403, "people.scope-missing")
    assert Dossier.objects.count() == 0


def test_a_token_ends_with_the_mandate_it_acts_under(world, desk):
    number = submitted(world).number
    assert desk.get(f"/dossiers/{number}").status_code == 200
    mandate = world.cast.reception.mandate
    mandate.ends_at = timezone.now() - timedelta(minutes=1)
    mandate.save()
    refused = desk.get(f"/dossiers/{number}")
    assert (refused.status_code, refused.body["code"]) == (403, "people.out-of-office")


# Once ------------------------------------------------------------------------------------------------------


def test_the_same_key_with_the_same_body_is_answered_the_same_and_done_once(hoa):
    first = hoa.post("/dossiers", new_dossier(), **{"Idempotency-Key": "a-1"})
    again = hoa.post("/dossiers", new_dossier(), **{"Idempotency-Key": "a-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.body | {"repeated": True} == again.body
    assert Dossier.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(hoa):
    hoa.post("/dossiers", new_dossier(), **{"Idempotency-Key": "a-1"})
    other = hoa.post("/dossiers", new_dossier(language="en"), **{"Idempotency-Key": "a-1"})
    assert (other.status_code, other.body["code"]) == (422, "people.key-used-elsewhere")
    assert Dossier.objects.count() == 1


def test_a_refusal_frees_its_key(world, hoa):
    key = {"Idempotency-Key": "a-1"}
    assert hoa.post("/dossiers", new_dossier(papers=[]), **key).status_code == 422
    assert hoa.post("/dossiers", new_dossier(), **key).status_code == 201


def test_an_act_sent_again_with_its_etag_and_key_is_answered_as_the_first_time(world, desk):
    number = submitted(world).number
    given = {"Idempotency-Key": "a-1", "If-Match": desk.get(f"/dossiers/{number}")["ETag"]}
    first = desk.post(f"/dossiers/{number}/acts/take-in", {}, **given)
    again = desk.post(f"/dossiers/{number}/acts/take-in", {}, **given)
    assert (first.status_code, again.status_code) == (200, 200), again.body
    assert first.body | {"repeated": True} == again.body


def test_keys_of_two_accounts_do_not_meet(world, hoa):
    key = {"Idempotency-Key": "a-1"}
    nam = program(world, world.cast.nam)
    assert hoa.post("/dossiers", new_dossier(), **key).body["number"]
    assert not nam.post("/dossiers", new_dossier(), **key).body["repeated"]
    assert Dossier.objects.count() == 2


def test_an_act_on_an_older_revision_is_refused(world, desk):
    number = submitted(world).number
    etag = desk.get(f"/dossiers/{number}")["ETag"]
    taken = desk.post(f"/dossiers/{number}/acts/take-in", {}, **{"If-Match": etag})
    assert taken.body["revision"] == 2
    late = desk.post(f"/dossiers/{number}/acts/note", {"text": "Trễ"}, **{"If-Match": etag})
    assert (late.status_code, late.body["code"]) == (412, "dossiers.changed-meanwhile")


# What cannot be read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"procedure": "1", "procedure": "2"}', 400),
        (b'{"answers": {"x": NaN}}', 400),
        (b'{"answers": {"x": 1e999}}', 400),
        (b'{"answers": {"x": ' + b"9" * 5000 + b"}}", 400),
        (b'{"answers": ' + b'{"x":' * 5000 + b"1" + b"}" * 5001, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"unknown": 1}', 422),
        (b'{"papers": "x"}', 422),
        (b" " * 1_100_000 + b"{}", 413),
        (b" " * 6_000_000 + b"{}", 413),
    ],
)
def test_what_cannot_be_read_is_refused_clearly(hoa, body, status):
    answer = hoa.post("/dossiers", body)
    assert answer.status_code == status, answer.body
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.body["title"] and answer.body["detail"]


def test_text_is_stored_in_one_form(world, hoa, desk):
    number = submitted(world).number
    desk.post(f"/dossiers/{number}/acts/take-in", {"note": "Tie\u0302\u0301p nha\u0323\u0302n\u202e"})
    assert desk.get(f"/dossiers/{number}").body["events"][-1]["words"] == "Tiếp nhận"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/vnd.motcua.v1+json", 200),
        ("application/json", 200),
        ("*/*", 200),
        ("application/vnd.motcua.v2+json", 406),
        ("text/csv", 406),
    ],
)
def test_the_version_stands_in_the_media_type(hoa, accept, status):
    answer = hoa.get("/dossiers", Accept=accept)
    assert answer.status_code == status
    if accept == "application/json":
        assert answer["Content-Type"].startswith("application/json")


def test_another_media_type_or_method_is_refused_as_a_problem(hoa):
    for media_type in ("text/plain", "application/vnd.motcua.v2+json", "application/x-www-form-urlencoded"):
        assert hoa.post("/dossiers", new_dossier(), media_type=media_type).status_code == 415
    wrong = hoa.client.delete("/api/dossiers")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, POST, HEAD")
    assert hoa.client.head("/api/procedures").status_code == 200
    unknown = hoa.get("/nothing-here")
    assert (unknown.status_code, unknown["Content-Type"]) == (404, "application/problem+json")


def test_a_name_behind_the_question_mark_that_nobody_knows_is_refused(hoa):
    refused = hoa.get("/dossiers?stat=new&limit=2")
    assert (refused.status_code, [fault["field"] for fault in refused.body["faults"]]) == (422, ["stat"])
    assert hoa.get("/dossiers?=new").status_code == 400
    assert hoa.client.head("/api/procedures?stat=new").status_code == 422


def test_too_many_calls_are_told_how_long_to_wait(settings, hoa):
    from motcua.people.bearer import RATE

    settings.API_CALLS_A_MINUTE_MAX = 2
    RATE.forget()
    answers = [hoa.get("/dossiers") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"calls";q=2;w=60'}
    assert [answer["RateLimit"].partition(";t=")[0] for answer in answers] == [
        f'"calls";r={n}' for n in (1, 0, 0)
    ]
    assert answers[-1].body["code"] == "people.too-many-calls" and 1 <= int(answers[-1]["Retry-After"]) <= 31


def test_calls_are_added_up_over_all_workers(settings, hoa, monkeypatch):
    """Two workers: each has a bucket of its own, and both tell the same database."""
    from motcua.people import bearer

    settings.API_CALLS_A_MINUTE_MAX = 50
    workers = bearer.Rate(), bearer.Rate()
    through = 0
    for n in range(120):
        monkeypatch.setattr(bearer, "RATE", workers[n % 2])
        through += hoa.get("/procedures?limit=1").status_code == 200
    assert 50 <= through <= 50 + 2 * bearer.COUNTED_BY
    refused = hoa.get("/dossiers")
    assert refused.status_code == 429 and 20 <= int(refused["Retry-After"]) <= 61


def test_who_asks_now_and_then_writes_nothing_about_it(hoa):
    from motcua.people.bearer import COUNTED_BY, RATE
    from motcua.people.models import Throttle

    RATE.forget()
    for _ in range(COUNTED_BY - 1):
        hoa.get("/procedures?limit=1")
    assert not Throttle.objects.exists()
    hoa.get("/procedures?limit=1")
    assert Throttle.objects.get().tries == COUNTED_BY


def test_a_list_and_one_request_ask_few_questions(
    world, desk, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    numbers = [submitted(world).number for _ in range(12)]
    with django_capture_on_commit_callbacks(execute=True):
        desk.get("/dossiers")  # what a published procedure says is read once a process
    with django_assert_max_num_queries(15):
        assert len(desk.get("/dossiers").body["rows"]) == 12
    with django_assert_max_num_queries(15):
        assert desk.get(f"/dossiers/{numbers[0]}").status_code == 200


def test_every_scope_is_asked_for_somewhere():
    document = api.document()
    asked = {said["x-motcua-scope"] for item in document["paths"].values() for said in item.values()}
    assert set(ALL) <= asked


def test_examples_on_the_page_fit_the_description_and_every_operation_stands_there(client, english):
    document = api.document()
    whole = {"components": document["components"]}
    operations = [one for group in api_page.groups(document) for one in group.operations]
    assert len(operations) == sum(len(item) for item in document["paths"].values())
    page = client.get("/api/").content.decode()
    for one in operations:
        said = document["paths"][one.address][one.method.lower()]
        assert one.summary in page and one.address in page
        for text, content in (
            (one.request, said.get("requestBody", {}).get("content", {})),
            (one.answer, said["responses"][one.status].get("content", {})),
        ):
            if text:
                schema = content["application/json"]["schema"]
                jsonschema.validate(json.loads(text), {**whole, **schema}, Draft202012Validator)


def test_a_number_by_its_example_is_accepted_by_the_description_only(hoa):
    """The page's own example reaches the rules: the procedure is unknown here, the shape is not."""
    answer = hoa.post("/dossiers", EXAMPLE)
    assert (answer.status_code, answer.body["code"]) == (404, "procedures.no-such-procedure")
