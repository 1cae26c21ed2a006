"""Questions about the law: dated values, calendars, opening hours. Answered from memory.

A process reads the tables once and keeps them. At most every `CHECK_SECONDS` it asks one row whether something
changed, so a decision reaches every process within that time, and a busy act pays no query for its law.
"""

import math
import time as ticking
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery

from motcua.foundation.calendar import WorkCalendar
from motcua.foundation.forms.tables import Line as TableLineSaid
from motcua.foundation.forms.tables import Table
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people

from . import rules, shipped, years
from .models import CalendarOverride, DatedValue, NamedTable, OpeningHours, Revision, TableLine
from .rules import DayKind, NoValue, Override, Value

CHECK_SECONDS = 2.0
# Where an agency stands in the tree is not ours to watch: a move is noticed at the latest after this time.
REMEMBER_SECONDS = 300.0
TABLES_REMEMBERED_MAX = 20  # a table on a day; another process has its own


def value(key: str, on: date) -> Value:
    """The value of a rule on a day."""
    found = rules.in_force(_known().values.get(key, ()), on)
    if found is None:
        raise NoValue(f"no value of {key!r} holds on {on}")
    return found


def values(*, on: date) -> list[Value]:
    """Every value that holds on a day, by key."""
    found = (rules.in_force(history, on) for _key, history in sorted(_known().values.items()))
    return [value for value in found if value is not None]


@dataclass(frozen=True)
class Line:
    """One rule on the operator's page: what holds now, and what comes next if anything."""

    key: str
    now: Value
    next: Value | None


def lines(*, on: date) -> list[Line]:
    """Every rule with what holds on a day, those never verified first."""
    found = []
    for now in values(on=on):
        later = [value for value in _known().values[now.key] if value.starts_on > on]
        found.append(Line(now.key, now, later[0] if later else None))
    return sorted(found, key=lambda line: (line.now.verified, line.key))


def history(key: str) -> tuple[Value, ...]:
    """Every value a rule had, has and will have; the oldest first."""
    return _known().values.get(key, ())


@dataclass(frozen=True)
class Office:
    """Opening hours as they are listed."""

    name: str
    name_en: str
    weekdays: tuple[str, ...]
    saturday: str
    cut_off: time | None
    basis: str
    verified: bool
    starts_on: date | None = None
    ends_on: date | None = None
    tense: str = "now"  # or past, or coming


def default_hours(*, on: date) -> Office:
    """The hours of whoever set none, on a day."""
    shipped_hours = shipped.default_hours()
    week = [", ".join(day) for day in shipped_hours.week]
    cut_off = national_calendar().hours_on(on).cut_off
    return Office("", "", _days(week), week[5], cut_off, shipped_hours.basis, shipped_hours.verified)


def offices(*, paths: Iterable[str], on: date) -> list[Office]:
    """Hours that agencies at or below the paths set, agency by agency; what held before comes first."""
    found = OpeningHours.objects.select_related("agency").filter(people.within(paths))
    rows = list(found.order_by("agency__path", F("starts_on").asc(nulls_first=True)))
    # Of the rows that hold today the one that began last, and the rows stand in order of beginning.
    now = {row.agency_id: row.pk for row in rows if _stretch(row).holds(on)}
    return [_office(row, on=on, is_now=now.get(row.agency_id) == row.pk) for row in rows]


def _office(row: OpeningHours, *, on: date, is_now: bool) -> Office:
    week = [", ".join(day) for day in row.week]
    coming = row.starts_on is not None and row.starts_on > on
    tense = "now" if is_now else "coming" if coming else "past"
    return Office(
        row.agency.name, row.agency.name_en, _days(week), week[5], row.cut_off, row.basis, row.verified,
        row.starts_on, row.ends_on, tense,
    )  # fmt: skip


def _stretch(row: OpeningHours) -> rules.Stretch:
    week = tuple(tuple(day) for day in row.week)
    return rules.Stretch(row.agency.path, row.starts_on, row.ends_on, week, row.cut_off)


def _days(week: list[str]) -> tuple[str, ...]:
    """Monday to Friday: one text when they are alike."""
    return tuple(week[:5]) if len(set(week[:5])) > 1 else (week[0],)


def year(number: int, *, paths: Iterable[str], today: date) -> years.Year:
    """The calendar of a year for everyone, with the decisions of the agencies at or below the paths."""
    return years.year(
        number,
        calendar=national_calendar(),
        decisions=_decisions(number, paths),
        basis_of=shipped.basis_of,
        announced_until=shipped.ANNOUNCED_UNTIL,
        known=(shipped.YEAR_FROM, shipped.YEAR_TO),
        today=today,
    )


def _decisions(number: int, paths: Iterable[str]) -> list[years.Decision]:
    mine = Q(agency=None) | people.within(paths)
    rows = (
        CalendarOverride.objects.select_related("agency")
        .filter(mine, date__year=number)
        .order_by("date", "pk")
    )
    found = [
        years.Decision(
            row.date,
            DayKind(row.kind),
            row.name,
            row.basis,
            row.verified,
            row.agency.name if row.agency else "",
            row.agency.name_en if row.agency else "",
        )
        for row in rows
    ]
    there = {decision.date for decision in found if not decision.agency_name}
    for day in shipped.days():
        if day.override.date.year == number and day.override.date not in there:
            override = day.override
            found.append(years.Decision(override.date, override.kind, override.name, day.basis, day.verified))
    return found


def decision(day_id: int) -> years.Decision | None:
    """What was decided last about the day of this row; entries of the chronicle name it `law-day:<id>`."""
    row = CalendarOverride.objects.select_related("agency").filter(pk=day_id).first()
    if row is None:
        return None
    agency = row.agency
    names = (agency.name, agency.name_en, agency.pk) if agency else ("", "", None)
    return years.Decision(row.date, DayKind(row.kind), row.name, row.basis, row.verified, *names)


def calendar(agency_id: int) -> WorkCalendar:
    """Opening hours nearest up the agency's path, public holidays, and decisions for it and those above it."""
    known = _known()
    found = known.calendars.get(agency_id)
    if found is None:
        path = people.agency(agency_id).path
        found = known.calendars[agency_id] = known.calendar_at(path)
    return found


def national_calendar() -> WorkCalendar:
    """The calendar of an office that decided nothing of its own."""
    return _known().calendar_at("")


# Named tables ---------------------------------------------------------------------------------------------------


def table_names() -> Mapping[str, Wording]:
    """The named tables that forms may take answers from, by key."""
    known = _known()
    if known.names is None:
        shown = {key: one.name for key, one in shipped.tables().items()}
        shown |= {row.key: Wording(row.name, row.name_en) for row in NamedTable.objects.all()}
        known.names = dict(sorted(shown.items()))
    return known.names


def table(key: str, on: date) -> Table:
    """A named table as it holds on a day; without lines where nothing was brought in for that day."""
    known = _known()
    found = known.tables.get((key, on))
    if found is None:
        name = table_names().get(key)
        if name is None:
            raise NotFound
        if len(known.tables) >= TABLES_REMEMBERED_MAX:
            known.tables.clear()
        found = known.tables[key, on] = Table(key, name, _lines(key, on))
    return found


def _lines(key: str, on: date) -> tuple[TableLineSaid, ...]:
    rows = TableLine.objects.filter(table__key=key).order_by("code")
    holds = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    found = tuple(TableLineSaid(*row) for row in rows.filter(holds).values_list("code", "name", "within"))
    ours = shipped.tables().get(key)
    if found or ours is None or ours.starts_on is None or on < ours.starts_on or rows.exists():
        return found
    return ours.lines


@dataclass(frozen=True)
class TableFacts:
    """A named table on the operator's page: how many lines hold, since when something changed, on what basis."""

    key: str
    name: Wording
    lines: int
    since: date | None
    basis: str
    verified: bool
    coming: date | None


def tables(*, on: date) -> list[TableFacts]:
    """Every named table, by key; of each, what its newest lines rest on. As many questions for many as for few."""
    begun = Q(lines__starts_on__lte=on)
    holds = begun & (Q(lines__ends_on__isnull=True) | Q(lines__ends_on__gte=on))
    newest = TableLine.objects.filter(table=OuterRef("pk"), starts_on__lte=on).order_by("-starts_on", "pk")
    rows = NamedTable.objects.annotate(
        holding=Count("lines", filter=holds),
        since=Max("lines__starts_on", filter=begun),
        coming=Min("lines__starts_on", filter=Q(lines__starts_on__gt=on)),
        newest_basis=Subquery(newest.values("basis")[:1]),
        newest_verified=Subquery(newest.values("verified")[:1]),
    )
    brought = {row.key: row for row in rows}
    return [_table_facts(key, name, brought.get(key), on) for key, name in table_names().items()]


def _table_facts(key: str, name: Wording, row: Any, on: date) -> TableFacts:
    """`row`: what was brought in for it, or None."""
    ours = shipped.tables().get(key)
    if row is None or (row.since is None and row.coming is None):
        holds = ours is not None and ours.starts_on is not None and on >= ours.starts_on
        if ours is None or not holds:
            return TableFacts(key, name, 0, None, "", False, None)
        return TableFacts(key, name, len(ours.lines), ours.starts_on, ours.basis, ours.verified, None)
    basis, verified = row.newest_basis or "", bool(row.newest_verified)
    return TableFacts(key, name, row.holding, row.since, basis, verified, row.coming)


@dataclass
class _Known:
    """What a process remembers of the tables."""

    revision: str
    loaded: float
    values: dict[str, tuple[Value, ...]]
    overrides: tuple[Override, ...]
    hours: tuple[rules.Stretch, ...]
    calendars: dict[int, WorkCalendar] = field(default_factory=dict)
    # Offices with the same hours and the same decisions share one calendar and its tables.
    shared: dict[tuple[rules.Periods, frozenset[str]], WorkCalendar] = field(default_factory=dict)
    names: Mapping[str, Wording] | None = None
    tables: dict[tuple[str, date], Table] = field(default_factory=dict)

    def calendar_at(self, path: str) -> WorkCalendar:
        """Past, present and future hours are all in it, so a change entered ahead needs no new calendar on its day."""
        periods = rules.periods(
            stretches=[stretch for stretch in self.hours if path.startswith(stretch.path)],
            ordinary=shipped.default_hours().week,
            cut_offs=self.values["same-day.cut-off"],
        )
        overrides = [o for o in self.overrides if path.startswith(o.path)]
        key = (periods, frozenset(o.path for o in overrides))
        if key not in self.shared:
            self.shared[key] = rules.work_calendar(
                periods=periods,
                holidays=shipped.public_holidays(),
                worked=shipped.worked_instead(),
                overrides=overrides,
            )
        return self.shared[key]


_memory: dict[str, _Known] = {}
_checked = 0.0


def forget() -> None:
    """Drop what this process remembers; the next question reads the tables."""
    _memory.clear()


def hold() -> None:
    """From here on this process no longer asks whether the law changed: for a helper that plays acts under one law."""
    global _checked
    _known()
    _checked = math.inf


def _known() -> _Known:
    global _checked
    # Not the time of any act: only how long ago this process last looked.
    tick = ticking.monotonic()
    known = _memory.get("known")
    if known and tick - _checked < CHECK_SECONDS:
        return known
    revision = revision_mark()
    stale = known is None or tick - known.loaded > REMEMBER_SECONDS
    if known is None or stale or known.revision != revision:
        known = _memory["known"] = _load(revision, tick)
    _checked = tick
    return known


def revision_mark() -> str:
    return Revision.objects.values_list("mark", flat=True).first() or ""


def _load(revision: str, tick: float) -> _Known:
    rows = OpeningHours.objects.select_related("agency").order_by("pk")
    return _Known(
        revision=revision,
        loaded=tick,
        values=_values(),
        overrides=_overrides(),
        hours=tuple(_stretch(row) for row in rows),
    )


def _values() -> dict[str, tuple[Value, ...]]:
    """Rows of the tables; a key without any row comes from the files."""
    rows: dict[str, list[Value]] = defaultdict(list)
    for row in DatedValue.objects.order_by("key", "starts_on"):
        rows[row.key].append(as_value(row))
    kept = frozenset(rows)
    for shipped_value in shipped.values():
        if shipped_value.key not in kept:
            rows[shipped_value.key].append(shipped_value)
    return {key: tuple(found) for key, found in rows.items()}


def as_value(row: DatedValue) -> Value:
    return Value(
        key=row.key,
        value=row.value,
        unit=row.unit,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        basis=row.basis,
        verified=row.verified,
        note=row.note,
    )


def _overrides() -> tuple[Override, ...]:
    rows = CalendarOverride.objects.select_related("agency").order_by("date", "pk")
    found = [
        Override(row.date, DayKind(row.kind), row.name, row.agency.path if row.agency else "") for row in rows
    ]
    decided = {override.date for override in found if not override.path}
    return tuple(found + [day.override for day in shipped.days() if day.override.date not in decided])


def not_loaded() -> int:
    """How many shipped values and national days the tables do not hold as this version ships them.

    What was decided here stands in their place and is not counted.
    """
    ours = set(DatedValue.objects.filter(shipped=False).values_list("key", flat=True))
    held = {(row.key, row.starts_on): row for row in DatedValue.objects.filter(shipped=True)}
    wanted = {(one.key, one.starts_on): shipped.facts_of_value(one) for one in shipped.values()}
    values = sum(not _says(held.get(key), facts) for key, facts in wanted.items() if key[0] not in ours)
    national = CalendarOverride.objects.filter(agency=None)
    decided = set(national.filter(shipped=False).values_list("date", flat=True))
    dates = {row.date: row for row in national.filter(shipped=True)}
    days = {one.override.date: shipped.facts_of_day(one) for one in shipped.days()}
    return values + sum(not _says(dates.get(day), facts) for day, facts in days.items() if day not in decided)


def _says(row: DatedValue | CalendarOverride | None, facts: dict[str, Any]) -> bool:
    return row is not None and all(getattr(row, name) == fact for name, fact in facts.items())
