"""A made-up league of the size of a nation's, drawn from a seed: shared by tests and the bench."""

import numpy

from motcua.indices.robustness import League, RatioRule

DOMAINS = 8


def make_league(units: int = 63, components: int = 88, *, seed: int = 7, surveyed: bool = True) -> League:
    chance = numpy.random.default_rng(seed)
    maxima = chance.integers(1, 9, components) * 0.25
    maxima *= 100 / maxima.sum()
    skill = chance.normal(0.86, 0.03, units)[:, None]
    points = maxima * numpy.clip(chance.normal(skill, 0.1, (units, components)), 0, 1)
    errors = numpy.zeros((units, components))
    first_surveyed = components * 3 // 4
    if surveyed:
        errors[:, first_surveyed:] = 0.03 * maxima[first_surveyed:]
    rules = []
    for component in range(0, first_surveyed, 4):
        shares = chance.uniform(0.6, 1.0, units)
        rule = RatioRule(component, 0.7, 1.0, shares)
        points[:, component] = maxima[component] * rule.relative(shares, rule.floor)
        rules.append(rule)
    return League.of(
        units=[f"u{place:02}" for place in range(units)],
        components=[f"c{place:02}" for place in range(components)],
        domains=[f"d{place * DOMAINS // components + 1}" for place in range(components)],
        maxima=maxima,
        points=points,
        errors=errors,
        appraised=numpy.arange(components) < first_surveyed,
        ratios=rules,
    )
