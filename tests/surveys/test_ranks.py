"""Rank sets hold the true ranks as often as they promise; bands and ties are as they are published."""

import math

import numpy
import pytest

from motcua.surveys.estimation import estimate
from motcua.surveys.ranks import band_probabilities, competition_ranks, rank_sets
from tests.surveys.test_estimation import DESIGN, nation

RANKINGS = 1000
UNITS = 8
DRAWS = 400


def true_ranks(truth):
    """The best and the worst rank that each unit can be said to have; they differ where units are equal."""
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    worst = len(truth) - (truth[None, :] < truth[:, None]).sum(axis=1)
    return best, worst


def covered(
    *, simultaneous, spreads, seed, units=UNITS, rankings=RANKINGS, draws=DRAWS, degrees=None, told=True
):
    """The share of known rankings that the sets hold: of all units together, or of one unit picked in each."""
    chance = numpy.random.default_rng(seed)
    held = 0
    for ranking in range(rankings):
        # From rankings in which everybody is equal to those in which everybody can be told apart.
        spread = spreads[ranking % len(spreads)]
        truth = spread * chance.standard_normal(units)
        errors = chance.uniform(0.5, 1.5, units)
        seen = truth + errors * chance.standard_normal(units)
        if degrees:
            errors = errors * numpy.sqrt(chance.chisquare(degrees, units) / degrees)
        sets = rank_sets(
            seen,
            standard_errors=errors,
            degrees=numpy.full(units, degrees) if degrees and told else None,
            simultaneous=simultaneous,
            draws=draws,
            seed=ranking,
            decimals=None,
        )
        best, worst = true_ranks(truth)
        right = (sets.lower <= best) & (worst <= sets.upper)
        held += right.all() if simultaneous else right[ranking % units]
    return float(held / rankings)


@pytest.mark.parametrize("spreads", [(0.0,), (0.5, 2.0, 8.0)])
def test_simultaneous_sets_hold_all_true_ranks_as_often_as_promised(spreads):
    assert covered(simultaneous=True, spreads=spreads, seed=1) >= 0.93


def test_marginal_sets_hold_the_true_rank_as_often_as_promised():
    assert covered(simultaneous=False, spreads=(0.0, 1.0, 4.0), seed=2, units=4, draws=200) >= 0.93


def test_variances_from_a_few_clusters_need_their_degrees_of_freedom():
    told = covered(simultaneous=True, spreads=(0.0,), seed=3, degrees=2, rankings=300)
    silent = covered(simultaneous=True, spreads=(0.0,), seed=3, degrees=2, rankings=300, told=False)
    assert told >= 0.92 and silent < 0.8


def test_a_unit_far_from_all_others_has_one_rank_and_equal_ones_have_all():
    sets = rank_sets([90, 50, 50.2, 49.9, 10], standard_errors=[1] * 5, simultaneous=True)
    assert [sets.shown(place) for place in range(5)] == [
        "1 (1–1)",
        "3 (2–4)",
        "2 (2–4)",
        "4 (2–4)",
        "5 (5–5)",
    ]


def test_marginal_sets_are_no_wider_than_simultaneous_ones_and_steps_only_narrow():
    values, errors = numpy.random.default_rng(4).normal(80, 4, 30), numpy.full(30, 1.4)
    marginal = rank_sets(values, standard_errors=errors)
    together = rank_sets(values, standard_errors=errors, simultaneous=True)
    plain = rank_sets(values, standard_errors=errors, simultaneous=True, stepwise=False)
    assert (marginal.upper - marginal.lower <= together.upper - together.lower).all()
    assert (together.upper - together.lower <= plain.upper - plain.lower).all()
    assert (together.upper - together.lower).sum() < (plain.upper - plain.lower).sum()


def test_units_that_move_together_are_told_apart_sooner():
    covariance = numpy.full((4, 4), 0.99) + 0.01 * numpy.eye(4)
    values = [80, 80.6, 81.2, 81.8]
    apart = rank_sets(values, standard_errors=numpy.ones(4), simultaneous=True)
    together = rank_sets(values, covariance=covariance, simultaneous=True)
    assert apart.upper.tolist() == [4] * 4
    assert together.lower.tolist() == together.upper.tolist() == [4, 3, 2, 1]


def test_replicates_and_linearised_errors_give_nearly_the_same_sets():
    told = {"values": "answer", "domains": "province", **DESIGN}
    straight = estimate(nation(clusters=20), **told)
    again = estimate(nation(clusters=20), **told, method="bootstrap", replicates=2000)
    one = rank_sets(
        straight["estimate"], standard_errors=straight["standard_error"], simultaneous=True, draws=4000
    )
    other = rank_sets(again["estimate"], replicates=again.replicates["answer"], simultaneous=True)
    assert numpy.abs(one.lower - other.lower).max() <= 1 and numpy.abs(one.upper - other.upper).max() <= 1


def test_equals_share_the_better_rank_and_the_next_is_passed_over():
    assert competition_ranks([83.881, 84.37, 83.879, 81.83]).tolist() == [2, 1, 2, 4]
    assert competition_ranks([83.881, 84.37, 83.879, 81.83], decimals=None).tolist() == [2, 1, 3, 4]
    assert competition_ranks([0.125, 0.13, math.nan]).tolist() == [1, 1, 0]  # halves go up, as in print


def test_a_unit_without_an_estimate_has_no_rank_and_takes_none_away():
    sets = rank_sets([80.0, math.nan, 90.0], standard_errors=[1.0, math.nan, 1.0])
    assert [sets.shown(place) for place in range(3)] == ["2 (2–2)", "–", "1 (1–1)"]


def test_the_chance_of_a_band_adds_up_and_turns_at_its_bound():
    chances = band_probabilities(
        [90.0, 84.47, 95.0], [1.0, 2.0, 0.0], bounds=(70, 80, 90), degrees=[10, math.inf, 10]
    )
    assert chances.sum(axis=1) == pytest.approx([1, 1, 1])
    assert chances[0, 3] == pytest.approx(0.5)
    assert chances[1].round(3).tolist() == [0.0, 0.013, 0.984, 0.003]  # normal, 2.235 and 2.765 errors away
    assert chances[2].tolist() == [0, 0, 0, 1]


def test_the_same_seed_gives_the_same_sets():
    values, errors = numpy.linspace(70, 90, 30), numpy.full(30, 1.4)
    first, again = (rank_sets(values, standard_errors=errors, seed=7) for _ in range(2))
    assert (first.lower == again.lower).all() and (first.upper == again.upper).all()
