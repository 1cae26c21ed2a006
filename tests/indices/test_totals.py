"""Totals, places, bands and means against what was printed, and against plain counting."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.indices import frameworks, league, shipped
from motcua.indices.rules import Index, NotComparable
from motcua.indices.rules import points as rules
from motcua.indices.rules.points import Given, Points
from motcua.indices.rules.totals import (
    BadScores,
    RegionMean,
    Sum,
    added,
    band_of,
    change,
    competition_ranks,
    lost,
    mean,
    mean_of_regions,
    region_means,
    score_all,
    totals,
)
from motcua.surveys import ranks
from tests.indices.framework_cast import full_marks, half_marks

D = Decimal
LAST = D("0.01")


@pytest.mark.parametrize(
    ("framework", "parts", "printed"),
    [
        ("par-province-2022", ("57.92", "2.97", "18.29", "8.15"), "87.33"),  # Đắk Lắk 2023
        ("par-province-2022", ("54.2", "5.31", "18.05", "8.23"), "85.78"),  # Ninh Thuận 2022
    ],
)
def test_printed_blocks_add_up_to_the_printed_index(framework, parts, printed) -> None:
    of = frameworks.shipped(framework)
    blocks = dict(zip(("appraised", "impact", "leaders", "sipas"), map(D, parts), strict=True))
    found = added(of, blocks, of="blocks")
    assert abs(found.points - D(printed)) <= LAST
    assert abs((found.percent or D()) - D(printed)) <= LAST


def test_bac_giang_2021_adds_up_under_the_blocks_of_its_own_year() -> None:
    # 60.5 + 6 + 23.5 + 10: the framework of 2021, of which only these maxima are known.
    parts = {"appraised": "58.51", "sipas": "9.00", "leaders": "18.88", "impact": "2.25"}
    of_2022 = frameworks.shipped("par-province-2022")
    maxima = {"appraised": D("60.5"), "impact": D(6), "leaders": D("23.5"), "sipas": D(10)}
    of_2021 = replace(of_2022, blocks=tuple(replace(one, maximum=maxima[one.code]) for one in of_2022.blocks))
    found = added(of_2021, {code: D(text) for code, text in parts.items()}, of="blocks")
    assert found.points == D("88.64")
    assert abs(found.points - D("88.65")) <= LAST


def test_what_dak_lak_lost_in_2017_is_what_its_domains_lack() -> None:
    of = frameworks.shipped("par-province-2017")
    losses = ("4.50", "1.84", "0", "2.77", "4.88", "1.96", "7.14", "1.54")
    parts = {d.code: (d.maximum or D()) - D(loss) for d, loss in zip(of.domains, losses, strict=True)}
    found = added(of, parts, of="domains")
    assert found.counted - found.points == D("24.63")
    assert found.points == D("75.37")
    gaps = lost(of, {d.code: Sum(parts[d.code], d.maximum or D()) for d in of.domains})
    assert next(iter(gaps.items())) == ("7", D("7.14")) and sum(gaps.values()) == D("24.63")


def test_what_does_not_apply_leaves_the_denominator_as_printed_in_thanh_hoa() -> None:
    assert Sum(D("68.32"), D(84)).percent == D("81.33")
    assert Sum(D(), D()).percent is None


def test_points_of_a_part_above_its_maximum_or_missing_are_refused_by_code() -> None:
    of = frameworks.shipped("par-province-2022")
    parts = {"appraised": D("61.51"), "impact": D(-1), "leaders": D(20), "other": D(1)}
    with pytest.raises(BadScores) as refused:
        added(of, parts, of="blocks")
    assert {fault.field for fault in refused.value.faults} == {"appraised", "impact", "sipas", "other"}
    assert all(fault.sentence % fault.facts for fault in refused.value.faults)


def test_totals_agree_with_plain_sums_at_every_level_and_leave_out_what_does_not_apply() -> None:
    of = frameworks.shipped("teaching-province")
    waived = [one.code for one in of.components if one.waivable][:3]
    given_ = half_marks(of) | {code: Given(applicable=False) for code in waived}
    del given_["7.3"]
    points = score_all(of, given_)
    found = totals(of, points)
    left_out = sum(one.maximum or D() for one in of.components if one.code in waived)
    assert found.total.counted == 100 - left_out
    assert found.total.points == sum(one.points for one in points.values())
    assert found.missing == ("7.3",)
    for level in (found.blocks, found.domains, found.criteria):
        assert sum(one.points for one in level.values()) == found.total.points
        assert sum(one.counted for one in level.values()) == found.total.counted
    exact = Fraction(found.total.points) / Fraction(found.total.counted) * 100
    assert abs(Fraction(found.index or D()) - exact) <= Fraction(1, 200)


def test_full_marks_are_a_hundred_in_every_shipped_framework_that_can_be_scored() -> None:
    for code in ("teaching-province", "teaching-commune"):
        of = frameworks.shipped(code)
        found = totals(of, score_all(of, full_marks(of)))
        assert found.index == 100
        assert all(one.percent == 100 for one in (*found.blocks.values(), *found.criteria.values()))


def test_all_that_is_wrong_with_a_unit_is_named_at_once_with_its_component() -> None:
    of = frameworks.shipped("teaching-province")
    given_ = {
        "1.1.2": Given(numerator=D(1), denominator=D(0)),
        "1.7.1": Given(applicable=False),
        "9.9": Given(),
    }
    with pytest.raises(BadScores) as refused:
        score_all(of, given_)
    assert [fault.field for fault in refused.value.faults] == ["1.1.2.denominator", "1.7.1", "9.9"]
    with pytest.raises(BadScores) as nobody:
        score_all(frameworks.shipped("par-province-2022"), {"8.1": Given(value=D(80))})
    assert nobody.value.faults


@given(st.lists(st.none() | st.integers(700, 720).map(lambda n: D(n) / 1000), max_size=12))
@settings(max_examples=60, deadline=None)
def test_places_are_those_of_the_surveys_room_and_of_plain_counting(values) -> None:
    found = competition_ranks(values)
    printed = [None if value is None else value.quantize(LAST, "ROUND_HALF_UP") for value in values]
    for value, rank in zip(printed, found, strict=True):
        better = sum(1 for other in printed if other is not None and value is not None and other > value)
        assert rank == (None if value is None else better + 1)
    theirs = ranks.competition_ranks([float("nan") if value is None else float(value) for value in values])
    assert [rank or 0 for rank in found] == theirs.tolist()


def test_bands_are_named_as_published_and_not_below_what_was() -> None:
    known = shipped.bands(index=Index.PAR, level="province")
    named = [
        (D(text), band_of(known, D(text), year=2022))
        for text in ("90", "89.99", "80", "79.99", "70", "69.99")
    ]
    assert [band.code if band else None for _value, band in named] == ["A", "B", "B", "C", "C", None]
    assert all(band.basis for band in known)


def test_a_change_is_counted_within_one_method_and_refused_across_a_break() -> None:
    same = {"known": shipped.series(), "index": Index.PAR, "level": "province"}
    found = change(**same, years=(2022, 2023), points=(D("84.47"), D("87.33")), ranks=(38, 28))
    assert (found.points, found.places) == (D("2.86"), 10)
    with pytest.raises(NotComparable):
        change(**same, years=(2021, 2022), points=(D("86.37"), D("84.79")))


def test_means_of_regions_give_the_published_mean_of_the_country() -> None:
    by_region = {
        "red river": (11, "88.33"), "south east": (6, "87.79"), "north": (14, "87.72"),
        "central coast": (14, "86.82"), "mekong": (13, "85.42"), "highlands": (5, "85.42"),
    }  # fmt: skip
    means = [RegionMean(name, units, D(text)) for name, (units, text) in by_region.items()]
    assert mean_of_regions(means) == D("86.98")
    scores = {"a": D("80.00"), "b": D("80.01"), "c": D("70.00")}
    found = region_means(scores, {"a": "x", "b": "x", "c": "y"})
    assert [(one.region, one.units, one.mean) for one in found] == [
        ("x", 2, D("80.01")),
        ("y", 1, D("70.00")),
    ]
    assert mean([]) is None


def test_places_that_chance_of_the_surveys_allows_hold_the_place_and_widen_with_the_error() -> None:
    of = frameworks.shipped("teaching-province")
    units = []
    for at, value in enumerate(("80", "81", "82", "90")):
        given_ = half_marks(of) | {"8.1": Given(value=D(value), standard_error=D("1.5"))}
        points = score_all(of, given_)
        total = totals(of, points)
        units.append((f"u{at}", total.index, league.error_of(points, total)))
    assert units[0][2] == D("0.15")
    found = league.table(units)
    assert [place.rank for place in found] == [4, 3, 2, 1]
    assert [place.own_set for place in found] == [(2, 4), (2, 4), (2, 4), (1, 1)]
    for place in found:
        assert place.joint_set and place.own_set
        assert place.joint_set[0] <= place.own_set[0] <= place.rank <= place.own_set[1] <= place.joint_set[1]
    sure = league.table([(unit, index, D("0.0001")) for unit, index, _error in units])
    assert [place.own_set for place in sure] == [(4, 4), (3, 3), (2, 2), (1, 1)]
    assert all(place.own_set is None for place in league.table([(u, i, None) for u, i, _e in units]))


def test_points_set_by_hand_count_as_those_of_the_rule_do() -> None:
    of = frameworks.shipped("teaching-province")
    points = score_all(of, full_marks(of))
    first = points["1.1.1"]
    points["1.1.1"] = Points(D("0.25"), first.maximum, first.rule, first.given)
    assert totals(of, points).index == D("99.75")
    assert isinstance(first.rule, rules.CheckList)
