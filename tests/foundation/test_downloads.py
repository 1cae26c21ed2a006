"""Downloads: every format says the same, keeps what is missing missing, and says where the figures come from."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.downloads import Column, Format, Kind, Nature, Source, Table, file_name, package, write

COLUMNS = (
    Column("unit", Kind.TEXT, "Tỉnh, thành phố"),
    Column("score", Kind.NUMBER, "Điểm", "phần trăm hài lòng"),
    Column("rank", Kind.INTEGER, "Hạng"),
)
ROWS = [("Đắk Lắk", Decimal("80.47"), 27), ("Sơn La", None, None), ("=1+1", 0.5, -3)]


def table(rows=ROWS, *, nature=Nature.PUBLISHED, columns=COLUMNS):
    return Table(
        name="sipas-2022",
        title="SIPAS 2022",
        columns=columns,
        rows=rows,
        nature=nature,
        sources=(Source("VNA", "https://en.vietnamplus.vn/x"), Source("Buổi công bố")),
    )


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_parquet(content):
    return pyarrow.parquet.read_table(io.BytesIO(content))


def test_csv_is_read_by_spreadsheets_and_no_cell_is_a_formula():
    content = write(table(), Format.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        ["unit", "score", "rank", "nature"],
        ["Đắk Lắk", "80.47", "27", "published"],
        ["Sơn La", "", "", "published"],
        ["'=1+1", "0.5", "-3", "published"],
    ]


def test_a_workbook_holds_numbers_words_and_a_dictionary():
    book = openpyxl.load_workbook(io.BytesIO(write(table(), Format.XLSX)))
    rows = list(book["sipas-2022"].iter_rows(values_only=True))
    assert rows[0] == ("Tỉnh, thành phố", "Điểm", "Hạng", "nature")
    assert rows[1] == ("Đắk Lắk", 80.47, 27, "published") and rows[2][1:3] == (None, None)
    assert book["sipas-2022"]["A4"].data_type == "s"
    told = [row[:4] for row in book["dictionary"].iter_rows(values_only=True)]
    assert ("score", "number", "Điểm", "phần trăm hài lòng") in told
    assert ("source", "VNA", "https://en.vietnamplus.vn/x", None) in told


def test_a_long_table_becomes_a_workbook_without_wide_columns_or_what_xml_has_no_place_for():
    columns = tuple(Column(f"c{n}", Kind.TEXT, f"Cột {n}") for n in range(30))
    rows = [("=SUM(A1)", "a\x00\x0b<&>\ud800", " x\n", "y" * 99, *(None,) * 26)] * 400
    content = write(table(rows, columns=columns), Format.XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[401]][:5] == ["=SUM(A1)", "a<&>", " x\n", "y" * 99, None]
    assert sheet["AE401"].value == "published" and sheet["A401"].data_type == "s"
    assert sheet.freeze_panes == "A2" and sheet["AE1"].font.bold and not sheet["A2"].font.bold
    assert sheet.column_dimensions["D"].width == 60


def test_parquet_is_read_by_others_with_its_types_and_what_it_is():
    found = read_parquet(write(table(), Format.PARQUET))
    assert found.to_pydict() == {
        "unit": ["Đắk Lắk", "Sơn La", "=1+1"],
        "score": [80.47, None, 0.5],
        "rank": [27, None, -3],
        "nature": ["published"] * 3,
    }
    assert [str(field.type) for field in found.schema] == ["string", "double", "int64", "string"]
    assert found.schema.metadata[b"nature"] == b"published"


@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
            st.none() | st.floats(allow_nan=False),
            st.none() | st.integers(-(2**63), 2**63 - 1),
        ),
        max_size=40,
    ),
    st.integers(1, 20),
)
def test_any_table_is_the_same_after_parquet(rows, copies):
    columns = tuple(
        Column(f"{column.name}{copy}", column.kind, column.title)
        for copy in range(copies)
        for column in COLUMNS
    )
    found = read_parquet(write(table([row * copies for row in rows], columns=columns), Format.PARQUET))
    assert found.num_rows == len(rows)
    for place, column in enumerate(COLUMNS):
        assert found.column(f"{column.name}{copies - 1}").to_pylist() == [row[place] for row in rows]


def test_made_up_figures_say_so_in_the_name_and_inside_each_format():
    made_up = table(nature=Nature.SIMULATED)
    assert [file_name(made_up, format) for format in Format] == [
        "mo-phong-sipas-2022.csv", "mo-phong-sipas-2022.xlsx", "mo-phong-sipas-2022.parquet",
    ]  # fmt: skip
    assert {row[-1] for row in read_csv(write(made_up, Format.CSV))[1:]} == {"simulated"}
    book = openpyxl.load_workbook(io.BytesIO(write(made_up, Format.XLSX)))
    assert book.sheetnames[0] == "mo-phong-sipas-2022" and book.properties.keywords == "simulated"
    assert read_parquet(write(made_up, Format.PARQUET)).schema.metadata[b"nature"] == b"simulated"
    assert json.loads(package(made_up))["nature"] == "simulated"


def test_the_package_describes_each_file_by_the_standard():
    described = json.loads(package(table()))
    assert described["name"] == "sipas-2022"
    assert described["sources"] == [
        {"title": "VNA", "path": "https://en.vietnamplus.vn/x"},
        {"title": "Buổi công bố"},
    ]
    by_format = {resource["format"]: resource for resource in described["resources"]}
    assert by_format.keys() == {"csv", "xlsx", "parquet"}
    content = write(table(), Format.CSV)
    assert by_format["csv"]["path"] == "sipas-2022.csv" and by_format["csv"]["bytes"] == len(content)
    fields = by_format["csv"]["schema"]["fields"]
    assert [field["name"] for field in fields] == read_csv(content)[0]
    assert [field["type"] for field in fields] == ["string", "number", "integer", "string"]


def test_a_table_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="cells"):
        table([("Đắk Lắk", 1)])
    with pytest.raises(ValueError, match="one name"):
        table([], columns=(*COLUMNS, COLUMNS[0]))
    with pytest.raises(ValueError, match="plain name"):
        table([], columns=(Column("Điểm số", Kind.TEXT, ""),))
