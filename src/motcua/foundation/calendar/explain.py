"""The explained date as finished values for a page: a cell for each day, the sums of its legend, the sentence's code.

Codes, not words: the page's room says them in the person's language.
"""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.foundation.calendar.count import Due
from motcua.foundation.calendar.values import Reason, Unit


@dataclass(frozen=True)
class Cell:
    """One day of the grid. `code` is a `Reason` value, or "dropped": counted before the count began afresh."""

    date: date
    weekday: int  # 1 is Monday
    code: str
    number: int | None
    name: str


@dataclass(frozen=True)
class Sum:
    """One line of the legend."""

    code: str  # counted, worked, weekend, holiday, paused, dropped
    days: int


@dataclass(frozen=True)
class Explained:
    """`sentence` is one of: same-day, working-hours, working-days, calendar-days, months, paused."""

    sentence: str
    amount: int
    received_date: date
    arrived: date  # the day that counts as the day of receipt
    due: datetime | None
    moved: bool
    restarted: bool
    first_column: int  # 1 is Monday: the column of the first day
    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]


_LEGEND = ("counted", "worked", "weekend", "holiday", "paused", "dropped")


def explain(due: Due) -> Explained:
    days = due.days
    cells = []
    for day in days:
        given_up = day.reason in (Reason.COUNTED, Reason.WORKED) and day.number is None
        code = "dropped" if given_up else day.reason.value
        cells.append(Cell(day.date, day.date.isoweekday(), code, day.number, day.name))
    return Explained(
        sentence=_sentence(due),
        amount=due.term.amount,
        received_date=days[0].date,
        arrived=due.arrived,
        due=due.due,
        moved=any(day.reason is Reason.MOVED for day in days),
        restarted=any(cell.code == "dropped" for cell in cells),
        first_column=days[0].date.isoweekday(),
        cells=tuple(cells),
        sums=_sums(due, cells),
    )


def _sentence(due: Due) -> str:
    if due.due is None:
        return "paused"
    return "same-day" if due.term.same_day else due.term.unit.value


def _sums(due: Due, cells: list[Cell]) -> tuple[Sum, ...]:
    """The due day and a moved last day count when they carry a number; hours are not summed in days."""
    totals = dict.fromkeys(_LEGEND, 0)
    for cell in cells:
        code = "counted" if cell.code in ("due", "moved") and cell.number is not None else cell.code
        if code in totals:
            totals[code] += 1
    if due.term.unit is Unit.WORKING_HOURS:
        totals["counted"] = totals["worked"] = 0
    return tuple(Sum(code, days) for code, days in totals.items() if days)
