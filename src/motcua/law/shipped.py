"""The law that comes with the software: readable files and the public holidays of the `holidays` package.

It is the floor under the tables: a key or a day that the tables do not name is answered from here, so that a
due date can be counted where there is no database at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import holidays
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from motcua.foundation.calendar import Hours, WorkCalendar
from motcua.foundation.forms.tables import Line
from motcua.foundation.forms.wording import Wording

from . import reading, rules
from .rules import DayKind, Override, Value

DATA = Path(__file__).parent / "data"
YEAR_FROM, YEAR_TO = 2015, 2032


class BadData(ValueError):
    """A data file says something impossible; the message names file and entry."""


@dataclass(frozen=True)
class Day:
    """One entry of overrides.yaml."""

    override: Override
    basis: str
    verified: bool
    note: str


@dataclass(frozen=True)
class DefaultHours:
    week: list[list[str]]
    basis: str
    verified: bool


@cache
def values() -> tuple[Value, ...]:
    found = tuple(_value(entry, f"values.yaml, entry {n}") for n, entry in enumerate(_read("values.yaml"), 1))
    for before, after in pairwise(found):
        if before.key == after.key and (before.ends_on is None or before.ends_on >= after.starts_on):
            raise BadData(f"values.yaml: two values of {after.key} hold on {after.starts_on}")
    return found


def facts_of_value(value: Value) -> dict[str, Any]:
    """What the row of a shipped value says beside its key and first day."""
    return {
        "value": value.value,
        "unit": value.unit,
        "ends_on": value.ends_on,
        "basis": value.basis,
        "verified": value.verified,
        "note": value.note,
    }


def _value(entry: dict[str, Any], where: str) -> Value:
    _check_keys(entry, {"key", "value", "from", "basis", "verified"}, {"unit", "to", "note"}, where)
    value = Value(
        key=entry["key"],
        value=entry["value"],
        unit=entry.get("unit", ""),
        starts_on=_date(entry["from"], where),
        ends_on=_date(entry["to"], where) if "to" in entry else None,
        basis=entry["basis"],
        verified=entry["verified"],
        note=entry.get("note", ""),
    )
    if value.ends_on and value.ends_on < value.starts_on:
        raise BadData(f"{where}: {value.key} ends before it begins")
    return value


@dataclass(frozen=True)
class ShippedTable:
    """A named table as it ships: its name, and its lines where some were found in a source."""

    key: str
    name: Wording
    lines: tuple[Line, ...]
    starts_on: date | None
    basis: str
    verified: bool


@cache
def tables() -> Mapping[str, ShippedTable]:
    found = [_table(entry, f"tables.yaml, entry {n}") for n, entry in enumerate(_read("tables.yaml"), 1)]
    return {one.key: one for one in found}


def _table(entry: dict[str, Any], where: str) -> ShippedTable:
    _check_keys(entry, {"key", "name", "name_en"}, {"file", "from", "basis", "verified", "note"}, where)
    lines: tuple[Line, ...] = ()
    if "file" in entry:
        read = reading.read((DATA / entry["file"]).read_text(encoding="utf-8"))
        if read.faults:
            raise BadData(f"{entry['file']}: {read.faults[0].sentence % read.faults[0].facts}")
        lines = read.lines
    return ShippedTable(
        key=entry["key"],
        name=Wording(entry["name"], entry["name_en"]),
        lines=lines,
        starts_on=_date(entry["from"], where) if lines else None,
        basis=entry.get("basis", ""),
        verified=entry.get("verified", False),
    )


@cache
def days() -> tuple[Day, ...]:
    return tuple(
        _day(entry, f"overrides.yaml, entry {n}") for n, entry in enumerate(_read("overrides.yaml"), 1)
    )


def facts_of_day(day: Day) -> dict[str, Any]:
    """What the row of a shipped day says beside its date."""
    return {
        "kind": day.override.kind.value,
        "name": day.override.name,
        "basis": day.basis,
        "verified": day.verified,
        "note": day.note,
    }


def _day(entry: dict[str, Any], where: str) -> Day:
    _check_keys(entry, {"date", "kind", "name", "basis", "verified"}, {"note"}, where)
    if entry["kind"] not in set(DayKind):
        raise BadData(f"{where}: kind is {entry['kind']!r}, not off or work")
    override = Override(_date(entry["date"], where), DayKind(entry["kind"]), entry["name"])
    return Day(override, entry["basis"], entry["verified"], entry.get("note", ""))


@cache
def default_hours() -> DefaultHours:
    entry = _read("hours.yaml")
    _check_keys(entry, {"week", "basis", "verified"}, set(), "hours.yaml")
    return DefaultHours([list(day) for day in entry["week"]], entry["basis"], entry["verified"])


def _read(name: str) -> Any:
    text = (DATA / name).read_text(encoding="utf-8")
    # Looked at first, because the reader of YAML stops at such a date without naming its line.
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.findall(r"\b\d{4}-\d\d-\d\d\b", line):
            if not _exists(found):
                raise BadData(f"{name}, line {number}: there is no day {found}")
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as problem:
        raise BadData(f"{name}: {problem}") from problem


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _check_keys(entry: Any, needed: set[str], allowed: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise BadData(f"{where}: not a list of fields")
    if missing := needed - set(entry):
        raise BadData(f"{where}: {', '.join(sorted(missing))} missing")
    if unknown := set(entry) - needed - allowed:
        raise BadData(f"{where}: unknown field {', '.join(sorted(unknown))}")


def _date(value: object, where: str) -> date:
    if not isinstance(value, date):
        raise BadData(f"{where}: {value!r} is not a date like 2026-01-02")
    return value


# ---- public holidays ------------------------------------------------------------------------------------------

# Up to this year the holidays and swaps were announced when this release was made; later ones are forecasts.
ANNOUNCED_UNTIL = 2026
FORECAST = " (dự kiến)"
_SWAP = re.compile(r"thay cho ngày (\d\d/\d\d/\d{4})")
HOLIDAYS_BASIS = "Bộ luật Lao động 2019, Điều 112"
SWAPS_BASIS = "Thông báo hoán đổi ngày làm việc của năm (theo gói holidays)"


@cache
def public_holidays() -> dict[date, str]:
    """Days off by law and by the yearly swaps, with their Vietnamese names."""
    found = _country()
    return {
        day: name + (FORECAST if day.year > ANNOUNCED_UNTIL and FORECAST not in name else "")
        for day, name in sorted(found.items())
        if day not in found.weekend_workdays
    }


@cache
def swapped() -> frozenset[date]:
    """Days off and days worked that change places by the yearly notices."""
    return frozenset(day for day, name in public_holidays().items() if _SWAP.search(name)) | frozenset(
        worked_instead()
    )


def basis_of(day: date) -> str:
    """What a public holiday or a swapped day rests on."""
    return SWAPS_BASIS if day in swapped() else HOLIDAYS_BASIS


@cache
def worked_instead() -> dict[date, str]:
    """Saturdays worked for another day off, named after it."""
    found = _country()
    places = {match[1]: day for day, name in found.items() if (match := _SWAP.search(name))}
    names = {}
    for day in sorted(found.weekend_workdays):
        instead = places.get(f"{day:%d/%m/%Y}")
        names[day] = f"Làm bù cho ngày {instead:%d/%m/%Y}" if instead else "Ngày làm bù"
    return names


@cache
def _country() -> Any:
    return holidays.country_holidays("VN", years=range(YEAR_FROM, YEAR_TO + 1), language="vi")


def national_hours(on: date) -> Hours:
    """Hours of an office that set none, on a day."""
    return [hours for starts_on, hours in national_periods() if starts_on <= on][-1]


@cache
def national_periods() -> rules.Periods:
    cut_offs = [value for value in values() if value.key == "same-day.cut-off"]
    return rules.periods(stretches=(), ordinary=default_hours().week, cut_offs=cut_offs)


def national_calendar(*, hours: Hours) -> WorkCalendar:
    """The calendar of an office that decided nothing of its own; needs no database."""
    return rules.work_calendar(
        periods=((date.min, hours),),
        holidays=public_holidays(),
        worked=worked_instead(),
        overrides=[day.override for day in days()],
    )
