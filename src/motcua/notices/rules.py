"""What a notice is, when it is tried again, and when it is given up. Never knows what is said."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.foundation.refusal import NotFound, Refusal, gettext_noop


class State(StrEnum):
    QUEUED = "queued"  # to be sent, now or at `next_try_at`
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # it cannot be sent as it is: no or wrong address, broken text
    RECALLED = "recalled"  # what it would have told was taken back before it went out
    GAVE_UP = "gave-up"  # the mail server could not be reached or said "later" each time


class Error(StrEnum):
    """Why the last try did not succeed. Codes only: what a mail server says may hold an address."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    TEMPLATE_MISSING = "template-missing"
    TEMPLATE_BROKEN = "template-broken"
    REFUSED = "refused-by-server"
    UNSENDABLE = "unsendable"
    UNREACHABLE = "server-unreachable"
    LATER = "server-says-later"
    WORKER_DIED = "worker-died"
    ERASED = "erased"


class Kind(StrEnum):
    """Entries of this room in the chronicle."""

    RESENT = "notices.resent"


BATCH_SECONDS_MAX = 120
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
ATTEMPTS_MAX = len(BACK_OFF) + 1
# A worker that took a notice and died: another may take it after this long, counted from the start of its run.
# A run takes no new notice after BATCH_SECONDS_MAX, and one try ends well within what is left.
LEASE = timedelta(minutes=10)
# What a notice would say is kept this long after it failed, for a resend.
FAILED_KEPT = timedelta(days=30)
LANGUAGES = ("vi", "en")
TEMPLATE = re.compile(r"[a-z]+/[a-z0-9_-]+")


@dataclass(frozen=True)
class Recipient:
    email: str
    name: str
    language: str = "vi"


class NoSuchNotice(NotFound):
    code = "notices.not-found"


class CannotResend(Refusal):
    code = "notices.cannot-resend"
    sentence = gettext_noop(
        "This notice was already sent or its text was erased, so it cannot be sent again as it was."
    )
    next_step = gettext_noop("Write to the person from the page of the dossier, or call them.")


def after_failed_try(*, attempts: int, at: datetime) -> tuple[State, datetime]:
    """What follows a try that failed for now: again later, or never."""
    assert attempts >= 1
    if attempts >= ATTEMPTS_MAX:
        return State.GAVE_UP, at
    return State.QUEUED, at + BACK_OFF[attempts - 1]


def masked(email: str) -> str:
    """Enough of an address for its owner to know it again: `ng•••@example.vn`."""
    local, sign, domain = email.rpartition("@")
    return f"{local[:2]}•••{sign}{domain}" if sign else "•••"
