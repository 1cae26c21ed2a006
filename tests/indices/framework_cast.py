"""What units put in: full marks, and about half of everything, for any framework that can be scored."""

from decimal import Decimal

from motcua.indices.rules import points as rules
from motcua.indices.rules.frameworks import Framework
from motcua.indices.rules.points import Given, Rule


def full_marks(framework: Framework) -> dict[str, Given]:
    return {one.code: _of(one.rule, whole=True) for one in framework.components if one.rule}


def half_marks(framework: Framework) -> dict[str, Given]:
    return {one.code: _of(one.rule, whole=False) for one in framework.components if one.rule}


def _of(rule: Rule, *, whole: bool) -> Given:
    match rule:
        case rules.YesNo():
            return Given(yes=whole)
        case rules.Tiers(tiers):
            return Given(tier=tiers[0 if whole else 1].code)
        case rules.CheckList(items):
            return Given(ticks=tuple(item.code for item in (items if whole else items[:1])))
        case rules.Ratio(floor, cap):
            share = cap if whole else (floor + cap) / 2
            return Given(numerator=share * 1000, denominator=Decimal(1000))
        case rules.Deduction():
            return Given(value=Decimal(0 if whole else 1))
        case rules.OptionMean(options):
            return Given(counts=tuple((one.code, 90 if whole and at == 0 else 0 if whole else 30) for at, one in enumerate(options)))  # fmt: skip
        case rules.ExternalIndex(highest, lowest):
            return Given(value=highest if whole else (highest + lowest) / 2)
        case rules.Table(rows):
            return Given(value=rows[0][0] if whole else rows[-1][0])
