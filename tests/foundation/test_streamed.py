"""Lists as CSV and XLSX that leave row by row, in which no cell is a formula."""

import csv
import io
from datetime import datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from motcua.foundation.downloads.streamed import BYTES_AT_ONCE, csv_lines, xlsx

MOMENT = datetime(2026, 3, 18, 9, 30)
ROWS = [
    ("Mã", "Người nộp", "Số", "Ngày"),
    ("H15-1", "Nguyễn Thị Hoa & <con>", 7, MOMENT),
    ("", None, 0, None),
]


def workbook(rows, **more):
    content = b"".join(xlsx(iter(rows), head=1, widths=(10, 30, 8, 17), title="Sổ", note="mô phỏng", **more))
    return load_workbook(io.BytesIO(content))


def test_a_workbook_holds_the_rows_with_numbers_and_moments_as_such():
    book = workbook(ROWS)
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == list(ROWS[0]) and sheet["A1"].font.bold
    assert [cell.value for cell in sheet[2]] == list(ROWS[1])
    assert [cell.value for cell in sheet[3]] == [None, None, 0, None]
    assert sheet.freeze_panes == "A2" and sheet.title == "Sổ" and book.properties.description == "mô phỏng"


def test_csv_holds_the_same():
    rows = list(csv.reader(io.StringIO("".join(csv_lines(ROWS)).removeprefix("\ufeff"))))
    assert rows[1] == ["H15-1", "Nguyễn Thị Hoa & <con>", "7", "2026-03-18 09:30"] and rows[2] == [
        "",
        "",
        "0",
        "",
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84905", "-1+1", "@SUM(A1)", "\tTab", "\rCR"])
def test_words_that_look_like_a_formula_stay_words(name):
    assert next(csv.reader(io.StringIO("".join(csv_lines([(name, "x")]))[1:], newline="")))[0] == f"'{name}"
    cell = workbook([("a",), (name.strip(),)]).active["A2"]
    assert cell.value == name.strip() and cell.data_type == "s"
    if name[0] in "=+-@":
        assert cell.quotePrefix


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(-9, 10**9)), min_size=1, max_size=5))
def test_whatever_is_written_a_reader_finds_no_formula_and_a_whole_file(rows):
    sheet = workbook([("a", "b"), *rows]).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [number for _text, number in rows]


def test_the_first_bytes_leave_before_the_rows_are_read():
    asked = []

    def endless():
        for number in count():
            asked.append(number)
            yield (f"{number}-{number * 7919}" * 20, "x")

    parts = xlsx(endless(), head=1, widths=(10, 10), title="a", note="")
    assert next(parts) and not asked
    assert len(next(parts)) >= BYTES_AT_ONCE and len(asked) < 5000
    assert next(csv_lines(endless())) == "\ufeff"
