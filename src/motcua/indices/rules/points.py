"""How points are given: one rule a component, plain values in, points with numerator, denominator and words out.

After the forms that guidance annexes use (facts of the field, not of one decision): yes/no, tiers, ratio with floor
and cap, check-list, deduction with cap, option-weighted survey mean, external index, table. Points are exact until they
are rounded, once, half up, to the decimals of the framework.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from functools import cached_property
from typing import Any, NamedTuple

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

# What a number may have for certain; the products below hold more than three of such, and refuse to lose a digit.
DIGITS_MAX = 30
_EXACT = Context(prec=120, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
_ROUNDING = Context(prec=120, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
_times, _plus, _minus = _EXACT.multiply, _EXACT.add, _EXACT.subtract
NONE, ONE, TWO = Decimal(), Decimal(1), Decimal(2)


@dataclass(frozen=True)
class Name:
    vi: str
    en: str

    def named(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)


NO_NAME = Name("", "")


@dataclass(frozen=True)
class Part:
    """A tier or an item of a check-list, with the share of the maximum that it gives (0–1)."""

    code: str
    name: Name
    share: Decimal


@dataclass(frozen=True)
class Option:
    """An answer to a question of a survey; without a weight (0–1) it is left out of the mean."""

    code: str
    name: Name
    weight: Decimal | None


@dataclass(frozen=True)
class YesNo:
    """All of the points for yes, none for no."""


@dataclass(frozen=True)
class Tiers:
    """Named steps, of which one was reached."""

    tiers: tuple[Part, ...]


@dataclass(frozen=True)
class Ratio:
    """`numerator / denominator`, linear between floor and cap: below the floor nothing, from the cap on everything.

    Between them the points are `share / cap × maximum`. Both are shares (0–1); a share above 1 may occur.
    """

    floor: Decimal = NONE
    cap: Decimal = ONE
    numerator: Name = NO_NAME
    denominator: Name = NO_NAME


@dataclass(frozen=True)
class CheckList:
    """Parts that are ticked; their shares are together 1."""

    items: tuple[Part, ...]


@dataclass(frozen=True)
class Deduction:
    """Starts full; each case (`Given.value`) takes away so many points, at most `cap` points in all."""

    each: Decimal
    cap: Decimal
    case: Name = NO_NAME


@dataclass(frozen=True)
class OptionMean:
    """The mean weight of the answers to a question: from `Given.counts`, or as it was estimated, in `Given.value` (0–1)."""

    options: tuple[Option, ...]

    @cached_property
    def weights(self) -> tuple[dict[str, int | None], Decimal]:
        """Code → weight as a whole number, and what one of these numbers is worth: sums of answers are then whole too."""
        known = [option.weight for option in self.options if option.weight is not None]
        places = max((-int(weight.as_tuple().exponent) for weight in known), default=0)
        whole = {
            option.code: None if option.weight is None else int(option.weight.scaleb(max(places, 0), _EXACT))
            for option in self.options
        }
        return whole, ONE.scaleb(-max(places, 0))


@dataclass(frozen=True)
class ExternalIndex:
    """An index that others publish, on its own scale from `lowest` to `highest`."""

    highest: Decimal
    lowest: Decimal = NONE
    index: Name = NO_NAME


@dataclass(frozen=True)
class Table:
    """Ranges of a value, each with its share of the maximum: the highest lower bound that is reached counts."""

    rows: tuple[tuple[Decimal, Decimal], ...]
    measure: Name = NO_NAME

    @cached_property
    def descending(self) -> tuple[tuple[Decimal, Decimal], ...]:
        return tuple(sorted(self.rows, reverse=True))


Rule = YesNo | Tiers | Ratio | CheckList | Deduction | OptionMean | ExternalIndex | Table
# How a rule is called in files and sheets.
KINDS: Mapping[str, type[Rule]] = {
    "yes-no": YesNo,
    "tiers": Tiers,
    "ratio": Ratio,
    "check-list": CheckList,
    "deduction": Deduction,
    "option-mean": OptionMean,
    "external-index": ExternalIndex,
    "table": Table,
}
KIND_OF = {of: kind for kind, of in KINDS.items()}


@dataclass(frozen=True)
class Given:
    """What a unit puts in: only the part that its rule asks for is filled; `applicable=False` leaves the denominator."""

    applicable: bool = True
    yes: bool | None = None
    tier: str = ""
    ticks: tuple[str, ...] | None = None  # none ticked is an answer: (); not answered is None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    counts: tuple[tuple[str, int], ...] = ()
    standard_error: Decimal | None = None  # of a surveyed value, in its own unit


class BadGiven(InvalidInput):
    """What was given cannot be scored; each fault names its field of `Given`."""

    code = "indices.given-unsound"
    sentence = gettext_noop("These points cannot be counted from what was given.")
    next_step = gettext_noop("Correct what is named; nothing was changed.")


class Points(NamedTuple):
    """Points of one component, with all they were counted from. Thousands are made for a round: a tuple costs least."""

    points: Decimal
    maximum: Decimal
    rule: Rule
    given: Given

    @property
    def applicable(self) -> bool:
        return self.given.applicable

    @property
    def counted(self) -> Decimal:
        """What this component adds to the denominator."""
        return self.maximum if self.given.applicable else NONE

    @property
    def error(self) -> Decimal | None:
        """The standard error in points, where a value came with one."""
        error = self.given.standard_error
        if error is None:
            return None
        match self.rule:
            case OptionMean():
                return error * self.maximum
            case ExternalIndex(highest=highest, lowest=lowest):
                return error * self.maximum / (highest - lowest)
        return None


def score(rule: Rule, *, maximum: Decimal, given: Given, decimals: int = 2) -> Points:
    """The points that the rule gives; raises `BadGiven`. Their words: `explaining.explained`."""
    if not given.applicable:
        return Points(NONE, maximum, rule, given)
    asked, exact = _RULES[type(rule)]
    if (foreign := _foreign(given, asked)) is not None:
        raise _bad(foreign, gettext_noop("This component does not ask for that; leave it empty."))
    try:
        above, below = exact(rule, maximum, given)
        return Points(rounded(above, below, decimals), maximum, rule, given)
    except ArithmeticError:  # raised instead of losing a digit
        raise _bad(_longest(given), TOO_LONG, most=DIGITS_MAX) from None


# By how many decimals: the last digit, and twice ten to their power.
_QUANTA = tuple(ONE.scaleb(-decimals) for decimals in range(DIGITS_MAX))
_DOUBLED = tuple(TWO.scaleb(decimals) for decimals in range(DIGITS_MAX))


def rounded(above: Decimal, below: Decimal, decimals: int = 2) -> Decimal:
    """`above / below`, none of them negative, rounded half up by whole numbers: no last digit is lost before."""
    if below is ONE:
        return above.quantize(_QUANTA[decimals], context=_ROUNDING)
    # floor(x · 10ⁿ + 1/2) = floor((2 · 10ⁿ · above + below) / (2 · below))
    lifted = _plus(_times(above, _DOUBLED[decimals]), below)
    return _times(_EXACT.divide_int(lifted, _times(below, TWO)), _QUANTA[decimals])


def check_awarded(points: Decimal, *, maximum: Decimal, decimals: int = 2) -> Decimal:
    """Points that an appraiser or a council sets by hand; raises `BadGiven`."""
    if not points.is_finite() or points < 0:
        raise _bad("points", gettext_noop("Points are a number from 0 to %(maximum)s."), maximum=maximum)
    if points > maximum:
        said = gettext_noop("%(points)s points are more than the maximum of %(maximum)s.")
        raise _bad("points", said, points=points, maximum=maximum)
    kept = points.quantize(_QUANTA[decimals], context=_ROUNDING)
    if kept != points:
        said = gettext_noop("Points have at most %(decimals)s decimals.")
        raise _bad("points", said, decimals=decimals)
    return kept


# What each rule makes of what was given: points as an exact fraction -------------------------------------------------

Exact = tuple[Decimal, Decimal]


def _yes_no(rule: YesNo, maximum: Decimal, given: Given) -> Exact:
    if given.yes is None:
        raise _bad("yes", gettext_noop("Answer yes or no."))
    return maximum if given.yes else NONE, ONE


def _tiers(rule: Tiers, maximum: Decimal, given: Given) -> Exact:
    for tier in rule.tiers:
        if tier.code == given.tier:
            return _times(maximum, tier.share), ONE
    if not given.tier:
        raise _bad("tier", gettext_noop("Say which step was reached."))
    said = gettext_noop("“%(tier)s” is no step of this component; it has: %(known)s.")
    raise _bad("tier", said, tier=given.tier, known=", ".join(one.code for one in rule.tiers))


def _check_list(rule: CheckList, maximum: Decimal, given: Given) -> Exact:
    if given.ticks is None:
        raise _bad("ticks", gettext_noop("Tick what is there, or say that nothing is."))
    shares = {item.code: item.share for item in rule.items}
    together = NONE
    for tick in given.ticks:
        share = shares.pop(tick, None)
        if share is None:
            known = ", ".join(item.code for item in rule.items)
            said = gettext_noop("“%(tick)s” is ticked twice, or is no item of this list: %(known)s.")
            raise _bad("ticks", said, tick=tick, known=known)
        together = _plus(together, share)
    return _times(maximum, together), ONE


def _ratio(rule: Ratio, maximum: Decimal, given: Given) -> Exact:
    numerator = _number(given.numerator, "numerator")
    denominator = _number(given.denominator, "denominator")
    if numerator < NONE:
        raise _bad("numerator", NEGATIVE, found=numerator)
    if denominator < NONE:
        raise _bad("denominator", NEGATIVE, found=denominator)
    if denominator == NONE:
        said = gettext_noop(
            "The whole is zero, so there is no share of it. Say that the component does not apply."
        )
        raise _bad("denominator", said)
    if numerator < _times(rule.floor, denominator):
        return NONE, ONE
    full = _times(rule.cap, denominator)
    if numerator >= full:
        return maximum, ONE
    return _times(maximum, numerator), full


def _deduction(rule: Deduction, maximum: Decimal, given: Given) -> Exact:
    cases = _number(given.value, "value")
    if cases < 0 or cases != cases.to_integral_value():
        raise _bad("value", gettext_noop("How many cases: a whole number, 0 or more."))
    lost = min(_times(rule.each, cases), rule.cap)
    return max(_minus(maximum, lost), NONE), ONE


def _option_mean(rule: OptionMean, maximum: Decimal, given: Given) -> Exact:
    if given.value is not None:
        if given.counts:
            raise _bad("counts", gettext_noop("Give the answers or their mean, not both."))
        mean = _number(given.value, "value")
        if not 0 <= mean <= 1:
            said = gettext_noop("The mean of a survey is a share from 0 to 1; %(found)s is not.")
            raise _bad("value", said, found=mean)
        _check_error(given)
        return _times(maximum, mean), ONE
    above, below = weighed(rule, given)
    return _times(maximum, above), below


def weighed(rule: OptionMean, given: Given) -> Exact:
    """The sum of weights of all answers, and how many answers have a weight."""
    weights, unit = rule.weights
    above, below = 0, 0
    seen: set[str] = set()
    for code, count in given.counts:
        if code not in weights or code in seen:
            known = ", ".join(option.code for option in rule.options)
            said = gettext_noop("“%(option)s” stands twice, or is no answer of this question: %(known)s.")
            raise _bad("counts", said, option=code, known=known)
        seen.add(code)
        if count < 0:
            raise _bad("counts", NEGATIVE, found=count)
        weight = weights[code]
        if weight is not None:
            above += weight * count
            below += count
    if below == 0:
        raise _bad("counts", gettext_noop("Nobody gave an answer that counts, so there is no mean."))
    return _times(Decimal(above), unit), Decimal(below)


def _external_index(rule: ExternalIndex, maximum: Decimal, given: Given) -> Exact:
    value = _number(given.value, "value")
    if not rule.lowest <= value <= rule.highest:
        said = gettext_noop("%(found)s is not on the scale of this index, from %(lowest)s to %(highest)s.")
        raise _bad("value", said, found=value, lowest=rule.lowest, highest=rule.highest)
    _check_error(given)
    return _times(maximum, _minus(value, rule.lowest)), _minus(rule.highest, rule.lowest)


def _table(rule: Table, maximum: Decimal, given: Given) -> Exact:
    value = _number(given.value, "value")
    row = reached(rule, value)
    return (_times(maximum, row[1]) if row else NONE), ONE


def reached(rule: Table, value: Decimal) -> tuple[Decimal, Decimal] | None:
    """The row that counts for a value: the one with the highest lower bound it reaches."""
    return next((row for row in rule.descending if value >= row[0]), None)


NEGATIVE = gettext_noop("%(found)s is below zero.")
TOO_LONG = gettext_noop("A number has at most %(most)s digits.")


def _number(value: Decimal | None, field: str) -> Decimal:
    if value is None:
        raise _bad(field, gettext_noop("This number is missing."))
    if not value.is_finite():
        raise _bad(field, gettext_noop("This is not a number."))
    if not -DIGITS_MAX < value.adjusted() < DIGITS_MAX:
        raise _bad(field, TOO_LONG, most=DIGITS_MAX)
    return value


def _longest(given: Given) -> str:
    numbers = {name: getattr(given, name) for name in ("numerator", "denominator", "value")}
    sizes = {name: len(f"{number:f}") for name, number in numbers.items() if number is not None}
    return max(sizes, key=lambda name: sizes[name])


def _check_error(given: Given) -> None:
    if given.standard_error is not None and _number(given.standard_error, "standard_error") < 0:
        raise _bad("standard_error", NEGATIVE, found=given.standard_error)


def _foreign(given: Given, asked: frozenset[str]) -> str | None:
    """The first field that is filled and that the rule does not ask for."""
    if given.yes is not None and "yes" not in asked:
        return "yes"
    if given.tier and "tier" not in asked:
        return "tier"
    if given.ticks is not None and "ticks" not in asked:
        return "ticks"
    if given.numerator is not None and "numerator" not in asked:
        return "numerator"
    if given.denominator is not None and "denominator" not in asked:
        return "denominator"
    if given.value is not None and "value" not in asked:
        return "value"
    if given.counts and "counts" not in asked:
        return "counts"
    if given.standard_error is not None and "standard_error" not in asked:
        return "standard_error"
    return None


def asked_by(rule: Rule) -> frozenset[str]:
    """Which fields of `Given` a rule reads."""
    return _RULES[type(rule)][0]


_RULES: Mapping[type[Any], tuple[frozenset[str], Callable[[Any, Decimal, Given], Exact]]] = {
    YesNo: (frozenset({"yes"}), _yes_no),
    Tiers: (frozenset({"tier"}), _tiers),
    Ratio: (frozenset({"numerator", "denominator"}), _ratio),
    CheckList: (frozenset({"ticks"}), _check_list),
    Deduction: (frozenset({"value"}), _deduction),
    OptionMean: (frozenset({"counts", "value", "standard_error"}), _option_mean),
    ExternalIndex: (frozenset({"value", "standard_error"}), _external_index),
    Table: (frozenset({"value"}), _table),
}


def _bad(field: str, sentence: str, **facts: object) -> BadGiven:
    return BadGiven(faults=[Fault(field, sentence, facts)])
