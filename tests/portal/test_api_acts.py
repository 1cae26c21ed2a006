"""What an officer or a person does beyond the straight way, through the interface: money, opinions, originals, undo, files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, Movement, Opinion
from motcua.people.models import AccessLook
from motcua.people.rules import Look
from tests.documents.samples import PDF
from tests.dossiers.build import in_progress, submitted
from tests.portal.program import program

pytestmark = pytest.mark.django_db
OWED = {
    "reason": "Thuế trước bạ.",
    "payee": "Chi cục Thuế",
    "lines": [{"name": "Lệ phí trước bạ", "amount": 500_000, "basis": "Điều 3 NĐ 10/2022"}],
}


@pytest.fixture
def number(world):
    return in_progress(world).number


@pytest.fixture
def handler(world):
    return program(world, world.cast.case)


def act(player, number, slug, given, **headers):
    return player.post(f"/dossiers/{number}/acts/{slug}", given, **headers)


def test_money_is_asked_for_shown_and_recorded_with_its_receipt(world, number, handler):
    asked = act(handler, number, "ask-duty", OWED)
    assert asked.status_code == 200, asked.body
    hoa = program(world, world.cast.hoa)
    waits = hoa.get(f"/dossiers/{number}").body
    assert (waits["state"], waits["due_at"]) == ("duty", None)
    assert waits["asked"]["owed"] == OWED["lines"] and waits["asked"]["kind"] == "duty"
    bill = {"proof": "BL 1", "paid_amount": sum(line["amount"] for line in OWED["lines"])}
    assert act(hoa, number, "clear-duty", bill).status_code == 403
    cashier = program(world, world.cast.cashier)
    later = str((timezone.now() + timedelta(days=9)).date())
    assert act(cashier, number, "clear-duty", bill | {"paid_on": later}).status_code == 422
    for wrong in (
        {"proof": "BL 1"},
        bill | {"paid_amount": None},
        bill | {"paid_amount": bill["paid_amount"] - 1},
    ):
        refused = act(cashier, number, "clear-duty", wrong)
        assert (refused.status_code, refused.body["code"]) == (422, "motcua.invalid-input"), wrong
        assert [fault["field"] for fault in refused.body["faults"]] == ["paid_amount"], wrong
    assert hoa.get(f"/dossiers/{number}").body["state"] == "duty"
    receipt = cashier.upload(PDF).body["upload"]
    paid = act(cashier, number, "clear-duty", bill | {"upload": receipt})
    assert paid.status_code == 200, paid.body
    assert hoa.get(f"/dossiers/{number}").body["state"] == "in-progress"


def test_amounts_without_ground_are_refused_and_leave_nothing(number, handler):
    for wrong in ({"lines": []}, {"lines": [{**OWED["lines"][0], "amount": 0}]}, {"payee": ""}):
        before = Entry.objects.count()
        assert act(handler, number, "ask-duty", OWED | wrong).status_code == 422
        assert Entry.objects.count() == before


def test_another_office_is_asked_sees_the_papers_shown_and_answers_once(world, number, handler):
    papers = handler.get(f"/dossiers/{number}").body["papers"]
    shown = [one["id"] for one in papers if one["id"]]
    question = {
        "agency_id": world.cast.commune.pk, "question": "Có tranh chấp không?", "amount": 3, "papers": shown,
    }  # fmt: skip
    assert act(handler, number, "ask-opinion", question | {"agency_id": 999_999}).status_code >= 400
    assert act(handler, number, "ask-opinion", question).status_code == 200
    other, stranger = program(world, world.cast.stranger_case), program(world, world.cast.nam)
    (waiting,) = other.get("/opinions").body
    assert waiting["number"] == number and stranger.get("/opinions").body == []
    address = f"/opinions/{waiting['id']}"
    assert [one["id"] for one in other.get(address).body["papers"]] == shown
    assert other.get(f"/dossiers/{number}").status_code == 404  # nothing else of it is opened
    assert (
        stranger.get(address).status_code
        == stranger.post(f"{address}/answer", {"answer": "x"}).status_code
        == 404
    )
    assert other.post(f"{address}/answer", {"answer": " "}).status_code == 422
    key = {"Idempotency-Key": "opinion-1"}
    given = other.post(f"{address}/answer", {"answer": "Không."}, **key)
    assert given.status_code == 200, given.body
    assert other.post(f"{address}/answer", {"answer": "Không."}, **key).body["repeated"]
    assert other.post(f"{address}/answer", {"answer": "Có."}).status_code == 409
    assert Opinion.objects.get().answer == "Không."
    assert handler.get(f"/dossiers/{number}").body["opinions"][0]["answer"] == "Không."
    assert program(world, world.cast.hoa).get(f"/dossiers/{number}").body["opinions"] == []


def test_originals_are_kept_listed_and_given_back(world, number):
    desk = program(world, world.cast.reception)
    assert act(desk, number, "keep-originals", {"names": []}).status_code == 422
    assert act(desk, number, "keep-originals", {"names": ["Giấy khai sinh", "Sổ hộ khẩu"]}).status_code == 200
    ids = [one["id"] for one in desk.get(f"/dossiers/{number}").body["originals"]]
    assert act(desk, number, "return-originals", {"originals": [ids[0]]}).status_code == 200
    assert act(desk, number, "return-originals", {"originals": [ids[0]]}).status_code == 422
    held = [one["returned_at"] for one in desk.get(f"/dossiers/{number}").body["originals"]]
    assert held[0] and held[1] is None


def test_ones_own_last_act_is_offered_back_and_taken_back_once(world, number, handler):
    assert "undo" not in {one["act"] for one in handler.get(f"/dossiers/{number}/acts").body}
    assert act(handler, number, "undo", {}).status_code == 409
    act(handler, number, "ask-duty", OWED)
    etag = {"If-Match": handler.get(f"/dossiers/{number}")["ETag"]}
    offered = handler.get(f"/dossiers/{number}/acts").body[0]
    assert (offered["act"], offered["open"]) == ("undo", True)
    colleague = program(world, world.cast.head)
    assert act(colleague, number, "undo", {}).status_code == 409
    assert act(handler, number, "undo", {}, **etag).status_code == 200
    assert act(handler, number, "undo", {}, **etag).status_code == 412
    assert Dossier.objects.get(number=number).state == 4
    assert Movement.objects.filter(dossier__number=number).last().act == "dossier.undone"


def test_a_paper_is_a_file_for_whoever_the_request_is_open_to_and_each_is_a_look(world):
    hoa = program(world, world.cast.hoa)
    number = submitted(world).number
    upload = hoa.upload(PDF).body["upload"]
    desk = program(world, world.cast.reception)
    act(
        desk,
        number,
        "ask-supplement",
        {"reason": "Mờ.", "papers": [{"code": "giay-chung-minh", "what": "Mờ"}]},
    )
    brought = {"papers": [{"code": "giay-chung-minh", "upload": upload}]}
    assert act(hoa, number, "supplement", brought).status_code == 200
    paper = next(one for one in hoa.get(f"/dossiers/{number}").body["papers"] if one["file"])
    address = f"/api/dossiers/{number}/papers/{paper['id']}"
    for player in (hoa, desk):
        for accept in ("application/pdf", "*/*"):
            answer = player.client.get(address, headers=player.headers(Accept=accept))
            assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
            assert b"".join(answer.streaming_content) == PDF
    assert AccessLook.objects.filter(what=Look.PAPER).count() >= 2
    stranger = program(world, world.cast.nam)
    assert stranger.get(address).status_code == 404
    assert desk.get(f"/dossiers/{number}/papers/999999").status_code == 404
    assert desk.get(f"/dossiers/{number}/result").status_code == 404  # none was issued
    assert desk.client.get(address, headers=desk.headers(Accept="text/csv")).status_code == 406


def test_a_result_is_a_file_once_it_was_issued(world, number, handler):
    act(handler, number, "propose", {"outcome": "grant", "summary": "Đủ điều kiện."})
    act(program(world, world.cast.leader), number, "approve", {})
    clerk = program(world, world.cast.clerk)
    upload = clerk.upload(PDF).body["upload"]
    done = act(clerk, number, "mark-done", {"number": "12/XN-STP", "upload": upload})
    assert done.status_code == 200, done.body
    hoa = program(world, world.cast.hoa)
    assert hoa.get(f"/dossiers/{number}").body["result"]["has_file"]
    answer = hoa.client.get(f"/api/dossiers/{number}/result", headers=hoa.headers())
    assert b"".join(answer.streaming_content) == PDF
    assert program(world, world.cast.nam).get(f"/dossiers/{number}/result").status_code == 404
