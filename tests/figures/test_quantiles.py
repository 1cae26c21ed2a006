"""Quantiles and how sure they are, against slow sums of whole numbers and against chance itself."""

from collections import Counter
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.figures.rules.quantiles import quantile, ranks

SHARES = {0.5: Fraction(1, 2), 0.9: Fraction(9, 10)}


def below(whole, count, share):
    """P(at most `count` of `whole`), exactly."""
    return sum(comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(count + 1))


@given(whole=st.integers(1, 60), share=st.sampled_from(sorted(SHARES)))
def test_the_ranks_are_the_narrowest_whose_tails_are_small_enough(whole, share):
    exact, tail = SHARES[share], Fraction(25, 1000)
    lower, upper = ranks(whole, share)
    fits = [rank for rank in range(1, whole + 1) if below(whole, rank - 1, exact) <= tail]
    assert lower == (max(fits) if fits else None)
    fits = [rank for rank in range(1, whole + 1) if 1 - below(whole, rank - 1, exact) <= tail]
    assert upper == (min(fits) if fits else None)


@given(values=st.lists(st.integers(1, 40), min_size=1, max_size=60), share=st.sampled_from(sorted(SHARES)))
def test_the_value_is_the_first_up_to_which_the_share_lies(values, share):
    found = quantile(Counter(values), share)
    enough = [one for one in values if sum(other <= one for other in values) >= SHARES[share] * len(values)]
    assert found.value == min(enough)
    assert (found.low or 0) <= found.value <= (found.high or max(values))


def test_few_records_cannot_say_when_nine_in_ten_are_done():
    assert quantile({3: 12}, 0.9).high is None
    assert quantile({3: 35}, 0.9).high is None and quantile({3: 36}, 0.9).high == 3


def test_many_records_are_no_burden():
    lower, upper = ranks(1_000_000, 0.5)
    assert 498_900 < lower < 499_100 and 500_900 < upper < 501_100


@pytest.mark.parametrize("share", sorted(SHARES))
def test_the_true_quantile_lies_between_in_at_least_so_many_of_a_hundred_samples(share):
    chance, hits, tries = Random(7), 0, 400
    true = {0.5: 7, 0.9: 23}[share]  # of a geometric distribution with a tenth a step
    for _ in range(tries):
        values = Counter()
        for _ in range(60):
            steps = 1
            while chance.random() >= 0.1:
                steps += 1
            values[steps] += 1
        found = quantile(values, share)
        hits += found.low <= true and (found.high is None or true <= found.high)
    assert hits / tries >= 0.95
