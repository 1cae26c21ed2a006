"""The days of the common count (working days, no pause), read off what the calendar says of each day."""

from datetime import date
from itertools import count
from typing import cast

from motcua.foundation.calendar.values import Day, Reason
from motcua.foundation.calendar.work import Tables, WorkCalendar

_make = (
    tuple.__new__
)  # a day without the checks of its constructor's call: it is made for every day of a count
_DUE = Reason.DUE


def tell(*, arrival: int, amount: int, calendar: WorkCalendar) -> tuple[Day, ...]:
    """What `walk` tells of a count; `due` has answered it before, so the tables reach to its end.

    The day of receipt is negative for who came after its closing.
    """
    tables = calendar.tables
    assert tables is not None, "days are told of an answer that was counted with these tables"
    first, is_late = abs(arrival) - tables.first, arrival < 0
    last = tables.workdays[(tables.after if is_late else tables.rank)[first] + amount - 1]
    start = tables.next_open(first + 1) if is_late else first
    assert start is not None, "the tables reach to the due day"
    plain = _plain_days(tables, calendar, first, last)
    begins, due = start - first, plain[-1]
    days = [_received(plain[0])]
    if is_late:
        # Between handing in behind closed doors and the next opening nothing is counted.
        days += plain[1:begins]
        days.append(_received(plain[begins]))
    number = count(1)
    days += [
        day if day[1] is None else _make(Day, (day[0], next(number), day[2], day[3]))
        for day in plain[begins + 1 : -1]
    ]
    days.append(_make(Day, (due[0], amount, _DUE, due[3])))
    return tuple(days)


def _received(day: Day) -> Day:
    return Day(day.date, None, Reason.RECEIVED, day.name)


def _plain_days(tables: Tables, calendar: WorkCalendar, first: int, last: int) -> list[Day]:
    """The days from one to another, each told once for all counts."""
    found = tables.days[first : last + 1]
    if None in found:
        for index in range(first, last + 1):
            if tables.days[index] is None:
                tables.days[index] = _plain(tables, calendar, index)
        found = tables.days[first : last + 1]
    return cast("list[Day]", found)


def _plain(tables: Tables, calendar: WorkCalendar, index: int) -> Day:
    """What a day is to whoever counts working days; one that counts has the number 0."""
    day = date.fromordinal(tables.first + index)
    name = calendar.worked.get(day, "") or calendar.off.get(day, "")
    if calendar.is_working_day(day):
        found = Day(day, 0, Reason.WORKED if day in calendar.worked else Reason.COUNTED, name)
    else:
        found = Day(day, None, Reason.WEEKEND if calendar.is_weekly_day_off(day) else Reason.HOLIDAY, name)
    return found
