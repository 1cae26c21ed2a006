"""Length and parts of short messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.short_text import bare, short


def test_vietnamese_loses_its_marks_and_keeps_its_letters():
    assert bare("Hồ sơ của bà Đặng Thị Lễ: hẹn trả – 14:00") == "Ho so cua ba Dang Thi Le: hen tra - 14:00"


@pytest.mark.parametrize(
    ("text", "with_marks", "letters", "parts"),
    [
        ("a" * 160, False, 160, 1),
        ("a" * 161, False, 161, 2),
        ("a" * 306, False, 306, 2),
        ("a" * 307, False, 307, 3),
        ("[" * 80, False, 160, 1),  # brackets count twice
        ("[" * 81, False, 162, 2),
        ("ồ" * 70, True, 70, 1),
        ("ồ" * 71, True, 71, 2),
        ("ồ" * 70, False, 70, 1),
        ("é" * 160, True, 160, 1),  # the plain alphabet has this one
        ("😀" * 35, True, 70, 1),
    ],
)
def test_letters_and_parts_are_those_of_the_network(text, with_marks, letters, parts):
    found = short(text, with_marks=with_marks)
    assert (found.letters, found.parts) == (letters, parts)


@given(st.text())
def test_whatever_is_written_a_plain_message_can_carry_it(text):
    found = short(text)
    assert not found.is_wide
    assert short(found.text) == found
