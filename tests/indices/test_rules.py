"""What a published table must agree with, asked of plain lines."""

from decimal import Decimal

import pytest

from motcua.foundation.refusal import InvalidInput
from motcua.indices import reading, rules, shipped
from motcua.indices.rules import Index, Line
from motcua.surveys.ranks import competition_ranks


def table(*scores, ranks=None):
    return [
        Line(row, f"Tỉnh {row}", Decimal(score), ranks[row - 1] if ranks else None)
        for row, score in enumerate(scores, 1)
    ]


def faults(lines, **more):
    places = competition_ranks([float(line.score) for line in lines]).tolist()
    given = {"places": places, "units": {len(lines)}, "mean": None, "last_year": {}} | more
    return [fault.sentence % fault.facts for fault in rules.table_faults(lines, **given)]


def test_a_table_that_agrees_with_itself_is_taken():
    assert faults(table("90", "85.5", "85.5", "70", ranks=[1, 2, 2, 4]), mean=Decimal("82.75")) == []


def test_who_is_measured_and_not_ranked_takes_no_place_and_may_stand_outside_the_mean():
    lines = table("90", "88", "70", ranks=[1, None, 2])
    for mean, said in (
        ("82.67", []),
        ("80.00", []),
        ("81.00", ["The mean of the table is 80.0000; 81.00 was printed."]),
    ):
        assert faults(lines, places=[1, 0, 2], units={2, 3}, mean=Decimal(mean)) == said
    assert len(faults(lines, places=[1, 0, 2], units={4, 5})) == 1
    assert faults(lines, places=[1, 0, 2], units=()) == [], "how many were measured is not known"


def test_a_place_that_its_score_does_not_give_is_named_with_its_row():
    assert faults(table("90", "80", ranks=[1, 3])) == [
        "Row 2: Tỉnh 2 is printed as number 3, but its score 80 makes it 2."
    ]


def test_a_mean_may_be_out_by_one_in_the_last_decimal_and_no_more():
    lines = table("80.00", "80.03")
    assert faults(lines, mean=Decimal("80.02")) == []
    assert faults(lines, mean=Decimal("80.03")) == ["The mean of the table is 80.0150; 80.03 was printed."]


def test_rows_that_are_missing_or_stand_twice_are_named():
    lines = [*table("90", "80"), Line(3, "Tỉnh 2", Decimal("80"))]
    said = faults(lines, units={63})
    assert "The table has 3 rows; that year there were 63 units." in said
    assert [one for one in said if "twice" in one] == [
        "Row 2: Tỉnh 2 stands in the table twice.",
        "Row 3: Tỉnh 2 stands in the table twice.",
    ]


def test_a_change_is_held_against_last_years_score():
    line = Line(1, "Tỉnh 1", Decimal("82.00"), change=Decimal("2.00"))
    assert faults([line], last_year={"Tỉnh 1": Decimal("79.99")}) == []
    assert (
        "but 82.00 less last year's 79.00 is 3.00"
        in faults([line], last_year={"Tỉnh 1": Decimal("79.00")})[0]
    )


def test_a_part_of_a_table_is_only_asked_whether_better_scores_have_better_places():
    assert faults(table("90", "80", ranks=[5, 27]), units={63}, mean=Decimal(1), partial=True) == []
    assert len(faults(table("80", "90", ranks=[5, 27]), units={63}, partial=True)) == 1


def test_no_change_is_computed_where_the_method_changed():
    known = shipped.series()
    rules.check_comparable(known, index=Index.SIPAS, level="province", first=2022, second=2024)
    for first, second in ((2021, 2022), (2022, 2021), (2010, 2022)):
        with pytest.raises(rules.NotComparable):
            rules.check_comparable(known, index=Index.SIPAS, level="province", first=first, second=second)


def test_each_year_has_one_method_at_most():
    for year in range(2010, 2030):
        for index in Index:
            for level in ("province", "ministry"):
                holding = [
                    one
                    for one in shipped.series()
                    if (one.index, one.level) == (index, level) and one.holds(year)
                ]
                assert len(holding) <= 1  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh,Điểm,Hạng\nĐắk Lắk,80.47,27\n",
        "Đơn vị;Chỉ số (%);Xếp hạng\nĐắk Lắk;80,47;27\n",
        "unit\tscore\trank\nĐắk Lắk\t80,47\t27\n",
        "\ufeffSTT,Tỉnh,SIPAS,Hạng\n1,Đắk Lắk,80.47,27\n\n",
    ],
)
def test_a_table_is_read_with_commas_semicolons_and_tabs_in_both_languages(text):
    assert reading.lines_of(text) == [Line(1, "Đắk Lắk", Decimal("80.47"), 27)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The table is empty."),
        ("a,b\n1,2\n", "There is no column unit"),
        ("unit,score\nĐắk Lắk,tám mươi\n", "Row 1, column score: “tám mươi” is not a number."),
        ("unit,score\n,80\n", "Row 1 names no unit."),
        ("unit,score,rank\nĐắk Lắk,80,27.5\n", "Row 1: a place is a whole number"),
        ("unit,score\nĐắk Lắk,Infinity\n", "is not a number"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(text, said):
    with pytest.raises(InvalidInput) as refused:
        reading.lines_of(text)
    assert said in " ".join(fault.sentence % fault.facts for fault in refused.value.faults)


def test_decimals_with_commas_and_with_points_in_one_table_are_refused_by_both_rows():
    with pytest.raises(InvalidInput) as refused:
        reading.lines_of("Tỉnh\tĐiểm\nĐắk Lắk\t80,47\nHà Nội\t81\nHuế\t84.10\n")
    (fault,) = refused.value.faults
    assert (fault.facts["row"], fault.facts["value"], fault.facts["other_row"], fault.facts["other"]) == (
        1,
        "80,47",
        3,
        "84.10",
    )
    assert len(reading.lines_of("Tỉnh\tĐiểm\tGhi chú\nĐắk Lắk\t80,47\tQĐ 1.5\nHuế\t84,1\t\n")) == 2


def test_a_column_called_sipas_is_a_part_where_another_holds_the_score():
    table = "Tỉnh;Thẩm định;Tác động;Khảo sát lãnh đạo;SIPAS;Tổng điểm\nĐắk Lắk;57,92;2,97;18,29;8,15;87,33\n"
    (line,) = reading.lines_of(table)
    assert line.score == Decimal("87.33") and dict(line.parts)["sipas_points"] == Decimal("8.15")
    (line,) = reading.lines_of("Tỉnh;SIPAS\nĐắk Lắk;80,47\n")
    assert line.score == Decimal("80.47") and line.parts == ()
