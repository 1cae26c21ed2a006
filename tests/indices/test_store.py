"""Published figures: the shipped ones come in once, tables come in whole or not at all, nothing is overwritten."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import InvalidInput
from motcua.indices import actions, queries, rules
from motcua.indices.models import Published
from motcua.indices.places import places
from motcua.indices.rules import Index, Line, Status
from motcua.people import actions as people
from motcua.people import files
from motcua.people.rules import system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRESS = "Công bố ngày 20/04/2026"


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        people.load_agencies(
            lines=files.agency_lines(),
            successions=files.succession_lines(),
            correct=False,
            reach=system("people"),
            at=NOW,
        )
        kept.country = queries.units(level="province", year=2022)
        yield kept


@pytest.fixture
def country(kept, db):
    return kept.copy().country


def whole(units, *, first="90.00"):
    """A table of every unit, each a hundredth below the one before."""
    ids = sorted(set(units.values()))
    names = {unit: name for name, unit in units.items()}
    return [
        Line(row, names[unit], Decimal(first) - Decimal(row) / 100, row) for row, unit in enumerate(ids, 1)
    ]


def entries():
    return Entry.objects.filter(kind__startswith="indices.")


def table(lines, *, year=2023, **more):
    given = {"index": Index.SIPAS, "year": year, "level": "province", "source": PRESS} | more
    return actions.Table(lines=lines, **given)


def import_table(lines, *, dry_run=False, **more):
    return actions.import_table(table=table(lines, **more), by="system:tests", at=NOW, dry_run=dry_run)


def test_the_shipped_figures_come_in_once_and_keep_their_sources(country):
    came = actions.load(at=NOW)
    assert came.added == Published.objects.count() > 700
    assert not Published.objects.filter(source="").exists()
    assert actions.load(at=NOW) == actions.Came(added=0, known=came.added)
    assert entries().get().data == {"added": came.added}


def test_dak_lak_stands_where_it_was_announced_and_its_rise_is_a_quotation(country):
    actions.load(at=NOW)
    years = {one.year: one for one in queries.years_of(unit=country["Đắk Lắk"], index=Index.SIPAS)}
    here = years[2022]
    assert (here.scores[0].value, here.ranks[0].value) == (Decimal("80.47"), 27)
    assert here.quoted_places_up[0].value == 32 and here.quoted_places_up[0].source
    with pytest.raises(rules.NotComparable):
        queries.change(unit=country["Đắk Lắk"], index=Index.SIPAS, first=2021, second=2022)
    counted = queries.change(unit=country["Đắk Lắk"], index=Index.PAR, first=2022, second=2023)
    assert counted == Decimal("2.86")


def test_two_sources_stand_side_by_side_and_a_counted_figure_comes_after_a_read_one(country):
    actions.load(at=NOW)
    years = {one.year: one for one in queries.years_of(unit=country["Đắk Lắk"], index=Index.PAR)}
    assert [said.status for said in years[2022].scores] == [Status.GIVEN, Status.DERIVED]
    assert not years[2022].disputed
    other = Line(1, "Đắk Lắk", Decimal("84.50"))
    import_table([other], index=Index.PAR, year=2022, partial=True)
    years = {one.year: one for one in queries.years_of(unit=country["Đắk Lắk"], index=Index.PAR)}
    assert years[2022].disputed and years[2022].scores[0].source == PRESS


def test_what_is_only_recalled_is_kept_and_is_no_result(country):
    actions.load(at=NOW)
    assert Published.objects.filter(status=Status.RECALLED).exists()
    assert queries.printed_mean(index=Index.SIPAS, year=2021, level="province") is None
    assert queries.printed_mean(index=Index.SIPAS, year=2022, level="province") == Decimal("80.08")


def test_a_whole_table_comes_in_and_asked_again_it_is_known(country):
    lines = whole(country)
    assert import_table(lines, dry_run=True) == actions.Came(added=126, known=0)
    assert not Published.objects.exists() and not entries().exists()
    assert import_table(lines) == actions.Came(added=126, known=0)
    assert import_table(lines) == actions.Came(added=0, known=126)
    assert entries().get().data == {"index": "SIPAS", "year": 2023, "added": 126}


def test_a_published_figure_is_not_overwritten_and_nothing_of_the_table_comes_in(country):
    import_table(whole(country))
    with pytest.raises(InvalidInput) as refused:
        import_table(whole(country, first="91.00"))
    assert len(refused.value.faults) == 63
    assert Published.objects.count() == 126


def test_a_table_of_another_year_has_that_years_units(country):
    now = queries.units(level="province", year=2025)
    assert len(set(country.values())) == 63 and len(set(now.values())) == 34
    with pytest.raises(InvalidInput) as refused:
        import_table(whole(country), year=2025)
    said = [fault.sentence % fault.facts for fault in refused.value.faults]
    assert "The table has 63 rows; that year there were 34 units." in said
    assert any("there was no unit" in one for one in said)
    assert not Published.objects.exists()


def test_ministries_come_in_as_the_nineteen_that_are_measured_or_the_seventeen_that_are_ranked(country):
    away = ("Bộ Công an", "Bộ Quốc phòng", "Văn phòng Chính phủ")
    special = ("Thanh tra Chính phủ", "Ủy ban Dân tộc")
    names = sorted({one.name_vi for one in places().of(level="ministry", year=2023)} - {*away, *special})
    ranked = [Line(row, name, Decimal(90 - row), row) for row, name in enumerate(names, 1)]
    every = [*ranked, *(Line(18 + n, name, Decimal(99), None) for n, name in enumerate(special))]
    asked = {"index": Index.PAR, "level": "ministry", "mean": Decimal("81.00")}
    assert import_table(every, dry_run=True, **asked).added == 17 * 2 + 2
    assert import_table(ranked, **asked).added == 17 * 2
    with pytest.raises(InvalidInput) as refused:
        import_table(ranked[:-1], **asked, dry_run=True)
    said = [fault.sentence % fault.facts for fault in refused.value.faults]
    assert "The table has 16 rows; that year there were 19 units." in said


def test_the_mean_that_is_known_is_held_against_the_table(country):
    actions.load(at=NOW)
    before = Published.objects.count()
    with pytest.raises(InvalidInput) as refused:
        import_table(whole(country), year=2022)
    assert "80.08" in " ".join(fault.sentence % fault.facts for fault in refused.value.faults)
    assert Published.objects.count() == before


def test_a_table_without_a_source_is_refused(country):
    with pytest.raises(InvalidInput):
        import_table(whole(country), source=" ")


def told(*words):
    out = StringIO()
    call_command("indices", "--lang", "en", *words, stdout=out)
    return out.getvalue()


def test_the_command_loads_checks_and_imports(country, tmp_path):
    assert "figures added; 0 stood here already" in told("load")
    file = tmp_path / "sipas.csv"
    file.write_text("Tỉnh;Điểm;Hạng\nĐắk Lắk;83,10;20\n")
    words = ("import", str(file), "--index", "SIPAS", "--year", "2024", "--source", PRESS, "--partial")
    before = Published.objects.count()
    assert "2 figures would be added" in told(*words, "--dry-run")
    assert Published.objects.count() == before
    assert "2 figures added" in told(*words)
    file.write_text("Tỉnh;Điểm\nĐắk Lak;83,10\n")
    with pytest.raises(
        CommandError, match=r"no unit “Đắk Lak” in 2024. Did you mean “Đắk Lắk”\?\nNothing was changed"
    ):
        told(*words)
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="workbook"):
        told(*words)


def said(refused):
    return [fault.sentence % fault.facts for fault in refused.value.faults]


def test_an_unknown_name_is_met_with_the_nearest_one_that_year(country):
    with pytest.raises(InvalidInput) as refused:
        import_table([Line(4, "Dak Lak", Decimal(80)), Line(5, "Atlantis", Decimal(70))], partial=True)
    assert said(refused) == [
        "Row 4: there was no unit “Dak Lak” in 2023. Did you mean “Đắk Lắk”?",
        "Row 5: there was no unit “Atlantis” in 2023.",
    ]


def test_one_unit_under_two_names_is_refused_and_nothing_comes_in(country):
    with pytest.raises(InvalidInput) as refused:
        import_table([Line(1, "Đắk Lắk", Decimal(80)), Line(2, "Tỉnh Đắk Lắk", Decimal(80))], partial=True)
    assert said(refused) == ["Row 2: Tỉnh Đắk Lắk is the unit of row 1 under another name."]
    assert not Published.objects.exists()


def test_a_whole_table_without_places_gets_them_from_its_scores_and_says_so(country):
    lines = [replace(line, rank=None) for line in whole(country)]
    lines[1] = replace(lines[1], score=lines[0].score)
    import_table(lines)
    places = Published.objects.filter(statistic="rank").order_by("value", "pk")
    assert [(int(row.value), row.status, row.basis) for row in places[:3]] == [
        (1, "derived", "1 + 0"), (1, "derived", "1 + 0"), (3, "derived", "1 + 2"),
    ]  # fmt: skip
    # A part of a table cannot say who stands before whom.
    import_table([replace(lines[0], score=Decimal(80))], partial=True, year=2022)
    assert not Published.objects.filter(statistic="rank", year=2022).exists()


DAK_LAK_2023 = (
    ("appraised", "57.92"),
    ("impact", "2.97"),
    ("leader_survey", "18.29"),
    ("sipas_points", "8.15"),
)


def test_parts_that_add_up_to_the_score_come_in_with_it(country):
    parts = tuple((key, Decimal(value)) for key, value in DAK_LAK_2023)
    came = import_table(
        [Line(1, "Đắk Lắk", Decimal("87.33"), 28, parts=parts)], index=Index.PAR, partial=True
    )
    assert came.added == 6
    held = Published.objects.exclude(part="").values_list("part", "value")
    assert ("Điểm chỉ số SIPAS", Decimal("8.15")) in held


def test_parts_that_do_not_add_up_are_refused_by_row(country):
    parts = tuple((key, Decimal(value)) for key, value in DAK_LAK_2023)
    with pytest.raises(InvalidInput) as refused:
        import_table([Line(7, "Đắk Lắk", Decimal("87.53"), parts=parts)], index=Index.PAR, partial=True)
    assert said(refused) == ["Row 7: the parts of Đắk Lắk add up to 87.33, but its score is 87.53."]
    both = (*parts, ("survey", Decimal("26.54")))
    with pytest.raises(InvalidInput) as refused:
        import_table([Line(7, "Đắk Lắk", Decimal("87.43"), parts=both)], index=Index.PAR, partial=True)
    assert "Row 7: the two surveys of Đắk Lắk add up to 26.44; 26.54 was printed." in said(refused)


def test_the_command_checks_a_table_of_ministries_without_being_told_its_source(country, tmp_path):
    call_command("indices", "load", stdout=StringIO())
    file = tmp_path / "bo.csv"
    file.write_text("Bộ;Điểm thẩm định;Điều tra xã hội học;Chỉ số\nBộ Tư phap;61,97;27,98;89,95\n")
    words = (
        "import",
        str(file),
        "--index",
        "par",
        "--year",
        "2023",
        "--level",
        "ministry",
        "--partial",
        "--dry-run",
    )
    with pytest.raises(CommandError, match="Did you mean “Bộ Tư pháp”"):
        told(*words)
    file.write_text(file.read_text().replace("phap", "pháp"))
    assert "would be added" in told(*words)
    with pytest.raises(CommandError, match="Say who published"):
        told(*words[:-1])
