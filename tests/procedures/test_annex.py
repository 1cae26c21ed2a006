"""Tables that offices have: columns known by their headings, rows become working copies, what is unclear is named."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from motcua.documents import queries as documents
from motcua.foundation.refusal import Forbidden, InvalidInput
from motcua.procedures import actions, annex, files, queries
from motcua.procedures.annex import Column, Outcome
from motcua.procedures.models import Version, WorkingCopy
from tests.people.cast import make_cast
from tests.procedures.test_pages import ONE
from tests.procedures.test_versions import AT, load

HEAD = ["STT", "Mã thủ tục", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Địa điểm thực hiện", "Phí, lệ phí", "Căn cứ pháp lý", "Thành phần hồ sơ", "Cách thức thực hiện", "Ghi chú"]  # fmt: skip
NEW = ["1", "1.000111", "Cấp giấy phép thử", "05 ngày làm việc kể từ ngày nhận đủ hồ sơ", "Bộ phận Một cửa", "Lệ phí: 50.000 đồng/lần", "- Luật Thử số 12/2020/QH14;\n- Nghị định số 61/2018/NĐ-CP", "- Đơn đề nghị (bản chính)\n- Bản sao có chứng thực hộ chiếu", "Trực tiếp; trực tuyến", "x"]  # fmt: skip
KNOWN = [
    "2",
    "1.001612",
    "Đăng ký thành lập hộ kinh doanh",
    "",
    "",
    "",
    "Nghị định số 168/2025/NĐ-CP",
    "",
    "",
    "",
]
BAD = ["3", "TTHC-15", "Không có mã", "", "", "", "", "", "", ""]


def workbook(*rows, title="Phụ lục"):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word(*rows):
    paper = Document()
    paper.add_paragraph("QUYẾT ĐỊNH")
    table = paper.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(paper)


@pytest.mark.parametrize("make", [workbook, word])
def test_both_kinds_of_file_give_the_same_cells(make):
    (sheet,) = documents.tables(content=make(HEAD, NEW, KNOWN), field="file")
    assert [list(row) for row in sheet.rows] == [HEAD, NEW, KNOWN]


@pytest.mark.parametrize("title", ["Mã số TTHC", "MÃ THỦ TỤC", "Mã thủ tục hành chính", "Ma so"])
def test_headings_are_known_without_marks_and_capitals(title):
    assert annex.column_of(title) is Column.CODE


@pytest.mark.parametrize(
    ("heading", "column"),
    [("Thời hạn giải quyết (ngày)", Column.TERM), ("Phí, lệ phí (nếu có)", Column.FEE), ("Nơi tiếp nhận và trả", Column.WHERE),
     ("Tên TTHC", Column.NAME), ("Ghi chú", None), ("", None)],
)  # fmt: skip
def test_each_heading_is_one_column_or_none(heading, column):
    assert annex.column_of(heading) is column


def test_the_heading_may_stand_below_titles_and_column_numbers_are_no_row():
    rows = [
        ["PHỤ LỤC"],
        ["Danh mục thủ tục"],
        HEAD,
        [f"({n})" for n in range(1, 11)],
        NEW,
        ["I", "Lĩnh vực thử"],
    ]
    known = annex.recognised(rows)
    assert known.header == 2 and HEAD[known.unsure[0]] == "Ghi chú"
    assert [line.row for line in annex.lines(rows, known.header, known.columns)] == [5], (
        "a group's title is no row"
    )


def test_a_table_as_offices_print_it_gives_its_procedures_and_nothing_else():
    """Headings on two lines and again on the next page, groups by field, notes between, codes with a suffix, short words."""
    head = ["TT", "Mã TTHC", "Tên TTHC", "Thời hạn GQ", "Thời hạn GQ", "Thành phần HS", "Ghi chú"]
    below = ["TT", "Mã TTHC", "Tên TTHC", "Theo quy định", "Sau cắt giảm", "Thành phần HS", "Ghi chú"]
    first = [
        "1",
        "1.001193.000.00.00.H15",
        "Đăng ký khai sinh",
        "1 ngày làm việc",
        "1 ngày làm việc",
        "- Tờ khai",
        "",
    ]
    second = ["2", "Mã số TTHC: 1.000656", "Đăng ký khai tử", "1 ngày làm việc", "", "", "x"]
    third = ["1", "1.001612", "Đăng ký hộ kinh doanh", "3 ngày làm việc", "", "", ""]
    rows = [
        ["PHỤ LỤC I"] * 7, head, below, ["I", *["LĨNH VỰC HỘ TỊCH (02 TTHC)"] * 6], first,
        ["Ghi chú: thực hiện từ 01/7/2025"] * 7, head, second, ["", "", "II. Lĩnh vực: Thành lập hộ kinh doanh", "", "", "", ""], third,
        ["", "", "", "", "", "", ""], ["3", "", "Thủ tục chưa có mã", "5 ngày", "", "", ""], ["4", "", "Cũng chưa có mã", "", "", "", ""],
    ]  # fmt: skip
    known = annex.recognised(rows)
    assert known.header == 1 and set(known.columns.values()) >= {
        Column.CODE,
        Column.NAME,
        Column.TERM,
        Column.PAPERS,
    }
    found = annex.lines(rows, known.header, known.columns)
    assert [line.code for line in found] == ["1.001193.000.00.00.H15", "1.000656", "1.001612", "", ""]
    assert [line.group for line in found[:3]] == [
        "Hộ tịch",
        "Hộ tịch",
        "Thành lập hộ kinh doanh",
    ]
    new, _notes = annex.written(None, found[0])
    assert new["field"]["name"]["vi"] == "Hộ tịch"
    kept, _notes = annex.written({"field": {"code": "x", "name": {"vi": "Hộ tịch, quốc tịch"}}}, found[0])
    assert kept["field"]["name"]["vi"] == "Hộ tịch, quốc tịch", "a title changes nothing that is here already"
    assert [line.row for line in found if line.notes] == [12, 13], "what has no code is named, not left out"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("05 ngày làm việc", {"amount": 5, "unit": "working-days"}),
        ("15 (mười lăm) ngày kể từ ngày nhận đủ 01 bộ hồ sơ", {"amount": 15, "unit": "calendar-days"}),
        ("Trong ngày làm việc", {"same_day": True}),
        ("8 giờ làm việc", {"amount": 8, "unit": "working-hours"}),
        ("1 tháng", {"amount": 1, "unit": "months"}),
        ("3 ngày làm việc, trường hợp phức tạp 5 ngày", None),
        ("Không quy định", None),
        ("", None),
        ("9" * 400 + " ngày", None),
    ],
)
def test_a_term_is_taken_only_when_it_says_one_thing(text, term):
    assert annex.term_of(text) == term


def take(*rows, by="system:test", dry_run=False):
    known = annex.recognised(rows)
    found = annex.lines(rows, known.header, known.columns)
    return actions.take_table(lines=found, by=by, at=AT, dry_run=dry_run)


def outcomes(report):
    return [row.outcome for row in report]


@pytest.mark.django_db
def test_rows_become_working_copies_and_nothing_is_published():
    load(ONE)
    report = take(HEAD, NEW, KNOWN, BAD)
    assert outcomes(report) == [Outcome.MADE, Outcome.CHANGED, Outcome.REFUSED]
    assert [note.cell for note in report[2].notes] == ["B4"]
    made = files.read(WorkingCopy.objects.get(code="1.000111").text).document
    term = {"amount": 5, "unit": "working-days"}
    assert made["cases"][0]["terms"] == {"counter": term, "online": term}
    assert made["cases"][0]["fees"][0]["amount"] == 50000
    assert [basis["number"] for basis in made["legal_basis"]] == ["12/2020/QH14", "61/2018/NĐ-CP"]
    assert [paper["kind"] for paper in made["cases"][0]["papers"]] == ["original", "certified"]
    known = files.read(WorkingCopy.objects.get(code="1.001612").text).document
    assert known["legal_basis"][-1]["number"] == "168/2025/NĐ-CP"
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_writes_nothing():
    load(ONE)
    report = take(HEAD, NEW, KNOWN, BAD, dry_run=True)
    assert not WorkingCopy.objects.exists()
    assert outcomes(report) == outcomes(take(HEAD, NEW, KNOWN, BAD))


@pytest.mark.django_db
def test_the_same_table_twice_changes_nothing_more():
    load(ONE)
    take(HEAD, NEW, KNOWN)
    assert outcomes(take(HEAD, NEW, KNOWN)) == [Outcome.SAME, Outcome.SAME]


@pytest.mark.django_db
def test_what_somebody_is_writing_is_not_overwritten():
    version = load(ONE).version_id
    copy = queries.working_copy(actions.begin(version_id=version, by="system:test", at=AT))
    assert outcomes(take(HEAD, KNOWN)) == [Outcome.REFUSED]
    assert queries.working_copy(copy.id).text == ONE


@pytest.mark.django_db
def test_a_code_that_stands_twice_is_refused_the_second_time():
    report = take(HEAD, NEW, NEW)
    assert outcomes(report) == [Outcome.MADE, Outcome.REFUSED]
    assert report[1].notes[0].facts["cell"] == "B2"


@pytest.mark.django_db
def test_others_take_no_table():
    cast = make_cast()
    with pytest.raises(Forbidden):
        take(HEAD, NEW, by=cast.reach(cast.reception))


# What is no table -------------------------------------------------------------------------------------------------


def with_part(content, name, said=b"x"):
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, said)
    return stream.getvalue()


LINK = b'<Relationships><Relationship Id="r" Type="x/oleObject" Target="http://x/" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "cannot be read"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "old file"),
        (lambda: b"PK\x03\x04 broken", "cannot be read"),
        (lambda: with_part(workbook(HEAD, NEW), "xl/vbaProject.bin"), "macros"),
        (lambda: with_part(word(HEAD, NEW), "word/vbaProject.bin"), "macros"),
        (lambda: with_part(workbook(HEAD, NEW), "xl/externalLinks/externalLink1.xml"), "other files"),
        (lambda: with_part(word(HEAD, NEW), "word/_rels/other.xml.rels", LINK), "other files"),
        (lambda: with_part(workbook(HEAD, NEW), "xl/zeros.bin", b"\0" * 70_000_000), "too large"),
        (lambda: workbook(*([["a", "b"]] * 3001)), "too large"),
        (lambda: workbook(), "cannot be read"),
        (lambda: b"x" * 11_000_000, "too large"),
    ],
)
def test_what_hides_behind_a_table_is_named_and_refused(make, words):
    with pytest.raises(InvalidInput) as refused:
        documents.tables(content=make(), field="file")
    assert words in refused.value.faults[0].sentence


def test_a_merged_cell_says_the_same_for_each_of_its_rows():
    book = Workbook()
    for row in (HEAD, NEW, [*NEW[:4], None, *NEW[5:]]):
        book.active.append(row)
    book.active.merge_cells("E2:E3")
    (sheet,) = documents.tables(content=saved(book), field="file")
    assert sheet.rows[2][4] == "Bộ phận Một cửa"


# The page ------------------------------------------------------------------------------------------------------------


def send(client, content):
    return client.post(reverse("procedures:table"), {"file": SimpleUploadedFile("phu-luc.xlsx", content)})


def hidden(page):
    import html
    import re

    return html.unescape(re.search(r'name="table" value="([^"]*)"', page.text).group(1))


def test_an_operator_looks_maps_a_column_by_hand_and_makes_the_copies(client, db):
    client.force_login(make_cast().operator.account)
    strange = ["STT", "Ký hiệu", *HEAD[2:]]
    page = send(client, workbook(strange, NEW))
    assert page.status_code == 422 and "Hãy cho biết đó là cột nào" in page.text
    chosen = {"table": hidden(page), "column-0-1": "code", "column-0-2": "name", "do": "check"}
    looked = client.post(reverse("procedures:table"), chosen)
    assert "1.000111" in looked.text and not WorkingCopy.objects.exists()
    made = client.post(reverse("procedures:table"), chosen | {"do": "make"})
    copy = WorkingCopy.objects.get()
    assert copy.code == "1.000111" and reverse("procedures:copy", args=[copy.pk]) in made.text
    assert client.get(reverse("procedures:copy", args=[copy.pk])).status_code == 200


@pytest.mark.parametrize("typed", ["", "[", "5", "[5]", "[[5]]", '[["a"]]', "[" * 100_000, "[[]]"])
def test_what_is_sent_instead_of_cells_is_refused(client, db, typed):
    client.force_login(make_cast().operator.account)
    assert client.post(reverse("procedures:table"), {"table": typed, "do": "make"}).status_code == 422
    assert not WorkingCopy.objects.exists()


def test_a_file_that_is_no_table_is_refused_on_the_page(client, db):
    client.force_login(make_cast().operator.account)
    page = send(client, b"no table")
    assert page.status_code == 422 and "không đọc được" in page.text.lower()
