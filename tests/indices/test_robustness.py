"""Drawn league tables against tables worked out one by one, and Sobol' indices against their formulae."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import pi

import numpy
import pytest

from motcua.indices import robustness
from motcua.indices.robustness import Aggregation, BadLeague, Doubt, League, RatioRule
from motcua.surveys.ranks import competition_ranks
from tests.indices.league import make_league


def small(**changes) -> League:
    """Two domains of two components, three units."""
    plain = {
        "units": ["a", "b", "c"],
        "components": ["1.1", "1.2", "2.1", "2.2"],
        "domains": ["1", "1", "2", "2"],
        "maxima": [30.0, 20.0, 40.0, 10.0],
        "points": [[30, 20, 20, 5], [15, 10, 40, 10], [24, 16, 32, 8]],
    }
    return League.of(**plain | changes)


@pytest.mark.parametrize("units", [5, 63, 230])
def test_places_with_ties_are_those_of_tables_ranked_one_by_one(units):
    chance = numpy.random.default_rng(units)
    # Few different values, so that ties of two, three and more are in every table.
    totals = numpy.round(chance.normal(85, 0.4, (units, 60)), 2)
    found = robustness.places(robustness.printed(totals))
    for table in range(totals.shape[1]):
        assert found[:, table].tolist() == competition_ranks(totals[:, table]).tolist()


def test_totals_far_apart_are_ranked_as_well_as_close_ones():
    assert robustness.places(numpy.array([[10**6], [0], [-(10**6)], [0]])).ravel().tolist() == [1, 2, 4, 2]


def test_halves_are_printed_upwards_as_the_digits_say_and_not_as_the_binary_fraction_does():
    values = [place / 1000 for place in range(60_000, 100_000, 5)]
    by_digits = [int(Decimal(str(one)).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100) for one in values]
    assert robustness.printed(numpy.array(values)).tolist() == by_digits


def test_where_nothing_is_doubted_every_draw_is_the_published_table():
    league = make_league()
    drawn = robustness.draw(league, Doubt(sampling=False), draws=50)
    totals, ranks = robustness.standing(league)
    assert (drawn.hundredths == totals[:, None]).all() and (drawn.ranks == ranks[:, None]).all()
    assert robustness.mean_shift(league, drawn.ranks) == 0


def test_the_same_seed_draws_the_same_tables_and_another_seed_others():
    league, doubt = make_league(), Doubt(concentration=300)
    first, again, other = (robustness.draw(league, doubt, draws=200, seed=seed) for seed in (1, 1, 2))
    assert (first.hundredths == again.hundredths).all() and (first.hundredths != other.hundredths).any()


def test_errors_of_all_components_together_vary_a_total_as_one_by_one():
    league = make_league()
    doubt = Doubt(concentration=200, appraisal=0.04)
    drawn = robustness.draw(league, doubt, draws=10_000).hundredths / 100
    chance = numpy.random.default_rng(3)
    spread = numpy.sqrt((league.errors / league.maxima) ** 2 + (0.04 * league.appraised) ** 2)
    by_hand = numpy.empty((len(league.units), 2000))
    for table in range(by_hand.shape[1]):
        weights = chance.dirichlet(200 * league.maxima / 100)
        by_hand[:, table] = 100 * (league.relative + spread * chance.standard_normal(spread.shape)) @ weights
    assert drawn.mean(axis=1) == pytest.approx(by_hand.mean(axis=1), abs=0.1)
    assert drawn.std(axis=1) == pytest.approx(by_hand.std(axis=1), rel=0.08)
    # Not only each total: also how two of them move together, which the ranks hang on.
    assert (drawn[0] - drawn[1]).std() == pytest.approx((by_hand[0] - by_hand[1]).std(), rel=0.06)


def test_a_weight_wanders_as_far_as_its_concentration_says_or_within_its_share():
    # One unit has everything of component 1.1 and nothing else: its total is the weight.
    league = small(points=[[30, 0, 0, 0], [0, 20, 0, 0], [0, 0, 40, 10]])
    weight = robustness.draw(league, Doubt(concentration=99), draws=20_000).hundredths[0] / 100
    assert weight.mean() == pytest.approx(30, abs=0.15)
    assert weight.std() / 30 == pytest.approx(robustness.dirichlet_spread(0.3, 99), rel=0.03)
    even = robustness.draw(league, Doubt(share=0.1), draws=20_000).hundredths[0] / 100
    assert even.mean() == pytest.approx(30, abs=0.1) and 25.9 < even.min() < even.max() < 34.5
    together = robustness.draw(league, Doubt(share=0.1, by_domain=True), draws=500).hundredths / 100
    assert together[0] / together[1] == pytest.approx(30 / 20, abs=0.01)


def test_a_floor_that_moves_past_a_unit_takes_its_points_as_often_as_it_passes():
    rule = RatioRule(0, 0.70, 1.0, numpy.array([0.72, 0.69, 0.95]))
    points = [[0.72 * 30, 20, 40, 10], [0.0, 20, 40, 10], [0.95 * 30, 20, 40, 10]]
    league = small(points=points, ratios=[rule])
    drawn = robustness.draw(league, Doubt(floors=0.05), draws=20_000).hundredths
    # The floor lies evenly between 0.65 and 0.75.
    assert (drawn[0] == 7000).mean() == pytest.approx(0.3, abs=0.02)
    assert (drawn[1] == 7000 + 2070).mean() == pytest.approx(0.4, abs=0.02)
    assert set(drawn[0].tolist()) == {7000, 9160} and set(drawn[2].tolist()) == {9850}


def test_what_does_not_apply_leaves_the_denominator_of_that_unit_alone():
    league = League.of(
        units=["x", "y"],
        components=["1", "2"],
        domains=["1", "2"],
        maxima=[84.0, 16.0],
        points=[[68.32, numpy.nan], [68.32, 16.0]],
    )
    assert robustness.standing(league)[0].tolist() == [8133, 8432]
    drawn = robustness.draw(league, Doubt(share=0.2), draws=100).hundredths
    assert set(drawn[0].tolist()) == {8133} and len(set(drawn[1].tolist())) > 10
    geometric = robustness.standing(league, Aggregation.GEOMETRIC)[0]
    assert geometric.tolist() == [8133, round(10000 * (68.32 / 84) ** 0.84)]


def test_multiplied_domains_feel_a_weak_one_that_added_domains_make_good():
    league = small()
    totals, ranks = robustness.standing(league)
    assert (totals.tolist(), ranks.tolist()) == ([7500, 7500, 8000], [2, 2, 1])
    multiplied, _ranks = robustness.standing(league, Aggregation.GEOMETRIC)
    assert multiplied.tolist() == [7071, 7071, 8000]
    nothing = small(points=[[30, 20, 0, 0], [15, 10, 40, 10], [24, 16, 32, 8]])
    assert robustness.standing(nothing, Aggregation.GEOMETRIC)[0].tolist() == [0, 7071, 8000]


def test_a_domain_left_out_is_the_table_of_the_other_domains():
    assert {domain: ranks.tolist() for domain, ranks in robustness.left_out(small()).items()} == {
        "1": [3, 1, 2],
        "2": [1, 3, 2],
    }


def test_a_rank_range_holds_nine_of_ten_draws_and_bands_add_up():
    league = make_league()
    drawn = robustness.draw(league, Doubt(concentration=300), draws=2000)
    for unit, one in enumerate(robustness.ranges(league, drawn, bounds=(80, 85, 90))):
        own = drawn.ranks[unit]
        assert one.best <= one.low <= one.median <= one.high <= one.worst
        assert ((own >= one.low) & (own <= one.high)).mean() >= 0.9
        assert (own < one.low).mean() <= 0.05 and (own > one.high).mean() <= 0.05
        assert sum(one.bands) == pytest.approx(1)
        assert one.bands[-1] == pytest.approx((drawn.hundredths[unit] >= 9000).mean())


def test_points_of_the_sequence_fill_every_dimension_evenly():
    points = robustness.sobol_points(40, 8, seed=None)
    assert points[:4, 0].tolist() == [0, 0.5, 0.75, 0.25] and points[:4, 2].tolist() == [0, 0.5, 0.25, 0.75]
    for shifted in (points, robustness.sobol_points(40, 8, seed=5)):
        # One point in each of 256 equal parts of every dimension, and sixteen by sixteen in the first plane.
        assert all(sorted((shifted[:, place] * 256).astype(int)) == list(range(256)) for place in range(40))
        cells = set(map(tuple, (shifted[:, :2] * 16).astype(int).tolist()))
        assert len(cells) == 256


def test_influences_on_the_ishigami_function_are_its_analytic_ones():
    def ishigami(points):
        x = 2 * pi * points - pi
        return numpy.sin(x[:, 0]) + 7 * numpy.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * numpy.sin(x[:, 0])

    alone, crossed = 0.5 * (1 + 0.1 * pi**4 / 5) ** 2, 0.1**2 * pi**8 * (1 / 18 - 1 / 50)
    second = 7**2 / 8
    whole = alone + second + crossed
    for seed in range(3):
        found = robustness.influences(["x1", "x2", "x3"], ishigami, seed=seed)
        assert [one.first for one in found] == pytest.approx([alone / whole, second / whole, 0], abs=0.02)
        assert [one.total for one in found] == pytest.approx(
            [(alone + crossed) / whole, second / whole, crossed / whole], abs=0.02
        )


def test_influences_on_an_index_that_only_adds_are_the_squares_of_its_weights():
    weights = numpy.array([61.5, 6.5, 22.0, 10.0])
    found = robustness.influences(list("ABCD"), lambda points: points @ weights)
    shares = (weights**2 / (weights**2).sum()).tolist()
    assert [one.first for one in found] == pytest.approx(shares, abs=0.02)
    assert [one.total for one in found] == pytest.approx(shares, abs=0.02)


def test_influences_of_more_inputs_than_the_sequence_has_dimensions_hold_as_well():
    weights = numpy.random.default_rng(5).random(88)
    shares = weights**2 / (weights**2).sum()
    found = robustness.influences(
        [f"c{at}" for at in range(88)], lambda points: points @ weights, count_log2=11
    )
    assert [one.total for one in found] == pytest.approx(shares.tolist(), abs=0.005)
    assert [one.first for one in found] == pytest.approx(shares.tolist(), abs=0.02)


def test_the_weight_of_every_component_is_asked_about():
    league = make_league(20, 88)
    found = robustness.weight_influences(league, 0.25, count_log2=8)
    assert [one.name for one in found] == list(league.components)
    assert sum(one.total > 0 for one in found) > 60


def test_a_rank_hangs_on_what_is_doubted_alone_and_on_nothing_where_it_never_moves():
    league = make_league(12, 24)
    alone = robustness.league_influences(league, Doubt(concentration=100, sampling=False), count_log2=8)
    assert [one.name for one in alone.mean_shift] == ["weights"]
    assert alone.mean_shift[0].total == pytest.approx(1, abs=0.25)
    every = robustness.league_influences(
        league,
        Doubt(concentration=100, floors=0.05, appraisal=0.02),
        aggregation=True,
        leave_out=True,
        count_log2=8,
    )
    assert [one.name for one in every.mean_shift] == ["weights", "floors", "errors", "aggregation", "domain"]
    assert set(every.units) == set(league.units)
    first = small(points=[[30, 20, 40, 10], [1, 1, 1, 1], [0.1, 0.1, 0.1, 0.1]])
    fixed = robustness.league_influences(first, Doubt(share=0.3), count_log2=6)
    assert all(one.total == 0 for found in fixed.units.values() for one in found)


def test_everything_wrong_with_a_table_is_named_at_once():
    with pytest.raises(BadLeague) as refused:
        small(
            units=["a", "b", "a"],
            maxima=[30.0, 0.0, 40.0, 10.0],
            points=[[31, 0, 20, 5], [15, 0, -1, 10], [numpy.nan] * 4],
        )
    said = [fault.sentence % fault.facts for fault in refused.value.faults]
    assert said == [
        "a is in the table twice.",
        "Component 1.2 has no maximum above 0.",
        "a has points for component 1.1 that are not between 0 and the maximum.",
        "b has points for component 2.1 that are not between 0 and the maximum.",
        "Nothing applies to a.",
    ]
    with pytest.raises(BadLeague):
        small(errors=[[-1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])


def test_more_concentrated_weights_move_units_less():
    league = make_league()
    shifts = [
        robustness.mean_shift(league, robustness.draw(league, Doubt(concentration=one), draws=500).ranks)
        for one in (30, 300, 3000)
    ]
    assert all(wide > narrow for wide, narrow in pairwise(shifts))
