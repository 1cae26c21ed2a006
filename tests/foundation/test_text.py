"""Vietnamese text is folded for finding and sorted as a dictionary does."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.text import fold, nfc, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký quyền sử dụng đất", "dang ky quyen su dung dat"),
        ("HỒ SƠ", "ho so"),
        ("  Nguyễn   Thị\tHoa ", "nguyen thi hoa"),
        ("H’Duyên Êban", "hduyen eban"),
        ("H'Duyên", "hduyen"),
        ("Y Djŭ Buôn Yă", "y dju buon ya"),
        ("", ""),
    ],
)
def test_folding_forgives_marks_case_spaces_and_apostrophes(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_one_form_is_stored():
    assert nfc(unicodedata.normalize("NFD", "Đắk Lắk")) == "Đắk Lắk"


def test_words_sort_as_in_a_vietnamese_dictionary():
    words = [
        "đa",
        "Da",
        "ăn",
        "an",
        "ân",
        "Bà",
        "ba",
        "bả",
        "bã",
        "bá",
        "bạ",
        "em",
        "êm",
        "ông",
        "ong",
        "ơn",
        "ưu",
        "ung",
    ]
    right = [
        "an",
        "ăn",
        "ân",
        "ba",
        "Bà",
        "bả",
        "bã",
        "bá",
        "bạ",
        "Da",
        "đa",
        "em",
        "êm",
        "ong",
        "ông",
        "ơn",
        "ung",
        "ưu",
    ]
    assert sorted(words, key=sort_key) == right


SYLLABLES = st.text(alphabet="aăâeêioôơuưyđdbcghklmnpqrstvx ÀẢÃÁẠằẳẵắặỀỂỄẾỆờởỡớợ0123456789.'-", max_size=30)


@given(SYLLABLES)
def test_folding_twice_is_folding_once_and_does_not_depend_on_the_form(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(text.upper()) == folded


@given(SYLLABLES, SYLLABLES)
def test_the_order_does_not_depend_on_the_form_or_on_capitals(one, other):
    decomposed = unicodedata.normalize("NFD", one)
    assert sort_key(one) == sort_key(decomposed) == sort_key(one.upper())
    assert (sort_key(one) < sort_key(other)) == (sort_key(decomposed) < sort_key(other))


def test_names_of_provinces_sort_as_people_expect():
    names = [
        "Đồng Nai",
        "Đắk Nông",
        "Đà Nẵng",
        "Điện Biên",
        "Đắk Lắk",
        "Đồng Tháp",
        "Cần Thơ",
        "Gia Lai",
        "Cao Bằng",
    ]
    assert sorted(names, key=sort_key) == [
        "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai",
    ]  # fmt: skip


def test_a_word_comes_before_the_longer_word_that_begins_with_it():
    assert sorted(["Hà Nam", "Hà", "Hạnh", "Hà Nội"], key=sort_key) == ["Hà", "Hà Nam", "Hà Nội", "Hạnh"]
