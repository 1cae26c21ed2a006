"""A person lets another act for them: what a mandate of a helper covers, and while it runs. Plain values only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Refusal, gettext_noop
from motcua.foundation.text import fold

DAYS_MAX = 366
RUNNING_MAX = 10  # helpers of one person, and persons of one helper, named but for an office
INVITATION_FOR = timedelta(days=7)
# Whoever helped somebody handles nothing of theirs as an officer, for so long after it ended too.
NEAR_FOR = timedelta(days=365)
PROCEDURES_MAX = 20
NAME_CHARACTERS_MAX = 120
PAPER_CHARACTERS_MAX = 300


class Allowed(StrEnum):
    """What a helper may do beside following; each act of a helper is one of these."""

    SEND = "send"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class Capacity(StrEnum):
    """As what somebody helps."""

    NEAR = "near"  # family, neighbour, friend
    VILLAGE = "village"
    UNION = "union"
    POST = "post"
    OTHER = "other"


ALLOWED_WORDS = {
    Allowed.SEND: gettext_noop("fill in and send a request"),
    Allowed.ANSWER: gettext_noop("hand in what the office asks for"),
    Allowed.WITHDRAW: gettext_noop("withdraw a request"),
}
CAPACITY_WORDS = {
    Capacity.NEAR: gettext_noop("Family, neighbour or friend"),
    Capacity.VILLAGE: gettext_noop("Head of the village or block"),
    Capacity.UNION: gettext_noop("Union or association"),
    Capacity.POST: gettext_noop("Clerk of the public post"),
    Capacity.OTHER: gettext_noop("Somebody else"),
}


@dataclass(frozen=True)
class Helping:
    """For whom somebody acts now, and how far it goes."""

    mandate_id: int
    public_id: str
    helped: str  # opaque id
    helped_name: str
    helper_id: int
    helper_name: str
    capacity: Capacity
    organisation: str
    allowed: frozenset[Allowed]
    procedures: frozenset[str]  # codes; for new requests
    dossier: str  # "dossier:<key>", one that is there already
    ends_at: datetime

    @property
    def last_day(self) -> date:
        return last_day(self.ends_at)

    def may(self, allowed: Allowed) -> bool:
        return allowed in self.allowed

    def may_send(self, procedure: str) -> bool:
        return Allowed.SEND in self.allowed and procedure in self.procedures


def last_day(ends_at: datetime) -> date:
    """The day that people read: a mandate ends with the last moment of it."""
    return (ends_at - timedelta(seconds=1)).astimezone(TZ).date()


def runs(*, starts_at: datetime | None, ends_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """From the moment both agreed, to its last moment, unless one of them ended it."""
    return starts_at is not None and starts_at <= at < ends_at and (ended_at is None or at < ended_at)


def helping_faults(
    *,
    name: str,
    allowed: Collection[str],
    procedures: Sequence[str],
    dossier: str,
    capacity: str,
    organisation: str,
    ends_at: datetime | None,
    at: datetime,
) -> tuple[Fault, ...]:
    """One fault a field."""
    found = []
    if not 2 <= len(name.strip()) <= NAME_CHARACTERS_MAX:
        found.append(Fault("name", gettext_noop("Write the full name of the helper, as on the card.")))
    if capacity not in set(Capacity):
        found.append(Fault("capacity", gettext_noop("Choose one.")))
    elif capacity in (Capacity.UNION, Capacity.POST) and not organisation.strip():
        found.append(Fault("organisation", gettext_noop("Write for which union or post office.")))
    if len(organisation.strip()) > 200:
        found.append(Fault("organisation", gettext_noop("This is too long.")))
    if bool(procedures) == bool(dossier) or len(procedures) > PROCEDURES_MAX:
        found.append(
            Fault("scope", gettext_noop("Choose the procedures, or one request that is there already."))
        )
    if set(allowed) - set(Allowed):
        found.append(Fault("allowed", gettext_noop("Choose from the list.")))
    elif procedures and Allowed.SEND not in allowed:
        found.append(
            Fault("allowed", gettext_noop("For a new request the helper must be allowed to send it."))
        )
    elif dossier and Allowed.SEND in allowed:
        found.append(
            Fault("allowed", gettext_noop("This request is sent already; choose what is left to do."))
        )
    if ends_at is None or not at < ends_at <= at + timedelta(days=DAYS_MAX):
        found.append(Fault("ends_on", gettext_noop("Choose a day within the next twelve months.")))
    return tuple(found)


def is_named(*, stated: str, full_name: str) -> bool:
    """Whether whoever confirms is the one who was named."""
    return fold(stated) == fold(full_name)


class HelpOver(Refusal):
    code = "people.help-over"
    status = 403
    sentence = gettext_noop("You no longer act for %(name)s: the mandate has ended.")
    next_step = gettext_noop("Nothing was changed. If help is still wanted, ask them for a new mandate.")


class HelpNotCovered(Refusal):
    code = "people.help-not-covered"
    status = 403
    sentence = gettext_noop("Your mandate for %(name)s does not cover this.")
    next_step = gettext_noop(
        "Look at “Helpers” what it covers. They can do it themselves, or give a wider mandate."
    )


class NotForHelpers(Refusal):
    code = "people.not-for-helpers"
    status = 403
    sentence = gettext_noop("You act for %(name)s now, and this page is not part of it.")
    next_step = gettext_noop(
        "Stop acting for them first, with the button at the top; then this page is yours."
    )


class HelpOneself(Refusal):
    code = "people.help-oneself"
    status = 422
    sentence = gettext_noop("Nobody is their own helper.")
    next_step = gettext_noop("The helper confirms with an account of their own.")


class HelperNamedOtherwise(Refusal):
    code = "people.helper-named-otherwise"
    status = 403
    sentence = gettext_noop("This code is for somebody of another name.")
    next_step = gettext_noop("Ask whoever gave it to write your name as it stands on your card.")


class NoSuchInvitation(Refusal):
    code = "people.no-such-invitation"
    status = 422
    sentence = gettext_noop("This code is not one, was used already, or is older than seven days.")
    next_step = gettext_noop("Check it, or ask for a new one.")


class TooManyHelpers(Refusal):
    code = "people.too-many-helpers"
    sentence = gettext_noop("There are %(most)s mandates already, and more are not kept at once.")
    next_step = gettext_noop("End one that is no longer needed, then try again.")


class HelpEnded(Refusal):
    code = "people.help-ended"
    sentence = gettext_noop("This mandate has already ended.")
    next_step = gettext_noop("Give a new one if help is needed again.")
