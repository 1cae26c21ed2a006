"""A list by its pages: begun, filled in from a template, mended row by row, sent once, followed as one."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from motcua.dossiers import actions
from motcua.dossiers.models import Bundle, Dossier, Draft, DraftPaper, Paper
from motcua.dossiers.queries import bundles
from motcua.dossiers.rules import inputs
from motcua.people.models import AccessLook
from tests.documents.samples import PDF
from tests.dossiers.build import act
from tests.dossiers.listed import line, make_listing, ready_draft, row, sent, workbook
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    world = make_listing()
    world.at = timezone.now()
    return world


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def sheet(*lines, name="ds.xlsx"):
    return SimpleUploadedFile(name, workbook(*lines))


def test_a_list_is_begun_beside_the_one_request_and_asks_for_whom_first(world):
    hoa = signed_in(world.cast.hoa)
    start = reverse("dossiers:start", args=["1.000001"])
    assert "Nộp theo danh sách" in text(hoa.get(start))
    single = hoa.post(start).url
    many = hoa.post(start, {"many": "1"}).url
    assert Draft.objects.count() == 2 and single != many
    assert many == reverse("dossiers:draft-applicant", args=[Draft.objects.get(many=True).pk])
    assert hoa.post(start, {"many": "1"}).url == many, "the list that is there goes on"


def test_the_template_has_the_questions_as_columns_and_its_cells_are_text(world):
    path = reverse("dossiers:draft-list-template", args=[ready_draft(world)])
    answer = signed_in(world.cast.hoa).get(path)
    book = load_workbook(BytesIO(answer.content))
    first = book.worksheets[0]
    headings = [cell.value for cell in first[1]]
    assert headings == [
        "Họ và tên *",
        "Số định danh *",
        "Ngày sinh *",
        "Mục đích *",
        "Trường",
        "Tệp: Giấy chứng minh",
    ]
    assert first["B2"].number_format == "@"
    assert "Làm việc; Học tập" in " ".join(str(one.value) for one in book.worksheets[1]["C"])
    assert signed_in(world.cast.nam).get(path).status_code == 404


def test_what_is_wrong_is_shown_by_row_and_column_and_nothing_can_be_sent(world):
    draft = ready_draft(world)
    hoa, path = signed_in(world.cast.hoa), reverse("dossiers:draft-list", args=[draft])
    table = sheet(line(0), line(1, born="31/02/1990"), line(2, file="khong-co.pdf"))
    answer = hoa.post(path, {"table": table, "_add": "1"}, follow=True)
    page = text(answer)
    assert "3 trong 3 dòng cần sửa" in page, "the paper is lacking everywhere"
    assert "Ngày sinh" in page and "31/02/1990" in page and "khong-co.pdf" in page
    assert "chỉ có 28 ngày" in page
    check = hoa.post(reverse("dossiers:draft-check", args=[draft]), {"declared": "on"})
    assert check.status_code == 302 and not Dossier.objects.exists()
    assert signed_in(world.cast.nam).get(path).status_code == 404


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no workbook", "h\u1ecd".encode("utf-16"), b"", b"a,b\n1,2\n"]
)
def test_what_is_no_table_is_told_and_what_was_there_stays(world, content):
    draft = ready_draft(world, rows=[row(0)])
    path = reverse("dossiers:draft-list", args=[draft])
    upload = SimpleUploadedFile("x.csv", content)
    answer = signed_in(world.cast.hoa).post(path, {"table": upload, "_add": "1"})
    if content:
        assert answer.status_code == 422
    assert len(bundles_rows(draft)) == 1


def bundles_rows(draft):
    from motcua.dossiers.queries import answers

    return answers(Draft.objects.get(pk=draft))["@rows"]


def test_a_list_is_sent_once_and_leads_to_one_page_of_all_its_requests(world):
    draft = ready_draft(world)
    hoa, path = signed_in(world.cast.hoa), reverse("dossiers:draft-list", args=[draft])
    own = [SimpleUploadedFile(name, PDF) for name in ("mot.pdf", "hai.pdf")]
    hoa.post(path, {"table": sheet(line(0, file="mot.pdf"), line(1, file="hai")), "own": own, "_add": "1"})
    going_on = hoa.post(path, {"_next": "1"})
    assert going_on.status_code == 302, re.sub("<[^>]+>", " ", text(going_on))[-2500:]
    assert going_on.url == reverse("dossiers:draft-check", args=[draft])
    check = reverse("dossiers:draft-check", args=[draft])
    page = text(hoa.get(check))
    assert "Gửi 2 hồ sơ" in page and "mot.pdf" in page and "Nguyễn Văn Một" in page
    answer = hoa.post(check, {"declared": "on"})
    bundle = Bundle.objects.get()
    assert answer.url == reverse("dossiers:bundle", args=[bundle.number]) + "?moi=1"
    assert hoa.post(check, {"declared": "on"}).url == reverse("dossiers:bundle", args=[bundle.number])
    assert Dossier.objects.count() == 2 and Paper.objects.filter(code="giay-chung-minh").count() == 2
    assert not Draft.objects.exists()
    page = text(hoa.get(answer.url))
    assert "2 hồ sơ đã gửi" in page and "1. Nguyễn Văn Một" in page
    for one in Dossier.objects.all():
        assert reverse("dossiers:own", args=[one.number]) in page
    assert "Đây là một hồ sơ trong danh sách" in text(
        hoa.get(reverse("dossiers:own", args=[Dossier.objects.first().number]))
    )


def test_a_file_of_a_name_that_is_here_takes_its_place_and_one_content_may_bear_two_names(world):
    draft = ready_draft(world)
    hoa, path = signed_in(world.cast.hoa), reverse("dossiers:draft-list", args=[draft])

    def add(name, content):
        hoa.post(path, {"own": SimpleUploadedFile(name, content), "_own": "1"})
        return sorted((one.name, one.size_bytes) for one in DraftPaper.objects.all())

    assert add("a.pdf", PDF) == [("a.pdf", len(PDF))]
    assert add("a.pdf", PDF) == [("a.pdf", len(PDF))], "sent twice it is one"
    assert add("b.pdf", PDF) == [("a.pdf", len(PDF)), ("b.pdf", len(PDF))]
    other = PDF + b"\n% other"
    assert add("a.pdf", other) == [("a.pdf", len(other)), ("b.pdf", len(PDF))]


def test_an_officer_sees_the_place_in_the_list_and_goes_to_its_siblings(world):
    done = sent(world, count=3)
    numbers = [one.number for one in done.dossiers]
    desk = signed_in(world.cast.reception)
    path = reverse("dossiers:dossier", args=[numbers[1]])
    desk.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = text(desk.get(path))
    assert "Hồ sơ thứ 2 trong danh sách 3" in page
    for other in (numbers[0], numbers[2]):
        assert reverse("dossiers:dossier", args=[other]) in page
    counted = [one["sql"] for one in asked if "procedures_version" not in one["sql"]]
    assert len(counted) <= 15, counted


def test_who_sent_a_firms_list_looks_at_their_own(world):
    done = sent(world, count=2)
    path = reverse("dossiers:bundle", args=[done.number])
    assert signed_in(world.cast.hoa).get(path).status_code == 200
    assert not AccessLook.objects.exists()


def test_the_receipt_is_form_01_with_the_numbers_as_an_annex(world):
    done = sent(world, count=3)
    path = reverse("dossiers:bundle-receipt", args=[done.number])
    for player in (world.cast.hoa, world.cast.reception):
        page = text(signed_in(player).get(path))
        assert "Phụ lục" in page and all(one.number in page for one in done.dossiers)
        assert bundles.secret_of(Bundle.objects.get()) in page
        assert "Công ty TNHH Cà phê Mẫu" in page
    assert signed_in(world.cast.nam).get(path).status_code == 404


def test_among_ones_own_requests_a_list_is_one_line_and_what_waits_stands_beside_it(world):
    done = sent(world, count=3)
    hoa = signed_in(world.cast.hoa)
    page = text(hoa.get("/ho-so-cua-toi/"))
    assert "danh sách 3 hồ sơ" in page and "3 trong 3 hồ sơ còn đang được giải quyết" in page
    assert reverse("dossiers:bundle", args=[done.number]) in page
    third = done.dossiers[2].number
    assert reverse("dossiers:own", args=[third]) not in page
    paper = inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh")
    asked = inputs.AskSupplement(reason="Bản chụp mờ.", papers=(paper,))
    act(world, actions.ask_supplement, third, world.cast.reception, asked)
    assert reverse("dossiers:own", args=[third]) in text(hoa.get("/ho-so-cua-toi/"))


def test_whoever_holds_the_code_follows_all_and_reads_no_name(world):
    done = sent(world, count=3)
    client, secret = Client(), bundles.secret_of(Bundle.objects.get())
    answer = client.post("/tra-cuu/", {"number": done.number, "secret": secret})
    page = text(client.get(answer.url))
    assert all(one.number in page for one in done.dossiers) and "Nguyễn" not in page
    assert "3 trong 3 hồ sơ còn đang được giải quyết" in page


# At the counter ----------------------------------------------------------------------------------------------

COUNTER = "/quay/?thu-tuc=1.000001&danh-sach=1"
TYPED = {
    "case-code": "chung",
    "ap-identity": "066190000117",
    "ap-name": "Nguyễn Thị Hoa",
    "ap-phone": "0905000001",
    "org-code": "6000123456",
    "org-name": "Công ty TNHH Cà phê Mẫu",
    "org-post": "Giám đốc",
    "org-capacity": "legal",
    "paper-tick": "giay-chung-minh",
    "quantity-giay-chung-minh": "1",
    "sets-number": "1",
    "delivery-way": "at-counter",
}


def carried(answer) -> str:
    return re.search(r'name="list-rows" value="([^"]+)"', answer.content.decode())[1]


def test_at_the_counter_the_rows_are_looked_at_and_then_taken_in_with_one_receipt(world):
    desk = signed_in(world.cast.reception)
    assert "Danh sách của một người đề nghị" in text(desk.get("/quay/?thu-tuc=1.000001"))
    page = desk.get(COUNTER)
    typed = {
        **TYPED,
        "submission-id": re.search(r'name="submission-id" value="([^"]+)"', page.content.decode())[1],
    }
    heads = [
        cell.value for cell in load_workbook(BytesIO(desk.get(f"{COUNTER}&mau=1").content)).worksheets[0][1]
    ]
    assert heads[0] == "Họ và tên *" and not any("Tệp" in head for head in heads), "papers are brought"
    looked = desk.post(COUNTER, {**typed, "table": sheet(line(0), line(1))})
    assert looked.status_code == 200 and not Dossier.objects.exists(), "looked at before anything is sent"
    assert "Cả 2 dòng đều gửi được" in text(looked)
    sending = {**typed, "list-rows": carried(looked)}
    answer = desk.post(COUNTER, sending)
    bundle = Bundle.objects.get()
    assert answer.url == reverse("dossiers:counter-bundle", args=[bundle.number])
    assert desk.post(COUNTER, sending).url == answer.url, "pressed twice it is one"
    assert [one.due_at is not None for one in Dossier.objects.all()] == [True, True]
    page = text(desk.get(answer.url))
    assert reverse("dossiers:bundle-receipt", args=[bundle.number]) in page and "1. Nguyễn Văn Một" in page


def test_at_the_counter_a_wrong_row_and_rows_of_somebody_else_are_not_taken_in(world):
    desk = signed_in(world.cast.reception)
    wrong = desk.post(COUNTER, {**TYPED, "table": sheet(line(0), line(1, identity="12"))})
    assert "1 trong 2 dòng cần sửa" in text(wrong) and "Số định danh" in text(wrong)
    again = desk.post(COUNTER, {**TYPED, "list-rows": carried(wrong)})
    assert again.status_code == 422
    others = desk.post(COUNTER, {**TYPED, "list-rows": "nothing of ours"})
    assert others.status_code == 422 and not Dossier.objects.exists()
    assert signed_in(world.cast.hoa).get(COUNTER).status_code in (302, 403, 404)
