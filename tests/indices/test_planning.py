"""Plans against every choice there is, chances against their formulae, moved points against the table worked out anew."""

from dataclasses import replace
from datetime import date
from itertools import product
from math import erf, sqrt

import numpy
import pytest

from motcua.indices import robustness
from motcua.indices.planning import (
    BadLevers,
    Drift,
    Duty,
    Field,
    OutOfReach,
    Sliding,
    Step,
    Stepwise,
    TooUnsure,
    WhatIf,
    Wish,
    best_rank,
    mean_drift,
    places_up,
    plan_for,
)
from motcua.indices.robustness import League, printed
from motcua.surveys.ranks import rank_sets
from tests.indices.league import make_league

FINANCE = Duty("finance", "Bà Nguyễn Thị A", date(2027, 9, 30))


def levers_of(league: League, unit: str, *, components: int, seed: int) -> list[Stepwise | Sliding]:
    """By turns yes/no, two tiers, and a ratio with a floor; efforts drawn."""
    chance = numpy.random.default_rng(seed)
    row = league.units.index(unit)
    room = numpy.maximum(league.maxima - league.points[row], 0)
    found: list[Stepwise | Sliding] = []
    for turn, place in enumerate(numpy.argsort(-room)[:components].tolist()):
        name, today, most = (
            league.components[place],
            float(league.points[row, place]),
            float(league.maxima[place]),
        )
        effort = float(chance.integers(1, 40))
        if turn % 3 == 0:
            found.append(Stepwise(name, (Step(most, effort),)))
        elif turn % 3 == 1:
            middle = (today + most) / 2
            found.append(Stepwise(name, (Step(middle, effort * 0.4), Step(most, effort))))
        else:
            lowest = today + 0.2 * (most - today)
            found.append(Sliding(name, lowest, most, effort, start=float(chance.integers(0, 5))))
    return found


def cheapest_by_trying_everything(league: League, unit: str, levers, need: float) -> float | None:
    """Every combination of steps; what slides is filled from the cheapest point on."""
    row = league.units.index(unit)
    best = None
    choices: list[list[tuple[float, float, float, float]]] = []
    for lever in levers:
        today = float(league.points[row, league.components.index(lever.component)])
        if isinstance(lever, Stepwise):
            choices.append(
                [(0, 0, 0, 0), *((step.points - today, step.effort, 0, 0) for step in lever.steps)]
            )
        else:
            jump = lever.lowest - today
            start = lever.start + jump * lever.effort_a_point
            choices.append([(0, 0, 0, 0), (jump, start, lever.highest - lever.lowest, lever.effort_a_point)])
    for picked in product(*choices):
        gain, effort = sum(one[0] for one in picked), sum(one[1] for one in picked)
        for _gain, _effort, room, price in sorted(picked, key=lambda one: one[3]):
            take = min(room, max(0.0, need - gain))
            gain, effort = gain + take, effort + take * price
        if gain >= need - 1e-9 and (best is None or effort < best):
            best = effort
    return best


@pytest.mark.parametrize("places", [2, 5, 9])
def test_a_plan_of_twelve_components_is_the_cheapest_of_all_there_are(places):
    league = make_league(30, 24, seed=places)
    unit = league.units[int(numpy.argsort(league.totals)[12])]
    levers = levers_of(league, unit, components=12, seed=places)
    wish = Wish(places_up(league, unit, places))
    plan = plan_for(league, unit, levers, wish)
    need = Field.of(league, unit).gain_for(wish.rank)
    assert need > 0 and plan.proved
    assert plan.effort == pytest.approx(cheapest_by_trying_everything(league, unit, levers, need), abs=1e-6)
    # What was planned, put into the table and ranked as published, brings the place and says so.
    after = WhatIf(league, unit).table({task.component: task.after for task in plan.tasks})
    totals, ranks = robustness.standing(after)
    row = league.units.index(unit)
    assert ranks[row] == plan.rank <= wish.rank == plan.wanted
    assert totals[row] == printed(numpy.array([plan.total]))[0]
    assert plan.effort == pytest.approx(sum(task.effort for task in plan.tasks))


def test_a_place_that_no_lever_brings_is_refused_with_the_best_place_there_is():
    league = make_league(30, 24)
    unit = league.units[int(numpy.argmin(league.totals))]
    levers = levers_of(league, unit, components=3, seed=1)
    best = best_rank(league, unit, levers, Wish(1))
    assert plan_for(league, unit, levers, Wish(best)).rank == best
    with pytest.raises(OutOfReach) as refused:
        plan_for(league, unit, levers, Wish(best - 1))
    assert refused.value.facts["best"] == best and refused.value.facts["rank"] == best - 1
    with pytest.raises(OutOfReach):
        plan_for(league, unit, [], Wish(1))


def three(points=(80.0, 85.0, 90.0), errors=(0.0, 0.0, 0.0)) -> League:
    """Ours, then two rivals; one component to work on, one that stays."""
    return League.of(
        units=["ours", "near", "far"],
        components=["1", "2"],
        domains=["1", "2"],
        maxima=[60.0, 40.0],
        points=[[one - 40, 40.0] for one in points],
        errors=[[one, 0.0] for one in errors],
    )


def test_a_tie_in_print_is_enough_and_a_hundredth_less_is_not():
    league = three()
    for points, rank in ((45.0, 2), (44.995, 2), (44.99, 3)):
        lever = Stepwise("1", (Step(points, 1.0),))
        if rank == 2:
            assert plan_for(league, "ours", [lever], Wish(2)).rank == 2
        else:
            with pytest.raises(OutOfReach):
                plan_for(league, "ours", [lever], Wish(2))
    sliding = plan_for(league, "ours", [Sliding("1", 40.0, 60.0, 3.0)], Wish(2))
    assert sliding.tasks[0].after == pytest.approx(44.995) and sliding.effort == pytest.approx(3 * 4.995)


def test_rivals_that_drift_are_met_where_they_will_be():
    drift = Drift(numpy.array([0.0, 1.5, -7.0]), numpy.zeros(3))
    plan = plan_for(three(), "ours", [Sliding("1", 40.0, 60.0, 1.0)], Wish(1), drift=drift)
    # The one that leads falls behind the other, which comes to 86.50.
    assert plan.total == pytest.approx(86.495) and (plan.rank_before, plan.rank_idle, plan.rank) == (3, 3, 1)
    assert plan_for(three(), "ours", [], Wish(3), drift=drift).tasks == ()


def test_a_ceiling_of_effort_and_one_of_a_department_bind():
    levers = [Stepwise("1", (Step(50.0, 10.0), Step(60.0, 25.0)), FINANCE)]
    assert plan_for(three(), "ours", levers, Wish(2, effort=10.0)).effort == 10
    with pytest.raises(OutOfReach) as refused:
        plan_for(three(), "ours", levers, Wish(2, effort=9.0))
    assert refused.value.facts["best"] == 3
    with pytest.raises(OutOfReach):
        plan_for(three(), "ours", levers, Wish(2, effort_of_leads={"finance": 9.0}))
    assert plan_for(three(), "ours", levers, Wish(2, effort_of_leads={"justice": 0.0})).effort == 10
    task = plan_for(three(), "ours", levers, Wish(1)).tasks[0]
    assert (task.before, task.after, task.gain, task.duty) == (40, 50, 10, FINANCE)


def test_the_chance_of_a_place_is_that_of_the_difference_of_two_errors():
    league = three(points=(84.0, 85.0, 99.0), errors=(0.6, 0.8, 0.0))
    drift = Drift(numpy.zeros(3), numpy.array([9.0, 0.5, 0.0]))
    # Twice the sampling variance, of this year and next, and once that of the rival's drift.
    spread = sqrt(2 * 0.6**2 + 2 * 0.8**2 + 0.5**2)
    field = Field.of(league, "ours", drift)
    for gain in (0.0, 1.0, 2.5):
        expected = 0.5 * (1 + erf((gain - 1 + 0.005) / spread / sqrt(2)))
        assert field.chance(2, gain, draws=100_000) == pytest.approx(expected, abs=0.006)
    assert field.chance(3, -50) == 1


def test_a_plan_with_a_wanted_probability_reaches_it_and_no_cheaper_slide_would():
    league = three(points=(84.0, 85.0, 99.0), errors=(0.6, 0.8, 0.0))
    lever = Sliding("1", 44.0, 58.0, 2.0)
    even, sure = (plan_for(league, "ours", [lever], Wish(2, chance=chance)) for chance in (0.5, 0.9))
    assert 0.9 <= sure.chance < 0.9005 and 0.5 <= even.chance < 0.5005
    # The 90th percentile of the normal law lies 1.2816 standard deviations up.
    assert sure.total - 85 == pytest.approx(1.2816 * sqrt(2 * 0.6**2 + 2 * 0.8**2), abs=0.06)
    assert sure.effort > even.effort and plan_for(league, "ours", [lever], Wish(2)).chance < 0.55
    with pytest.raises(TooUnsure) as refused:
        plan_for(league, "ours", [replace(lever, highest=45.0)], Wish(2, chance=0.9))
    assert 0.4 < float(str(refused.value.facts["most"])) < 0.6
    with pytest.raises(TooUnsure):
        plan_for(league, "ours", [Sliding("1", 44.0, 60.0, 2.0)], Wish(1, chance=0.9))


def test_a_mean_drift_is_that_of_the_years_found_and_its_spread_of_all_units_together():
    drift = mean_drift(
        numpy.array([[80.0, 81, 84, 85], [70, 69, 71, numpy.nan], [90, numpy.nan, 91, numpy.nan]])
    )
    assert drift.mean.tolist() == pytest.approx([5 / 3, 0.5, (5 / 3 + 0.5) / 2])
    off = [1 - 5 / 3, 3 - 5 / 3, 1 - 5 / 3, -1.5, 1.5]
    assert drift.spread.tolist() == pytest.approx([sqrt(sum(one**2 for one in off) / 3)] * 3)


def test_points_that_are_moved_give_the_place_and_set_of_the_whole_table_ranked_again():
    league = make_league()
    whatif = WhatIf(league, "u10")
    for change in ({}, {"c03": 0.0}, {"c03": 99.0, "c40": 0.1, "c70": 0.0}):
        found, table = whatif.moved(change), whatif.table(change)
        totals, ranks = robustness.standing(table)
        errors = 100 * numpy.sqrt((league.errors**2).sum(axis=1)) / league.maxima.sum()
        sets = rank_sets(totals / 100, standard_errors=errors)
        assert (found.total, found.rank) == (totals[10] / 100, ranks[10])
        assert (found.lower, found.upper) == (sets.lower[10], sets.upper[10])
        assert found.interval[1] - found.interval[0] == pytest.approx(2 * 1.96 * errors[10], rel=1e-3)
    assert whatif.today == whatif.moved({"c03": float(league.points[10, 3])})


def test_what_does_not_apply_cannot_be_moved_nor_planned():
    league = League.of(
        units=["ours", "other"],
        components=["1", "2"],
        domains=["1", "1"],
        maxima=[60.0, 40.0],
        points=[[30.0, numpy.nan], [45.0, 30.0]],
    )
    assert WhatIf(league, "ours").moved({"2": 40.0}) == WhatIf(league, "ours").today
    # Half of 60 is 50.00; each point of the component is 100/60 of the index.
    assert WhatIf(league, "ours").moved({"1": 33.0}).total == 55
    with pytest.raises(BadLevers):
        plan_for(league, "ours", [Stepwise("2", (Step(40.0, 1.0),))], Wish(1))


def test_everything_wrong_with_levers_is_named_at_once():
    levers = [
        Stepwise("9", (Step(1.0, 1.0),)),
        Stepwise("1", (Step(39.0, 1.0),)),
        Stepwise("1", (Step(60.5, 1.0),)),
        Sliding("2", 40.0, 40.0, -1.0),
    ]
    with pytest.raises(BadLevers) as refused:
        plan_for(three(), "ours", levers, Wish(1))
    said = [fault.sentence % fault.facts for fault in refused.value.faults]
    assert said == [
        "There is no component 9 in the table.",
        "The steps of component 1 must rise from today's points to at most the maximum.",
        "Component 1 has two levers.",
        "The steps of component 1 must rise from today's points to at most the maximum.",
        "An effort of component 2 is not a number from 0 on.",
    ]
