"""A day off that is decided late moves the dates it touches, and never one of them earlier. Plain values only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.dossiers.rules.states import OPEN, PAUSED, State
from motcua.foundation.calendar import TZ, WorkCalendar

DAYS_MAX = 60
# Which dates a decision can touch.
COUNTED = OPEN - PAUSED - {State.NEW}
# Further days decided within this time are counted together, so that each person is told once.
GATHER = timedelta(minutes=1)


@dataclass(frozen=True)
class DayOff:
    """A decided day, and where it holds: path of the agency, empty for everywhere."""

    date: date
    path: str = ""

    @property
    def start(self) -> datetime:
        return datetime.combine(self.date, time(), TZ)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=1)

    def touches(self, *, received: datetime, due: datetime, path: str) -> bool:
        """Whether a term from receipt to its date runs over this day. A wider answer than the count gives, never a narrower."""
        return path.startswith(self.path) and received < self.end and due >= self.start


def touched_by(days: Iterable[DayOff], *, received: datetime, due: datetime, path: str) -> tuple[DayOff, ...]:
    """Those of the days that lie in this term; a date that they move may come to lie beyond the next one."""
    found: list[DayOff] = []
    end = due
    for day in sorted(days, key=lambda day: day.date):
        if day.touches(received=received, due=end, path=path):
            found.append(day)
            end += timedelta(days=1)
    return tuple(found)


def counted_again(*, due: datetime, counted: datetime | None, calendar: WorkCalendar) -> datetime:
    """The date in force once the calendar has changed: as counted now, never earlier, never on a day off."""
    return next_working(max(due, counted) if counted is not None else due, calendar=calendar)


def next_working(moment: datetime, *, calendar: WorkCalendar) -> datetime:
    """This moment, or closing time of the next working day when nobody works on its day."""
    day = moment.astimezone(TZ).date()
    if calendar.is_working_day(day):
        return moment
    for _ in range(DAYS_MAX):
        day += timedelta(days=1)
        openings = calendar.openings(day)
        if openings and calendar.is_working_day(day):
            return datetime.combine(day, openings[-1].end, TZ)
    return moment


def dates_named(days: Collection[date]) -> str:
    """01/09/2026, 02/09/2026: as it stands in a notice and in the words of an act."""
    return ", ".join(f"{day:%d/%m/%Y}" for day in sorted(days))
