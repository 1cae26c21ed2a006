"""Published figures: the shipped ones come in once, tables come in whole or not at all, nothing is overwritten."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import InvalidInput
from motcua.indices import actions, queries, rules
from motcua.indices.models import Published
from motcua.indices.rules import Index, Line, Status
from motcua.people import actions as people
from motcua.people import files
from motcua.people.rules import system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRESS = "Công bố ngày 20/04/2026"


@pytest.fixture
def country():
    people.load_agencies(
        lines=files.agency_lines(),
        successions=files.succession_lines(),
        correct=False,
        reach=system("people"),
        at=NOW,
    )
    return queries.units(level="province", year=2022)


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
    with pytest.raises(CommandError, match=r"no unit “Đắk Lak” in 2024.\nNothing was changed"):
        told(*words)
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="workbook"):
        told(*words)
