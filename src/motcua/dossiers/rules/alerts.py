"""What the law wants done soon after a request came in: answered, passed on the same day, told what is missing.

Three alerts of the desk. Each is an edge in time, so that a list can ask for it; no request carries a flag.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from motcua.foundation.calendar import TZ, Term, Unit, WorkCalendar, due_at

DAYS_BACK_MAX = 60


@dataclass(frozen=True)
class Edges:
    """At one moment: what came in before, or between, these is to be seen to now."""

    answer_by: datetime  # of a new request: its answer is due before this
    passed_on: datetime  # taken in before this, and still at the desk
    told_from: datetime | None  # taken in between these two: today is the last day to say what is missing
    told_until: datetime | None


def edges(*, at: datetime, calendar: WorkCalendar, warn_hours: int, cut_off: time, notice_days: int) -> Edges:
    answer_by = due_at(received=at, term=Term(warn_hours, Unit.WORKING_HOURS), calendar=calendar)
    assert answer_by is not None
    here = at.astimezone(TZ)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    edge = datetime.combine(here.date(), cut_off, TZ)
    first, last = _received_on(midnight, calendar=calendar, days=notice_days)
    return Edges(
        answer_by=answer_by,
        # What came in before the cut-off goes on the same day; what came later, when the office opens again.
        passed_on=edge if here >= edge else midnight,
        told_from=first,
        told_until=last,
    )


def _received_on(
    today: datetime, *, calendar: WorkCalendar, days: int
) -> tuple[datetime | None, datetime | None]:
    """Between which moments a request came in whose last of so many working days is today; the first day is not counted."""
    if not calendar.is_working_day(today.date()):
        return None, None
    counted, day = 0, today
    for _ in range(DAYS_BACK_MAX):
        counted += calendar.is_working_day(day.date())
        if counted == days:
            break
        day -= timedelta(days=1)
    first = day - timedelta(days=1)
    while not calendar.is_working_day(first.date()) and (day - first).days < DAYS_BACK_MAX:
        first -= timedelta(days=1)
    return first, day
