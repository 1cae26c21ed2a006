"""The calendar of a year as a page shows it: twelve months of days, and the list of days that are not ordinary.

Plain values only: no database, no clock.
"""

import calendar as gregorian
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from motcua.foundation.calendar import WorkCalendar

from .rules import DayKind


@dataclass(frozen=True)
class Decision:
    """A decided day with what it rests on; `agency_name` is empty when it holds for everyone."""

    date: date
    kind: DayKind
    name: str
    basis: str
    verified: bool
    agency_name: str = ""
    agency_name_en: str = ""
    agency_id: int | None = None


@dataclass(frozen=True)
class Cell:
    """One day of a month. `code` is "", "weekend", "holiday" or "worked"."""

    date: date
    code: str
    name: str = ""
    today: bool = False


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Line:
    """One day off or worked, in the list below the months."""

    date: date
    code: str  # "holiday" or "worked"
    name: str
    basis: str
    verified: bool
    decided: bool  # by an override, not by the holidays package
    forecast: bool
    agency_name: str = ""
    agency_name_en: str = ""


@dataclass(frozen=True)
class Year:
    number: int
    months: tuple[Month, ...]
    lines: tuple[Line, ...]
    working_days: int
    days_off: int  # from Monday to Friday
    made_up: int
    forecast: bool
    earlier: int | None
    later: int | None


def year(
    number: int,
    *,
    calendar: WorkCalendar,
    decisions: Iterable[Decision],
    basis_of: Callable[[date], str],
    announced_until: int,
    known: tuple[int, int],
    today: date,
) -> Year:
    months = tuple(_month(number, month, calendar, today) for month in range(1, 13))
    cells = [cell for month in months for week in month.weeks for cell in week if cell]
    forecast = number > announced_until
    return Year(
        number=number,
        months=months,
        lines=_lines(cells, list(decisions), basis_of, forecast),
        working_days=sum(month.working_days for month in months),
        days_off=sum(cell.code == "holiday" and not calendar.is_weekly_day_off(cell.date) for cell in cells),
        made_up=sum(cell.code == "worked" for cell in cells),
        forecast=forecast,
        earlier=number - 1 if number > known[0] else None,
        later=number + 1 if number < known[1] else None,
    )


def _month(number: int, month: int, calendar: WorkCalendar, today: date) -> Month:
    weeks = tuple(
        tuple(_cell(day, calendar, today) if day.month == month else None for day in week)
        for week in gregorian.Calendar(firstweekday=0).monthdatescalendar(number, month)
    )
    working = sum(calendar.is_working_day(cell.date) for week in weeks for cell in week if cell)
    return Month(date(number, month, 1), weeks, working)


def _cell(day: date, calendar: WorkCalendar, today: date) -> Cell:
    if day in calendar.worked:
        return Cell(day, "worked", calendar.worked[day], day == today)
    if day in calendar.off:
        return Cell(day, "holiday", calendar.off[day], day == today)
    return Cell(day, "weekend" if calendar.is_weekly_day_off(day) else "", "", day == today)


def _lines(
    cells: list[Cell], decisions: list[Decision], basis_of: Callable[[date], str], forecast: bool
) -> tuple[Line, ...]:
    everywhere: Mapping[date, Decision] = {d.date: d for d in decisions if not d.agency_name}
    lines = [
        Line(cell.date, cell.code, cell.name, basis_of(cell.date), True, False, forecast)
        for cell in cells
        if cell.code in ("holiday", "worked") and cell.date not in everywhere
    ]
    lines += [
        Line(
            d.date,
            "holiday" if d.kind is DayKind.OFF else "worked",
            d.name,
            d.basis,
            d.verified,
            True,
            False,
            d.agency_name,
            d.agency_name_en,
        )
        for d in decisions
    ]
    return tuple(sorted(lines, key=lambda line: (line.date, line.agency_name)))
