"""A million due dates at once: each is the answer `due` gives without pauses, taken from a table by day of receipt.

Moments go in and come out as whole minutes since 1970 (UTC). With numpy installed the table is read in one go;
numpy is not needed, and without it the same table is read one by one.
"""

from array import array
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from motcua.foundation.calendar.settle import TooShort, due_day, due_same_day, wider
from motcua.foundation.calendar.values import MINUTES_A_DAY, OfficeClosed, Term, Unit
from motcua.foundation.calendar.work import OFFSET, YEAR_MAX, Tables, WorkCalendar

_EPOCH = date(1970, 1, 1).toordinal()
_SHIFT = int(OFFSET.total_seconds()) // 60
_MISSING = -1


def due_many(*, received: Sequence[int], term: Term, calendar: WorkCalendar) -> Any:
    """Due minutes of many requests with one term: a numpy array for a numpy array, else an `array` of integers."""
    if not len(received):
        return received
    numpy = _numpy()
    low, high = (min(received), max(received)) if numpy is None else _bounds(numpy.asarray(received))
    by_hours = term.unit is Unit.WORKING_HOURS and not term.same_day
    for year_to in wider(_year(high)):
        tables = calendar.tables_for(_year(low), year_to)
        try:
            reader = _Hours(tables, term) if by_hours else _lookup(tables, term)
            reader.check(high)
        except TooShort:
            continue
        if numpy is None:
            return array("q", [reader.one(minute) for minute in received])
        found = reader.all(numpy.asarray(received), numpy)
        return found if isinstance(received, numpy.ndarray) else array("q", found.tobytes())
    raise OfficeClosed(f"no due date before the year {YEAR_MAX}")


@cache
def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def _bounds(values: Any) -> tuple[int, int]:
    return int(values.min()), int(values.max())


def _year(minute: int) -> int:
    return date.fromordinal((minute + _SHIFT) // MINUTES_A_DAY + _EPOCH).year


def _lookup(tables: Tables, term: Term) -> "_Days":
    found = tables.lookups.get(term)
    if not isinstance(found, _Days):
        found = tables.lookups[term] = _Days(tables, term)
    return found


class _Days:
    """For each day of receipt one answer per part of the day: each limit begins a new part."""

    def __init__(self, tables: Tables, term: Term) -> None:
        self.tables = tables
        self.base = (_EPOCH - tables.first) * MINUTES_A_DAY + _SHIFT
        days = range(tables.size)
        after_hours = [_one_day(tables, term, tables.next_open(day + 1), None) for day in days]
        if term.same_day:
            self.limits = [[tables.late_from(day) for day in days], tables.closes]
            in_time = [_one_day(tables, term, day, 0) for day in days]
            late = [_one_day(tables, term, day, MINUTES_A_DAY) for day in days]
            self.answers = [in_time, late, after_hours]
        else:
            self.limits = [tables.closes]
            self.answers = [[_one_day(tables, term, day, None) for day in days], after_hours]
        self._arrays: tuple[Any, Any] | None = None

    def check(self, high: int) -> None:
        """Every day up to the last one asked about has its answers."""
        last = (high + self.base) // MINUTES_A_DAY
        if last >= self.tables.size or any(answers[last] == _MISSING for answers in self.answers):
            raise TooShort

    def one(self, minute: int) -> int:
        day, clock = divmod(minute + self.base, MINUTES_A_DAY)
        part = sum(clock >= limit[day] for limit in self.limits)
        return self.answers[part][day]

    def all(self, minutes: Any, numpy: Any) -> Any:
        if self._arrays is None:
            limits = [numpy.array(limit, dtype="uint32") for limit in self.limits]
            self._arrays = limits, numpy.array(self.answers, dtype="int64").ravel()
        limits, answers = self._arrays
        # 32 bits hold the minutes of eight thousand years, and divide several times faster.
        local = (minutes + self.base).astype("uint32")
        day = local // numpy.uint32(MINUTES_A_DAY)
        clock = local - day * numpy.uint32(MINUTES_A_DAY)
        index = day.astype("intp")
        for limit in limits:
            index += (clock >= limit.take(day)) * self.tables.size
        return answers.take(index)


def _one_day(tables: Tables, term: Term, day: int | None, clock: int | None) -> int:
    """The answer for an arrival on this day, as minutes since 1970."""
    if day is None:
        return _MISSING
    try:
        if term.same_day:
            minute = tables.opens[day] if clock is None else clock
            found = due_same_day(tables, day, minute)
        else:
            found = due_day(tables, term, day, [])
    except TooShort:
        return _MISSING
    return (tables.first + found - _EPOCH) * MINUTES_A_DAY + tables.closes[found] - _SHIFT


class _Hours:
    """Working hours: the open minutes before an arrival, and the minute at which enough have passed."""

    def __init__(self, tables: Tables, term: Term) -> None:
        self.tables, self.minutes = tables, term.amount * 60
        self.base = _EPOCH * MINUTES_A_DAY + _SHIFT

    def check(self, high: int) -> None:
        if self.tables.open_minutes_before(high + self.base) + self.minutes > self.tables.open_minutes:
            raise TooShort

    def one(self, minute: int) -> int:
        target = self.tables.open_minutes_before(minute + self.base) + self.minutes
        return self.tables.minute_of(target) - self.base

    def all(self, minutes: Any, numpy: Any) -> Any:
        starts, ends, cumulative = (
            numpy.array(values, dtype="int64")
            for values in (self.tables.starts, self.tables.ends, self.tables.cumulative)
        )
        local = minutes + self.base
        at = numpy.maximum(numpy.searchsorted(starts, local, "right") - 1, 0)
        before = cumulative[at] + numpy.minimum(local, ends[at]) - starts[at]
        target = numpy.maximum(before, 0) + self.minutes
        at = numpy.searchsorted(cumulative, target, "left") - 1
        return starts[at] + target - cumulative[at] - self.base
