"""Why a component has the points it has, as sentences with their facts: made when somebody asks, not when it is scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from motcua.foundation.refusal import gettext_noop

from . import points as rules
from .points import NONE, Given, Name, Points, Rule


@dataclass(frozen=True)
class Percent:
    """A share to be written in percent, with as many decimals as set it apart from the bound beside it."""

    share: Decimal
    beside: Decimal | None = None

    @property
    def places(self) -> int:
        for places in range(2, 8):
            if self.beside in (None, self.share) or round(self.share, places + 2) != self.beside:
                return places
        return 8


@dataclass(frozen=True)
class Saying:
    """A message id with its facts: numbers, `Percent`s, `Name`s (of which there may be several)."""

    sentence: str
    facts: Mapping[str, object]


def explained(scored: Points) -> tuple[Saying, ...]:
    """What was given, what the rule makes of it, and where chance comes in."""
    facts: dict[str, object] = {"maximum": scored.maximum, "points": scored.points}
    if not scored.applicable:
        said = gettext_noop(
            "It does not apply to this unit, so its %(maximum)s points leave the denominator."
        )
        return (Saying(said, facts),)
    if scored.given == Given():
        return (Saying(gettext_noop("%(points)s of %(maximum)s points were set by hand."), facts),)
    sayings = [Saying(sentence, facts | more) for sentence, more in _by_rule(scored.rule, scored)]
    if scored.error is not None:
        said = gettext_noop("People were asked by lot: the standard error is %(error)s points.")
        sayings.append(Saying(said, {"error": scored.error}))
    return tuple(sayings)


Said = list[tuple[str, dict[str, object]]]


def _by_rule(rule: Rule, scored: Points) -> Said:
    given = scored.given
    match rule:
        case rules.YesNo():
            return [(gettext_noop("Yes: all of the %(maximum)s points."), {}) if given.yes else (NOTHING, {})]
        case rules.Tiers(tiers):
            tier = next(one for one in tiers if one.code == given.tier)
            said = gettext_noop("“%(tier)s” gives %(share)s of %(maximum)s points: %(points)s.")
            return [(said, {"tier": tier.name, "share": Percent(tier.share)})]
        case rules.CheckList(items):
            return _check_list(items, given)
        case rules.Ratio():
            return _ratio(rule, given)
        case rules.Deduction():
            return _deduction(rule, scored)
        case rules.OptionMean():
            return _option_mean(rule, given)
        case rules.ExternalIndex(highest, lowest):
            said = gettext_noop(
                "%(value)s on a scale from %(lowest)s to %(highest)s; of %(maximum)s points that is %(points)s."
            )
            return [(said, {"value": given.value, "lowest": lowest, "highest": highest})]
        case rules.Table():
            return _table(rule, given)


NOTHING = gettext_noop("No: none of the %(maximum)s points.")


def _check_list(items: tuple[rules.Part, ...], given: Given) -> Said:
    there = [item for item in items if item.code in (given.ticks or ())]
    if not there:
        said = gettext_noop("None of the %(items)s items of the list is there, so there are no points.")
        return [(said, {"items": len(items)})]
    share = sum((item.share for item in there), NONE)
    said = gettext_noop(
        "%(ticked)s of the %(items)s items of the list are there: %(names)s. They give %(share)s of %(maximum)s points: %(points)s."
    )
    names: tuple[Name, ...] = tuple(item.name for item in there)
    return [(said, {"ticked": len(there), "items": len(items), "names": names, "share": Percent(share)})]


def _ratio(rule: rules.Ratio, given: Given) -> Said:
    assert given.numerator is not None and given.denominator is not None
    share = given.numerator / given.denominator
    facts: dict[str, object] = {
        "numerator": given.numerator,
        "denominator": given.denominator,
        "cap": Percent(rule.cap),
    }
    if given.numerator < rule.floor * given.denominator:
        said = gettext_noop(
            "%(numerator)s of %(denominator)s is %(share)s, less than the floor of %(floor)s: no points."
        )
        return [(said, {**facts, "share": Percent(share, rule.floor), "floor": Percent(rule.floor)})]
    facts["share"] = Percent(share, rule.cap)
    if given.numerator >= rule.cap * given.denominator:
        said = gettext_noop(
            "%(numerator)s of %(denominator)s is %(share)s, at least the %(cap)s that give all of the %(maximum)s points."
        )
    elif rule.cap == 1:
        said = gettext_noop(
            "%(numerator)s of %(denominator)s is %(share)s; of %(maximum)s points that is %(points)s."
        )
    else:
        said = gettext_noop(
            "%(numerator)s of %(denominator)s is %(share)s; as %(cap)s give all of the %(maximum)s points, that is %(points)s."
        )
    return [(said, facts)]


def _deduction(rule: rules.Deduction, scored: Points) -> Said:
    cases = scored.given.value or NONE
    if not cases:
        return [(gettext_noop("No case, so nothing is taken from the %(maximum)s points."), {})]
    facts: dict[str, object] = {"cases": cases, "each": rule.each, "cap": rule.cap}
    if rule.each * cases > rule.cap:
        said = gettext_noop(
            "%(cases)s cases at %(each)s points each; at most %(cap)s are taken from %(maximum)s, so %(points)s stay."
        )
    else:
        said = gettext_noop(
            "%(cases)s cases at %(each)s points each are taken from %(maximum)s, so %(points)s stay."
        )
    return [(said, facts)]


def _option_mean(rule: rules.OptionMean, given: Given) -> Said:
    if given.value is not None:
        said = gettext_noop(
            "The mean weight of the answers is %(mean)s; of %(maximum)s points that is %(points)s."
        )
        return [(said, {"mean": Percent(given.value)})]
    above, below = rules.weighed(rule, given)
    said = gettext_noop(
        "%(answers)s answers weigh %(weight)s together, a mean of %(mean)s; of %(maximum)s points that is %(points)s."
    )
    found: Said = [(said, {"answers": below, "weight": above, "mean": Percent(above / below)})]
    left = sum(count for _code, count in given.counts) - below
    if left:
        found.append((gettext_noop("%(left)s answers without an opinion are not counted."), {"left": left}))
    return found


def _table(rule: rules.Table, given: Given) -> Said:
    assert given.value is not None
    row = rules.reached(rule, given.value)
    if row is None:
        lowest = min(bound for bound, _share in rule.rows)
        said = gettext_noop(
            "%(value)s is below %(bound)s, the lowest value that gives points: none of %(maximum)s."
        )
        return [(said, {"value": given.value, "bound": lowest})]
    said = gettext_noop(
        "%(value)s reaches %(bound)s, which gives %(share)s of %(maximum)s points: %(points)s."
    )
    return [(said, {"value": given.value, "bound": row[0], "share": Percent(row[1])})]
