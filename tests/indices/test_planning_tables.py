"""A made-up league of the teaching framework as arrays: the same totals and places, and levers that its rules allow."""

from dataclasses import replace
from decimal import Decimal

import numpy
import pytest

from motcua.indices import frameworks, robustness
from motcua.indices.planning import (
    Sliding,
    Stepwise,
    WhatIf,
    Wish,
    league_of,
    levers_of,
    places_up,
    plan_for,
)
from motcua.indices.robustness import Doubt
from motcua.indices.rules.frameworks import SURVEYED
from motcua.indices.rules.points import NO_NAME, CheckList, Given, Part, Ratio, Tiers, YesNo, score
from motcua.indices.rules.totals import competition_ranks, score_all, totals
from motcua.indices.sample.scores import make_up

UNITS = [f"{number:02}" for number in range(20)]


@pytest.fixture(scope="module")
def teaching():
    return frameworks.shipped("teaching-province")


@pytest.fixture(scope="module")
def scores(teaching):
    given = make_up(teaching, units=UNITS, year=2023, seed=4, mean=87)
    return {unit: score_all(teaching, one) for unit, one in given.items()}


def test_totals_and_places_of_the_arrays_are_those_of_the_exact_sums(teaching, scores):
    waived = next(one for one in teaching.components if one.waivable)
    scores = {**scores, "03": dict(scores["03"])}
    scores["03"][waived.code] = score(waived.rule, maximum=waived.maximum, given=Given(applicable=False))
    exact = [totals(teaching, one).index for one in scores.values()]
    hundredths, ranks = robustness.standing(league_of(teaching, scores))
    assert hundredths.tolist() == [int(one * 100) for one in exact]
    assert ranks.tolist() == competition_ranks(exact)


def test_errors_judged_parts_and_floors_come_from_the_framework(teaching, scores):
    league = league_of(teaching, scores)
    for place, component in enumerate(teaching.components):
        assert (league.errors[:, place] > 0).all() == (component.source in SURVEYED)
    for rule in league.ratios:
        expected = league.maxima[rule.component] * rule.relative(rule.shares, rule.floor)
        # Points of a sheet are rounded to its decimals.
        assert league.points[:, rule.component] == pytest.approx(expected, abs=0.0051)
    drawn = robustness.draw(league, Doubt(share=0.2, floors=0.05, appraisal=0.02), draws=300)
    assert (drawn.ranks.max(axis=1) > drawn.ranks.min(axis=1)).any()


def test_levers_are_what_each_rule_still_leaves_and_end_at_its_maximum(teaching, scores):
    league = league_of(teaching, scores)
    of = {component.code: component for component in teaching.components}
    levers = levers_of(teaching, scores["07"])
    assert len(levers) > 5
    for lever in levers:
        component, today = of[lever.component], float(scores["07"][lever.component].points)
        assert lever.duty.lead == component.lead and component.source not in SURVEYED
        if isinstance(lever, Sliding):
            assert lever.highest == float(component.maximum) and lever.lowest >= today
            if isinstance(component.rule, Ratio):
                assert lever.lowest >= float(component.maximum * component.rule.floor / component.rule.cap)
        else:
            assert isinstance(lever, Stepwise) and lever.steps[-1].points == float(component.maximum)
            assert all(step.points > today and step.effort > 0 for step in lever.steps)
        if isinstance(component.rule, YesNo):
            assert len(lever.steps) == 1
        if isinstance(component.rule, Tiers):
            gives = {round(float(component.maximum * tier.share) + 1e-9, 2) for tier in component.rule.tiers}
            assert {step.points for step in lever.steps} == {one for one in gives if one > today}
        if isinstance(component.rule, CheckList):
            ticked = scores["07"][lever.component].given.ticks
            left = [item.share for item in component.rule.items if item.code not in ticked]
            assert lever.steps[0].points == pytest.approx(
                today + float(component.maximum * min(left)), abs=0.0101
            )
    assert {one.component for one in levers_of(teaching, scores["07"], surveyed=True)} > {
        one.component for one in levers
    }
    row = int(numpy.argsort(league.totals)[5])
    unit = league.units[row]
    wish = Wish(places_up(league, unit, 4))
    plan = plan_for(league, unit, levers_of(teaching, scores[unit]), wish)
    after = WhatIf(league, unit).moved({task.component: task.after for task in plan.tasks})
    assert plan.proved and after.rank <= wish.rank < plan.rank_before
    assert all(task.duty.lead for task in plan.tasks)


def test_what_is_ticked_stays_and_a_long_list_has_no_more_steps_than_a_plan_holds(teaching):
    def steps(shares, ticks):
        items = tuple(Part(str(place), NO_NAME, Decimal(share)) for place, share in enumerate(shares))
        component = replace(next(iter(teaching.components)), rule=CheckList(items), maximum=Decimal(2))
        domain = teaching.domains[0]
        criterion = replace(domain.criteria[0], components=(component,))
        one = replace(teaching, domains=(replace(domain, criteria=(criterion,)),))
        scored = score(component.rule, maximum=Decimal(2), given=Given(ticks=ticks))
        return [step.points for step in levers_of(one, {component.code: scored})[0].steps]

    # 0.3 is ticked: 0.5 (with 0.2), 0.8 (with 0.5) and all; 0.7 would untick it.
    assert steps(["0.5", "0.3", "0.2"], ("1",)) == [1.0, 1.6, 2.0]
    many = [str(share) for share in ("0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.11", "0.09", "0.17")]
    found = steps(many, ())
    assert len(found) <= 50 and found[-1] == 2.0
