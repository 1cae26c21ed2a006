"""The days of the common count (working days, no pause), read off what the calendar says of each day.

Whoever arrives on the same side of the same closing is told the same days. So an answer is put together once from
the calendar's own days, kept with the calendar, and handed out again: the days are values that answers share.
"""

from datetime import date

from motcua.foundation.calendar.values import Day, Reason
from motcua.foundation.calendar.work import Tables, WorkCalendar

# Answers kept for one calendar, of about 3 kB each; the open requests of an office ask for some hundred.
ANSWERS_MAX = 4_000
# A key is one number: the day of receipt, negative for who came after its closing, and the length of the term.
AMOUNT_BITS = 11
_make = (
    tuple.__new__
)  # a day without the checks of its constructor's call: it is made for every day of a count
_DUE = Reason.DUE


def plain_days(*, arrival: int, amount: int, calendar: WorkCalendar) -> tuple[Day, ...]:
    """What `walk` tells of this count; `due` has answered it before, so the tables reach to its end."""
    told = calendar.told
    if len(told) >= ANSWERS_MAX:
        told.clear()
    answer = told[arrival << AMOUNT_BITS | amount] = tuple(_tell(arrival, amount, calendar))
    return answer


def _tell(arrival: int, amount: int, calendar: WorkCalendar) -> list[Day]:
    tables = calendar.tables
    assert tables is not None, "days are told of an answer that was counted with these tables"
    first, late = abs(arrival) - tables.first, arrival < 0
    before = (tables.after if late else tables.rank)[first]
    last = tables.workdays[before + amount - 1]
    start = tables.next_open(first + 1) if late else first
    assert start is not None, "the tables reach to the due day"
    plain = tables.days
    days = [_received(tables, calendar, first)]
    if late:
        # Between handing in behind closed doors and the next opening nothing is counted.
        days += [plain[index] or _plain(tables, calendar, index) for index in range(first + 1, start)]
        days.append(_received(tables, calendar, start))
    number = 0
    for index in range(start + 1, last):
        day = plain[index] or _plain(tables, calendar, index)
        if day[1] is not None:
            number += 1
            day = _make(Day, (day[0], number, day[2], day[3]))
        days.append(day)
    due = plain[last] or _plain(tables, calendar, last)
    days.append(_make(Day, (due[0], amount, _DUE, due[3])))
    return days


def _received(tables: Tables, calendar: WorkCalendar, index: int) -> Day:
    day = tables.days[index] or _plain(tables, calendar, index)
    return Day(day.date, None, Reason.RECEIVED, day.name)


def _plain(tables: Tables, calendar: WorkCalendar, index: int) -> Day:
    """What a day is to whoever counts working days; one that counts has the number 0."""
    day = date.fromordinal(tables.first + index)
    name = calendar.worked.get(day, "") or calendar.off.get(day, "")
    if calendar.is_working_day(day):
        found = Day(day, 0, Reason.WORKED if day in calendar.worked else Reason.COUNTED, name)
    else:
        found = Day(day, None, Reason.WEEKEND if calendar.is_weekly_day_off(day) else Reason.HOLIDAY, name)
    tables.days[index] = found
    return found
