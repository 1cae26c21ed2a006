"""Corrections by their pages: the officer, the person, the receipt's holder, the printed sheet and the receipt after it."""

import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents import queries as documents
from motcua.documents.actions import store
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions, evidence
from motcua.dossiers.models import Correction, Dossier
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.corrections import CorrectionState, SheetAct
from tests.documents.samples import PDF
from tests.dossiers.build import act, taken_in
from tests.dossiers.listed import make_listing, row
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    world = make_listing()
    world.at = timezone.now()
    return world


@pytest.fixture
def number(world):
    return taken_in(world, data=row(0)).number


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def proposed(world, number) -> Correction:
    given = inputs.ProposeCorrection("form.worker", "Nguyễn Văn Mốt", "Theo thẻ căn cước.")
    act(world, actions.propose_correction, number, world.cast.reception, given)
    return Correction.objects.get()


def test_an_officer_proposes_on_the_page_of_the_dossier(world, number):
    desk, path = signed_in(world.cast.reception), reverse("dossiers:corrections", args=[number])
    assert path in text(desk.get(reverse("dossiers:dossier", args=[number])))
    page = text(desk.get(path))
    assert "Họ và tên" in page and "Mục đích" not in page, "what decides is not offered"
    assert "066203000000" not in page, "what is sensitive is masked"
    wrong = desk.post(path, {"field": "form.worker", "new": "", "reason": ""})
    assert wrong.status_code == 422 and not Correction.objects.exists()
    seen = Dossier.objects.get(number=number).revision
    sound = {"field": "form.worker", "new": "Nguyễn Văn Mốt", "reason": "Theo căn cước.", "seen": seen}
    assert desk.post(path, sound).url == path
    assert "Nguyễn Văn Mốt" in text(desk.get(path)) and "Chờ người nộp trả lời" in text(desk.get(path))
    assert desk.post(path, sound).status_code == 409, "pressed twice it is one"
    assert Correction.objects.count() == 1


def test_only_whoever_works_there_opens_it(world, number):
    key = proposed(world, number).key
    paths = [
        reverse("dossiers:corrections", args=[number]),
        reverse("dossiers:correction-sheet", args=[number, key]),
    ]
    for path in paths:
        assert signed_in(world.cast.reception).get(path).status_code == 200
        for player in (world.cast.stranger, world.cast.hoa, world.cast.nam, world.cast.operator):
            assert signed_in(player).get(path).status_code in (403, 404)
        assert Client().get(path).status_code == 302


def test_the_person_looks_and_agrees_and_the_receipt_says_that_it_is_a_reprint(world, number):
    row = proposed(world, number)
    hoa, path = signed_in(world.cast.hoa), reverse("dossiers:own-corrections", args=[number])
    assert path in text(hoa.get(reverse("dossiers:own", args=[number])))
    page = text(hoa.get(path))
    assert "Nguyễn Văn Một" in page and "Nguyễn Văn Mốt" in page and "Theo thẻ căn cước." in page
    assert signed_in(world.cast.nam).get(path).status_code == 404
    receipt = reverse("dossiers:paper", args=[number, "01"])
    assert "Bản in lại" not in text(hoa.get(receipt))
    assert hoa.post(path, {"key": row.key, "answer": "agree"}).url == reverse("dossiers:own", args=[number])
    assert Dossier.objects.get(number=number).data["worker"] == "Nguyễn Văn Mốt"
    today = timezone.localtime().strftime("%d/%m/%Y")
    assert f"Bản in lại, đã sửa ngày {today}" in text(hoa.get(receipt))
    assert "Không có gì chờ" in text(hoa.get(path))
    assert hoa.post(path, {"key": row.key, "answer": "decline"}).status_code == 409


def test_the_receipts_holder_sees_the_values_only_with_the_end_of_the_phone_number(world, number):
    row = proposed(world, number)
    dossier = Dossier.objects.get(number=number)
    client, path = Client(), reverse("dossiers:tracked-corrections", args=[number])
    assert client.get(path).status_code == 302, "the secret first"
    client.post("/tra-cuu/", {"number": number, "secret": follow.secret_of(dossier)})
    assert path in text(client.get(reverse("dossiers:tracked", args=[number])))
    assert "Nguyễn" not in text(client.get(path))
    wrong = client.post(path, {"digits": "0000"})
    assert wrong.status_code == 422 and "Nguyễn" not in text(wrong)
    refused = client.post(path, {"digits": "0000", "answer": "agree", "key": row.key})
    assert refused.status_code == 422 and Correction.objects.get().state == CorrectionState.OPEN
    end = dossier.applicant_phone[-4:]
    assert "Nguyễn Văn Mốt" in text(client.post(path, {"digits": end}))
    answer = client.post(path, {"digits": end, "answer": "decline", "key": row.key})
    assert answer.url == reverse("dossiers:tracked", args=[number])
    assert Correction.objects.get().state == CorrectionState.DECLINED


def test_tries_at_the_phone_number_are_counted(world, number):
    proposed(world, number)
    dossier = Dossier.objects.get(number=number)
    client, path = Client(), reverse("dossiers:tracked-corrections", args=[number])
    client.post("/tra-cuu/", {"number": number, "secret": follow.secret_of(dossier)})
    answers = [client.post(path, {"digits": f"{n}"}).status_code for n in range(9000, 9040)]
    assert answers[0] == 422 and answers[-1] == 429


def test_at_the_counter_the_sheet_is_printed_signed_and_recorded(world, number):
    row = proposed(world, number)
    desk = signed_in(world.cast.reception)
    sheet = text(desk.get(reverse("dossiers:correction-sheet", args=[number, row.key])))
    assert "Phiếu đồng ý sửa thông tin" in sheet and "Nguyễn Văn Mốt" in sheet
    path = reverse("dossiers:correction-answer", args=[number, row.key])
    scan = SimpleUploadedFile("phieu.pdf", PDF)
    refused = desk.post(path, {"answer": "agree", f"sheet-{row.key}": scan})
    assert refused.status_code == 422, "nobody has signed"
    assert "phieu.pdf" in text(refused), "and the scan is kept"
    bad = {
        "answer": "agree",
        f"signed-{row.key}": "on",
        f"sheet-{row.key}": SimpleUploadedFile("x.pdf", b"MZ"),
    }
    assert desk.post(path, bad).status_code == 422 and "checked" in text(desk.post(path, bad))
    assert Correction.objects.get().state == CorrectionState.OPEN
    kept = re.search(rf'name="sheet-{row.key}-kept" value="([^"]+)"', refused.content.decode())
    sound = {"answer": "agree", f"signed-{row.key}": "on", f"sheet-{row.key}-kept": kept[1]}
    assert desk.post(path, sound).status_code == 302
    assert Correction.objects.get().state == CorrectionState.CONFIRMED


def test_the_scan_of_the_signed_sheet_is_opened_by_whoever_works_there_and_nobody_else(world, number):
    row = proposed(world, number)
    desk, sheet = (
        signed_in(world.cast.reception),
        reverse("dossiers:correction-signed", args=[number, row.key]),
    )
    assert desk.get(sheet).status_code == 404, "none yet"
    path = reverse("dossiers:correction-answer", args=[number, row.key])
    scan = SimpleUploadedFile("phieu.pdf", PDF)
    desk.post(path, {"answer": "decline", f"signed-{row.key}": "on", f"sheet-{row.key}": scan})
    assert sheet in text(desk.get(reverse("dossiers:corrections", args=[number])))
    assert b"".join(desk.get(sheet).streaming_content) == PDF
    for player in (world.cast.stranger, world.cast.hoa, world.cast.nam, world.cast.operator):
        assert signed_in(player).get(sheet).status_code in (403, 404)
    held = documents.holders(Correction.objects.get().sheet_file_id)
    assert [holder for holder, _until in held] == [f"dossiers.correction:{row.pk}"]


def test_a_correction_without_a_scan_is_recorded_all_the_same(world, number):
    row = proposed(world, number)
    path = reverse("dossiers:correction-answer", args=[number, row.key])
    signed_in(world.cast.reception).post(path, {"answer": "agree", f"signed-{row.key}": "on"})
    assert Correction.objects.get().state == CorrectionState.CONFIRMED
    assert Correction.objects.get().sheet_file_id is None


def answered(world, number, **more) -> Correction:
    row = proposed(world, number)
    path = reverse("dossiers:correction-answer", args=[number, row.key])
    signed_in(world.cast.reception).post(path, {"answer": "agree", f"signed-{row.key}": "on", **more})
    return Correction.objects.get()


def test_the_scan_comes_later_once_and_who_added_it_is_said(world, number):
    row, desk = answered(world, number), signed_in(world.cast.reception)
    home = reverse("dossiers:corrections", args=[number])
    path = reverse("dossiers:correction-scan", args=[number, row.key])
    assert path in text(desk.get(home)), "it is offered where only the scan is lacking"
    for nothing in ({}, {f"sheet-{row.key}": SimpleUploadedFile("x.pdf", b"MZ")}):
        assert desk.post(path, nothing).status_code == 422 and Correction.objects.get().sheet_file_id is None
    assert not Entry.objects.filter(kind=SheetAct.ADDED).exists()
    assert desk.post(path, {f"sheet-{row.key}": SimpleUploadedFile("phieu.pdf", PDF)}).url == home
    row.refresh_from_db()
    entry = Entry.objects.get(kind=SheetAct.ADDED)
    assert bytes(row.sheet_entry) == bytes(entry.hash) and row.sheet_added_by == world.cast.reception.officer
    assert entry.data["sha256"] == hashlib.sha256(PDF).hexdigest()
    page = text(desk.get(home))
    assert world.cast.reception.officer.person.full_name in page and path not in page
    again = desk.post(path, {f"sheet-{row.key}": SimpleUploadedFile("khac.pdf", PDF + b"%")})
    assert again.status_code == 409 and Entry.objects.filter(kind=SheetAct.ADDED).count() == 1
    assert [held for held, _until in documents.holders(row.sheet_file_id)] == [
        f"dossiers.correction:{row.pk}"
    ]


def test_a_scan_is_not_added_where_no_sheet_was_signed_or_by_somebody_else(world, number):
    row = proposed(world, number)
    path, sheet = reverse("dossiers:correction-scan", args=[number, row.key]), f"sheet-{row.key}"
    desk = signed_in(world.cast.reception)
    assert desk.post(path, {sheet: SimpleUploadedFile("a.pdf", PDF)}).status_code == 409, (
        "nobody answered yet"
    )
    own = signed_in(world.cast.hoa)
    own.post(reverse("dossiers:own-corrections", args=[number]), {"key": row.key, "answer": "agree"})
    assert desk.post(path, {sheet: SimpleUploadedFile("a.pdf", PDF)}).status_code == 409, "answered online"
    for player in (
        world.cast.stranger,
        world.cast.hoa,
        world.cast.nam,
        world.cast.operator,
        world.cast.clerk,
    ):
        answer = signed_in(player).post(path, {sheet: SimpleUploadedFile("a.pdf", PDF)})
        assert answer.status_code in (403, 404), player
    assert Correction.objects.get().sheet_file_id is None


def test_the_person_finds_what_they_signed_on_the_page_of_the_request_and_nobody_else_does(world, number):
    row = answered(world, number)
    own, page = signed_in(world.cast.hoa), reverse("dossiers:own", args=[number])
    sheet = reverse("dossiers:own-sheet", args=[number, row.key])
    assert sheet not in text(own.get(page)) and own.get(sheet).status_code == 404
    path = reverse("dossiers:correction-scan", args=[number, row.key])
    signed_in(world.cast.reception).post(path, {f"sheet-{row.key}": SimpleUploadedFile("phieu.pdf", PDF)})
    assert sheet in text(own.get(page)) and b"".join(own.get(sheet).streaming_content) == PDF
    for player in (world.cast.nam, world.cast.stranger, world.cast.reception):
        assert signed_in(player).get(sheet).status_code == 404
    assert Client().get(sheet).status_code == 302


def test_the_evidence_holds_the_signed_sheet_and_the_entry_that_says_when_it_came(world, number):
    row = answered(world, number)
    reach = world.reach(world.cast.reception)
    file = store(content=io.BytesIO(PDF), name="phiếu.pdf", accept=PAPERS, by="system:tests", at=world.at)
    actions.add_sheet(number=number, key=str(row.key), file_id=file.id, reach=reach, at=world.at)
    row.refresh_from_db()
    packet = evidence.gather(Dossier.objects.get(number=number), in_full=False, at=world.at)
    assert [one.path for one in packet.files if one.file_id == file.id] == ["phieu-sua/001-phiếu.pdf"]
    entries = Entry.objects.filter(subject=f"dossier:{Dossier.objects.get(number=number).key}").count()
    assert packet.unsealed == entries, "each of them, the scan's too, waits for its seal"


def test_an_officer_takes_a_proposal_back(world, number):
    row = proposed(world, number)
    desk = signed_in(world.cast.reception)
    desk.post(reverse("dossiers:correction-answer", args=[number, row.key]), {"answer": "take-back"})
    assert Correction.objects.get().state == CorrectionState.WITHDRAWN
    assert Dossier.objects.get(number=number).data["worker"] == "Nguyễn Văn Một"
