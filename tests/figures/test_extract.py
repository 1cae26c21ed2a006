"""The extract: it says what the records say, reads changed months only, and is whole at every moment."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import product

import duckdb
import pyarrow.parquet
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from motcua.dossiers.models import Assistance, Digitisation, Dossier, Paper, Result, Stuck, Wait
from motcua.dossiers.queries.digitising import digital_flags
from motcua.dossiers.rules.states import Channel, State
from motcua.figures import actions, engine, extracting, manifest, named, queries
from motcua.figures.columns import COLUMNS
from motcua.figures.models import Tally
from motcua.figures.named import Which
from motcua.foundation.calendar import working_minutes
from motcua.law import queries as law
from motcua.people.models import HelperMandate
from tests.dossiers.build import make_world, submitted
from tests.figures.build import day, settled, settled_alike

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"
    return settings.FIGURES_DIR


def read_all():
    found = manifest.read()
    with engine.opened(found) as asked:
        names = ", ".join(one.name for one in COLUMNS if one.type != "TIMESTAMPTZ")
        return asked.rows(
            f"SELECT {names}, epoch_us(submitted_at), epoch_us(done_at) FROM dossiers ORDER BY key"
        )


def test_the_extract_says_what_the_records_say():
    world = make_world()
    one = settled(world, day(2026, 3, 4), electronic="issued", supplements=1, channel=Channel.POST)
    two = settled(world, day(2026, 4, 1, 0), late=True, simulated=True)
    still = submitted(world)
    Dossier.objects.filter(number=still.number).update(submitted_at=day(2026, 4, 2))
    Wait.objects.create(
        dossier=one, kind="supplement", number=1, from_state=State.RECEIVED, reason="",
        asked_at=day(2026, 3, 5), answer_by=day(2026, 3, 9), answered_at=day(2026, 3, 6),
    )  # fmt: skip
    Wait.objects.create(
        dossier=one, kind="supplement", number=2, from_state=State.RECEIVED, reason="",
        asked_at=day(2026, 3, 5), answer_by=day(2026, 3, 9), answered_at=day(2026, 3, 7), undone_at=day(2026, 3, 5),
    )  # fmt: skip
    done = extracting.extract(at=day(2026, 4, 9))
    assert done.months == ("2026-03", "2026-04")
    rows = {row[0]: dict(zip([c.name for c in COLUMNS if c.type != "TIMESTAMPTZ"] + ["sent", "done"], row, strict=True)) for row in read_all()}  # fmt: skip
    assert rows.keys() == {Dossier.objects.get(number=each.number).key.hex for each in (one, two, still)}
    calendar = law.calendar(one.agency_id)
    minutes = working_minutes(start=one.received_at, end=one.done_at, calendar=calendar)
    stood = working_minutes(start=day(2026, 3, 5), end=day(2026, 3, 6), calendar=calendar)
    first = rows[one.key.hex]
    assert 0 < stood < minutes and first["worked_minutes"] == minutes - stood
    assert (first["agency_id"], first["path"]) == (one.agency_id, one.agency.path)
    assert (first["procedure"], first["field"], first["situation"]) == ("1.000001", "ho-tich", "chung")
    assert (first["channel"], first["state"], first["electronic"]) == ("post", "done", "issued")
    assert (first["late"], first["nature"], first["supplements"]) == (False, "computed", 1)
    assert first["sent"] == int(one.submitted_at.timestamp() * 1e6)
    assert first["done"] == int(one.done_at.timestamp() * 1e6)
    assert rows[two.key.hex]["late"] is True and rows[two.key.hex]["nature"] == "simulated"
    open_row = rows[Dossier.objects.get(number=still.number).key.hex]
    assert (open_row["done"], open_row["late"], open_row["worked_minutes"]) == (None, None, None)


def test_who_helped_and_which_desk_received_it_for_another_agency_is_read():
    world = make_world()
    _plain, helped, elsewhere = (settled(world, day(2026, 3, 4)) for _ in range(3))
    hoa, nam = world.cast.hoa.person, world.cast.nam.person
    mandate = HelperMandate.objects.create(
        helped=hoa,
        helper=nam,
        capacity="near",
        given_at=world.at,
        starts_at=world.at,
        ends_at=day(2026, 9, 1),
    )
    Assistance.objects.create(
        dossier=helped, mandate=mandate, helper_name=nam.full_name, capacity="near", at=world.at
    )
    Dossier.objects.filter(pk=elsewhere.pk).update(
        desk_agency=world.cast.commune, channel=Channel.COUNTER, revision=9
    )
    extracting.extract(at=day(2026, 4, 9))
    commune, department = world.cast.commune, world.cast.department
    with engine.opened(manifest.read()) as asked:
        queries, which = named.every(), Which(day(2026, 1, 1), day(2027, 1, 1))
        assert named.records(asked, queries["assisted"], which, counted=True, most=9) == [helped.key.hex]
        found = named.number(asked, queries["assisted"], which)
        assert (found.numerator, found.denominator) == (1, 3)
        months = named.by_month(asked, queries["received-elsewhere"])
        assert [(one.agency_id, one.path, one.numerator, one.denominator) for one in months] == [
            (commune.pk, commune.path, 1, 1)
        ], f"by the desk, not by {department.name}"


def test_a_request_that_nobody_moved_counts_once_superiors_were_told_of_it_and_stays_counted():
    world = make_world()
    told, found, _moved = (settled(world, day(2026, 3, 4)) for _ in range(3))
    facts = {"reason": "nobody", "since": day(2026, 3, 5), "found_at": day(2026, 3, 5)}
    Stuck.objects.create(dossier=found, **facts)
    row = Stuck.objects.create(dossier=told, **facts)
    query, which = named.every()["stood-still"], Which(day(2026, 1, 1), day(2027, 1, 1))

    def counted(hour):
        extracting.extract(at=day(2026, 4, 9, hour))
        with engine.opened(manifest.read()) as asked:
            assert named.number(asked, query, which).denominator == 3
            return named.records(asked, query, which, counted=True, most=9)

    assert counted(9) == []
    Stuck.objects.filter(pk=row.pk).update(told_at=day(2026, 3, 6), told=1)  # no act, so no revision
    assert counted(10) == [told.key.hex]
    Stuck.objects.filter(pk=row.pk).update(ended_at=day(2026, 3, 7))
    assert counted(11) == [told.key.hex]


def test_what_is_electronic_of_a_request_is_what_the_request_says_of_itself():
    """Each mixture of papers and result; a scan that is signed off later is read by the next run, without an act."""
    world = make_world()
    officer = world.cast.reception.officer
    mixtures = list(product(("", "filed", "waiting", "compared"), ("", "filed", "waiting"), (None, 0, 7)))
    first = settled(world, day(2026, 3, 4), electronic="issued")
    Paper.objects.filter(dossier=first).delete()
    rows = [first, *(settled_alike(first, day(2026, 3, 4)) for _ in mixtures[1:])]
    for at, (one, (left, right, result)) in enumerate(zip(rows, mixtures, strict=True)):
        for how in filter(None, (left, right)):
            filed = None if how == "waiting" and at % 2 else 7
            paper = Paper.objects.create(
                dossier=one, code="to-khai", name="Tờ khai", kind="original", file_id=filed, added_at=world.at
            )
            if how != "filed":
                signed = world.at if how == "compared" else None
                Digitisation.objects.create(
                    paper=paper, scan_id=1, copy_id=1, scanned_at=world.at, scanned_by=officer, signed_off_at=signed
                )  # fmt: skip
        if result is not None:
            Result.objects.create(
                dossier=one, outcome="grant", kind="Giấy", issued_at=world.at, file_id=result or None
            )
    extracting.extract(at=day(2026, 4, 9))
    told = agree(rows)
    assert 0 < told["digitised-end-to-end"] < told["digitised"] < len(rows)
    waiting = Digitisation.objects.filter(signed_off_at=None, paper__file_id=None).first()
    Digitisation.objects.filter(pk=waiting.pk).update(signed_off_at=world.at)
    Paper.objects.filter(pk=waiting.paper_id).update(file_id=9)
    assert extracting.extract(at=day(2026, 4, 9, 10)).months == ("2026-03",), "the month is read again"
    agree(rows)


def agree(rows):
    """Numerators of the two figures, once they hold what each request says of itself."""
    which, found = Which(day(2026, 1, 1), day(2027, 1, 1)), {}
    slow = {
        one.key.hex: digital_flags(one) for one in Dossier.objects.filter(pk__in=[row.pk for row in rows])
    }
    with engine.opened(manifest.read()) as asked:
        for name, said in (("digitised", "digitised"), ("digitised-end-to-end", "end_to_end")):
            keys = named.records(asked, named.every()[name], which, counted=True, most=100)
            assert set(keys) == {key for key, flags in slow.items() if getattr(flags, said)}
            found[name] = len(keys)
    return found


def test_nothing_personal_is_in_it(place):
    world = make_world()
    settled(world, day(2026, 3, 4))
    extracting.extract(at=day(2026, 4, 9))
    hoa = world.cast.hoa.person
    number = Dossier.objects.get().number
    for row in read_all():
        said = json.dumps(row)
        assert not any(word in said for word in (hoa.full_name, hoa.phone, "hoa@example.vn", number))


def test_only_changed_months_are_read_again_and_files_never_change(place):
    world = make_world()
    settled(world, day(2026, 2, 4))
    changing = settled(world, day(2026, 3, 4))
    first = extracting.extract(at=day(2026, 4, 9)).manifest
    again = extracting.extract(at=day(2026, 4, 9, 10))
    assert again.months == () and again.manifest.digest == first.digest
    assert again.manifest.as_of > first.as_of, "it was looked at again"
    Dossier.objects.filter(pk=changing.pk).update(late=True, revision=changing.revision + 1)
    third = extracting.extract(at=day(2026, 4, 9, 11))
    assert third.months == ("2026-03",) and third.manifest.digest != first.digest
    before, after = {p.month: p.file for p in first.parts}, {p.month: p.file for p in third.manifest.parts}
    assert before["2026-02"] == after["2026-02"] and before["2026-03"] != after["2026-03"]
    # Who reads by the manifest before still finds its files; with the next run they go.
    assert (place / before["2026-03"]).exists()
    extracting.extract(at=day(2026, 4, 9, 12))
    assert not (place / before["2026-03"]).exists()
    Dossier.objects.filter(pk=changing.pk).update(number=None)
    assert [p.month for p in extracting.extract(at=day(2026, 4, 9, 13)).manifest.parts] == ["2026-02"]


def test_a_lost_file_is_read_again_and_so_is_all_when_the_contract_changes(place, monkeypatch):
    world = make_world()
    settled(world, day(2026, 2, 4))
    settled(world, day(2026, 3, 4))
    found = extracting.extract(at=day(2026, 4, 9)).manifest
    (place / found.parts[0].file).unlink()
    assert extracting.extract(at=day(2026, 4, 9)).months == ("2026-02",)
    assert extracting.extract(at=day(2026, 4, 9), again=True).months == ("2026-02", "2026-03")
    monkeypatch.setattr(extracting, "contract", lambda: "another")
    assert extracting.extract(at=day(2026, 4, 9)).months == ("2026-02", "2026-03")


def test_simulated_rows_say_so_in_the_name_of_the_file_and_inside_it(place):
    world = make_world()
    settled(world, day(2026, 2, 4))
    settled(world, day(2026, 3, 4), simulated=True)
    found = extracting.extract(at=day(2026, 4, 9)).manifest
    names = {part.month: part.file for part in found.parts}
    assert names["2026-03"].startswith("mo-phong-2026-03-") and names["2026-02"].startswith("2026-02-")
    inside = {month: pyarrow.parquet.read_table(place / name) for month, name in names.items()}
    assert inside["2026-03"].schema.metadata[b"nature"] == b"simulated"
    assert inside["2026-02"].schema.metadata[b"nature"] == b"computed"
    assert inside["2026-03"]["nature"].to_pylist() == ["simulated"]


def test_a_run_that_fails_halfway_leaves_the_extract_as_it_was(place, monkeypatch):
    world = make_world()
    settled(world, day(2026, 2, 4))
    before = extracting.extract(at=day(2026, 4, 9)).manifest
    rows = read_all()
    settled(world, day(2026, 3, 4))
    settled(world, day(2026, 4, 4))
    whole, calls = engine.to_parquet, []

    def failing(lines, **facts):
        calls.append(lines)
        if len(calls) == 2:
            raise OSError("No space left on device")
        whole(lines, **facts)

    monkeypatch.setattr(engine, "to_parquet", failing)
    with pytest.raises(OSError, match="No space"):
        extracting.extract(at=day(2026, 4, 10))
    assert manifest.read() == before and read_all() == rows
    monkeypatch.undo()
    (place / ".new-2026-04.parquet").write_bytes(b"half")
    assert extracting.extract(at=day(2026, 4, 10)).months == ("2026-03", "2026-04")
    assert list(place.glob(".new-*")) == [] and len(list(place.glob("*.parquet"))) == 3


def test_a_second_run_at_the_same_time_leaves_and_a_killed_one_frees_the_place(place):
    world = make_world()
    settled(world, day(2026, 2, 4))
    place.mkdir()
    holding = "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.flock(f,fcntl.LOCK_EX); print('held',flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", holding, str(place / ".lock")], stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"held\n"
        assert extracting.extract(at=day(2026, 4, 9)) == extracting.Extracted(None, ())
        with pytest.raises(CommandError, match="Another run"):
            call_command("figures", "extract")
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.communicate()
    assert extracting.extract(at=day(2026, 4, 9)).months == ("2026-02",)


def test_an_office_without_requests_has_an_empty_extract(capsys):
    with pytest.raises(CommandError, match="Nothing was extracted yet"):
        call_command("figures", "status")
    found = extracting.extract(at=day(2026, 4, 9)).manifest
    assert found.parts == () and read_all() == []
    call_command("figures", "status")
    assert capsys.readouterr().out.startswith("0 requests of 0 months")


def test_whoever_asks_the_extract_opens_its_files_and_nothing_else(place):
    world = make_world()
    settled(world, day(2026, 2, 4))
    found = extracting.extract(at=day(2026, 4, 9)).manifest
    (place / "other.csv").write_text("1\n")
    with engine.opened(found) as asked:
        assert asked.rows("SELECT count(*) FROM dossiers") == [(1,)]
        for forbidden in (
            f"SELECT * FROM read_csv('{place}/other.csv')",
            "SELECT * FROM read_parquet('https://example.vn/a.parquet')",
            f"COPY dossiers TO '{place}/copy.parquet'",
            "INSTALL httpfs",
            "SET threads=64",
        ):
            with pytest.raises(duckdb.Error):
                asked.rows(forbidden)


def test_duckdb_is_not_loaded_before_it_is_needed():
    said = subprocess.run(
        [sys.executable, "-c", "import django, sys; django.setup(); import motcua.urls, motcua.figures.jobs; print('duckdb' in sys.modules)"],
        capture_output=True, text=True, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip
    assert said.stdout.strip() == "False"


def test_figures_of_the_same_records_are_not_counted_twice_and_an_overtaken_run_writes_nothing():
    world = make_world()
    settled(world, day(2026, 2, 4), late=True)
    settled(world, day(2026, 3, 4))
    first = actions.refresh(at=day(2026, 4, 9))
    tallies = {(one.agency_id, f"{one.month:%Y-%m}"): one.data for one in Tally.objects.all()}
    cast = world.cast
    whose = [int(one) for one in cast.department.path.strip("/").split("/")]
    assert tallies.keys() == {(one, month) for one in whose for month in ("2026-02", "2026-03")}
    assert tallies[cast.province.pk, "2026-02"]["on-time"] == [0, 1]
    assert tallies[cast.province.pk, "2026-03"]["on-time"] == [1, 1] and first.tallies == 2 * len(whose)
    again = actions.refresh(at=day(2026, 4, 9, 11))
    assert again.tallies == 0 and queries.as_of() == day(2026, 4, 9, 11)
    Dossier.objects.filter(late=True).update(late=False, revision=9)
    assert actions.refresh(at=day(2026, 4, 9, 12)).tallies == len(whose), "only what differs is written"
    older = replace(first.extracted.manifest, as_of=day(2026, 4, 9, 10), parts=())
    assert actions.count(manifest=older) == 0 and Tally.objects.count() == 2 * len(whose)
    Dossier.objects.update(number=None)
    assert actions.refresh(at=day(2026, 4, 9, 13)).tallies == 2 * len(whose) and not Tally.objects.exists()
