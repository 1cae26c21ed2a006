"""Headings are recognised whatever their marks, case, language and order; what says nothing is left out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.text import fold
from motcua.operations.importing.columns import COLUMNS, Kind, recognised, says_nothing

SPELLINGS = (
    lambda text: text,
    str.upper,
    fold,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text} (*) ",
    lambda text: text.replace(" ", "\n"),
)


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_a_table_is_known_by_its_headings_in_any_spelling_and_order(kind, data):
    wanted = [column for column in COLUMNS[kind] if column.needed or data.draw(st.booleans())]
    if kind is Kind.REGISTER:
        wanted = [column for column in wanted if column.name != "state"]
    order = data.draw(st.permutations(wanted))
    heads = [
        data.draw(st.sampled_from(SPELLINGS))(column.en if data.draw(st.booleans()) else column.vi)
        for column in order
    ]
    above = [[""], ["Danh sách của cơ quan", "", ""]][: data.draw(st.integers(0, 2))]
    found = recognised([*above, ["STT", *heads, "Ghi chú nội bộ"]])
    assert found is not None and found.kind is kind and not found.missing
    assert found.columns == {column.name: place for place, column in enumerate(order, 1)}
    assert found.heading == len(above) and found.unknown == ("Ghi chú nội bộ",)


def test_no_two_columns_of_a_kind_answer_to_one_word():
    for columns in COLUMNS.values():
        for one in columns:
            words = [fold(one.vi), fold(one.en).replace("-", " "), *one.words]
            for word in words:
                assert [other.name for other in columns if other.is_called(word)] == [one.name], word


def test_a_column_that_must_be_there_is_missed_by_name():
    found = recognised([["Mã định danh", "Tên cơ quan", "Cấp"]])
    assert found is not None and found.kind is Kind.AGENCIES and found.missing == ("parent",)
    assert recognised([["Xin", "chào"], []]) is None


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["", "  "],
        ["(1)", "(2)", "(3)", "(4)"],
        ["1", "2", "3"],
        ["I. Lĩnh vực hộ tịch"] * 5,
        ["", "Tổng cộng", "12"],
        ["Tổng số: 3 hồ sơ"],
        ["Total", "", "3"],
    ],
)
def test_rows_that_say_nothing_are_left_out(texts):
    assert says_nothing(texts, key="")


@pytest.mark.parametrize("texts", [["1", "H15-1", "Tổng Văn Nam"], ["1", "H15-1"], ["H15-1", "", "Tổng"]])
def test_a_row_with_a_number_of_its_own_is_never_left_out(texts):
    assert not says_nothing(texts, key="H15-1")
