"""Workbooks of published tables: what Excel did to them is named row by row; what it kept comes in as it was typed."""

import io
import zipfile
from datetime import date, time
from decimal import Decimal

import pytest
from openpyxl import Workbook

from motcua.foundation.refusal import InvalidInput
from motcua.foundation.workbooks import UNPACKED_BYTES_MAX
from motcua.indices import workbooks

HEAD = ["Tỉnh", "Điểm", "Hạng"]
ROWS = [["Quảng Ninh", 87.59, 1], ["Đắk Lắk", "80,47", 27]]


def book(rows, *, title="SIPAS", change=None):
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(made, sheet)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(rows, *, sheet="", **more):
    return workbooks.lines_in(book(rows, **more), sheet=sheet)


def refused(rows, **more):
    with pytest.raises(InvalidInput) as caught:
        read(rows, **more)
    return [fault.sentence % fault.facts for fault in caught.value.faults]


def test_numbers_come_as_they_were_typed_with_comma_or_point_and_whole_ones_stay_whole():
    lines = read([HEAD, *ROWS, ["Sơn La", 80.0, 30.0], ["Hà Nội", 79.99000000000001, None]])
    assert [(line.row, line.unit, line.score, line.rank) for line in lines] == [
        (2, "Quảng Ninh", Decimal("87.59"), 1),
        (3, "Đắk Lắk", Decimal("80.47"), 27),
        (4, "Sơn La", Decimal(80), 30),
        (5, "Hà Nội", Decimal("79.99"), None),
    ]


def test_a_share_shown_as_a_percentage_is_its_percentage():
    def as_percent(_book, sheet):
        sheet["B2"] = 0.8047
        sheet["B2"].number_format = "0.00%"

    assert read([HEAD, ["Đắk Lắk", 0, 27]], change=as_percent)[0].score == Decimal("80.47")


def test_titles_and_a_head_of_merged_cells_stand_above_the_table():
    def merge(_book, sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:C2")

    rows = [["CHỈ SỐ HÀI LÒNG NĂM 2022"], ["Tỉnh, thành phố", "SIPAS"], [None, "Điểm", "Xếp hạng"], *ROWS]
    lines = read(rows, change=merge)
    assert [(line.row, line.unit, line.rank) for line in lines] == [(4, "Quảng Ninh", 1), (5, "Đắk Lắk", 27)]


def test_what_became_a_date_is_named_by_its_row_and_nothing_comes_in():
    rows = [HEAD, ["Quảng Ninh", date(2026, 5, 27), 1], ["Đắk Lắk", 80.47, time(1, 30)], ["Sơn La", 79.0, 3]]
    said = refused(rows)
    assert len(said) == 2
    assert said[0].startswith("Row 2, column score: Excel made a date of it (27/05/2026)")
    assert said[1].startswith("Row 3, column rank: Excel made a date of it (01:30:00)")


def test_merged_figures_failed_formulas_words_and_empty_cells_are_each_named():
    def spoil(_book, sheet):
        sheet.merge_cells("C2:C3")
        sheet["B3"] = "#REF!"
        sheet["B3"].data_type = "e"

    said = refused([HEAD, *ROWS], change=spoil)
    assert said == [
        "Row 3, column score: a formula failed (#REF!).",
        "Row 3, column rank: the cells are merged. Each figure needs a cell of its own.",
    ]
    assert refused([HEAD, ["Đắk Lắk", "tốt", 1]]) == ["Row 2, column score: “tốt” is not a number."]
    assert refused([HEAD, ["Đắk Lắk", True, 1]]) == ["Row 2, column score: “True” is not a number."]
    assert refused([HEAD, [None, 80.47, 1]]) == ["Row 2 names no unit."]


def test_of_several_tables_one_must_be_said_and_sheets_without_one_are_passed_over():
    def more(made, _sheet):
        made.create_sheet("Ghi chú").append(["Nguồn: Bộ Nội vụ"])
        second = made.create_sheet("PAR")
        second.append(HEAD)
        second.append(["Đắk Lắk", 84.47, 38])

    assert refused([HEAD, *ROWS], change=more) == ["Several sheets hold a table: SIPAS, PAR. Say which one."]
    assert read([HEAD, *ROWS], change=more, sheet="PAR")[0].score == Decimal("84.47")
    assert "has no sheet “X”" in refused([HEAD, *ROWS], change=more, sheet="X")[0]

    def notes(made, _sheet):
        made.create_sheet("Ghi chú").append(["Nguồn: Bộ Nội vụ"])

    assert len(read([HEAD, *ROWS], change=notes)) == 2


def test_what_is_no_table_or_no_workbook_is_refused_in_words():
    assert "no column unit" in refused([["a", "b"], [1, 2]])[0]
    assert refused([]) == ["The table is empty."]
    for content, words in (
        (b"\xd0\xcf\x11\xe0rest", "old workbook"),
        (b"PK\x03\x04broken", "cannot be read"),
        ("Tỉnh;Điểm\nĐắk Lắk;80".encode("utf-16"), "UTF-16"),
    ):
        with pytest.raises(InvalidInput) as caught:
            workbooks.lines_in(content)
        assert words in caught.value.faults[0].sentence


def test_a_small_file_that_unpacks_to_a_large_one_is_not_opened():
    file = io.BytesIO(book([HEAD, *ROWS]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/large.xml", b" " * (UNPACKED_BYTES_MAX + 1))
    assert len(file.getvalue()) < 100_000
    with pytest.raises(InvalidInput) as caught:
        workbooks.lines_in(file.getvalue())
    assert "too large" in caught.value.faults[0].sentence
