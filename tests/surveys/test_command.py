"""`motcua estimate`: what it prints, and how a damaged file is named row by row."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from motcua.surveys.estimation import Ratio, Share, estimate
from tests.surveys.test_estimation import nation

DESIGN = ["--strata", "province", "--cluster", "cluster", "--weight", "w"]


@pytest.fixture
def people(tmp_path):
    """The little nation as a CSV file."""
    columns = nation(provinces=3)
    columns["answer"] = [None if place == 5 else int(value) for place, value in enumerate(columns["answer"])]
    path = tmp_path / "mo-phong-dan-cu.csv"
    rows = zip(*(list(column) for column in columns.values()), strict=True)
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8-sig")
    return path, columns


def say(*words):
    out, err = StringIO(), StringIO()
    call_command("estimate", *map(str, words), "--lang", "en", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(*words, lang="en"):
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("estimate", *map(str, words), "--lang", lang, stderr=err)
    assert stopped.value.code == 2
    return err.getvalue().splitlines()


def test_json_is_a_list_of_objects_and_says_what_the_module_says(people):
    path, columns = people
    values = ["--value", "answer", "--value", "answer=1", "--value", "answer/w"]
    stages = ["--cluster", "person", "--fpc", "N1", "--fpc", "N2", "--by", "province"]
    out, err = say(path, *values, *DESIGN, *stages, "--json")
    expected = estimate(
        columns,
        values=["answer", Share("answer", (1,), label="answer=1"), Ratio("answer", "w")],
        domains="province",
        strata="province",
        clusters=("cluster", "person"),
        weights="w",
        fpc=("N1", "N2"),
    ).to_pylist()
    found = json.loads(out)
    assert found == [row | {"domain": str(row["domain"])} for row in expected]
    assert err == ""


def test_the_table_is_written_as_the_language_writes_numbers(people):
    path, _columns = people
    english = say(path, "--value", "answer", *DESIGN)[0].splitlines()
    assert english[0].split() == [
        *("value", "domain", "estimate", "±", "error", "95", "%", "interval", "n", "design", "effect")
    ]
    assert english[1].startswith("answer  everybody") and "0." in english[1]
    out = StringIO()
    call_command("estimate", str(path), "--value", "answer", *DESIGN, stdout=out)
    assert "0," in out.getvalue().splitlines()[1]


def test_what_was_assumed_is_printed_beside_the_json(people):
    path, _columns = people
    text = path.read_text(encoding="utf-8-sig").replace("\n2,", "\n9,", 1)
    path.write_text(text, encoding="utf-8")
    out, err = say(path, "--value", "answer", *DESIGN, "--json")
    assert len(json.loads(out)) == 1
    assert "1 strata hold one unit only (9)" in err


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("3-May", "Row 3, column q: the spreadsheet has made a date of a number: “3-May”."),
        ("05/03/2024", "Row 3, column q: the spreadsheet has made a date of a number: “05/03/2024”."),
        ("#N/A", "Row 3, column q: “#N/A” is an error of the spreadsheet."),
        ('"3,5"', "Row 3, column q: “3,5” has a comma; write decimals with a point"),
        ('"1.234,5"', "has a comma"),
        ('"12 345"', "has marks between thousands; write digits only."),
        ("tốt", "Row 3, column q: “tốt” is not a number."),
    ],
)
def test_what_a_spreadsheet_has_damaged_is_named_with_its_row(tmp_path, cell, words):
    path = tmp_path / "a.csv"
    path.write_text(f"tỉnh,q\nĐắk Lắk,1\nĐắk Lắk,{cell}\nHà Nội,2\n", encoding="utf-8")
    first, last = refused(path, "--value", "q", "--by", "tỉnh")
    assert words in first
    assert last == "Correct what is listed and start again. Nothing was computed."


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("tỉnh,q\nĐắk Lắk,1\n".encode("utf-16"), "The file is in UTF-16. Save it again as UTF-8"),
        (
            b"tinh,q\na,1\n" + "Đà Nẵng,2\n".encode("cp1258", "ignore") + b"b,3\n",
            "Line 3 is not UTF-8.",
        ),
        ("tỉnh,q\na,1\nThÃ¡i BÃ¬nh,2\n".encode(), "Row 3, column tỉnh: “ThÃ¡i BÃ¬nh” was once read"),
        ("tỉnh,q\na,1\nÄ\x90áº¯k,2\n".encode(), "Row 3, column tỉnh: “Ä\x90áº¯k” was once read"),
        ("tỉnh,q\n2.5E+11,1\n".encode(), "shortened a long code to “2.5E+11”"),
        (b"PK\x03\x04rest", "This is a workbook, not text."),
        (b"q,q\n1,2\n", "Two columns are named q."),
        (b"q,\n1,2\n", "Column number 2 has no name."),
        (b"q,r\n1,2\n1\n", "Row 3 has another number of cells than the head: 1."),
        (b'q,r\n1,"2\n', "The file cannot be read as CSV"),
        (b"", "The table has no columns."),
        (b"q,r\n", "The table has no rows."),
        (b"x,r\n1,2\n", "There is no column q; there are: x, r"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path, raw, words):
    path = tmp_path / "a.csv"
    path.write_bytes(raw)
    by = ["--by", "tỉnh"] if "tỉnh".encode() in raw and not raw.startswith(b"\xff") else []
    said = refused(path, "--value", "q", *by)
    assert any(words in line for line in said), said


def test_a_file_with_semicolons_is_read_and_a_missing_one_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("q;w\n1;1\nNA;1\n0;2\n", encoding="utf-8")
    (row,) = json.loads(say(path, "--value", "q", "--weight", "w", "--json")[0])
    assert row["estimate"] == pytest.approx(1 / 3) and row["n"] == 2
    assert "cannot be opened" in refused(tmp_path / "none.csv", "--value", "q")[0]


def test_refusals_are_said_in_vietnamese_too(people):
    path, _columns = people
    said = refused(path, "--value", "answer", "--weight", "group", lang="vi")
    assert "quyền số phải là số lớn hơn không" in said[0]


def test_an_answer_that_is_not_on_the_scale_is_named_with_its_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("q\n1\n9\n\n3\n", encoding="utf-8")
    assert refused(path, "--value", "q", "--scale", "1,2,3")[0] == "Row 3, column q: 9 is not on the scale."
    assert refused(path, "--value", "q=1", "--scale", "1,2,3")[0] == "Row 3, column q: 9 is not on the scale."
    assert "must be numbers" in refused(path, "--value", "q", "--scale", "low")[0]
