"""The table of a list: its columns, its rows in whatever order and words, and what is wrong with it by row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import lists
from motcua.foundation.refusal import InvalidInput
from motcua.procedures import files, parsing
from tests.dossiers.listed import HEADING, TEXT, line

DEFINITION = parsing.definition(files.read(TEXT).document)
CASE = DEFINITION.cases[0]
COLUMNS = lists.columns(DEFINITION.form(CASE), CASE.papers)


def read(*lines, heading=HEADING):
    return lists.read([[str(cell) for cell in one] for one in (heading, *lines)], COLUMNS)


def test_the_questions_are_the_columns_and_then_the_papers_that_are_attached():
    assert [one.code for one in COLUMNS] == [
        "worker",
        "identity",
        "born",
        "purpose",
        "school",
        "giay-chung-minh",
    ]
    assert [one.required for one in COLUMNS] == [True, True, True, True, False, False]


def test_a_row_says_its_answers_in_words_and_its_files_by_name():
    rows, notes = read(line(0, file="a.pdf; b.pdf"), line(1, purpose="HỌC TẬP", school="Trường 1"))
    assert notes == ()
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].data["purpose"] == "lam-viec" and rows[1].data["purpose"] == "hoc-tap"
    assert rows[0].files == {"giay-chung-minh": ("a.pdf", "b.pdf")} and rows[1].files == {}


def test_columns_are_known_by_their_headings_in_either_language_and_any_order():
    rows, notes = read(("Work", "Full name".upper()), heading=("Purpose", "full  NAME *"))[0], None
    assert rows[0].data == {"purpose": "lam-viec", "worker": "FULL NAME"} and notes is None


def test_blank_rows_are_no_requests_and_rows_keep_the_number_of_the_sheet():
    rows, _ = read(line(0), ("", "", "", "", "", "", ""), line(1))
    assert [row.number for row in rows] == [2, 4]


def test_a_title_above_the_heading_is_passed_over_and_an_unknown_column_is_said():
    table = [["DANH SÁCH NGƯỜI LAO ĐỘNG"], [*HEADING, "Ghi chú"], [str(cell) for cell in (*line(0), "gấp")]]
    rows, notes = lists.read(table, COLUMNS)
    assert len(rows) == 1 and rows[0].number == 3
    assert [(note.row, note.stops, note.facts["said"]) for note in notes] == [(2, False, "Ghi chú")]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([["a", "b"], ["1", "2"]], "No column of the template"),
        ([list(HEADING)], "no row below its heading"),
        ([list(HEADING), *[[str(cell) for cell in line(n)] for n in range(lists.ROWS_MAX + 1)]], "at most"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_do(table, says):
    with pytest.raises(InvalidInput) as refused:
        lists.read(table, COLUMNS)
    assert says in refused.value.faults[0].sentence and refused.value.faults[0].field == "table"


def test_two_rows_that_say_the_same_are_one_request_written_twice():
    rows, _ = read(line(0), line(1), line(0))
    assert [(one.row, one.facts["row"]) for one in lists.twice(rows)] == [(4, 2)]


def test_a_day_that_excel_wrote_is_a_day_and_no_number_loses_its_zeros():
    rows, _ = read(line(0, born="1990-05-06 00:00:00", identity="066203000000"))
    assert rows[0].data["born"] == "1990-05-06" and rows[0].data["identity"] == "066203000000"


def test_a_file_is_found_by_its_name_or_without_its_ending_where_that_is_one():
    files = ["Nguyen Van A.pdf", "b.pdf", "b.png"]
    assert lists.file_named("nguyen van a.PDF", files) == "Nguyen Van A.pdf"
    assert lists.file_named("Nguyễn Văn A", files) == "Nguyen Van A.pdf"
    assert lists.file_named("b", files) is None, "two could be meant"
    assert lists.file_named("b.png", files) == "b.png"


def test_rows_come_back_from_the_draft_as_they_were():
    rows, _ = read(line(0, file="a.pdf"), line(1))
    assert lists.as_kept(lists.kept(rows)) == rows
    assert lists.as_kept(None) == ()


def test_headings_that_are_alike_get_their_code():
    twins = TEXT.replace("label: {vi: Trường, en: School}", "label: {vi: Họ và tên, en: Full name}")
    definition = parsing.definition(files.read(twins).document)
    headings = [one.heading.vi for one in lists.columns(definition.form(definition.cases[0]), ())]
    assert headings[0] == "Họ và tên (worker)" and headings[-1] == "Họ và tên (school)"


def test_a_form_whose_list_must_be_filled_in_cannot_be_a_row():
    group = """\
          - group: members
            label: {vi: Thành viên, en: Members}
            row_label: {vi: Thành viên, en: Member}
            rows_min: 1
            rows_max: 4
            fields: [{code: name, kind: name, label: {vi: Tên, en: Name}}]
"""
    assert lists.can_be_listed(DEFINITION, CASE)
    definition = parsing.definition(files.read(TEXT + group).document)
    assert not lists.can_be_listed(definition, definition.cases[0])


@given(
    order=st.permutations(range(len(HEADING))),
    blanks=st.lists(st.booleans(), min_size=4, max_size=4),
    title=st.booleans(),
)
def test_order_of_columns_blank_rows_and_a_title_change_nothing_but_the_numbers(order, blanks, title):
    plain, _ = read(*(line(n) for n in range(4)))
    table = [["Danh sách của công ty"]] if title else []
    table.append([HEADING[i] for i in order])
    for number, blank in enumerate(blanks):
        table += [[""] * len(HEADING)] if blank else []
        table.append([str(line(number)[i]) for i in order])
    shuffled, notes = lists.read(table, COLUMNS)
    assert notes == () and [(row.data, row.files) for row in shuffled] == [
        (row.data, row.files) for row in plain
    ]
    # The slow way: where each name stands in the sheet.
    places = {cell: n for n, cells in enumerate(table, 1) for cell in cells}
    assert [row.number for row in shuffled] == [places[row.data["identity"]] for row in shuffled]


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(HEADING), st.text(max_size=12)), max_size=9),
        min_size=1,
        max_size=14,
    )
)
def test_whatever_is_sent_is_read_or_refused_with_a_sentence(table):
    try:
        rows, _ = lists.read(table, COLUMNS)
    except InvalidInput as refusal:
        assert [fault.field for fault in refusal.faults] == ["table"]
    else:
        known = {one.code for one in COLUMNS}
        assert rows and all(set(row.data) | set(row.files) <= known for row in rows)
        assert lists.as_kept(lists.kept(rows)) == rows
