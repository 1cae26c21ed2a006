"""Of subscriptions: which address may be given, what an answer changes, when is tried again, who is told. Pure.

The cursor moves in one place, `after_try`, by an answer that acknowledges; and by its owner.
"""

import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urlsplit

from motcua.exchange.rules import pace
from motcua.foundation.refusal import Refusal, gettext_noop

EVENTS_MAX = 100  # in one request, and of one answer of the feed
LOT_START = 20
RETRY_SECONDS_MAX = 3600
FAILING_MAX = timedelta(
    days=3
)  # of failures without one acknowledgement; then it is paused and its owner told
SUBSCRIPTIONS_MAX = 20  # of one agency
NAME_LENGTH_MAX, ADDRESS_LENGTH_MAX = 100, 500
RATE_WISHED = 120  # requests a minute
TEST = 0  # the position of a test, where no entry ever stands
RESENDS_MAX = 100  # single events that wait to be sent again
# What is kept of deliveries: enough to answer for a month, never more than a page can turn over.
DELIVERIES_KEPT = timedelta(days=30)
DELIVERIES_KEPT_MAX = 500


class Status(StrEnum):
    """What a subscription does by itself."""

    WAITING = "waiting"  # its receiver has not yet said that it wants events
    ACTIVE = "active"
    PAUSED = "paused"  # by its owner
    FAILED = "failed"  # paused by itself, after days of failures
    GONE = "gone"  # its receiver said so


AT_WORK = (Status.WAITING, Status.ACTIVE)


@dataclass(frozen=True)
class Standing:
    """Where a subscription stands; what a try changes."""

    status: Status
    position: int
    lot: int = LOT_START
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    problem: str = ""
    next_at: datetime | None = None
    rate: int | None = None  # requests a minute that its receiver allows


@dataclass(frozen=True)
class Heard:
    """What came back of a try: an answer with its status, or the reason why there is none."""

    status: int = 0
    why: str = ""
    wait: int | None = None  # seconds, as its receiver says

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


def heard(status: int, headers: Mapping[str, str], *, at: datetime) -> Heard:
    """An answer, with the pause it asks for. Names of headers are in lower case."""
    said = headers.get("retry-after", "").strip()
    return Heard(status, wait=retry_after(said, at=at) if status in (429, 503) else None)


def retry_after(said: str, *, at: datetime) -> int | None:
    """Seconds; written as a number or as a date (RFC 9110, 10.2.3)."""
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), RETRY_SECONDS_MAX)
    try:
        until = parsedate_to_datetime(said)
        seconds = int((until - at).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0), RETRY_SECONDS_MAX)


def is_due(standing: Standing, *, at: datetime) -> bool:
    """Whether it is tried now. A pause that ends later than any pause is long was set by a clock that ran ahead."""
    if standing.status not in AT_WORK:
        return False
    return standing.next_at is None or not at < standing.next_at <= at + timedelta(seconds=RETRY_SECONDS_MAX)


def after_try(
    standing: Standing, answer: Heard, *, upto: int, full: bool, at: datetime, chance: float
) -> Standing:
    """What one delivery changes. Only an acknowledgement (2xx) moves the cursor, and only to what was delivered."""
    if not answer.is_taken:
        return failed(standing, answer, at=at, chance=chance)
    return replace(
        standing,
        position=max(standing.position, upto),
        lot=min(standing.lot * 2, EVENTS_MAX) if full else standing.lot,
        failures=0,
        failing_since=None,
        problem="",
        next_at=at + timedelta(seconds=60 / standing.rate) if standing.rate else None,
    )


def failed(standing: Standing, answer: Heard, *, at: datetime, chance: float) -> Standing:
    """Not acknowledged: whether its receiver acted on it is not known, so the same stretch is told again."""
    failures, since = standing.failures + 1, standing.failing_since or at
    seconds = pace.pause_seconds(failures, chance=chance)
    if answer.wait is not None:
        seconds = answer.wait
    status = standing.status
    if answer.status == 410:
        status = Status.GONE
    elif at - since >= FAILING_MAX:
        status = Status.FAILED
    return replace(
        standing,
        status=status,
        # An event that chokes its receiver comes to stand alone, and its owner sees which one it is.
        lot=max(standing.lot // 4, 1),
        failures=failures,
        failing_since=since,
        problem=answer.why or f"status-{answer.status}",
        next_at=at + timedelta(seconds=seconds),
    )


def after_asking(
    standing: Standing, answer: Heard, headers: Mapping[str, str], *, origin: str, at: datetime, chance: float
) -> Standing:
    """What the handshake changes: permission is the header, never the status alone (CloudEvents webhooks, 4.2)."""
    allowed = headers.get("webhook-allowed-origin", "").strip().lower()
    if not answer.is_taken or allowed not in ("*", origin.lower()):
        why = answer.why or ("not-allowed" if answer.is_taken else "")
        return failed(standing, replace(answer, why=why), at=at, chance=chance)
    rate = headers.get("webhook-allowed-rate", "").strip()
    number = int(rate) if rate.isascii() and rate.isdigit() and len(rate) < 7 else 0
    return replace(
        standing, status=Status.ACTIVE, failures=0, failing_since=None, problem="", next_at=None, rate=number or None
    )  # fmt: skip


def resumed(standing: Standing, *, has_address: bool) -> Standing:
    """Set going again by its owner: its receiver is asked anew, and it goes on from its cursor."""
    return replace(
        standing, status=Status.WAITING if has_address else Status.ACTIVE, lot=LOT_START, failures=0, failing_since=None,
        problem="", next_at=None,
    )  # fmt: skip


def address_fault(address: str, *, trusted: Collection[str]) -> str:
    """Why events cannot go to an address, or nothing. Names are looked up when it is asked, by the outgoing door."""
    if len(address) > ADDRESS_LENGTH_MAX or not address.isascii() or any(c <= " " for c in address):
        return ADDRESS_UNFIT
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ADDRESS_UNFIT
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return ADDRESS_UNFIT
    if host in trusted:
        return "" if parts.scheme in ("https", "http") else ADDRESS_UNPROTECTED
    if parts.scheme != "https":
        return ADDRESS_UNPROTECTED
    try:
        inside = not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        inside = host == "localhost" or host.endswith(".localhost") or "." not in host
    return ADDRESS_INSIDE if inside else ""


ADDRESS_UNFIT = gettext_noop("Write a whole address, for example https://esb.example.vn/events")
ADDRESS_UNPROTECTED = gettext_noop("The address must begin with https://")
ADDRESS_INSIDE = gettext_noop(
    "This address is inside a network. The operator of the node lists such receivers in MOTCUA_WEBHOOK_HOSTS."
)


class TooMany(Refusal):
    code = "exchange.too-many-subscriptions"
    sentence = gettext_noop("This agency has %(most)s subscriptions already.")
    next_step = gettext_noop("Delete one that is not needed any more, then try again.")


class NotPaused(Refusal):
    code = "exchange.subscription-at-work"
    sentence = gettext_noop("This subscription is at work already.")
    next_step = gettext_noop("Open its page again to see where it stands.")


class PausedAlready(Refusal):
    code = "exchange.subscription-paused"
    sentence = gettext_noop("This subscription does not send anything at the moment.")
    next_step = gettext_noop("Open its page again to see where it stands.")


class NoAddress(Refusal):
    code = "exchange.subscription-without-address"
    sentence = gettext_noop("This subscription has no address: its system asks by itself.")
    next_step = gettext_noop("Give it an address first, or let the system read its feed.")


class NoSuchEvent(Refusal):
    code = "exchange.no-such-event"
    status = 422
    sentence = gettext_noop("Position %(position)s holds no event of this subscription.")
    next_step = gettext_noop("Take the position from the id of an event: node:epoch:position.")


class CursorGone(Refusal):
    """A restore lost what this cursor stands behind."""

    code = "exchange.cursor-gone"
    sentence = gettext_noop("This cursor is of a history that a restore ended: %(cursor)s is the last place that both share.")  # fmt: skip
    next_step = gettext_noop("Go on from that place. Events behind it have new ids.")


class CursorUnread(Refusal):
    code = "exchange.not-a-cursor"
    status = 422
    sentence = gettext_noop("“after” is no cursor: epoch, colon, position are expected, for example 1:500.")
    next_step = gettext_noop("Send the value of Motcua-Cursor of the answer before, or 0 for the beginning.")


class TokenUnknown(Refusal):
    code = "exchange.unknown-token"
    status = 401
    sentence = gettext_noop("No subscription has this token.")
    next_step = gettext_noop("Send Authorization: Bearer with the token that was shown when it was made.")


class TokenBusy(Refusal):
    code = "exchange.feed-busy"
    status = 429
    sentence = gettext_noop("This subscription asks more often than the feed answers.")
    next_step = gettext_noop("Wait as long as Retry-After says and ask for more events at a time.")
