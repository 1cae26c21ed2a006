"""Points that a rule can give: exactly those that scoring everything that may be given brings; and the nearest of them."""

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from motcua.indices import frameworks
from motcua.indices.rules.points import (
    NO_NAME,
    CheckList,
    Deduction,
    ExternalIndex,
    Given,
    Part,
    Ratio,
    Table,
    Tiers,
    YesNo,
    score,
)
from motcua.indices.rules.reachable import Reachable, reachable

D = Decimal
shares = st.decimals(0, 1, places=2)
maxima = st.decimals("0.25", 5, places=2)


def part(at: int, share: Decimal) -> Part:
    return Part(f"p{at}", NO_NAME, share)


@st.composite
def stepwise(draw):
    """A rule with levels, and everything that may be given to it."""
    kind = draw(st.sampled_from(["yes", "tiers", "list", "table", "deduction"]))
    found = draw(st.lists(shares, min_size=1, max_size=6))
    if kind == "yes":
        return YesNo(), [Given(yes=yes) for yes in (True, False)]
    if kind == "tiers":
        return Tiers(tuple(map(part, range(len(found)), found))), [
            Given(tier=f"p{at}") for at in range(len(found))
        ]
    if kind == "list":
        # Shares of a list are together 1.
        whole = sum(found) or D(1)
        items = tuple(part(at, share / whole) for at, share in enumerate(found))
        codes = [item.code for item in items]
        return CheckList(items), [
            Given(ticks=ticks) for count in range(len(codes) + 1) for ticks in combinations(codes, count)
        ]
    if kind == "table":
        return Table(tuple((D(at), share) for at, share in enumerate(found))), [
            Given(value=D(value)) for value in range(-1, len(found) + 1)
        ]
    each, cap = draw(st.decimals("0.05", 2, places=2)), draw(st.decimals("0.05", 6, places=2))
    return Deduction(each, cap), [Given(value=D(cases)) for cases in range(130)]


@given(case=stepwise(), maximum=maxima)
def test_levels_are_all_points_that_scoring_can_bring_and_no_others(case, maximum):
    rule, everything = case
    scored = {score(rule, maximum=maximum, given=one).points for one in everything}
    today = max(scored)
    assert set(reachable(rule, maximum=maximum, today=today).levels) == scored


@given(
    levels=st.lists(st.decimals(0, 5, places=2), min_size=1, max_size=8, unique=True),
    wish=st.decimals(0, 5, places=3),
)
def test_the_nearest_level_is_taken_and_of_two_the_lower(levels, wish):
    taken = Reachable(D(5), tuple(sorted(levels))).nearest(wish)
    assert all((abs(taken - wish), taken) <= (abs(one - wish), one) for one in levels)


def test_below_its_floor_a_ratio_gives_nothing_and_above_it_any_points():
    way = reachable(Ratio(floor=D("0.7"), cap=D("0.95")), maximum=D("1.5"))
    assert not way.levels and way.floor == D("1.11")  # 0.7 ÷ 0.95 × 1.5
    wishes = {"0.3": "0", "0.55": "0", "0.6": "1.11", "1.1": "1.11", "1.234": "1.23", "9": "1.5"}
    assert {wish: str(way.nearest(D(wish)).normalize()) for wish in wishes} == wishes


def test_an_index_gives_any_number_of_points_and_so_does_a_list_with_more_levels_than_can_be_named():
    assert not reachable(ExternalIndex(highest=D(100)), maximum=D(10)).levels
    odd = CheckList(tuple(part(at, D(2) ** at / D(2**12 - 1)) for at in range(12)))
    assert not reachable(odd, maximum=D(10)).levels


def test_todays_points_stay_within_reach_where_a_council_set_them():
    assert reachable(YesNo(), maximum=D(1), today=D("0.4")).levels == (0, D("0.4"), 1)


def test_every_component_of_the_shipped_frameworks_can_reach_its_maximum():
    for code in ("teaching-province", "teaching-commune"):
        of = frameworks.shipped(code)
        for one in of.components:
            way = reachable(one.rule, maximum=one.maximum, decimals=of.decimals)
            assert way.nearest(one.maximum) == one.maximum, one.code
