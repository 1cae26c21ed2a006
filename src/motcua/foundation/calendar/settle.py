"""The careful count: every unit, pauses, restarts. Works on whole minutes in local time.

The rule for pauses, in one place:
- A day is counted only if the office had the whole of it: a day is *touched* by a pause when the pause takes
  any minute of its opening hours (of the day itself, when it has none), and a touched day does not count.
- Working hours are counted minute by minute; paused minutes do not count.
- With RESTART, and always for a same-day term, the term is counted afresh from the end of each pause.
- A pause that begins after the due moment changes nothing: late stays late.
"""

import calendar as gregorian
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.foundation.calendar.values import MINUTES_A_DAY, OfficeClosed, Pause, PausePolicy, Term, Unit
from motcua.foundation.calendar.work import YEAR_MAX, Tables, WorkCalendar, absolute, local


@dataclass(frozen=True)
class Stretch:
    """A pause in whole minutes; `end` is None while it is open."""

    start: int
    end: int | None
    reason: str


@dataclass(frozen=True)
class Settled:
    """The outcome: the due minute (None while paused) and what the day-by-day walk needs."""

    due: int | None
    starts: tuple[int, ...]  # receipt, then the end of each pause after which the count began afresh
    stretches: tuple[Stretch, ...]  # pauses in order, merged, from receipt on
    used_minutes: int
    tables: Tables


class TooShort(Exception):
    """The tables end before the answer: build more years and count again."""


def settle(
    *, received: datetime, term: Term, calendar: WorkCalendar, pauses: Sequence[Pause], policy: PausePolicy
) -> Settled:
    here = local(received)
    start = absolute(here)
    stretches = merged(pauses, start)
    last = max([here.year] + [date.fromordinal(s.end // MINUTES_A_DAY).year for s in stretches if s.end])
    for year_to in wider(last):
        tables = calendar.tables_for(here.year, year_to)
        try:
            return _settle(tables, start, term, stretches, policy)
        except TooShort:
            continue
    raise OfficeClosed(f"no due date before the year {YEAR_MAX}")


def closing_after(day: date, term: Term, calendar: WorkCalendar) -> int:
    """The closing minute so many days or months after a day, which itself does not count and may be off."""
    for year_to in wider(day.year):
        tables = calendar.tables_for(day.year, year_to)
        try:
            return _closing(tables, due_day(tables, term, day.toordinal() - tables.first, ()))
        except TooShort:
            continue
    raise OfficeClosed(f"no due date before the year {YEAR_MAX}")


def wider(year: int) -> Iterator[int]:
    for ahead in (1, 5, 20, 60):
        yield min(year + ahead, max(year, YEAR_MAX))


def merged(pauses: Sequence[Pause], received: int) -> tuple[Stretch, ...]:
    """Pauses as whole minutes from receipt on, in order and without overlap; an open one swallows what follows."""
    result: list[Stretch] = []
    for pause in sorted(pauses, key=lambda p: (p.start, p.end is None)):
        start = max(absolute(local(pause.start)), received)
        end = None if pause.end is None else absolute(local(pause.end))
        if end is not None and end <= start:
            continue
        before = result[-1] if result else None
        if before and (before.end is None or start <= before.end):
            if before.end is not None and (end is None or end > before.end):
                result[-1] = Stretch(before.start, end, before.reason)
        else:
            result.append(Stretch(start, end, pause.reason))
    return tuple(result)


def _settle(
    tables: Tables,
    start: int,
    term: Term,
    stretches: tuple[Stretch, ...],
    policy: PausePolicy,
) -> Settled:
    closed = [(s.start, s.end) for s in stretches if s.end is not None]
    opened = next((s.start for s in stretches if s.end is None), None)
    if policy is PausePolicy.RESTART or term.same_day:
        due, starts = _restarting(tables, start, term, closed)
        counted_pauses: Sequence[tuple[int, int]] = []
    else:
        due, starts = resume(tables, start, term, closed), (start,)
        counted_pauses = closed
    until = due if opened is None else opened
    used = _open_between(tables, starts[-1], until) - sum(
        _open_between(tables, max(s, starts[-1]), min(e, until)) for s, e in counted_pauses
    )
    return Settled(None if opened is not None else due, starts, stretches, used, tables)


def _restarting(
    tables: Tables, start: int, term: Term, pauses: Sequence[tuple[int, int]]
) -> tuple[int, tuple[int, ...]]:
    starts = [start]
    due = resume(tables, start, term, [])
    for pause_start, pause_end in pauses:
        if pause_start >= due:
            break
        starts.append(pause_end)
        due = resume(tables, pause_end, term, [])
    return due, tuple(starts)


def resume(tables: Tables, start: int, term: Term, pauses: Sequence[tuple[int, int]]) -> int:
    """The due minute of one count from one start, skipping what is paused."""
    if term.unit is Unit.WORKING_HOURS and not term.same_day:
        return _by_hours(tables, start, term.amount * 60, pauses)
    day, minute = arrival(tables, start)
    if term.same_day:
        return _closing(tables, due_same_day(tables, day, minute))
    return _closing(tables, due_day(tables, term, day, touched_days(tables, pauses)))


def due_same_day(tables: Tables, day: int, minute: int) -> int:
    """Today until the cut-off, then the next working day; a reception-only day is not one."""
    work = _next_work(tables, day)
    return work if work == day and minute <= tables.cut_offs[day] else _next_work(tables, day + 1)


def due_day(tables: Tables, term: Term, day: int, touched: Sequence[tuple[int, int]]) -> int:
    """The due day of a term in days or months that arrived on this day."""
    if term.unit is Unit.WORKING_DAYS:
        gaps = [(_rank(tables, a - 1), _rank(tables, b)) for a, b in touched]
        wanted = _skipping(_rank(tables, day), term.amount, gaps)
        if wanted > tables.workday_count:
            raise TooShort
        return tables.workdays[wanted - 1]
    length = term.amount
    if term.unit is Unit.MONTHS:
        length = days_in_months(tables.first + day, term.amount)
    last = _skipping(day, length, [(a - 1, b) for a, b in touched])
    return _moved_on(tables, last, touched)


def _skipping(start: int, length: int, gaps: Sequence[tuple[int, int]]) -> int:
    """The position `length` steps after start, where positions in (before, last] of a gap do not count."""
    target = start + length
    for before, last in gaps:
        begin = max(before, start)
        if begin >= target:
            break
        if last > begin:
            target += last - begin
    return target


def _moved_on(tables: Tables, last: int, touched: Sequence[tuple[int, int]]) -> int:
    """A last day that is off moves on to the next working day that no pause touches."""
    day = _next_work(tables, last)
    for a, b in touched:
        if a <= day <= b:
            day = _next_work(tables, b + 1)
    return day


def _by_hours(tables: Tables, start: int, minutes: int, pauses: Sequence[tuple[int, int]]) -> int:
    origin = tables.open_minutes_before(start)
    target = _skipping(
        origin, minutes, [(tables.open_minutes_before(s), tables.open_minutes_before(e)) for s, e in pauses]
    )
    if target > tables.open_minutes:
        raise TooShort
    return tables.minute_of(target)


def arrival(tables: Tables, minute: int) -> tuple[int, int]:
    """Index of the day and minute of the day at which a request counts as received: now, or the next opening."""
    day, clock = divmod(minute - tables.first * MINUTES_A_DAY, MINUTES_A_DAY)
    at = tables.next_opening(minute)
    if at is None:
        raise TooShort
    if at > minute:
        day, clock = divmod(at - tables.first * MINUTES_A_DAY, MINUTES_A_DAY)
    return day, clock


def touched_days(tables: Tables, pauses: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """First and last index of the days each pause touches, without overlap."""
    result: list[tuple[int, int]] = []
    for start, end in pauses:
        first, last = start // MINUTES_A_DAY - tables.first, (end - 1) // MINUTES_A_DAY - tables.first
        if not is_touched(tables, first, start, end):
            first += 1
        if last >= first and not is_touched(tables, last, start, end):
            last -= 1
        if result:
            first = max(first, result[-1][1] + 1)
        if first <= last:
            result.append((first, last))
    return result


def is_touched(tables: Tables, day: int, start: int, end: int | None) -> bool:
    midnight = (tables.first + day) * MINUTES_A_DAY
    low, high = max(start, midnight), midnight + MINUTES_A_DAY
    if end is not None:
        high = min(end, high)
    if low >= high:
        return False
    return tables.closes[day] == 0 or tables.open_minutes_before(high) > tables.open_minutes_before(low)


def days_in_months(ordinal: int, months: int) -> int:
    """Days until the same day so many months later; a month without that day gives its last."""
    start = date.fromordinal(ordinal)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal() - ordinal


def _rank(tables: Tables, day: int) -> int:
    if day < 0:
        return 0
    if day >= tables.size:
        raise TooShort
    return tables.rank[day]


def _next_work(tables: Tables, day: int) -> int:
    if day >= tables.size or tables.next_work[day] >= tables.size:
        raise TooShort
    return tables.next_work[day]


def _closing(tables: Tables, day: int) -> int:
    return (tables.first + day) * MINUTES_A_DAY + tables.closes[day]


def _open_between(tables: Tables, start: int, end: int) -> int:
    return max(0, tables.open_minutes_before(end) - tables.open_minutes_before(start))
