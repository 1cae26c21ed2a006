"""Submissions at the nation: their receipt code, the stages they pass, what travels to the office, when to raise the alarm."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from motcua.foundation.calendar import WorkCalendar, working_minutes
from motcua.foundation.refusal import Refusal, gettext_noop

CODE = re.compile(r"QG-\d{6}-\d{6,9}")
FILE_BYTES_MAX = 64 * 1024 * 1024
FILES_MAX = 60
LANDED_A_RUN_MAX = 50
LEFT_OUT_MAX = 200
KNOWN_MAX = 1_000


class Stage(StrEnum):
    WAITING = "waiting"  # not yet at the office
    FETCHED = "fetched"  # its node has asked for it
    TAKEN = "taken"  # a dossier with a number
    REFUSED = "refused"  # the office's system could not take it


OPEN = (Stage.WAITING, Stage.FETCHED)
MAY_FOLLOW = {
    Stage.WAITING: (Stage.FETCHED,),
    Stage.FETCHED: (Stage.TAKEN, Stage.REFUSED),
    Stage.TAKEN: (Stage.FETCHED,),  # its node lost it in a restore, and asks for it again
    Stage.REFUSED: (),
}


def code(*, day: date, running: int) -> str:
    """The receipt code that a submission carries until it has its number."""
    assert running > 0
    return f"QG-{day:%y%m%d}-{running:06d}"


def is_code(typed: str) -> bool:
    return CODE.fullmatch(typed) is not None


def is_unrouted(*, submitted_at: datetime, at: datetime, hours: int, calendar: WorkCalendar) -> bool:
    """Whether the working hours in which it should have reached its office are over."""
    return working_minutes(start=submitted_at, end=at, calendar=calendar) >= hours * 60


# What travels ------------------------------------------------------------------------------------------------


class Sender(Struct, frozen=True):
    """The person who sent it, as the nation knows them."""

    id: Annotated[str, Meta(max_length=64)]  # opaque, of the nation
    full_name: str
    identity_number: str
    is_checked: bool  # an officer compared the number with the card
    birth_date: date | None
    phone: str
    email: str
    address: str


class PaperSent(Struct, frozen=True):
    code: str
    name: str
    kind: str
    quantity: int
    issued_on: date | None
    seq: int | None = None  # of its file
    file_name: str = ""
    media_type: str = ""
    size_bytes: int = 0
    sha256: str = ""


class Content(Struct, frozen=True):
    """What is locked at the nation and travels inside TLS: answers, applicant, papers."""

    sender: Sender
    applicant: dict[str, object]
    data: dict[str, object]
    papers: list[PaperSent]
    delivery: str
    sets: int


class Sent(Struct, frozen=True):
    """One submission as its node is given it."""

    key: UUID
    code: str
    procedure: str
    digest: str
    place: str
    case: str
    submitted_at: datetime
    content: Content


class Late(Struct, frozen=True):
    """A submission that both sides are alarmed about."""

    key: UUID
    code: str
    procedure: str
    place: str
    submitted_at: datetime


class Next(Struct, frozen=True):
    """The nation's answer: the next submission, if any, and what is late."""

    submission: Sent | None
    late: list[Late]


class Wish(Struct, frozen=True):
    """What a node asks: the next one, but none of those it cannot land just now."""

    leave_out: Annotated[list[UUID], Meta(max_length=LEFT_OUT_MAX)] = []


class Landed(Struct, frozen=True):
    """What a restored node still has: when the last one landed, and which did about then. None landed: no moment."""

    since: datetime | None
    known: Annotated[list[UUID], Meta(max_length=KNOWN_MAX)] = []


class Again(Struct, frozen=True):
    """What the nation gives out again, and the codes of what it has erased: those cannot come a second time."""

    count: int
    erased: list[str]


class Taken(Struct, frozen=True):
    number: Annotated[
        str, Meta(min_length=3, max_length=60, pattern=r"^[0-9A-Z.]{3,35}-[0-9]{6,8}-[0-9]{4,9}$")
    ]


class Refused(Struct, frozen=True):
    code: Annotated[str, Meta(min_length=3, max_length=60, pattern=r"^[a-z]+\.[a-z0-9-]+$")]
    words: Annotated[str, Meta(max_length=500)]


# Refusals ----------------------------------------------------------------------------------------------------


class NotRouted(Refusal):
    code = "exchange.not-routed"
    sentence = gettext_noop("This place does not take this procedure online through the national portal.")
    next_step = gettext_noop("Choose another place, or hand the request in at the counter.")


class TakenOtherwise(Refusal):
    code = "exchange.taken-otherwise"
    sentence = gettext_noop("The submission %(code)s was settled in another way before.")
    next_step = gettext_noop("Compare the number at the nation with the one here; nothing was changed.")


class NumberNotYours(Refusal):
    code = "exchange.number-not-yours"
    status = 403
    sentence = gettext_noop("The number %(number)s is not one that this node gives.")
    next_step = gettext_noop("Say the number under which this node keeps the dossier.")


class NotSettled(Refusal):
    code = "exchange.not-settled"
    sentence = gettext_noop("The nation did not take the answer to this submission: %(code)s.")
    next_step = gettext_noop(
        "It is said again by itself, ever more slowly. An operator looks what stands in its way."
    )


class NotNational(Refusal):
    code = "exchange.not-national"
    status = 404
    sentence = gettext_noop("There is no such page, or it is not open to you.")
    next_step = gettext_noop("Check the address or the code, or start from the home page.")


class VersionNotHere(Refusal):
    code = "exchange.version-not-here"
    sentence = gettext_noop(
        "The office does not work with this text of the procedure on the day of the submission."
    )
    next_step = gettext_noop("Begin the request again: the text in force is asked for then.")


class PlaceNotHere(Refusal):
    code = "exchange.place-not-here"
    sentence = gettext_noop("The place %(place)s does not exist at this node.")
    next_step = gettext_noop("Choose another place, and send the request again.")


class FileDiffers(Refusal):
    code = "exchange.file-differs"
    sentence = gettext_noop("A file arrived otherwise than it was sent.")
    next_step = gettext_noop("Nothing was taken. It is asked for again by itself.")


class FileNotGiven(Refusal):
    code = "exchange.file-not-given"
    sentence = gettext_noop("The nation did not give a file of this submission.")
    next_step = gettext_noop("Nothing was taken. It is asked for again by itself.")
