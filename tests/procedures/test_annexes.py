"""Several tables in one file of an office: what is read of each, what is left, and that no code is taken twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from motcua.documents import queries as documents
from motcua.procedures import annexes
from motcua.procedures.annexes import Table
from motcua.procedures.models import WorkingCopy
from tests.people.cast import make_cast
from tests.procedures.test_annex import hidden, saved

HEAD = ["STT", "Mã TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết"]
PROVINCE = ["1", "1.000111", "Cấp giấy phép thử", "05 ngày làm việc"]
MORE = ["2", "1.000222", "Cấp lại giấy phép thử", "03 ngày làm việc"]
COMMUNE = ["1", "1.000333", "Xác nhận thử", "Trong ngày"]
FEES = [["STT", "Nội dung thu", "Mức thu"], ["1", "Cấp mới", "50.000"]]
ENDED = [["STT", "Mã TTHC", "Tên thủ tục hành chính", "Tên VBQPPL quy định việc bãi bỏ"],
         ["1", "1.000444", "Thủ tục cũ", "Nghị định số 61/2018/NĐ-CP"]]  # fmt: skip


def paper(*parts):
    """A text with paragraphs (texts) and tables (lists of rows), in this order."""
    made = Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(rows=0, cols=len(part[0]))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return saved(made)


ANNEX = (
    [["UBND TỈNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Số: 12/QĐ-UBND", "Độc lập – Tự do – Hạnh phúc"]],
    "QUYẾT ĐỊNH về việc công bố danh mục thủ tục hành chính mới ban hành, sửa đổi, bị bãi bỏ",
    "A. Thủ tục cấp tỉnh", [HEAD, PROVINCE], [MORE],
    "Biểu phí kèm theo", FEES,
    "B. Thủ tục cấp xã", [HEAD, COMMUNE, ["2", *PROVINCE[1:]]],
    "C. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ", "(Kèm theo Quyết định số 12/QĐ-UBND)", [HEAD, ["1", "1.000555", "Thủ tục thôi", ""]],
)  # fmt: skip


def sorted_out(content):
    sheets = documents.tables(content=content, field="file")
    return annexes.sorted_out([Table(one.name, one.rows, one.above) for one in sheets])


def test_a_decision_in_word_with_several_tables_is_read_table_by_table():
    found, left = sorted_out(paper(*ANNEX))
    assert [(one.table.name, one.goes_on) for one in found] == [
        ("2", False),
        ("3", True),
        ("5", False),
        ("6", False),
    ]
    assert [(one.name, annexes.begins(one)) for one in left] == [
        ("1", "UBND TỈNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Số: 12/QĐ-UBND Độc lập – Tự do – H…"),
        ("4", "STT Nội dung thu Mức thu 1 Cấp mới 50.000"),
    ]
    told = annexes.lines(found)
    assert [[line.code for line in each] for each in told] == [
        ["1.000111"],
        ["1.000222"],
        ["1.000333", ""],
        [""],
    ]
    # The same code in another table is told with the place where it stands.
    assert told[2][1].notes[0].facts == {"code": "1.000111", "cell": "B2", "table": "2"}
    # What the list abolishes becomes no working copy, and is told.
    assert "abolishes" in told[3][0].notes[0].sentence


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("Danh mục thủ tục hành chính bị bãi bỏ", True),
        ("DANH MỤC TTHC MỚI BAN HÀNH, SỬA ĐỔI, BỔ SUNG VÀ BỊ BÃI BỎ", False),
        ("Danh mục thủ tục hành chính", False),
    ],
)
def test_only_a_list_of_what_is_abolished_is_one(title, ends):
    found, _left = sorted_out(paper(title, [HEAD, PROVINCE]))
    assert [line.code for line in annexes.lines(found)[0]] == ["" if ends else "1.000111"]


def test_within_one_table_a_title_says_what_is_abolished_below_it():
    titled = lambda said: [said] * 4  # noqa: E731
    rows = [
        HEAD, titled("I. Thủ tục bị bãi bỏ"), PROVINCE, titled("II. Thủ tục mới ban hành"), MORE,
    ]  # fmt: skip
    found, _left = annexes.sorted_out([Table("1", rows)])
    assert [line.code for line in annexes.lines(found)[0]] == ["", "1.000222"]
    found, _left = annexes.sorted_out([Table("1", ENDED)])
    assert [line.code for line in annexes.lines(found)[0]] == [""], "a heading says it too"


def test_a_narrower_table_or_one_without_codes_does_not_go_on():
    for after in ([["1", "1.000222"]], [["2", "x", "Tên", "3 ngày"]]):
        found, left = annexes.sorted_out([Table("1", [HEAD, PROVINCE]), Table("2", after)])
        assert len(found) == 1 and len(left) == 1
    # What stands between ends the table: the next one has no headings to go on from.
    tables = [Table("1", [HEAD, PROVINCE]), Table("2", FEES), Table("3", [MORE])]
    assert [one.name for one in annexes.sorted_out(tables)[1]] == ["2", "3"]


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    return saved(book)


def send(client, content, name):
    file = SimpleUploadedFile(name, io.BytesIO(content).getvalue())
    return client.post(reverse("procedures:table"), {"file": file})


def test_sheets_of_a_workbook_are_reported_each_by_itself_and_made_in_one_go(client, db):
    client.force_login(make_cast().operator.account)
    book = workbook(Cấp_tỉnh=[HEAD, PROVINCE], Phí=FEES, Cấp_xã=[HEAD, COMMUNE], Bãi_bỏ=[HEAD, MORE])
    page = send(client, book, "danh-muc.xlsx")
    assert page.status_code == 200
    for said in ("Bảng Cấp tỉnh", "Bảng Cấp xã", "để lại", "Nội dung thu", "bãi bỏ 1.000222"):
        assert said in page.text
    # The columns are chosen for each table: without its code, one of them is not read.
    chosen = {"table": hidden(page), "column-0-1": "code", "column-0-2": "name", "column-1-2": "name", "do": "check"}  # fmt: skip
    looked = client.post(reverse("procedures:table"), chosen)
    assert "1.000111" in looked.text and "<code>1.000333</code>" not in looked.text
    made = client.post(reverse("procedures:table"), chosen | {"column-1-1": "code", "do": "make"})
    assert sorted(WorkingCopy.objects.values_list("code", flat=True)) == ["1.000111", "1.000333"]
    assert "để lại" in made.text, "what was left aside is still told"


def test_one_table_alone_has_no_name(client, db):
    client.force_login(make_cast().operator.account)
    page = send(client, paper([HEAD, PROVINCE]), "danh-muc.docx")
    assert page.status_code == 200 and "Bảng 1" not in page.text
