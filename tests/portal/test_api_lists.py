"""A list by the open interface: rows sent at once under one code, all of them or none, and where each stands."""

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.documents.models import Hold
from motcua.dossiers import actions
from motcua.dossiers.api.listing import FAULTS_SENT_MAX
from motcua.dossiers.models import Bundle, Dossier, Movement, NumberSeries, Paper
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.rules import inputs, lists
from motcua.notices.models import Notice
from tests.documents.samples import PDF
from tests.dossiers import listed
from tests.dossiers.build import act
from tests.portal.program import Program, program, token

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "list-1"}


@pytest.fixture
def world(db):
    world = listed.make_listing()
    world.at = timezone.now()
    return world


@pytest.fixture
def hoa(world):
    return program(world, world.cast.hoa)


def new_list(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "procedure": "1.000001",
        "agency": "000.00.15.H15",
        "papers": [{"code": "giay-chung-minh"}],
        "behalf": {
            "party": "organisation",
            "capacity": "legal",
            "relation": "Giám đốc",
            "name": "Công ty TNHH Cà phê Mẫu",
            "code": "6000123456",
        },
        "rows": list(rows) or [answers(n) for n in range(3)],
        **more,
    }


def answers(number: int, **changes: Any) -> dict[str, Any]:
    return {"answers": listed.row(number, **changes)}


def faults(answer: Any) -> list[str]:
    return [fault["field"] for fault in answer.body["faults"]]


def nothing_was_sent() -> bool:
    return not (Dossier.objects.exists() or Bundle.objects.exists() or Notice.objects.exists())


def test_rows_become_requests_under_one_code_and_each_is_followed(world, hoa):
    sent = hoa.post("/lists", new_list())
    assert sent.status_code == 201, sent.body
    rows = list(Dossier.objects.order_by("id"))
    assert sent.body["numbers"] == [one.number for one in rows]
    assert (
        sent.body["list_code"]
        == f"NL-{rows[0].number}"
        == asked.found_by_secret(number=sent.body["list_code"], typed=sent.body["secret"])
    )
    assert [one.data["worker"] for one in rows] == [listed.row(n)["worker"] for n in range(3)]
    assert {one.representation.representative for one in rows} == {"Nguyễn Thị Hoa"}
    assert len({bytes(one.entry_hash) for one in Movement.objects.all()}) == 3
    assert [one.template for one in Notice.objects.all()] == ["dossiers/list-submitted"]
    act(world, actions.take_in, rows[1].number, world.cast.reception, inputs.TakeIn())
    found = hoa.get(sent["Location"]).body
    assert [one["number"] for one in found["dossiers"]] == sent.body["numbers"]
    assert [one["state"] for one in found["dossiers"]] == ["new", "received", "new"]
    assert found["done"] == 0 and "worker" not in str(found) and "Nguyễn" not in str(found)


def test_numbers_run_on_from_those_before_and_to_those_after(world, hoa):
    actions.submit_list(reach=world.reach(world.cast.hoa), at=world.at, given=listed.given(world, count=2))
    hoa.post("/lists", new_list())
    actions.submit_list(reach=world.reach(world.cast.hoa), at=world.at, given=listed.given(world, count=1))
    ends = [int(number[-4:]) for number in Dossier.objects.order_by("id").values_list("number", flat=True)]
    assert ends == [1, 2, 3, 4, 5, 6] and NumberSeries.objects.get().last == 6


def test_papers_of_the_list_go_to_all_and_those_of_a_row_to_that_one(hoa):
    common, own = (hoa.upload(PDF).body["upload"] for _ in range(2))
    rows = [answers(0), {**answers(1), "papers": [{"code": "giay-chung-minh", "upload": own}]}]
    sent = hoa.post("/lists", new_list(*rows, papers=[{"code": "giay-chung-minh", "upload": common}]))
    assert sent.status_code == 201, sent.body
    counts = [Paper.objects.filter(dossier=one).count() for one in Dossier.objects.order_by("id")]
    assert counts == [1, 2]
    held = {f"dossiers.paper:{paper.pk}" for paper in Paper.objects.all()}
    assert set(Hold.objects.values_list("holder", flat=True)) == held and len(held) == 3


def test_what_is_wrong_is_told_of_every_row_by_its_place_and_nothing_is_sent(hoa):
    rows = [answers(0), answers(1, born="31/02/1990"), answers(2, identity="12")]
    refused = hoa.post("/lists", new_list(*rows))
    assert (refused.status_code, refused.body["code"]) == (422, "motcua.invalid-input")
    assert faults(refused) == ["rows.1.answers.born", "rows.2.answers.identity"]
    assert faults(hoa.post("/lists", new_list(answers(0), answers(1), papers=[]))) == [
        "rows.0.papers",
        "rows.1.papers",
    ]
    strange = {**answers(1), "papers": [{"code": "to-khai-khac"}]}
    assert faults(hoa.post("/lists", new_list(answers(0), strange))) == ["rows.1.papers.0.code"]
    unknown = {**answers(1), "papers": [{"code": "giay-chung-minh", "upload": "không-có"}]}
    assert faults(hoa.post("/lists", new_list(answers(0), unknown))) == ["rows.1.papers.0.upload"]
    assert nothing_was_sent()


def test_a_row_that_says_the_same_as_another_is_refused(hoa):
    refused = hoa.post("/lists", new_list(answers(0), answers(1), answers(0)))
    assert (refused.status_code, faults(refused)) == (422, ["rows.2"])
    assert "row 1" in refused.body["faults"][0]["sentence"] and nothing_was_sent()


def test_what_is_wrong_for_all_alike_stands_beside_the_rows(hoa):
    refused = hoa.post("/lists", new_list(contact={"phone": "0" * 40}))
    assert (refused.status_code, faults(refused)) == (422, ["phone"])


def test_rows_papers_and_bytes_have_a_bound(hoa, monkeypatch):
    many = [answers(n) for n in range(lists.ROWS_MAX + 1)]
    assert faults(hoa.post("/lists", new_list(*many))) == ["rows"]
    assert faults(hoa.post("/lists", new_list() | {"rows": []})) == ["rows"]
    monkeypatch.setattr(lists, "OWN_FILES_MAX", 1)
    papers = [{"code": "giay-chung-minh"}] * 2
    assert faults(hoa.post("/lists", new_list({**answers(0), "papers": papers}))) == ["rows"]
    large = new_list(answers(0, worker="x" * 1_100_000))
    assert hoa.post("/lists", large).status_code == 413
    wrong = [answers(n, identity="1", born="x") for n in range(150)]
    assert len(hoa.post("/lists", new_list(*wrong)).body["faults"]) == FAULTS_SENT_MAX
    assert nothing_was_sent()


def test_a_procedure_whose_form_has_a_list_of_its_own_is_refused(hoa, monkeypatch):
    monkeypatch.setattr(lists, "can_be_listed", lambda definition, case: False)
    refused = hoa.post("/lists", new_list())
    assert (refused.status_code, refused.body["code"]) == (409, "dossiers.cannot-be-listed")


def test_the_same_key_is_one_list_and_a_refusal_frees_it(hoa):
    assert hoa.post("/lists", new_list(papers=[]), **KEY).status_code == 422
    first, again = (hoa.post("/lists", new_list(), **KEY) for _ in range(2))
    assert first.body | {"repeated": True} == again.body and Dossier.objects.count() == 3
    other = hoa.post("/lists", new_list(language="en"), **KEY)
    assert (other.status_code, other.body["code"]) == (422, "people.key-used-elsewhere")


def test_each_scope_opens_its_half(world):
    reader = program(world, world.cast.hoa, scopes=["dossiers:read"])
    sender = program(world, world.cast.hoa, scopes=["dossiers:submit"])
    refused = reader.post("/lists", new_list())
    assert (refused.status_code, refused.body["code"]) == (403, "people.scope-missing") and nothing_was_sent()
    code = sender.post("/lists", new_list()).body["list_code"]
    assert sender.get(f"/lists/{code}").status_code == 403
    assert len(reader.get(f"/lists/{code}").body["dossiers"]) == 3


def test_whoever_may_not_see_its_requests_hears_that_there_is_no_list(world, hoa):
    code = hoa.post("/lists", new_list()).body["list_code"]
    assert len(program(world, world.cast.reception).get(f"/lists/{code}").body["dossiers"]) == 3
    for player in (world.cast.nam, world.cast.stranger):
        assert program(world, player).get(f"/lists/{code}").status_code == 404
    assert Program().get(f"/lists/{code}").status_code == 401
    assert hoa.get("/lists/NL-000.00.15.H15-260318-9999").status_code == 404


def test_an_officer_sends_a_list_of_the_counter_and_nobody_else_does(world, hoa):
    given = new_list(channel="counter", applicant="Công ty TNHH Cà phê Mẫu")
    del given["behalf"]
    sent = program(world, world.cast.reception).post("/lists", given)
    assert sent.status_code == 201, sent.body
    assert hoa.post("/lists", given).status_code == 403 and Dossier.objects.count() == 3


def test_a_long_list_asks_no_more_questions_than_a_short_one(world, hoa, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hoa.post("/lists", new_list(answers(190)))  # what a published procedure says is read once a process
    upload = hoa.upload(PDF).body["upload"]
    papers = [{"code": "giay-chung-minh", "upload": upload}]
    counts, reading = [], []
    for begin, count in ((0, 2), (10, 40)):
        rows = [answers(n) for n in range(begin, begin + count)]
        with CaptureQueriesContext(connection) as queries:
            sent = hoa.post("/lists", new_list(*rows, papers=papers))
        assert sent.status_code == 201, sent.body
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            hoa.get(f"/lists/{sent.body['list_code']}")
        reading.append(len(queries))
    assert counts[0] == counts[1] <= 40, counts
    assert reading[0] == reading[1] <= 15, reading


def for_pupils(*numbers: int, **changes: Any) -> dict[str, Any]:
    """A list of which each row is another person's."""
    rows = [
        answers(n)
        | {"person": {"name": f"Nguyễn Văn {'AB'[n % 2]}", "identity_number": f"0662100{n:05d}", "birth_date": "2010-05-06", "phone": f"0905{n:06d}"} | changes}
        for n in numbers
    ]  # fmt: skip
    papers = [{"code": "giay-chung-minh"}, {"code": "giay-to-dai-dien"}]
    return new_list(*rows, papers=papers, relation="Giáo viên chủ nhiệm", behalf=None)


def test_each_row_may_be_another_persons_who_is_told_and_no_question_is_asked_for_each(
    world, hoa, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hoa.post("/lists", for_pupils(190))
    counts = []
    for numbers in (range(2), range(10, 50)):
        with CaptureQueriesContext(connection) as queries:
            sent = hoa.post("/lists", for_pupils(*numbers))
        assert sent.status_code == 201, sent.body
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45, counts
    told = Notice.objects.filter(template="dossiers/submitted-for-you")
    assert told.count() == 43 and not told.exclude(person=None).exists()


def test_what_is_wrong_with_the_person_of_a_row_is_told_by_its_place(world, hoa):
    refused = hoa.post("/lists", for_pupils(1, 2, identity_number="12", phone="x"))
    assert refused.status_code == 422 and set(faults(refused)) == {
        f"rows.{n}.person.{name}" for n in (0, 1) for name in ("identity_number", "phone")
    }
    some = for_pupils(1, 2)
    del some["rows"][1]["person"]
    some["relation"] = ""
    refused = hoa.post("/lists", some)
    assert faults(refused) == ["relation", "rows.1.person.name"] and nothing_was_sent()


@pytest.mark.django_db(transaction=True)
def test_lists_and_single_requests_at_one_moment_take_numbers_without_gap_or_double(transactional_db):
    world = listed.make_listing()
    world.at = timezone.now()
    secret = token(world, world.cast.hoa)
    single = {name: value for name, value in new_list().items() if name != "rows"} | answers(100)
    calls = [("/lists", new_list(*[answers(n * 10 + k) for k in range(4)])) for n in range(3)]
    calls += [("/dossiers", single)] * 3
    statuses: list[int] = []

    def call(address: str, given: dict[str, Any]) -> None:
        try:
            statuses.append(Program(secret).post(address, given).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=one) for one in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 6
    ends = sorted(int(number[-4:]) for number in Dossier.objects.values_list("number", flat=True))
    assert ends == list(range(1, 16))
