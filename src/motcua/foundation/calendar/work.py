"""One office's calendar, and the tables that make counting in it a look-up.

The tables are built on first use for the years asked about and grow when a later year is asked for. Days are
numbered by `date.toordinal`, minutes by ordinal × 1440 + minute of the day, both in the time zone of Viet Nam.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from motcua.foundation.calendar.values import MINUTES_A_DAY, TZ, Day, Hours, OfficeClosed, Opening

if TYPE_CHECKING:
    from motcua.foundation.calendar.count import Due

# Viet Nam has kept one offset since 1975; before, a minute of the day would need the old ones.
YEAR_MIN, YEAR_MAX = 1976, 2150
OFFSET = timedelta(hours=7)
_OFFSET_MINUTES = 7 * 60
YEARS_BEHIND, YEARS_AHEAD = 1, 2

# First day; when the doors close for good by day (its first minute where they never open); the answers kept. Set as one
# value, because tables grow.
Quick: TypeAlias = "tuple[int, list[datetime], dict[int, list[Due | None]]]"


class Tables:
    """Arrays over a stretch of days: index 0 is the day `first`."""

    __slots__ = (
        "after",
        "answers",
        "answers_count",
        "closes",
        "cumulative",
        "cut_offs",
        "days",
        "ends",
        "first",
        "lookups",
        "moments",
        "next_work",
        "open_minutes",
        "opens",
        "rank",
        "shuts",
        "size",
        "starts",
        "workday_count",
        "workdays",
    )

    def __init__(self, calendar: "WorkCalendar", year_from: int, year_to: int) -> None:
        self.first = date(year_from, 1, 1).toordinal()
        self.size = date(year_to, 12, 31).toordinal() - self.first + 1
        self.rank: list[int] = []  # working days up to and including this day
        self.closes: list[int] = []  # minute of the day at which the doors close for good; 0 when never open
        self.opens: list[int] = []  # minute of the day at which they first open; 0 when never open
        self.cut_offs: list[int] = []  # minute of the day until which a same-day request is due today
        self.workdays: list[int] = []  # indexes of the working days, in order
        self.moments: list[datetime] = []  # closing time of each working day
        self.starts: list[int] = []  # every opening, as absolute minutes …
        self.ends: list[int] = []
        self.cumulative: list[int] = []  # … and the open minutes before it
        self.lookups: dict[object, object] = {}  # kept by `many` for each term
        # Kept by `due` for each length of term in working days. Each day of receipt has two places: from the end they
        # stand for who came after its closing.
        self.answers: dict[int, list[Due | None]] = {}
        self.answers_count = 0
        self.days: list[Day | None] = [None] * self.size  # kept by `told` for each day it was asked about
        self.shuts: list[datetime] = []  # from then on whoever comes on a day comes at the next opening
        self.open_minutes = self._fill(calendar)
        self.workday_count = len(self.workdays)
        # For an arrival after the doors closed: the rank of the next open day; for a day off: the next working day.
        self.after = [0] * self.size
        self.next_work = [0] * self.size
        rank_next, work_next = self.workday_count, self.size
        for index in range(self.size - 1, -1, -1):
            self.after[index] = rank_next
            if self.closes[index]:
                rank_next = self.rank[index]
            if self.rank[index] > (self.rank[index - 1] if index else 0):
                work_next = index
            self.next_work[index] = work_next

    def _fill(self, calendar: "WorkCalendar") -> int:
        """One pass over the days, by numbers: it runs again for each calendar and each time the years grow."""
        changes = {starts_on.toordinal(): hours for starts_on, hours in calendar.changes}
        week, closing, ordinary, cut_off = _in_numbers(calendar.hours_on(date.fromordinal(self.first)))
        off = {day.toordinal() for day in calendar.off}
        worked = {day.toordinal() for day in calendar.worked}
        total = 0
        for ordinal in range(self.first, self.first + self.size):
            if ordinal in changes:
                week, closing, ordinary, cut_off = _in_numbers(changes[ordinal])
            weekday = (ordinal - 1) % 7
            works = weekday < 5 and ordinal not in off and bool(week[weekday])
            if ordinal in worked:
                works = True
                weekday = weekday if weekday < 5 and week[weekday] else ordinary
            openings = week[weekday] if works or ordinal not in off else ()
            midnight = ordinal * MINUTES_A_DAY
            for start, end in openings:
                self.starts.append(midnight + start)
                self.ends.append(midnight + end)
                self.cumulative.append(total)
                total += end - start
            self.closes.append(openings[-1][1] if openings else 0)
            self.opens.append(openings[0][0] if openings else 0)
            self.cut_offs.append(cut_off)
            self.shuts.append(
                datetime.combine(date.fromordinal(ordinal), (openings and closing[weekday]) or time(), TZ)
            )
            if works:
                self.workdays.append(ordinal - self.first)
                self.moments.append(self.shuts[-1])
            self.rank.append(len(self.workdays))
        return total

    def holds(self, minute: int) -> bool:
        return 0 <= minute // MINUTES_A_DAY - self.first < self.size

    def open_minutes_before(self, minute: int) -> int:
        """Minutes of open doors from the beginning of the table to this absolute minute."""
        at = bisect_right(self.starts, minute) - 1
        if at < 0:
            return 0
        return self.cumulative[at] + min(minute, self.ends[at]) - self.starts[at]

    def minute_of(self, open_minutes: int) -> int:
        """The absolute minute at which so many open minutes have passed; at a closing, the closing itself."""
        at = bisect_left(self.cumulative, open_minutes) - 1
        return self.starts[at] + open_minutes - self.cumulative[at]

    def next_open(self, day: int) -> int | None:
        """The first day from this one on that opens at all."""
        return next((at for at in range(day, self.size) if self.closes[at]), None)

    def late_from(self, day: int) -> int:
        """The minute of this day from which an arrival, moved to the next opening if need be, is after the cut-off."""
        midnight, cut_off = (self.first + day) * MINUTES_A_DAY, self.cut_offs[day]
        if self.next_opening(midnight + cut_off) == midnight + cut_off:
            return cut_off + 1
        at = bisect_right(self.ends, midnight + cut_off) - 1
        return max(0, self.ends[at] - midnight) if at >= 0 else 0

    def next_opening(self, minute: int) -> int | None:
        """This absolute minute when the doors are open, else the next minute at which they open."""
        at = bisect_right(self.starts, minute) - 1
        if at >= 0 and minute < self.ends[at]:
            return minute
        return self.starts[at + 1] if at + 1 < len(self.starts) else None


class WorkCalendar:
    """Opening hours, public holidays and overrides of one office.

    A working day is a day from Monday to Friday on which the office opens and which is not off, or a day worked
    instead of another. Open Saturdays take requests in, and hours run through them, but they are not working days.
    A day that is both off and worked is worked. Hours hold from one day to another: `changes` names the days from
    which other hours hold, so that each day of a count is counted by the hours of that day.
    """

    def __init__(
        self,
        *,
        hours: Hours,
        off: Mapping[date, str],
        worked: Mapping[date, str],
        changes: Sequence[tuple[date, Hours]] = (),
    ) -> None:
        self.hours = hours  # until the first change
        self.changes = tuple(sorted(changes, key=lambda change: change[0]))
        self._change_days = [starts_on for starts_on, _ in self.changes]
        if len(set(self._change_days)) < len(self._change_days):
            raise ValueError("one day has one set of opening hours")
        self.off = dict(off)
        self.worked = dict(worked)
        self.tables: Tables | None = None
        self._years = (0, -1)
        self.quick: Quick = (0, [], {})

    def hours_on(self, day: date) -> Hours:
        """The hours in force on a day."""
        at = bisect_right(self._change_days, day)
        return self.changes[at - 1][1] if at else self.hours

    def openings(self, day: date) -> tuple[Opening, ...]:
        week, weekday = self.hours_on(day).week, day.weekday()
        if day in self.worked:
            # A make-up day is worked by the hours of an ordinary day: those of the first weekday that opens.
            return (week[weekday] if weekday < 5 else ()) or next(each for each in week[:5] if each)
        return () if day in self.off else week[weekday]

    def is_working_day(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day not in self.off and not self.is_weekly_day_off(day)

    def is_weekly_day_off(self, day: date) -> bool:
        return day.weekday() >= 5 or not self.hours_on(day).week[day.weekday()]

    def tables_for(self, year_from: int, year_to: int) -> Tables:
        """Tables that hold these years and some around them; built once, then grown."""
        if not YEAR_MIN <= year_from <= year_to <= YEAR_MAX:
            raise OfficeClosed(f"years {year_from}–{year_to} are outside {YEAR_MIN}–{YEAR_MAX}")
        low, high = self._years
        if self.tables is None or year_from < low or year_to > high:
            wide_from = max(YEAR_MIN, min(year_from - YEARS_BEHIND, low or year_from))
            wide_to = min(YEAR_MAX, max(year_to + YEARS_AHEAD, high))
            # Two threads may both build; the tables are equal, and each is set whole.
            self.tables = Tables(self, wide_from, wide_to)
            self._years = (wide_from, wide_to)
            self.quick = (self.tables.first, self.tables.shuts, self.tables.answers)
        return self.tables


def working_minutes(*, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Minutes of open doors between two moments; negative when the end comes first."""
    begin, stop = minute_at(start), minute_at(end)
    tables = calendar.tables
    # A list of a desk asks this for every line: the years are looked at only when the tables do not hold them.
    if tables is None or not tables.holds(begin) or not tables.holds(stop):
        years = sorted((local(start).year, local(end).year))
        tables = calendar.tables_for(years[0], years[1])
    return tables.open_minutes_before(stop) - tables.open_minutes_before(begin)


def local(moment: datetime) -> datetime:
    """The same moment on the clocks of Viet Nam; a moment without a time zone is a bug."""
    if moment.tzinfo is TZ:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment}")
    return moment.astimezone(TZ)


def minute_at(moment: datetime) -> int:
    """The whole minute of any aware moment, counted as `absolute` counts it."""
    if moment.tzinfo is UTC:
        return absolute(moment) + _OFFSET_MINUTES
    return absolute(local(moment))


def absolute(moment: datetime) -> int:
    """The whole minute of a local moment, counted from the first day of the calendar."""
    return moment.toordinal() * MINUTES_A_DAY + moment.hour * 60 + moment.minute


def moment_of(minute: int) -> datetime:
    day, rest = divmod(minute, MINUTES_A_DAY)
    return datetime.combine(date.fromordinal(day), time(rest // 60, rest % 60), TZ)


Numbered: TypeAlias = "tuple[list[tuple[tuple[int, int], ...]], list[time | None], int, int]"


def _in_numbers(hours: Hours) -> Numbered:
    """Openings of each weekday in minutes, when each closes, which weekday is ordinary, and the cut-off."""
    week = [_minutes(openings) for openings in hours.week]
    closing = [openings[-1].end if openings else None for openings in hours.week]
    return week, closing, next(day for day in range(5) if week[day]), _minute(hours.cut_off)


def _minutes(openings: tuple[Opening, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((_minute(opening.start), _minute(opening.end)) for opening in openings)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
