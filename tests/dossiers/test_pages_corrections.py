"""Corrections by their pages: the officer, the person, the receipt's holder, the printed sheet and the receipt after it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.documents import queries as documents
from motcua.dossiers import actions
from motcua.dossiers.models import Correction, Dossier
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.corrections import CorrectionState
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


def test_an_officer_takes_a_proposal_back(world, number):
    row = proposed(world, number)
    desk = signed_in(world.cast.reception)
    desk.post(reverse("dossiers:correction-answer", args=[number, row.key]), {"answer": "take-back"})
    assert Correction.objects.get().state == CorrectionState.WITHDRAWN
    assert Dossier.objects.get(number=number).data["worker"] == "Nguyễn Văn Một"
