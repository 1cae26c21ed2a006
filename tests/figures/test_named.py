"""Each named query against a slow oracle over the same rows: its number, its months, its parts and its records."""

import csv
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.figures import engine, named
from motcua.figures.columns import Row, cells
from motcua.figures.counting import tallies
from motcua.figures.manifest import Manifest, Part
from motcua.figures.named import Which
from motcua.figures.rules import heads
from motcua.figures.rules.months import Month, between, month_of
from motcua.foundation.calendar import TZ

BEGIN = datetime(2026, 1, 1, tzinfo=TZ)
PATHS = {20: "/1/20/", 201: "/1/20/201/", 21: "/1/21/", 3: "/3/"}
# Moments on both sides of midnights in Viet Nam and at the ends of months.
moments = st.integers(0, 90 * 24 * 60).map(
    lambda minutes: BEGIN + timedelta(minutes=minutes)
) | st.sampled_from([datetime(2026, 2, 1, tzinfo=TZ) + timedelta(microseconds=one) for one in (-1, 0, 1)])
rows = st.builds(
    lambda key, agency, sent, received, done, desk_id, **facts: Row(
        id=0, key=f"{key:032x}", agency_id=agency, path=PATHS[agency], submitted_at=sent.astimezone(UTC),
        received_at=received and received.astimezone(UTC), done_at=done and done.astimezone(UTC),
        desk_id=desk_id, desk_path=PATHS.get(desk_id, ""),
        promised_at=None, returned_at=None, closed_at=None, duties=0, extended=0, field="", situation="", **facts,
    ),
    key=st.integers(0, 2**100), agency=st.sampled_from(sorted(PATHS)), sent=moments,
    received=st.none() | moments, done=st.none() | moments, late=st.none() | st.booleans(),
    procedure=st.sampled_from(["1.1", "2.2"]), channel=st.sampled_from(["counter", "online", "post"]),
    state=st.sampled_from(["new", "in_progress", "stopped", "done", "returned"]),
    assisted=st.booleans(), desk_id=st.sampled_from([None, None, *sorted(PATHS)]),
    papers=st.integers(0, 2), papers_digital=st.integers(0, 2), stood=st.integers(0, 2), result_file=st.booleans(),
    supplements=st.integers(0, 2), electronic=st.sampled_from(["", "signed", "issued"]), simulated=st.booleans(),
)  # fmt: skip
tables = st.lists(
    st.tuples(rows, st.none() | st.integers(0, 5000)), max_size=25, unique_by=lambda one: one[0].key
)


def has_result(one):
    return one.state in ("done", "returned") and one.done_at is not None


# name → (the records of its denominator, the moment of one, whether it is in the numerator)
ORACLE = {
    "on-time": (lambda one, minutes: has_result(one), lambda one: one.done_at, lambda one: one.late is False),
    "online": (lambda one, minutes: has_result(one), lambda one: one.done_at, lambda one: one.channel == "online"),
    "digitised": (lambda one, minutes: has_result(one), lambda one: one.done_at, lambda one: one.papers_digital >= 1),
    "digitised-end-to-end": (
        lambda one, minutes: has_result(one) and one.papers_digital >= 1, lambda one: one.done_at,
        lambda one: one.result_file and one.papers_digital == one.papers,
    ),
    "electronic-results": (lambda one, minutes: has_result(one), lambda one: one.done_at, lambda one: one.electronic == "issued"),
    "received": (lambda one, minutes: True, lambda one: one.submitted_at, lambda one: one.received_at is not None),
    "papers-asked": (lambda one, minutes: one.received_at is not None, lambda one: one.received_at, lambda one: one.supplements >= 1),
    "stood-still": (lambda one, minutes: True, lambda one: one.submitted_at, lambda one: one.stood >= 1),
    "assisted": (lambda one, minutes: one.channel != "post", lambda one: one.submitted_at, lambda one: one.assisted),
    "received-elsewhere": (lambda one, minutes: one.channel != "online", lambda one: one.submitted_at, lambda one: one.desk_id not in (None, one.agency_id)),
    "handling-time": (lambda one, minutes: has_result(one) and minutes is not None, lambda one: one.done_at, lambda one: True),
}  # fmt: skip


def place_of(name, one):
    """Whose record it is: the agency that received it, and for what desks do the desk."""
    return PATHS[one.desk_id] if name == "received-elsewhere" and one.desk_id else one.path


@pytest.fixture
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path
    return tmp_path


def written(place, table):
    """The extract of these rows, in one file."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows(cells(one, worked_minutes=minutes) for one, minutes in table)
        lines.flush()
        engine.to_parquet(Path(lines.name), file=place / "one.parquet", nature="computed")
    part = Part("2026-01", "one.parquet", len(table), 0, "", False, (0, 0, 0))
    return Manifest(BEGIN, "", (part,))


def test_every_query_has_an_oracle_and_says_what_it_counts_in_both_languages():
    assert named.every().keys() == ORACLE.keys()
    assert {path.stem for path in named.SQL.glob("*.sql")} == {name.replace("-", "_") for name in ORACLE}
    slugs = [one.slug for one in named.every().values()]
    assert len(set(slugs)) == len(slugs)


@settings(max_examples=25)
@given(
    table=tables, path=st.sampled_from(["/", "/1/", "/1/20/", "/1/2", "/3/"]), procedure=st.sampled_from(["", "1.1"]),
    bounds=st.lists(moments, min_size=2, max_size=2).map(sorted),
)  # fmt: skip
def test_each_number_is_that_of_its_records_and_what_the_oracle_counts(table, path, procedure, bounds):
    since, until = bounds
    which = Which(since, until, path, procedure)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "folder", lambda: Path(folder))
        with engine.opened(written(Path(folder), table)) as asked:
            for name, query in named.every().items():
                member, moment, counted = ORACLE[name]
                wanted = [
                    one
                    for one, minutes in table
                    if member(one, minutes)
                    and since <= moment(one) < until
                    and place_of(name, one).startswith(path)
                    and procedure in ("", one.procedure)
                ]
                inside = {one.key for one in wanted if counted(one)}
                found = named.number(asked, query, which)
                assert (found.numerator, found.denominator) == (len(inside), len(wanted)), name
                assert found.simulated == any(one.simulated for one in wanted)
                own = named.by_agency(asked, query, which)
                assert sum(one.numerator for one in own.values()) == len(inside)
                owners = Counter(int(place_of(name, one).strip("/").split("/")[-1]) for one in wanted)
                assert {id: one.denominator for id, one in own.items()} == owners
                listed = named.records(asked, query, which, counted=True, most=100)
                assert len(listed) == len(set(listed)) and set(listed) == inside
                rest = named.records(asked, query, which, counted=False, most=100)
                assert set(rest) == {one.key for one in wanted} - inside
                whole = named.records(asked, query, which, counted=None, most=100)
                times = {one.key: moment(one) for one in wanted}
                assert [times[key] for key in whole] == sorted(times.values(), reverse=True)
                assert whole[3:5] == named.records(asked, query, which, counted=None, most=2, after=3)


@settings(max_examples=15)
@given(table=tables)
def test_tallies_are_the_sums_of_all_below_by_month_in_viet_nam(table):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "folder", lambda: Path(folder))
        with engine.opened(written(Path(folder), table)) as asked:
            found = tallies(asked)
    slow: dict = {}
    for name, (member, moment, counted) in ORACLE.items():
        for one, minutes in table:
            if not member(one, minutes):
                continue
            for agency in place_of(name, one).strip("/").split("/"):
                cell = slow.setdefault(
                    (int(agency), f"{moment(one).astimezone(TZ):%Y-%m}"),
                    SimpleNamespace(data={}, simulated=False),
                )
                cell.simulated |= one.simulated
                counts = cell.data.setdefault(name, [0, 0])
                counts[0] += counted(one)
                counts[1] += 1
                if name == "handling-time":
                    half_days = -(-max(minutes, 1) // 240)
                    bins = cell.data.setdefault("handling-time:half-days", Counter())
                    bins[str(half_days)] += 1
    assert {key: (one.data, one.simulated) for key, one in found.items()} == {
        key: (one.data, one.simulated) for key, one in slow.items()
    }


def test_a_head_that_does_not_say_everything_is_refused():
    good = (named.SQL / "on_time.sql").read_text(encoding="utf-8")
    assert heads.read(good).name == "on-time"
    for bad in (
        good.replace("-- basis: ", "-- bases: "),
        good.replace("-- title en: Results on time\n", ""),
        good.replace("-- unit: share", "-- unit: "),
        good.replace("SELECT", "DELETE"),
        good + ";",
        good.replace("FROM dossiers", "FROM dossiers -- and others"),
    ):
        assert bad != good
        with pytest.raises((heads.BadHead, ValueError)):
            heads.read(bad)
    with pytest.raises(ValueError, match="parsec"):
        heads.read(good.replace("-- unit: share", "-- unit: parsec"))


def test_months_follow_each_other_over_the_end_of_a_year():
    assert [str(one) for one in between(Month(2025, 11), Month(2026, 2))] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert list(between(Month(2026, 2), Month(2026, 1))) == []
    assert month_of(datetime(2025, 12, 31, 17, tzinfo=UTC)) == Month(2026, 1), (
        "it is seven hours later in Viet Nam"
    )
    assert Month(2026, 12).until == datetime(2027, 1, 1, tzinfo=TZ) == Month(2027, 1).since
    assert Month(2026, 1).later(-12) == Month(2025, 1)
