"""Tickets: in what order they are called, what may follow, and how long somebody probably waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from motcua.foundation.refusal import Refusal, gettext_noop

# The pace of a day is said once so many people were served; it looks at the last few.
PACE_LEAST, PACE_LAST = 3, 15
# An estimate is rounded up to this, so that nobody takes it for a promise.
ROUNDED_MINUTES = 5
# Who did not come is called again so often before the number is laid aside.
CALLS_LEAST = 2


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    FINISHED = "finished"
    NO_SHOW = "no-show"


class AlreadyServing(Refusal):
    code = "counter.already-serving"
    sentence = gettext_noop("Number %(label)s is still at this window.")
    next_step = gettext_noop("Finish it, or note that nobody came, then call the next one.")


class NobodyWaits(Refusal):
    code = "counter.nobody-waits"
    sentence = gettext_noop("Nobody waits for this window.")
    next_step = gettext_noop("Look again in a moment, or open the counter for who comes without a number.")


class NotCalled(Refusal):
    code = "counter.not-called"
    sentence = gettext_noop("No number is called at this window.")
    next_step = gettext_noop("Call the next one first.")


class CallAgainFirst(Refusal):
    code = "counter.call-again-first"
    sentence = gettext_noop("Number %(label)s was called only once.")
    next_step = gettext_noop("Call it once more before it is laid aside: people may be slow on their feet.")


class PageIsOlder(Refusal):
    code = "counter.page-is-older"
    sentence = gettext_noop("The window had gone on when this was pressed, so it was not done.")
    next_step = gettext_noop("Look at what the window shows now, and press again only if it is still needed.")


@dataclass(frozen=True)
class Waiting:
    """One ticket that waits, as much of it as the order needs."""

    id: int
    taken_at: datetime
    number: int
    appointed_at: datetime | None = None  # the time it was booked for


def in_order(waiting: Sequence[Waiting], *, at: datetime) -> list[Waiting]:
    """Who is called next: first those whose booked time has come, by that time, then the others as they came.

    Somebody who came before the booked time waits among the others until it has come.
    """

    def turn(one: Waiting) -> tuple[bool, datetime, datetime, int, int]:
        due = one.appointed_at is not None and one.appointed_at <= at
        first = one.appointed_at if due and one.appointed_at else one.taken_at
        return not due, first, one.taken_at, one.number, one.id

    return sorted(waiting, key=turn)


def pace(served: Sequence[tuple[datetime, datetime]]) -> float | None:
    """Minutes one person took today, of the last few served; None while it is too early to say."""
    last = sorted(served, key=lambda one: one[1])[-PACE_LAST:]
    if len(last) < PACE_LEAST:
        return None
    return median((end - start) / timedelta(minutes=1) for start, end in last)


def wait_minutes(*, ahead: int, pace: float | None, windows: int) -> int | None:
    """About how long, in steps of five minutes; None where nobody can say."""
    if pace is None or windows < 1:
        return None
    minutes = ahead * pace / windows
    steps = -(-minutes // ROUNDED_MINUTES)
    return int(steps) * ROUNDED_MINUTES


def label(letter: str, number: int) -> str:
    """As it stands on the ticket and on the board: A007."""
    return f"{letter}{number:03d}"
