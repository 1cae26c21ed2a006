"""From a framework and what its units scored to a league, and from its rules to the levers that an office has."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy

from ..robustness import League, RatioRule
from ..rules.frameworks import SURVEYED, Component, Framework, Source
from ..rules.points import CheckList, Deduction, Given, Points, Ratio, Rule, Table, Tiers, YesNo, rounded
from .levers import HAIR, STEPS_MAX, Duty, Lever, Sliding, Step, Stepwise

NOT_SCORED = Decimal()
# Items of a check-list of which every combination is offered: five make 32.
ITEMS_FREE_MAX = 5


def league_of(framework: Framework, scores: Mapping[str, Mapping[str, Points]]) -> League:
    """Unit → component → points. What nobody scored has no points and stays in the denominator, as in its total."""
    components = list(framework.components)
    domains = [domain.code for domain in framework.domains for _component in domain.components]
    units = list(scores)
    points = numpy.zeros((len(units), len(components)))
    errors = numpy.zeros(points.shape)
    for row, unit in enumerate(units):
        for place, component in enumerate(components):
            one = scores[unit].get(component.code)
            if one is None:
                continue
            points[row, place] = float(one.points) if one.applicable else numpy.nan
            errors[row, place] = float(one.error or NOT_SCORED)
    return League.of(
        units=units,
        components=[component.code for component in components],
        domains=domains,
        maxima=[float(component.maximum or NOT_SCORED) for component in components],
        points=points,
        errors=errors,
        appraised=[component.source is Source.APPRAISED for component in components],
        ratios=[
            _ratio_rule(place, component.rule, [scores[unit].get(component.code) for unit in units])
            for place, component in enumerate(components)
            if isinstance(component.rule, Ratio)
        ],
    )


def _ratio_rule(place: int, rule: Ratio, given: list[Points | None]) -> RatioRule:
    return RatioRule(place, float(rule.floor), float(rule.cap), numpy.array([_share(one) for one in given]))


def _share(one: Points | None) -> float:
    if one is None or not one.given.numerator or not one.given.denominator:
        return 0.0
    return float(one.given.numerator / one.given.denominator)


@dataclass(frozen=True)
class Guess:
    """What a lever takes: an effort a point, and one of beginning. As it stands here it is a guess; an office says its
    own, up to how many points it would go, and which components it does not touch."""

    effort_a_point: float = 10.0
    start: float = 1.0
    most: float | None = None
    used: bool = True


def levers_of(
    framework: Framework,
    scored: Mapping[str, Points],
    *,
    efforts: Mapping[str, Guess] | None = None,
    surveyed: bool = False,
) -> list[Lever]:
    """What each rule still leaves to be gained, with the lead department of its component.

    Steps where the rule has steps, a slide where it has a ratio or an index. Surveyed components are left out unless
    asked for: what people answer is no lever that an office can set.
    """
    found: list[Lever] = []
    for component in framework.components:
        one = scored.get(component.code)
        if one is None or not one.applicable or component.rule is None or component.maximum is None:
            continue
        if one.points >= component.maximum or (component.source in SURVEYED and not surveyed):
            continue
        guess = (efforts or {}).get(component.code, Guess())
        if guess.used and (lever := _lever(component, one, guess, framework.decimals)):
            found.append(lever)
    return found


def _lever(component: Component, one: Points, guess: Guess, decimals: int) -> Lever | None:
    duty = Duty(lead=component.lead)
    rule, today, most = one.rule, float(one.points), float(one.maximum)
    bound = most if guess.most is None else min(most, guess.most)
    # Levels nearest to the maximum are kept where there are more than a plan can hold.
    levels = _levels(rule, one.maximum, one.given, decimals)
    reached = [level for level in levels if today < level <= bound + HAIR][-STEPS_MAX:]
    if levels and not reached:
        return None
    if reached:
        steps = [Step(level, guess.start + (level - today) * guess.effort_a_point) for level in reached]
        return Stepwise(component.code, tuple(steps), duty)
    lowest = today
    if isinstance(rule, Ratio):
        # Below the floor a ratio gives nothing: the first points come all at once.
        lowest = max(today, most * float(rule.floor / rule.cap))
    if bound <= today or lowest > bound:
        return None
    return Sliding(component.code, lowest, bound, guess.effort_a_point, guess.start, duty)


def _levels(rule: Rule, most: Decimal, given: Given, decimals: int) -> list[float]:
    """All points that the rule can give, rising, as a sheet has them; none where it gives any number of them."""
    match rule:
        case YesNo():
            shares = {Decimal(1)}
        case Tiers(tiers=tiers):
            shares = {tier.share for tier in tiers}
        case CheckList(items=items):
            # What is ticked stays: from there on, any of the other items may be added.
            ticked = given.ticks or ()
            shares = {sum((item.share for item in items if item.code in ticked), Decimal())}
            left = [item.share for item in items if item.code not in ticked]
            for count, share in enumerate(left):
                # Beyond so many only one after the other, in the order of the list.
                shares |= {so_far + share for so_far in (shares if count < ITEMS_FREE_MAX else {max(shares)})}
        case Table(rows=rows):
            shares = {share for _bound, share in rows}
        case Deduction(each=each, cap=cap):
            # As many cases as were counted, less one after the other.
            lost = [min(each * case, cap) for case in range(int(given.value or 0) + 1)]
            return sorted({float(rounded(most - one, Decimal(1), decimals)) for one in lost})
        case _:
            return []
    return sorted({float(rounded(most * share, Decimal(1), decimals)) for share in shares})
