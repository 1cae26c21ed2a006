"""Deadlines: opening hours, holidays, terms, pauses, and the explained date.

Everything here is arithmetic on plain values in the time zone of Viet Nam, by whole minutes (seconds are
dropped, so what the receipt prints is what was counted). It never reads the clock or a table; the promise
and its steps are in docs/methods/due-dates.md.
"""

from motcua.foundation.calendar.count import Due, due, due_at, extend, used_minutes
from motcua.foundation.calendar.explain import Cell, Explained, Sum, explain
from motcua.foundation.calendar.many import due_many
from motcua.foundation.calendar.values import (
    AMOUNT_MAX,
    TZ,
    Day,
    Hours,
    OfficeClosed,
    Opening,
    Pause,
    PausePolicy,
    Reason,
    Term,
    Unit,
)
from motcua.foundation.calendar.work import YEAR_MAX, YEAR_MIN, WorkCalendar, working_minutes

__all__ = [
    "AMOUNT_MAX",
    "TZ",
    "YEAR_MAX",
    "YEAR_MIN",
    "Cell",
    "Day",
    "Due",
    "Explained",
    "Hours",
    "OfficeClosed",
    "Opening",
    "Pause",
    "PausePolicy",
    "Reason",
    "Sum",
    "Term",
    "Unit",
    "WorkCalendar",
    "due",
    "due_at",
    "due_many",
    "explain",
    "extend",
    "used_minutes",
    "working_minutes",
]
