"""Queueing a notice in the caller's transaction, recording what became of it, and sending one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from motcua import bulk, rows
from motcua.chronicle import actions as chronicle
from motcua.notices.models import Notice
from motcua.notices.queries import STUCK
from motcua.notices.rules import (
    FAILED_KEPT,
    LANGUAGES,
    LEASE,
    TEMPLATE,
    CannotResend,
    Error,
    Kind,
    NoSuchNotice,
    Recipient,
    State,
    after_failed_try,
    masked,
)

__all__ = [
    "Message",
    "Recipient",
    "claim",
    "erase_old",
    "fail",
    "give_up",
    "mark_sent",
    "queue",
    "queue_many",
    "recall",
    "resend",
    "try_later",
]

NOTHING_LEFT: dict[str, object] = {"email": "", "name": "", "values": {}}


@dataclass(frozen=True)
class Message:
    """What `queue` is given, for many at once."""

    to: Recipient
    template: str
    values: Mapping[str, object]
    subject: str
    at: datetime
    not_before: datetime | None = None


def queue(
    *,
    to: Recipient,
    template: str,
    values: Mapping[str, object],
    subject: str,
    at: datetime,
    not_before: datetime | None = None,
) -> None:
    """One row, in the caller's transaction; the text is made and sent by `motcua work`.

    Values are plain JSON: write dates and amounts as the person should read them, addresses as paths ("/ho-so/1").
    Who has no address is recorded as not told, so that an officer sees it; the caller's act goes on.
    With `not_before` it waits so long, during which `recall` can still take it back.
    """
    rows.insert(_row(Message(to, template, values, subject, at, not_before)))


def queue_many(*, messages: Sequence[Message]) -> None:
    """The set form: the same rows in one statement."""
    if messages:
        bulk.insert(Notice, [_row(message) for message in messages])


def _row(message: Message) -> Notice:
    assert TEMPLATE.fullmatch(message.template), message.template
    to, reachable = message.to, bool(message.to.email)
    return rows.new(
        Notice,
        template=message.template,
        subject=message.subject,
        language=to.language if to.language in LANGUAGES else LANGUAGES[0],
        email=to.email,
        name=to.name,
        values=dict(message.values) if reachable else {},
        state=State.QUEUED if reachable else State.FAILED,
        last_error="" if reachable else Error.NO_ADDRESS,
        queued_at=message.at,
        next_try_at=message.not_before or message.at,
    )


def claim(*, notice: Notice, at: datetime) -> bool:
    """Take one due notice for this worker; false when another was faster. Counts the try before it is made,
    so that a notice that kills its worker is not tried for ever."""
    return bool(_as_read(notice).update(attempts=F("attempts") + 1, next_try_at=at + LEASE))


def recall(*, template: str, subject: str, queued_at: datetime) -> bool:
    """Take back a notice that no worker has taken yet; false when it was sent, or is being sent."""
    found = Notice.objects.filter(subject=subject, template=template, queued_at=queued_at)
    waiting = found.filter(state=State.QUEUED, attempts=0)
    if waiting.update(state=State.RECALLED, **NOTHING_LEFT):
        return True
    return not found.exclude(state=State.FAILED, last_error=Error.NO_ADDRESS).exists()


def mark_sent(*, notice: Notice, at: datetime) -> None:
    """The mail server took it: keep that it was sent, and to whom only so far that its owner knows the address again."""
    Notice.objects.filter(pk=notice.pk).update(
        state=State.SENT, sent_at=at, sent_to=masked(notice.email), last_error="", **NOTHING_LEFT
    )


def try_later(*, notice: Notice, error: Error, at: datetime) -> None:
    """It did not go out this time: once more after a while, or never."""
    attempts = notice.attempts + 1  # the claim counted this try in the database, after the row was read
    state, next_try_at = after_failed_try(attempts=attempts, at=at)
    _claimed(notice).update(state=state, next_try_at=next_try_at, last_error=error)


def give_up(*, notice: Notice, at: datetime) -> bool:
    """Its last worker died too: stop. False when another worker was faster."""
    return bool(_as_read(notice).update(state=State.GAVE_UP, next_try_at=at, last_error=Error.WORKER_DIED))


def fail(*, notice: Notice, error: Error) -> None:
    """It cannot go out as it is. An operator sees it, mends the cause, and sends it again."""
    _claimed(notice).update(state=State.FAILED, last_error=error)


@transaction.atomic
def resend(*, notice_id: int, subject: str | None = None, by: str, at: datetime) -> None:
    """Put a notice that failed or was given up back into the queue. A room that spoke passes its `subject` as its gate."""
    rows = Notice.objects.filter(pk=notice_id)
    if subject is not None:
        rows = rows.filter(subject=subject)
    changed = (
        rows.filter(state__in=STUCK)
        .exclude(email="")
        .update(state=State.QUEUED, attempts=0, next_try_at=at, last_error="")
    )
    if not changed:
        raise CannotResend if rows.exists() else NoSuchNotice
    chronicle.append(kind=Kind.RESENT, subject=f"notice:{notice_id}", actor=by, at=at)


def erase_old(*, at: datetime) -> int:
    """Forget the text and address of notices that nobody sent again in time; that they failed stays."""
    old = Notice.objects.filter(state__in=STUCK, queued_at__lt=at - FAILED_KEPT).exclude(email="")
    return old.update(last_error=Error.ERASED, **NOTHING_LEFT)


def _as_read(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(
        pk=notice.pk, state=State.QUEUED, attempts=notice.attempts, next_try_at=notice.next_try_at
    )


def _claimed(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=State.QUEUED, attempts=notice.attempts + 1)
