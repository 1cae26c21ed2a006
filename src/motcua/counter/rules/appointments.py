"""Appointments: which times of a day can be chosen, and until when something may be changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua.foundation.calendar import TZ, Opening
from motcua.foundation.refusal import Refusal, gettext_noop

SLOT_MINUTES = 30
# From so many minutes before, to so many after its time, an appointment is taken at the door.
EARLY_MINUTES, LATE_MINUTES = 60, 30
AHEAD_DAYS_MAX = 14
OPEN_A_PERSON_MAX = 2
REMIND_BEFORE = timedelta(hours=24)


class Booking(StrEnum):
    BOOKED = "booked"
    CAME = "came"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Kind(StrEnum):
    """What this room writes into the chronicle."""

    BOOKED = "counter.appointment-booked"
    CANCELLED = "counter.appointment-cancelled"
    CAME = "counter.appointment-came"


class TimeTaken(Refusal):
    code = "counter.time-taken"
    sentence = gettext_noop("This time has just been taken by somebody else, or has passed.")
    next_step = gettext_noop("Choose another time; those that are shown are free.")


class TooManyBooked(Refusal):
    code = "counter.too-many-booked"
    sentence = gettext_noop("You already have %(most)s appointments to come.")
    next_step = gettext_noop("Cancel one of them, then choose the new time.")


class NotBooked(Refusal):
    code = "counter.not-booked"
    sentence = gettext_noop(
        "This appointment can no longer be changed: it was used, cancelled, or its time has passed."
    )
    next_step = gettext_noop("Take a number at the office, or choose a new time.")


class NoSuchCode(Refusal):
    code = "counter.no-such-code"
    status = 422
    sentence = gettext_noop(
        "No appointment of this office today has this code, or it is too early or too late for it."
    )
    next_step = gettext_noop("Check the six digits in your message, or take a number for your matter.")


class BookingClosed(Refusal):
    code = "counter.booking-closed"
    sentence = gettext_noop("This office offers no times to choose for this procedure.")
    next_step = gettext_noop("Come during opening hours and take a number, or send the request online.")


def slots(openings: Sequence[Opening], *, on: date, after: datetime) -> tuple[datetime, ...]:
    """The times of a day at which an appointment may begin: whole ones, that end before the office closes."""
    step = timedelta(minutes=SLOT_MINUTES)
    found = []
    for opening in openings:
        start, end = _moment(on, opening.start), _moment(on, opening.end)
        while start + step <= end:
            if start > after:
                found.append(start)
            start += step
    return tuple(found)


def free(times: Sequence[datetime], *, places: int, taken: Mapping[datetime, int]) -> tuple[datetime, ...]:
    return tuple(one for one in times if taken.get(one, 0) < places)


def free_place(*, places: int, taken: Sequence[int]) -> int | None:
    """The first place of a time that nobody has."""
    return next((place for place in range(1, places + 1) if place not in taken), None)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=TZ)
