"""Files of all kinds read as tables, or refused with a reason."""

from datetime import date, datetime

import pytest

from motcua.dossiers.models import Dossier
from motcua.foundation.calendar import TZ
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Table
from tests.journeys.bad_tables import changed
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import OFFICE, dossier, workbook, written


def test_every_encoding_and_separator_is_read_and_comes_out_in_one_form(world, tmp_path):
    encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]
    for number, (encoding, separator) in enumerate((e, s) for e in encodings for s in ",;\t"):
        row = dossier(f"N{number}", **{"Họ tên người nộp": "Nguyễn Thị Ánh Tuyết"})
        above = [["UBND TỈNH"], [], ["DANH SÁCH, QUÝ I; 2026"]]
        if encoding == "cp1258":
            # The old code page writes marks behind their letters.
            row = {_marks_behind(name): _marks_behind(text) for name, text in row.items()}
            above = [[_marks_behind(text) for text in line] for line in above]
        path = written(tmp_path / "ho-so.csv", [row], encoding=encoding, separator=separator, above=above)
        with Table(path) as table:
            (read,) = table.rows()
            assert table.kind is Kind.DOSSIERS
        assert read.cells["applicant"].text == "Nguyễn Thị Ánh Tuyết", (encoding, separator)
        assert read.number == 5 and read.cells["number"].text == f"N{number}"


def _marks_behind(text):
    import unicodedata

    found = "".join(
        unicodedata.normalize("NFD", one) if not _fits(one) else one
        for one in unicodedata.normalize("NFC", text)
    )
    # ê with a mark: the letter of the page and the mark behind it.
    for bare, letter in (
        ("a\u0302", "â"),
        ("e\u0302", "ê"),
        ("o\u0302", "ô"),
        ("a\u0306", "ă"),
        ("o\u031b", "ơ"),
        ("u\u031b", "ư"),
        ("A\u0302", "Â"),
        ("A\u0306", "Ă"),
    ):
        found = found.replace(bare, letter)
    found = (
        found.replace("e\u0323\u0302", "ê\u0323")
        .replace("a\u0323\u0302", "â\u0323")
        .replace("o\u0323\u0302", "ô\u0323")
    )
    return found.replace("o\u031b", "ơ").replace("o\u0323\u031b", "ơ\u0323")


def _fits(one):
    try:
        one.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def test_a_workbook_with_titles_days_and_numbers_is_read(world, tmp_path):
    head = list(dossier())
    rows = [
        ["SỞ TƯ PHÁP"], [], head, [f"({n})" for n in range(1, 8)],
        ["H15-001", "1.000001", OFFICE, "Đang xử lý", datetime(2026, 3, 10, 9, 15), date(2026, 3, 17), "Trần Văn Nam"],
        [None] * 7,
        ["Tổng cộng", None, None, None, None, None, 1],
    ]  # fmt: skip
    bring(workbook(tmp_path / "ho-so.xlsx", rows, merge="A1:G1"))
    assert (
        of("H15-001").received_at == datetime(2026, 3, 10, 9, 15, tzinfo=TZ) and Dossier.objects.count() == 1
    )


def test_a_formula_is_named_and_its_row_not_taken(world, tmp_path):
    row = ["H15-001", "1.000001", OFFICE, "Đang xử lý", "=TODAY()", date(2026, 3, 17), "Trần Văn Nam"]
    assert "công thức" in refused(workbook(tmp_path / "ho-so.xlsx", [list(dossier()), row]))


def test_files_that_are_no_tables_are_refused_with_a_reason(world, tmp_path):
    cases = {
        "rong.csv": (b"", "trống"),
        "anh.csv": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "không phải bảng"),
        "cu.xlsx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "cũ"),
        "hong.xlsx": (b"PK\x03\x04" + b"x" * 100, "Không đọc được"),
        "la.csv": ("xin,chào\n1,2\n".encode(), "dòng tiêu đề"),
        "thieu.csv": ("Mã định danh,Tên cơ quan,Cấp\n".encode(), "Mã cơ quan cấp trên"),
    }
    for name, (content, piece) in cases.items():
        (tmp_path / name).write_bytes(content)
        assert piece in refused(tmp_path / name), name
    assert "không mở được" in refused(tmp_path / "khong-co.csv")


def test_a_workbook_whose_rows_are_numbered_backwards_is_refused_with_the_row(world, tmp_path):
    rows = [list(dossier()), list(dossier("H15-001").values()), list(dossier("H15-002").values())]
    path = workbook(tmp_path / "ho-so.xlsx", rows)
    swapped = changed(path.read_bytes(), lambda xml: xml.replace(b'<row r="2"', b'<row r="4"'))
    path.write_bytes(swapped)
    assert "dòng 3" in refused(path) and not Dossier.objects.exists()


def test_two_cells_of_one_address_are_refused_by_name_and_neither_wins(world, tmp_path):
    row = dossier()
    path = workbook(tmp_path / "ho-so.xlsx", [[*row], [*row.values()]])
    path.write_bytes(changed(path.read_bytes(), lambda xml: xml.replace(b'<c r="F2"', b'<c r="G2"')))
    assert "Ô G2" in refused(path) and not Dossier.objects.exists()


@pytest.mark.parametrize("again", ["Họ tên người nộp", "HỌ TÊN  NGƯỜI NỘP (*)"])
def test_a_heading_over_two_columns_is_refused_with_their_letters(world, tmp_path, again):
    row = dossier()
    path = workbook(tmp_path / "ho-so.xlsx", [[*row, again], [*row.values(), "Lê Thị Khác"]])
    said = refused(path)
    assert "“Họ tên người nộp”" in said and "G, H" in said
    assert not Dossier.objects.exists()


def test_headings_over_two_columns_that_nobody_reads_do_no_harm(world, tmp_path):
    row = dossier()
    bring(workbook(tmp_path / "ho-so.xlsx", [[*row, "Ghi chú", "Ghi chú"], [*row.values(), "x", "y"]]))
    assert Dossier.objects.count() == 1


def test_more_rows_than_may_be_are_refused_while_they_are_read(world, tmp_path, monkeypatch):
    monkeypatch.setattr("motcua.operations.importing.files.ROWS_MAX", 3)
    assert "3 dòng" in refused(written(tmp_path / "ho-so.csv", [dossier(str(n)) for n in range(5)]))


def test_templates_are_read_back_as_what_they_are(world, tmp_path):
    for kind in ("agencies", "officers", "dossiers", "register", "history"):
        path = tmp_path / f"{kind}.xlsx"
        bring(path, template=kind)
        said = bring(path)
        assert f": {kind}, import" in said and "nothing was brought in" in said
