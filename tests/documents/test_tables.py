"""Workbooks that would make the library work for minutes: seen before it begins, or passed over."""

import re

import pytest

from motcua.documents.reading import rows, tables
from tests.journeys import bad_tables

HEAD, ROW = ["Họ và tên", "Ngày sinh"], ["Nguyễn Thị Hoa", "06/05/1990"]


@pytest.fixture
def book(tmp_path):
    def written(content: bytes) -> str:
        (tmp_path / "bang").write_bytes(content)
        return str(tmp_path / "bang")

    return written


def test_a_sheet_that_is_one_cell_is_refused_before_the_library_makes_its_cells(book, monkeypatch):
    path = book(bad_tables.put_together(bad_tables.workbook([HEAD, ROW])))
    monkeypatch.setattr("openpyxl.load_workbook", None)
    assert tables.tables(path=path, rows_max=100) == {"trouble": "large"}


def test_a_few_cells_put_together_are_read(book):
    content = bad_tables.workbook([["DANH SÁCH", None], HEAD, ROW])
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    path = book(bad_tables.changed(content, lambda xml: xml.replace(b"</sheetData>", merged)))
    (found,) = tables.tables(path=path, rows_max=100)["tables"]
    assert found["rows"] == [["DANH SÁCH", "DANH SÁCH"], HEAD, ROW]


def test_a_million_rows_that_are_not_there_are_passed_over(book, tmp_path, monkeypatch):
    looked, whole = [], rows._row
    monkeypatch.setattr(rows, "_row", lambda cells: looked.append(1) or whole(cells))
    path = book(bad_tables.far_cell(bad_tables.workbook([HEAD, ROW])))
    assert rows.rows(path=path, folder=str(tmp_path), rows_max=100) == {"sheets": 1}
    assert len((tmp_path / "0.lines").read_text().splitlines()) == 2
    assert len(looked) <= 4


@pytest.mark.parametrize(
    ("numbers", "answer"),
    [
        ("1 2 3", {"sheets": 1}),
        ("4 7 9", {"sheets": 1}),
        ("1 3 2", {"trouble": "order", "row": 2}),
        ("3 2 1", {"trouble": "order", "row": 2}),
        ("1 2 2", {"trouble": "order", "row": 2}),
        ("1 5 -", {"sheets": 1}),
    ],
)
def test_no_row_is_lost_because_of_its_number(book, tmp_path, numbers, answer):
    """The library gives rows by their rising numbers and passes over the others without a word."""

    def numbered(xml: bytes) -> bytes:
        for place, number in enumerate(numbers.split(), 1):
            said = b"<row" if number == "-" else b'<row R="%s"' % number.encode()
            xml = xml.replace(b'<row r="%d"' % place, said)
            xml = re.sub(rb'(<c) r="[AB]%d"' % place, rb"\1", xml)
        return xml.replace(b"<row R=", b"<row r=") + b"\n"

    path = book(bad_tables.changed(bad_tables.workbook([HEAD, ROW, ROW]), numbered))
    assert rows.rows(path=path, folder=str(tmp_path), rows_max=100) == answer
    if "sheets" in answer:
        assert len((tmp_path / "0.lines").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("was", "cells", "answer"),
    [
        (b"B2", b"A2", {"trouble": "cells", "cell": "A2"}),  # two of one address: the library takes the later
        (b"A2", b"C2", {"trouble": "cells", "cell": "B2"}),
        (b"B2", b"B3", {"trouble": "cells", "cell": "B3"}),  # the address of another row's cell
        (b"B2", b"AA2", {"sheets": 1}),
    ],
)
def test_no_cell_is_lost_because_of_its_address(book, tmp_path, was, cells, answer):
    readdressed = bad_tables.changed(
        bad_tables.workbook([HEAD, ROW, ROW]),
        lambda xml: xml.replace(b'<c r="%s"' % was, b'<c r="%s"' % cells),
    )
    assert rows.rows(path=book(readdressed), folder=str(tmp_path), rows_max=100) == answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        (b'<c r="A2"><f>1+1</f><v></v></c>', {"trouble": "formula", "cell": "A2"}),
        (b'<c r="A2"><f>1+1</f></c>', {"trouble": "formula", "cell": "A2"}),
        (b'<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        (b'<c r="A2" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        (b'<c r="A2"><v>1e309</v></c>', "#NUM!"),
    ],
)
def test_a_formula_counts_by_the_value_that_the_file_holds(book, cell, answer):
    content = bad_tables.workbook([HEAD, [77, "06/05/1990"]])
    path = book(bad_tables.changed(content, lambda xml: xml.replace(_cell(xml), cell)))
    found = tables.tables(path=path, rows_max=100)
    assert found == answer if isinstance(answer, dict) else found["tables"][0]["rows"][1][0] == answer


def _cell(xml: bytes) -> bytes:
    start = xml.index(b'<c r="A2"')
    return xml[start : xml.index(b"</c>", start) + 4]
