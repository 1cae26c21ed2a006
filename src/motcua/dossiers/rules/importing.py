"""What another system says of a request, read so that it may go on here: its dates, its state, its step. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from motcua.dossiers.rules.states import ENDED, OPEN, PAUSED, State
from motcua.foundation.refusal import gettext_noop as _


class Kind(StrEnum):
    """Kinds of chronicle entry about requests that an import made, beside the act itself."""

    TAKEN_BACK = "dossier.import-taken-back"
    HISTORY = "dossier.history-imported"
    HISTORY_TAKEN_BACK = "dossier.history-taken-back"
    PAPERS = "dossier.papers-imported"
    PAPERS_TAKEN_BACK = "dossier.papers-taken-back"


@dataclass(frozen=True, slots=True)
class Pause:
    """One time for which the clock stood, or stands: why, since when, until when."""

    kind: str  # of a wait
    asked_at: datetime
    answered_at: datetime | None
    answer_by: datetime
    reason: str
    items: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments of a life, those that were said."""

    submitted: datetime
    received: datetime | None = None
    promised: datetime | None = None
    extended: datetime | None = None
    asked: datetime | None = None
    answered: datetime | None = None
    answer_by: datetime | None = None
    done: datetime | None = None
    returned: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with the dates, at which of them."""

    name: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)


FUTURE = _("lies in the future.")
NEEDED = _("is needed for this state.")
NOT_YET = _("does not fit this state: leave it empty, or write another state.")
# Each of these days is not before the other.
ORDER = (
    ("received", "submitted", _("is before the day on which it was handed in.")),
    ("promised", "received", _("is before the day on which it was received.")),
    ("extended", "promised", _("is before the date that was promised first.")),
    ("asked", "submitted", _("is before the day on which it was handed in.")),
    ("answered", "asked", _("is before the day on which the clock was stopped.")),
    ("done", "submitted", _("is before the day on which it was handed in.")),
    ("returned", "done", _("is before the day on which the result was there.")),
    ("ended", "submitted", _("is before the day on which it was handed in.")),
)
PAST = ("submitted", "received", "asked", "answered", "done", "returned", "ended")


def wrong(dates: Dates, *, state: State, at: datetime) -> list[Wrong]:
    """Days in the future, days before those they follow, and days that the state needs or cannot have."""
    found = [Wrong(name, FUTURE) for name in PAST if (said := getattr(dates, name)) is not None and said > at]
    for later, earlier, sentence in ORDER:
        first, then = getattr(dates, earlier), getattr(dates, later)
        # By days: many systems keep no time of day.
        if first is not None and then is not None and then.date() < first.date():
            found.append(Wrong(later, sentence))
    found += [Wrong(name, NEEDED) for name in _needed(state) if getattr(dates, name) is None]
    found += [Wrong(name, NOT_YET) for name in _not_yet(state) if getattr(dates, name) is not None]
    return found


def _needed(state: State) -> tuple[str, ...]:
    if state in PAUSED:
        return ("asked",)
    if state in (State.RECEIVED, State.IN_PROGRESS):
        return ("received",)
    if state is State.DONE:
        return ("received", "done")
    return ("received", "done", "returned") if state is State.RETURNED else ()


def _not_yet(state: State) -> tuple[str, ...]:
    if state in ENDED:
        return ()
    names = ("returned", "ended") if state is State.DONE else ("done", "returned", "ended")
    if state in PAUSED:
        return (*names, "answered")
    return (*names, "received", "promised") if state is State.NEW else names


def belongs_open(state: State) -> bool:
    """Whether it belongs among the open requests: not ended, or waiting to be collected."""
    return state in OPEN or state is State.DONE
