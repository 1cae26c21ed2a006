"""The explained date: what each day from receipt to the due day is, and why."""

from datetime import date

from motcua.foundation.calendar.settle import Settled, Stretch, arrival, days_in_months, is_touched
from motcua.foundation.calendar.values import MINUTES_A_DAY, Day, Reason, Term, Unit
from motcua.foundation.calendar.work import WorkCalendar


def walk(*, settled: Settled, term: Term, calendar: WorkCalendar) -> tuple[Day, ...]:
    return tuple(_Walk(settled, term, calendar).days())


class _Walk:
    """One pass over the days. Numbers belong to the last start: what a restart gave up keeps only its reason."""

    def __init__(self, settled: Settled, term: Term, calendar: WorkCalendar) -> None:
        self.settled, self.term, self.calendar = settled, term, calendar
        self.tables = settled.tables
        self.by_hours = term.unit is Unit.WORKING_HOURS and not term.same_day
        self.by_dates = term.unit in (Unit.CALENDAR_DAYS, Unit.MONTHS) and not term.same_day
        starts = [(self._index(start), arrival(self.tables, start)[0]) for start in settled.starts]
        self.first, self.final = starts[0][0], starts[-1][1]
        self.received = {self.first} | {arrived for _, arrived in starts}
        # Between handing in behind closed doors and the next opening nothing is counted.
        self.waiting = {day for begun, arrived in starts for day in range(begun, arrived)}
        self.length = term.amount
        if term.unit is Unit.MONTHS:
            self.length = days_in_months(self.tables.first + self.final, term.amount)
        self.due_day = None if settled.due is None else self._index(settled.due)

    def days(self) -> list[Day]:
        count = 0
        result = []
        for index in range(self.first, self._last() + 1):
            reason, name, counts = self._judge(index)
            number = None
            if self.by_hours:
                number = self._hours_by(index)
            elif counts and index > self.final and count < self.length:
                count += 1
                number = count
                if count == self.length and index != self.due_day and self.by_dates:
                    reason, name = Reason.MOVED, self._off_name(index)
            elif reason is Reason.COUNTED and index > self.final:
                reason = self._off_reason(index)
            if index == self.due_day and self.term.same_day:
                number = 1
            result.append(Day(self._date(index), number, reason, name))
        return result

    def _judge(self, index: int) -> tuple[Reason, str, bool]:
        """Reason, name, and whether such a day counts."""
        day = self._date(index)
        works = self.calendar.is_working_day(day)
        name = self.calendar.worked.get(day, "") or self._off_name(index)
        if index == self.due_day:
            return Reason.DUE, name, index > self.final
        if index in self.received:
            return Reason.RECEIVED, name, False
        stretch = self._touching(index)
        # A day off inside a pause would not have counted anyway: it stays a day off, with its name.
        if stretch and (works or self.by_dates or (self.by_hours and self.tables.closes[index])):
            return Reason.PAUSED, stretch.reason, False
        if works:
            made_up = day in self.calendar.worked
            return (Reason.WORKED if made_up else Reason.COUNTED), name, True
        if self.by_dates and index not in self.waiting:
            return Reason.COUNTED, name, True
        return self._off_reason(index), name, False

    def _last(self) -> int:
        if self.due_day is not None:
            return self.due_day
        opened = next(s for s in self.settled.stretches if s.end is None)
        day = self._index(opened.start)
        return day if is_touched(self.tables, day, opened.start, None) else day + 1

    def _hours_by(self, index: int) -> int | None:
        """Whole hours counted by the end of this day, or None when none of its minutes counts."""
        midnight = (self.tables.first + index) * MINUTES_A_DAY
        before, after = self._counted_until(midnight), self._counted_until(midnight + MINUTES_A_DAY)
        return after // 60 if after > before else None

    def _counted_until(self, minute: int) -> int:
        settled, start = self.settled, self.settled.starts[-1]
        stop = min([minute] + [s.start for s in settled.stretches if s.end is None])
        if settled.due is not None:
            stop = min(stop, settled.due)
        paused = sum(self._open(max(s.start, start), min(s.end, stop)) for s in settled.stretches if s.end)
        return self._open(start, stop) - paused

    def _open(self, start: int, end: int) -> int:
        return max(0, self.tables.open_minutes_before(end) - self.tables.open_minutes_before(start))

    def _touching(self, index: int) -> Stretch | None:
        return next(
            (s for s in self.settled.stretches if is_touched(self.tables, index, s.start, s.end)), None
        )

    def _off_reason(self, index: int) -> Reason:
        return Reason.WEEKEND if self.calendar.is_weekly_day_off(self._date(index)) else Reason.HOLIDAY

    def _off_name(self, index: int) -> str:
        return self.calendar.off.get(self._date(index), "")

    def _index(self, minute: int) -> int:
        return minute // MINUTES_A_DAY - self.tables.first

    def _date(self, index: int) -> date:
        return date.fromordinal(self.tables.first + index)
