import random

import pytest
from bench.procedure_names import names, pairs_one_word_apart
from bench.search import place_of, slips
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.text import fold
from motcua.procedures.finding import Entry, Index, is_one_slip

NAMES = names(1200)
INDEX = Index(Entry(number, f"9.{number:06d}", name) for number, name in enumerate(NAMES))


def test_the_grammar_is_hard_enough():
    whole = names(6000)
    assert len(set(whole)) == 6000
    assert len({fold(name) for name in whole}) == 6000
    assert pairs_one_word_apart(whole) >= 2000


def test_every_name_is_found_first_by_itself_with_and_without_marks():
    for number in range(0, len(NAMES), 7):
        assert place_of(INDEX, NAMES[number], number) == 1
        assert place_of(INDEX, fold(NAMES[number]), number) == 1
        assert place_of(INDEX, fold(NAMES[number]).upper(), number) == 1


def test_a_slip_in_the_first_three_words_leaves_the_name_among_the_first_five():
    chance = random.Random(7)
    tries = 300
    found = sum(
        place_of(INDEX, slips(NAMES[number], chance), number) > 0
        for number in (chance.randrange(len(NAMES)) for _ in range(tries))
    )
    assert found >= 0.95 * tries


SMALL = Index([
    Entry(1, "1.001612", "Đăng ký thành lập hộ kinh doanh", ("hkd", "mở quán")),
    Entry(2, "1.002809", "Đổi giấy phép lái xe", ("bằng lái",)),
    Entry(3, "1.013225", "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ"),
    Entry(4, "2.000488", "Cấp Phiếu lý lịch tư pháp"),
    Entry(5, "1.012785", "Đăng ký biến động đất đai khi chuyển nhượng, tặng cho, thừa kế", ("sổ đỏ",)),
    Entry(6, "1.001193", "Đăng ký khai sinh"),
    Entry(7, "1.000656", "Đăng ký khai tử"),
    Entry(8, "9.000001", "Cấp thẻ bán hàng"),
    Entry(9, "9.000002", "Cấp thẻ bản hàng"),
])  # fmt: skip


def first(typed):
    return next((hit.key for hit in SMALL.search(typed)), None)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("gplx", 2), ("GPXD", 3), ("lltp", 4), ("hkd", 1), ("so do", 5), ("sổ đỏ", 5), ("bang lai xe", 2), ("khai sinh", 6), ("kai sinh", 6),
        ("khai sihn", 6), ("dang ki khai sinh", 6), ("xay nha rieng le", 3), ("mo quan", 1), ("1.002809", 2), ("002809", 2), ("lý lịch", 4),
        ("xin giấy phép xây dựng nhà", 3), ("khai s", 6),
    ],
)  # fmt: skip
def test_abbreviations_slips_parts_and_codes_are_found(typed, key):
    assert first(typed) == key


def test_the_same_marks_rank_first():
    assert first("bán hàng") == 8
    assert first("bản hàng") == 9


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "zzqqy", "!!!", '"', "a" * 5000, "OR 1=1 --", "name:*", "NEAR(x)", "\x00", "(((", "đ" * 300],
)
def test_nothing_typed_has_a_special_meaning(typed):
    assert len(SMALL.search(typed)) <= 20


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(typed):
    hits = SMALL.search(typed)
    assert len({hit.key for hit in hits}) == len(hits)
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
def test_one_slip_is_what_a_slow_oracle_says(typed, meant):
    one_away = set()
    for place in range(len(meant) + 1):
        one_away |= {meant[:place] + letter + meant[place:] for letter in "abc"}
        if place < len(meant):
            one_away.add(meant[:place] + meant[place + 1 :])
            one_away |= {meant[:place] + letter + meant[place + 1 :] for letter in "abc"}
        if place + 1 < len(meant):
            one_away.add(meant[:place] + meant[place + 1] + meant[place] + meant[place + 2 :])
    assert is_one_slip(typed, meant) is (typed in one_away - {meant})


def test_an_empty_index_finds_nothing():
    assert Index([]).search("khai sinh") == []
