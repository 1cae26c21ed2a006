"""Vietnamese text is folded for finding and sorted as a dictionary does."""

import unicodedata

import pytest

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
