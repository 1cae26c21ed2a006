"""What a dated value is, how days off and opening hours make one calendar, and what may be decided about them.

Plain values only: no database, no clock.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from motcua.foundation.calendar import Hours, Opening, WorkCalendar
from motcua.foundation.refusal import Fault, Refusal, gettext_noop

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"


class DayKind(StrEnum):
    OFF = "off"
    WORK = "work"


class Kind(StrEnum):
    """Kinds of entries this room writes to the chronicle."""

    VALUE_SET = "law.value-set"
    VALUE_VERIFIED = "law.value-verified"
    DAY_DECIDED = "law.day-decided"
    HOURS_SET = "law.hours-set"
    LOADED = "law.loaded"
    TABLE_BROUGHT = "law.table-brought"


@dataclass(frozen=True)
class Value:
    """What a rule says, from when to when (both included), and on which legal basis."""

    key: str
    value: JSON
    unit: str
    starts_on: date
    ends_on: date | None
    basis: str
    verified: bool
    note: str = ""

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    @property
    def whole(self) -> int:
        """The value as a whole number: a count, a number of days."""
        assert isinstance(self.value, int), f"{self.key} is not a whole number"
        return self.value

    @property
    def clock(self) -> time:
        """The value as an hour of the day."""
        return time.fromisoformat(str(self.value))


class NoValue(LookupError):
    """No value of this key holds on this day: the law data was not loaded, or the key is misspelt. A bug."""


class DayAlreadySo(Refusal):
    code = "law.day-already-so"
    sentence = gettext_noop("%(date)s is already decided in exactly this way.")
    next_step = gettext_noop("Nothing was changed. Look the day up in the calendar of the year.")


class ValueOutOfOrder(Refusal):
    code = "law.value-out-of-order"
    sentence = gettext_noop("A value of %(key)s already begins on %(starts_on)s or later.")
    next_step = gettext_noop("A new value begins after the last one. Choose a later first day.")


class HoursAlreadyFrom(Refusal):
    code = "law.hours-already-from"
    sentence = gettext_noop("Opening hours of this agency already begin on %(starts_on)s.")
    next_step = gettext_noop(
        "Past days stay counted as they were: let the new hours begin on another day. Nothing was changed."
    )


class TableOutOfOrder(Refusal):
    code = "law.table-out-of-order"
    sentence = gettext_noop("Lines of “%(table)s” already begin or end on %(starts_on)s or later.")
    next_step = gettext_noop(
        "What was in force stays as it was: bring the list in from that day or a later one."
    )


class TableChangedMeanwhile(Refusal):
    code = "law.table-changed-meanwhile"
    sentence = gettext_noop("Somebody else changed “%(table)s” at the same time.")
    next_step = gettext_noop("Nothing was changed. Look at the table again, then decide.")


class AlreadyVerified(Refusal):
    code = "law.already-verified"
    sentence = gettext_noop("This value was already compared with the text of the law.")
    next_step = gettext_noop("Nothing was changed.")


@dataclass(frozen=True)
class Override:
    """One day that is off or worked by decision; `path` is empty for the whole country."""

    date: date
    kind: DayKind
    name: str
    path: str = ""


_OPENING = re.compile(r"([0-2]\d:[0-5]\d)\s*[-–]\s*([0-2]\d:[0-5]\d)")


def opening(text: str) -> Opening:
    """07:00-11:30"""
    found = _OPENING.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not an opening like 07:00-11:30")
    return Opening(time.fromisoformat(found[1]), time.fromisoformat(found[2]))


def hours(week: Sequence[Sequence[str]], cut_off: time) -> Hours:
    """Opening hours from seven lists of texts, Monday first."""
    return Hours(week=tuple(tuple(opening(text) for text in day) for day in week), cut_off=cut_off)


@dataclass(frozen=True)
class Stretch:
    """Opening hours of one agency, from one day to another (both included; None: without end on that side)."""

    path: str
    starts_on: date | None
    ends_on: date | None
    week: tuple[tuple[str, ...], ...]
    cut_off: time | None  # None: the dated value

    def holds(self, on: date) -> bool:
        return (self.starts_on or date.min) <= on and (self.ends_on is None or on <= self.ends_on)


Periods: TypeAlias = "tuple[tuple[date, Hours], ...]"


def periods(
    *, stretches: Sequence[Stretch], ordinary: Sequence[Sequence[str]], cut_offs: Sequence[Value]
) -> Periods:
    """From which day which hours hold at an office, given the stretches of it and of those above it.

    On each day the nearest office that has hours speaks, and of its stretches the one that began last. Before the
    first known cut-off that one is taken.
    """
    days = {date.min} | {value.starts_on for value in cut_offs}
    for stretch in stretches:
        days |= {stretch.starts_on} if stretch.starts_on else set()
        days |= {stretch.ends_on + timedelta(days=1)} if stretch.ends_on else set()
    found: list[tuple[date, Hours]] = []
    for day in sorted(days):
        holding = [stretch for stretch in stretches if stretch.holds(day)]
        nearest = max(holding, key=lambda s: (len(s.path), s.starts_on or date.min), default=None)
        cut_off = nearest.cut_off if nearest and nearest.cut_off else None
        ours = hours(
            nearest.week if nearest else ordinary,
            cut_off or (in_force(cut_offs, day) or cut_offs[0]).clock,
        )
        if not found or found[-1][1] != ours:
            found.append((day, ours))
    return tuple(found)


def work_calendar(
    *,
    periods: Periods,
    holidays: Mapping[date, str],
    worked: Mapping[date, str],
    overrides: Iterable[Override],
) -> WorkCalendar:
    """One office's calendar: public holidays first, then decisions, the nearer office last."""
    calendar = WorkCalendar(hours=periods[0][1], changes=periods[1:], off={}, worked={})
    off, instead = dict(holidays), dict(worked)
    for override in sorted(overrides, key=lambda o: (len(o.path), o.date)):
        off.pop(override.date, None)
        instead.pop(override.date, None)
        if override.kind is DayKind.OFF:
            off[override.date] = override.name
        elif calendar.is_weekly_day_off(override.date):
            instead[override.date] = override.name
        # Otherwise an ordinary weekday is an ordinary weekday again.
    return WorkCalendar(hours=periods[0][1], changes=periods[1:], off=off, worked=instead)


def in_force(values: Iterable[Value], on: date) -> Value | None:
    return next((value for value in values if value.holds(on)), None)


BASIS_LENGTH_MAX = 300
COUNT_MAX = (
    10_000  # of any count, in whatever unit: a slip of a finger must not stop every clock of the house
)
NAME_LENGTH_MAX = 120


def basis_faults(basis: str) -> list[Fault]:
    if not basis.strip():
        return [Fault("basis", gettext_noop("Name the decision or the legal text this rests on."))]
    if len(basis.strip()) > BASIS_LENGTH_MAX:
        sentence = gettext_noop("Shorten the text to %(most)s characters.")
        return [Fault("basis", sentence, {"most": BASIS_LENGTH_MAX})]
    return []


def day_faults(day: date, name: str, year_from: int, year_to: int) -> list[Fault]:
    faults = []
    if not year_from <= day.year <= year_to:
        faults.append(
            Fault(
                "date",
                gettext_noop("The calendar holds the years %(first)s to %(last)s."),
                {"first": year_from, "last": year_to},
            )
        )
    if not 2 <= len(name.strip()) <= NAME_LENGTH_MAX:
        faults.append(
            Fault("name", gettext_noop("Write what people call this day, for example: làm bù ngày 02/01."))
        )
    return faults


def value_faults(new: JSON, old: JSON) -> list[Fault]:
    """A new value has the form of the old one: a count stays a count, an hour an hour."""
    if isinstance(old, bool) or isinstance(new, bool):
        good = isinstance(new, bool) and isinstance(old, bool)
    elif isinstance(old, int):
        good = isinstance(new, int) and 0 <= new <= COUNT_MAX
    else:
        good = isinstance(new, type(old)) and _same_clock(new, old)
    if good:
        return []
    return [
        Fault("value", gettext_noop("Write the new value in the form of the old one: %(old)s."), {"old": old})
    ]


def _same_clock(new: JSON, old: JSON) -> bool:
    if not (isinstance(old, str) and isinstance(new, str) and re.fullmatch(r"\d\d:\d\d", old)):
        return bool(new)
    try:
        time.fromisoformat(new)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d\d:\d\d", new))
