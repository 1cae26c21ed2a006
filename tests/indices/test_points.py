"""Each rule of points against a slow oracle in fractions, and each bad input refused by its name."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.indices.rules import points as rules
from motcua.indices.rules.points import BadGiven, Given, Name, Option, Part, score

NAME = Name("tên", "name")
HUNDREDTHS = st.integers(0, 100).map(lambda n: Decimal(n) / 100)
MAXIMA = st.integers(1, 1650).map(lambda n: Decimal(n) / 100)
AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False)
WHOLES = st.integers(0, 5000)


def half_up(exact: Fraction) -> Decimal:
    return Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


def oracle(rule, maximum: Decimal, given: Given) -> Fraction:
    """What the words of the rule say, in exact fractions."""
    most = Fraction(maximum)
    match rule:
        case rules.YesNo():
            return most if given.yes else Fraction()
        case rules.Tiers(tiers):
            return most * next(Fraction(one.share) for one in tiers if one.code == given.tier)
        case rules.CheckList(items):
            return most * sum((Fraction(one.share) for one in items if one.code in given.ticks), Fraction())
        case rules.Ratio(low, cap):
            share = Fraction(given.numerator) / Fraction(given.denominator)
            if share < Fraction(low):
                return Fraction()
            return most if share >= Fraction(cap) else most * share / Fraction(cap)
        case rules.Deduction(each, cap):
            return max(most - min(Fraction(each) * Fraction(given.value), Fraction(cap)), Fraction())
        case rules.OptionMean(options):
            weight = {one.code: one.weight for one in options}
            answers = [
                Fraction(weight[code])
                for code, n in given.counts
                for _ in range(n)
                if weight[code] is not None
            ]
            return most * sum(answers, Fraction()) / len(answers)
        case rules.ExternalIndex(highest, lowest):
            return most * (Fraction(given.value) - Fraction(lowest)) / (Fraction(highest) - Fraction(lowest))
        case rules.Table(rows):
            for bound, share in sorted(rows, reverse=True):
                if given.value >= bound:
                    return most * Fraction(share)
            return Fraction()
    raise AssertionError(rule)


@st.composite
def ratios(draw):
    cap = draw(HUNDREDTHS.filter(bool))
    rule = rules.Ratio(draw(HUNDREDTHS.map(lambda share: share * cap)), cap)
    return rule, Given(numerator=draw(AMOUNTS), denominator=draw(AMOUNTS.filter(bool)))


@st.composite
def parts(draw):
    shares = draw(st.lists(HUNDREDTHS, min_size=2, max_size=5))
    found = tuple(Part(f"p{place}", NAME, share) for place, share in enumerate(shares))
    if draw(st.booleans()):
        return rules.Tiers(found), Given(tier=draw(st.sampled_from(found)).code)
    ticks = draw(st.lists(st.sampled_from([one.code for one in found]), unique=True))
    return rules.CheckList(found), Given(ticks=tuple(ticks))


@st.composite
def surveys(draw):
    weights = draw(st.lists(st.none() | HUNDREDTHS, min_size=1, max_size=5))
    options = tuple(Option(f"o{place}", NAME, weight) for place, weight in enumerate([Decimal(1), *weights]))
    counts = [draw(st.integers(1, 40)), *(draw(st.integers(0, 40)) for _ in weights)]
    pairs = zip(options, counts, strict=True)
    return rules.OptionMean(options), Given(counts=tuple((one.code, n) for one, n in pairs))


@st.composite
def others(draw):
    kind = draw(st.sampled_from(["yes", "deduction", "index", "table"]))
    if kind == "yes":
        return rules.YesNo(), Given(yes=draw(st.booleans()))
    if kind == "deduction":
        rule = rules.Deduction(draw(HUNDREDTHS.filter(bool)), draw(HUNDREDTHS))
        return rule, Given(value=Decimal(draw(WHOLES)))
    if kind == "index":
        lowest = draw(HUNDREDTHS)
        rule = rules.ExternalIndex(lowest + draw(AMOUNTS.filter(bool)), lowest)
        return rule, Given(value=draw(st.decimals(lowest, rule.highest, places=2)))
    rows = draw(st.lists(st.tuples(st.integers(-50, 100).map(Decimal), HUNDREDTHS), min_size=1, max_size=5))
    bounds = dict(rows)
    return rules.Table(tuple(bounds.items())), Given(value=draw(st.decimals(-100, 200, places=3)))


@settings(max_examples=250, deadline=None)
@given(st.one_of(ratios(), parts(), surveys(), others()), MAXIMA)
def test_points_are_what_exact_fractions_give_rounded_once_half_up(case, maximum) -> None:
    rule, given_ = case
    found = score(rule, maximum=maximum, given=given_)
    exact = oracle(rule, maximum, given_)
    assert found.points == half_up(exact)
    assert found.points.as_tuple().exponent == -2
    assert found.counted == maximum


@given(st.one_of(ratios(), parts(), surveys(), others()), MAXIMA)
@settings(max_examples=20, deadline=None)
def test_what_does_not_apply_gives_nothing_and_leaves_the_denominator(case, maximum) -> None:
    found = score(case[0], maximum=maximum, given=Given(applicable=False))
    assert (found.points, found.counted, found.applicable) == (0, 0, False)


def test_a_half_is_rounded_up_even_where_a_binary_fraction_would_not() -> None:
    # 1.005 of 1: 1/200 of a point more than 1, which floating point holds as a little less.
    half = rules.Ratio()
    assert score(half, maximum=Decimal("2.01"), given=Given(numerator=Decimal(1), denominator=Decimal(2))).points == Decimal("1.01")  # fmt: skip
    assert (
        score(half, maximum=Decimal("0.01"), given=Given(numerator=Decimal(1), denominator=Decimal(3))).points
        == 0
    )


def test_the_floor_and_the_cap_are_met_exactly_or_not() -> None:
    rule = rules.Ratio(Decimal("0.7"), Decimal("0.95"))

    def at(numerator: str) -> Decimal:
        share = Given(numerator=Decimal(numerator), denominator=Decimal(1000))
        return score(rule, maximum=Decimal(1), given=share).points

    found = [at(numerator) for numerator in ("699", "699.99999", "700", "949", "950", "1200")]
    assert found == [0, 0, Decimal("0.74"), 1, 1, 1]


A_TO_E = rules.OptionMean(
    tuple(
        Option(code, NAME, None if weight is None else Decimal(weight))
        for code, weight in (("A", "1"), ("B", "0.6"), ("C", "0.2"), ("D", "0"), ("E", None))
    )
)
STEPS = rules.Tiers((Part("full", NAME, Decimal(1)), Part("none", NAME, Decimal())))
LIST = rules.CheckList((Part("a", NAME, Decimal("0.5")), Part("b", NAME, Decimal("0.5"))))
D = Decimal


@pytest.mark.parametrize(
    ("rule", "given_", "field", "says"),
    [
        (rules.Ratio(), Given(numerator=D(1), denominator=D(0)), "denominator", "zero"),
        (rules.Ratio(), Given(numerator=D(-1), denominator=D(2)), "numerator", "below zero"),
        (rules.Ratio(), Given(numerator=D(1), denominator=D(-2)), "denominator", "below zero"),
        (rules.Ratio(), Given(denominator=D(2)), "numerator", "missing"),
        (rules.Ratio(), Given(numerator=D("NaN"), denominator=D(2)), "numerator", "not a number"),
        (rules.Ratio(), Given(numerator=D("1E+500"), denominator=D(2)), "numerator", "digits"),
        (rules.Ratio(), Given(numerator=D(1), denominator=D("3E-99")), "denominator", "digits"),
        (rules.Ratio(), Given(numerator=D(1), denominator=D(2), yes=True), "yes", "does not ask"),
        (rules.YesNo(), Given(), "yes", "yes or no"),
        (rules.YesNo(), Given(yes=True, value=D(1)), "value", "does not ask"),
        (STEPS, Given(), "tier", "Say which step"),
        (STEPS, Given(tier="half"), "tier", "is no step"),
        (LIST, Given(), "ticks", "Tick what is there"),
        (LIST, Given(ticks=("a", "c")), "ticks", "no item"),
        (LIST, Given(ticks=("a", "a")), "ticks", "ticked twice"),
        (rules.Deduction(D("0.25"), D(1)), Given(value=D("1.5")), "value", "whole number"),
        (rules.Deduction(D("0.25"), D(1)), Given(value=D(-1)), "value", "whole number"),
        (A_TO_E, Given(counts=(("E", 5),)), "counts", "Nobody"),
        (A_TO_E, Given(counts=(("A", 5), ("F", 1))), "counts", "no answer of this"),
        (A_TO_E, Given(counts=(("A", 5), ("B", -1))), "counts", "below zero"),
        (A_TO_E, Given(counts=(("A", 5),), value=D("0.5")), "counts", "not both"),
        (A_TO_E, Given(value=D(83)), "value", "share from 0 to 1"),
        (A_TO_E, Given(value=D("0.8"), standard_error=D(-1)), "standard_error", "below zero"),
        (rules.ExternalIndex(D(100)), Given(value=D(101)), "value", "not on the scale"),
        (rules.Table(((D(5), D(1)),)), Given(), "value", "missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_refused_by_the_name_of_its_field(rule, given_, field, says) -> None:
    with pytest.raises(BadGiven) as refused:
        score(rule, maximum=Decimal(1), given=given_)
    [fault] = refused.value.faults
    assert fault.field == field
    assert says in fault.sentence
    assert fault.sentence % fault.facts


def test_points_by_hand_stay_within_the_maximum_and_two_decimals() -> None:
    assert rules.check_awarded(D("1.5"), maximum=D(2)) == D("1.50")
    for points in (D("2.01"), D(-1), D("NaN"), D("1.005")):
        with pytest.raises(BadGiven):
            rules.check_awarded(points, maximum=D(2))


def test_a_standard_error_is_carried_into_points() -> None:
    index = score(
        rules.ExternalIndex(D(100)), maximum=D(10), given=Given(value=D("81.83"), standard_error=D("1.5"))
    )
    assert (index.points, index.error) == (D("8.18"), D("0.15"))
    mean = score(A_TO_E, maximum=D(2), given=Given(value=D("0.8"), standard_error=D("0.02")))
    assert (mean.points, mean.error) == (D("1.60"), D("0.04"))
    assert score(rules.YesNo(), maximum=D(1), given=Given(yes=True)).error is None


def test_option_weights_leave_out_whoever_had_no_opinion() -> None:
    # (100·1 + 50·0.6 + 10·0.2 + 4·0) / 164 = 132/164
    counts = (("A", 100), ("B", 50), ("C", 10), ("D", 4), ("E", 900))
    assert score(A_TO_E, maximum=D("1.5"), given=Given(counts=counts)).points == D("1.21")
