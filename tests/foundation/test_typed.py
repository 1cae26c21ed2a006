"""Text that people may write anything into, read as what a page of ours wrote there."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.typed import read_key


@given(st.uuids())
def test_a_key_that_was_written_is_read_again(key):
    assert read_key(str(key)) == key


@pytest.mark.parametrize(
    "typed", [None, "", "abc", "1" * 40, "00000000-0000-0000-0000-00000000000g", "²" * 32]
)
def test_anything_else_is_no_key(typed):
    assert read_key(typed) is None


@given(st.text())
def test_no_text_is_an_error(typed):
    assert read_key(typed) is None or isinstance(read_key(typed), UUID)
