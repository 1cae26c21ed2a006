"""When two estimates are surely different: by t with the degrees behind their errors, and with what they share."""

import random

import pytest

from motcua.indices import rules
from motcua.indices.rules import Measured
from motcua.surveys.estimation import quantile


def sure(first, second, **more) -> bool:
    found = rules.apart(first, second, **more)
    return found.is_sure(quantile(0.975, found.degrees))


def test_few_degrees_of_freedom_need_more_than_the_normal_distribution_would():
    near, far = Measured(80, 1, 4), Measured(83, 1, 4)
    # Satterthwaite: equal errors of four degrees each make eight.
    assert rules.apart(near, far).degrees == pytest.approx(8)
    assert rules.apart(near, far).error == pytest.approx(2**0.5)
    assert abs(80 - 83) > 1.96 * 2**0.5 and not sure(near, far)
    assert sure(Measured(80, 1, 60), Measured(83, 1, 60))


def test_one_common_design_effect_makes_two_errors_no_surer_than_one():
    assert rules.apart(Measured(80, 1, 4), Measured(83, 1, 4), pooled=True).degrees == 4


def test_without_an_error_nothing_is_sure_and_a_province_alone_is_the_nation():
    assert not sure(Measured(80, 0, 5), Measured(90, 0, 5))
    assert not rules.apart(Measured(80, 1, 5), Measured(80, 1, 5), shared=1.0).is_sure(2.0)


def test_a_province_and_the_mean_it_is_part_of_differ_surely_as_often_by_chance_as_promised():
    """Five equal provinces of six villages each: all of them truly like the nation, so 5 of 100 may be called different."""
    chance, called, apart_called, runs = random.Random(7), 0, 0, 4000
    for _run in range(runs):
        provinces = []
        for _province in range(5):
            villages = [chance.gauss(80, 5) for _village in range(6)]
            mean = sum(villages) / 6
            provinces.append(Measured(mean, (sum((one - mean) ** 2 for one in villages) / 5 / 6) ** 0.5, 5))
        error = sum(one.error**2 for one in provinces) ** 0.5 / 5
        nation = Measured(sum(one.estimate for one in provinces) / 5, error, 25)
        called += sure(provinces[0], nation, shared=provinces[0].error ** 2 / 5)
        apart_called += sure(provinces[0], nation)
    assert 0.04 <= called / runs <= 0.065
    assert apart_called / runs < 0.04, "as if independent, too little is called different"
