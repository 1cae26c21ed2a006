"""The words of the calendar: units, terms, opening hours, pauses, days. Values only; they refuse to be nonsense."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTES_A_DAY = 24 * 60


class Unit(StrEnum):
    WORKING_HOURS = "working-hours"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    MONTHS = "months"


# Beyond these a term is a slip of the hand, not a term: about five years in each unit.
AMOUNT_MAX = {Unit.WORKING_HOURS: 10_000, Unit.WORKING_DAYS: 1250, Unit.CALENDAR_DAYS: 1800, Unit.MONTHS: 60}


@dataclass(frozen=True, slots=True)
class Term:
    """How long an office may take. A same-day term is due today, after the cut-off the next working day."""

    amount: int
    unit: Unit
    same_day: bool = False
    # The length in working days, 0 for any other kind: the common question looks here once instead of twice.
    working_days: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        least = 0 if self.same_day else 1
        if not least <= self.amount <= AMOUNT_MAX[self.unit]:
            raise ValueError(
                f"a term of {self.amount} {self.unit} is not between {least} and {AMOUNT_MAX[self.unit]}"
            )
        if self.unit is Unit.WORKING_DAYS and not self.same_day:
            object.__setattr__(self, "working_days", self.amount)


@dataclass(frozen=True)
class Opening:
    """One stretch of open doors; the minute of `end` is already outside."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end or any(
            t.second or t.microsecond or t.tzinfo for t in (self.start, self.end)
        ):
            raise ValueError(f"an opening runs from one whole minute to a later one: {self.start}–{self.end}")


@dataclass(frozen=True)
class Hours:
    """A week of openings, Monday first, and the hour until which same-day requests are still due today."""

    week: tuple[tuple[Opening, ...], ...]
    cut_off: time = time(15, 0)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week of opening hours has seven days")
        for day in self.week:
            if any(a.end > b.start for a, b in pairwise(day)):
                raise ValueError("the openings of a day follow one another without overlap")
        if not any(self.week[:5]):
            raise ValueError("an office opens on at least one day from Monday to Friday")


class PausePolicy(StrEnum):
    RESUME = "resume"  # the time of the pause does not count
    RESTART = "restart"  # the whole term is counted afresh from the end of the pause


@dataclass(frozen=True)
class Pause:
    """The clock stands still from start to end; no end yet means it still does."""

    start: datetime
    end: datetime | None
    reason: str  # "supplement" | "financial-duty"

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause ends after it starts: {self.start}–{self.end}")


class Reason(StrEnum):
    """Why a day of the count is what it is."""

    RECEIVED = "received"  # the day of receipt (or of a restart), not counted
    COUNTED = "counted"
    WEEKEND = "weekend"  # the weekly days off; a reception-only Saturday is one of them
    HOLIDAY = "holiday"
    WORKED = "worked"  # counted: a day off that is worked instead of another
    PAUSED = "paused"
    DUE = "due"
    MOVED = "moved"  # the last day of the term, which is off: the end moves on


class Day(NamedTuple):
    """One day of the explained count; a tuple, because a list of requests makes thousands of them.

    `number` is the running count (for working hours: whole hours counted by the end of the day), or None when
    the day does not count. A `counted` day without number was counted before a restart and no longer is.
    `name` names the holiday, the make-up day, or the reason of the pause.
    """

    date: date
    number: int | None
    reason: Reason
    name: str = ""


class OfficeClosed(ValueError):
    """The calendar does not reach so far: the year lies outside what it can count."""
