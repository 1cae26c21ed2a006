"""What happened to a request in the system before: which lines can be true, and which the applicant may read. Pure."""

from datetime import datetime
from enum import StrEnum

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _

EVENTS_MAX = 200  # of one request


class EventKind(StrEnum):
    """What is meant, where the words say it; everybody who follows a request reads these, and no other words."""

    HANDED_IN = "handed-in"
    RECEIVED = "received"
    MOVED = "moved"
    ASKED = "supplement-asked"
    BROUGHT = "supplement-brought"
    DUTY = "duty-told"
    PAID = "paid"
    EXTENDED = "extended"
    EXAMINED = "examined"
    SIGNED = "signed"
    DONE = "done"
    OTHER = "other"  # the office's own words, for the office


NAMES: dict[EventKind, str] = {
    EventKind.HANDED_IN: _("The request was handed in"),
    EventKind.RECEIVED: _("The request was received"),
    EventKind.MOVED: _("The request was passed on"),
    EventKind.ASKED: _("Papers were asked for"),
    EventKind.BROUGHT: _("The papers asked for were brought"),
    EventKind.DUTY: _("A payment was asked for"),
    EventKind.PAID: _("The payment was made"),
    EventKind.EXTENDED: _("The date was put off"),
    EventKind.EXAMINED: _("The request was examined"),
    EventKind.SIGNED: _("The result was signed in the former system"),
    EventKind.DONE: _("The result was ready"),
}
FUTURE = _("lies in the future.")
BEFORE = _("is before the day on which the request was handed in, %(day)s.")
AFTER = _("is after the request came here, on %(day)s: from then on the chronicle of this system tells it.")


def wrong_moment(
    moment: datetime, *, has_clock: bool, submitted_at: datetime, came_at: datetime
) -> tuple[str, dict[str, object]] | None:
    """Why it cannot have happened then; a day without its time is compared by days."""
    day, first, last = (one.astimezone(TZ).date() for one in (moment, submitted_at, came_at))
    if day < first:
        return BEFORE, {"day": f"{first:%d/%m/%Y}"}
    if day > last or (has_clock and moment > came_at):
        return AFTER, {"day": f"{last:%d/%m/%Y}"}
    return None
