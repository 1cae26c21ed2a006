"""The QR code of a citizen's card, pasted or scanned into the counter."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules.card import read_card

TEXT = "066190000123|240912345|Nguyễn Thị  Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


def test_a_card_says_number_name_birth_sex_and_address():
    card = read_card(TEXT)
    assert card.number == "066190000123"
    assert card.name == "Nguyễn Thị Hoa"
    assert card.birth_date == date(1990, 4, 19)
    assert card.gender == "female"
    assert card.address == "12 Lê Duẩn, phường Tân Lợi"


def test_letters_written_in_parts_are_put_together():
    card = read_card(unicodedata.normalize("NFD", TEXT))
    assert card.name == "Nguyễn Thị Hoa" and card.gender == "female"


@pytest.mark.parametrize("day", ["31021990", "1990", "", "ab041990", "00001990"])
def test_a_date_that_does_not_exist_is_left_empty(day):
    assert read_card(TEXT.replace("19041990", day)).birth_date is None


def test_a_card_without_its_last_part_is_read_all_the_same():
    assert read_card(TEXT.rpartition("|")[0]).address == "12 Lê Duẩn, phường Tân Lợi"


@pytest.mark.parametrize(
    "text", ["", "066190000123", "240912345|x|y|z|w|v", "a|b|c|d|e|f|g", "06619000012|" * 7]
)
def test_anything_else_is_not_a_card(text):
    assert read_card(text) is None


@given(st.text(max_size=800))
def test_no_text_breaks_it(text):
    card = read_card(text)
    assert card is None or len(card.number) == 12
