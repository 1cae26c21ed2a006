"""Đồng as each language writes them."""

import pytest

from motcua.foundation.money import dong


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "0\u00a0đ", "VND\u00a00"),
        (8_000, "8.000\u00a0đ", "VND\u00a08,000"),
        (100_000, "100.000\u00a0đ", "VND\u00a0100,000"),
        (4_800_000_000_000, "4.800.000.000.000\u00a0đ", "VND\u00a04,800,000,000,000"),
        (-25_000, "-25.000\u00a0đ", "VND\u00a0-25,000"),
    ],
)
def test_an_amount_is_written_as_its_reader_writes_it(amount, vietnamese, english):
    assert dong(amount, "vi") == vietnamese
    assert dong(amount, "en") == english
