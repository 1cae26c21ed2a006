"""What a notice is, by which ways it goes, when it is tried again, and when it is given up. Never knows what is said."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua.foundation.calendar import TZ
from motcua.foundation.money import dong
from motcua.foundation.refusal import Fault, NotFound, Refusal, gettext_noop


class State(StrEnum):
    QUEUED = "queued"  # to be sent, now or at `next_try_at`
    SENT = "sent"  # the mail server or the gateway took it
    FAILED = "failed"  # it cannot be sent as it is: no or wrong address, broken text
    RECALLED = "recalled"  # what it would have told was taken back before it went out
    GAVE_UP = "gave-up"  # no server could be reached, or each said "later" each time


class Channel(StrEnum):
    """By which way somebody is told."""

    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"


class Error(StrEnum):
    """Why the last try did not succeed. Codes only: what a server says may hold an address."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    TEMPLATE_MISSING = "template-missing"
    TEMPLATE_BROKEN = "template-broken"
    REFUSED = "refused-by-server"
    UNSENDABLE = "unsendable"
    UNREACHABLE = "server-unreachable"
    LATER = "server-says-later"
    NOT_TAKEN = "gateway-took-none"
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
# A server that cannot be reached says nothing about the notice: it is asked for days, ever more seldom.
OUTAGE_MAX = timedelta(days=3)
OUTAGE_PAUSE, OUTAGE_PAUSE_MAX = timedelta(minutes=1), timedelta(hours=1)
# How long the first way may be in trouble before the next one is taken.
OTHER_WAY_AFTER = timedelta(hours=1)
OTHER_WAY_TRIES = 3
RESEND_MAX = 500  # at once
LANGUAGES = ("vi", "en")
TEMPLATE = re.compile(r"[a-z]+/[a-z0-9_-]+")

FINAL = frozenset({Error.NO_ADDRESS, Error.BAD_ADDRESS, Error.REFUSED, Error.UNSENDABLE})
BROKEN = frozenset({Error.TEMPLATE_MISSING, Error.TEMPLATE_BROKEN})
NOT_ANSWERED = frozenset({Error.UNREACHABLE, Error.NOT_TAKEN})


@dataclass(frozen=True)
class Recipient:
    """Whoever is told. With a person, their own choice of ways and hours counts."""

    email: str
    name: str
    language: str = "vi"
    phone: str = ""
    person_id: int | None = None


class NoSuchNotice(NotFound):
    code = "notices.not-found"


class CannotResend(Refusal):
    code = "notices.cannot-resend"
    sentence = gettext_noop(
        "This notice was already sent or its text was erased, so it cannot be sent again as it was."
    )
    next_step = gettext_noop("Write to the person from the page of the dossier, or call them.")


# How somebody wants to be reached ---------------------------------------------------------------------------

# Nobody is woken, and nobody waits beyond the morning: a term that the law sets may run from what is told.
MORNING = 8
QUIET_FROM, QUIET_UNTIL = 21, 7
QUIET_STARTS, QUIET_ENDS = (19, 20, 21, 22, 23), (5, 6, 7, 8)
CHAT_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Reaching:
    """The ways somebody wants, the first one first, and the hours in which no telephone is to ring."""

    order: tuple[Channel, ...] = (Channel.EMAIL, Channel.SMS, Channel.CHAT)
    chat: str = ""
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    language: str = ""  # none: each message in the language of its request
    digest: bool = True  # what lies with an officer, each morning of work


AS_USUAL = Reaching()


def reaching_faults(given: Reaching) -> tuple[Fault, ...]:
    """One fault a field."""
    found = []
    if not given.order or len(set(given.order)) != len(given.order):
        found.append(Fault("first", gettext_noop("Choose at least one way, and each only once.")))
    if Channel.CHAT in given.order and not given.chat.strip():
        found.append(Fault("chat", gettext_noop("Write your name or number there, or take this way out.")))
    if given.language not in ("", *LANGUAGES):
        found.append(Fault("language", gettext_noop("Choose one of the languages.")))
    if given.quiet_from not in QUIET_STARTS:
        found.append(Fault("quiet_from", gettext_noop("Choose an hour of the evening.")))
    if given.quiet_until not in QUIET_ENDS:
        found.append(Fault("quiet_until", gettext_noop("Choose an hour of the morning.")))
    return tuple(found)


def quiet_until(reaching: Reaching, channel: Channel, *, at: datetime) -> datetime | None:
    """When it may ring again, if it may not now. Mail wakes nobody."""
    if channel is Channel.EMAIL:
        return None
    here = at.astimezone(TZ)
    if reaching.quiet_until <= here.hour < reaching.quiet_from:
        return None
    day = here.date() + timedelta(days=1 if here.hour >= reaching.quiet_from else 0)
    return datetime.combine(day, time(min(reaching.quiet_until, MORNING)), TZ)


# By which way, and what follows a try that failed -------------------------------------------------------------


def ways(reaching: Reaching, *, addresses: Collection[Channel]) -> tuple[Channel, ...]:
    """The ways there are, in the person's order; who left out each way that exists is still told by one of them."""
    wanted = tuple(channel for channel in reaching.order if channel in addresses)
    return wanted or tuple(channel for channel in AS_USUAL.order if channel in addresses)


def way(order: Sequence[Channel], *, tried: str) -> Channel | None:
    """The first that was not tried; then one that was only out of reach. `tried` holds "email" or "email?"."""
    words = tried.split()
    fresh = [channel for channel in order if channel.value not in words and f"{channel}?" not in words]
    again = [channel for channel in order if f"{channel}?" in words and channel.value not in words]
    return next(iter(fresh + again), None)


@dataclass(frozen=True)
class Next:
    """What follows a failed try: `tried` says whether the way is left for another, for good or for now."""

    state: State
    at: datetime
    attempts: int
    tried: str
    moved: bool = False


def after_failed_try(
    *,
    error: Error,
    channel: Channel,
    order: Sequence[Channel],
    tried: str,
    attempts: int,
    waited: timedelta,
    at: datetime,
) -> Next:
    """Again later, by another way, or never. `attempts` counts this try, `waited` since the first on this way."""
    assert attempts >= 1
    for_good, for_now = f"{tried} {channel}".strip(), f"{tried} {channel}?".strip()
    if error in BROKEN:
        return Next(State.FAILED, at, attempts, tried)
    if error in FINAL:
        if way(order, tried=for_good) is None:
            return Next(State.FAILED, at, attempts, tried)
        return Next(State.QUEUED, at, 0, for_good, moved=True)
    left = [one for one in order if one is not channel and way((one,), tried=tried)]
    fresh = [one for one in left if f"{one}?" not in tried.split()]
    if error in NOT_ANSWERED:
        if fresh and waited >= OTHER_WAY_AFTER:
            return Next(State.QUEUED, at, 0, for_now, moved=True)
        if waited >= OUTAGE_MAX:
            return Next(State.GAVE_UP, at, attempts, tried)
        return Next(
            State.QUEUED, at + min(max(waited / 2, OUTAGE_PAUSE), OUTAGE_PAUSE_MAX), attempts - 1, tried
        )
    if fresh and attempts >= OTHER_WAY_TRIES:
        return Next(State.QUEUED, at, 0, for_now, moved=True)
    if attempts >= ATTEMPTS_MAX:
        return Next(State.GAVE_UP, at, attempts, tried)
    return Next(State.QUEUED, at + BACK_OFF[attempts - 1], attempts, tried)


# What is said in the language of whoever reads ------------------------------------------------------------------


def moment(at: datetime) -> dict[str, object]:
    """A moment among the values of a notice; written out when the notice is."""
    return {"moment": at.astimezone(TZ).isoformat()}


def money(amount: int) -> dict[str, object]:
    """An amount in đồng, in the same way."""
    return {"dong": amount}


def day(on: date) -> dict[str, object]:
    """A day, in the same way."""
    return {"day": on.isoformat()}


def words(sentences: Mapping[str, str]) -> dict[str, object]:
    """The same said in each of the languages, in the same way."""
    return {"words": dict(sentences)}


def said(value: object, *, language: str) -> object:
    """A value as it is read in this language; what is no moment and no amount is as it was."""
    match value:
        case {"moment": str(iso), **rest} if not rest:
            here = datetime.fromisoformat(iso).astimezone(TZ)
            if language == "vi":
                return f"{here:%H:%M}, {here:%d/%m/%Y}"
            return f"{here:%H:%M}, {here.day} {here:%B %Y}"
        case {"day": str(iso), **rest} if not rest:
            on = date.fromisoformat(iso)
            return f"{on:%d/%m/%Y}" if language == "vi" else f"{on.day} {on:%B %Y}"
        case {"dong": int(amount), **rest} if not rest:
            return dong(amount, language)
        case {"words": dict(sentences), **rest} if not rest and sentences.keys() <= set(LANGUAGES):
            return sentences.get(language, next(iter(sentences.values()), ""))
        case dict():
            return {name: said(part, language=language) for name, part in value.items()}
        case list():
            return [said(part, language=language) for part in value]
    return value


def masked(email: str) -> str:
    """Enough of an address for its owner to know it again: `ng•••@example.vn`."""
    local, sign, domain = email.rpartition("@")
    return f"{local[:2]}•••{sign}{domain}" if sign else "•••"


def masked_end(address: str) -> str:
    """The same for a telephone number or a name in a chat: `•••678`."""
    return f"•••{address[-3:]}" if len(address) > 6 else "•••"
