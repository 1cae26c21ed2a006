"""Queueing a notice in the caller's transaction, recording what became of it, and sending one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from motcua import bulk, rows
from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import InvalidInput
from motcua.notices import rules
from motcua.notices.models import Notice, Reaching
from motcua.notices.queries import reaches, resendable
from motcua.notices.rules import (
    FAILED_KEPT,
    LANGUAGES,
    LEASE,
    RESEND_MAX,
    TEMPLATE,
    CannotResend,
    Channel,
    Error,
    Kind,
    NoSuchNotice,
    Recipient,
    State,
    reaching_faults,
)
from motcua.notices.texts import sealed

__all__ = [
    "Message",
    "Recipient",
    "choose_reaching",
    "claim",
    "erase_old",
    "give_up",
    "mark_sent",
    "queue",
    "queue_many",
    "recall",
    "recall_many",
    "resend",
    "resend_all",
    "sealed",
    "settle_failed",
    "wait_for_morning",
]

NOTHING_LEFT: dict[str, object] = {"email": "", "phone": "", "person": None, "name": "", "values": {}}


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

    Values are plain JSON, addresses as paths ("/ho-so/1"): moments as `rules.moment(at)`, amounts as `rules.money(n)`
    and what has words of its own as `rules.words(…)` are written out in the language of whoever reads; what nobody
    else may read as `sealed(text)` is opened when the message is sent.
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
    to = message.to
    # Who gave no mail address may have a telephone, or a name in a chat that is looked up when it is sent.
    reachable = reaches(email=to.email, phone=to.phone, person_id=to.person_id)
    return rows.new(
        Notice,
        template=message.template,
        subject=message.subject,
        language=to.language if to.language in LANGUAGES else LANGUAGES[0],
        email=to.email,
        phone=to.phone if reachable else "",
        person_id=to.person_id if reachable else None,
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


def recall_many(*, template: str, subjects: Sequence[str], queued_at: datetime) -> set[str]:
    """The set form: takes back those that wait, and answers whose was sent, or is being sent."""
    found = Notice.objects.filter(subject__in=subjects, template=template, queued_at=queued_at)
    found.filter(state=State.QUEUED, attempts=0).update(state=State.RECALLED, **NOTHING_LEFT)
    gone = found.exclude(state=State.RECALLED).exclude(state=State.FAILED, last_error=Error.NO_ADDRESS)
    return set(gone.values_list("subject", flat=True))


def mark_sent(*, notice: Notice, channel: Channel, masked: str, language: str, at: datetime) -> None:
    """The server took it: keep that it was sent, and to whom only so far that its owner knows the address again."""
    Notice.objects.filter(pk=notice.pk).update(
        state=State.SENT, sent_at=at, sent_to=masked, channel=channel, language=language,
        last_error="", tried="", **NOTHING_LEFT,
    )  # fmt: skip


def settle_failed(
    *, notice: Notice, channel: Channel | None, order: Sequence[Channel], error: Error, at: datetime
) -> State:
    """It did not go out this time: again after a while, by another way, or never."""
    if channel is None:
        _claimed(notice).update(state=State.FAILED, last_error=error)
        return State.FAILED
    since = notice.trying_since if notice.trying_since and notice.channel == channel else at
    after = rules.after_failed_try(
        error=error,
        channel=channel,
        order=order,
        tried=notice.tried,
        attempts=notice.attempts + 1,  # the claim counted this try in the database, after the row was read
        waited=at - since,
        at=at,
    )
    _claimed(notice).update(
        state=after.state,
        next_try_at=after.at,
        attempts=after.attempts,
        tried=after.tried,
        channel="" if after.moved else channel,
        trying_since=None if after.moved else since,
        last_error=error,
    )
    return after.state


def wait_for_morning(*, notice: Notice, until: datetime) -> None:
    """Nobody's telephone rings at night; this counts as no try."""
    _as_read(notice).update(next_try_at=until)


def give_up(*, notice: Notice, at: datetime) -> bool:
    """Its last worker died too: stop. False when another worker was faster."""
    return bool(_as_read(notice).update(state=State.GAVE_UP, next_try_at=at, last_error=Error.WORKER_DIED))


@transaction.atomic
def resend(*, notice_id: int, subject: str | None = None, by: str, at: datetime) -> None:
    """Put a notice that failed or was given up back into the queue. A room that spoke passes its `subject` as its gate."""
    rows = Notice.objects.filter(pk=notice_id)
    if subject is not None:
        rows = rows.filter(subject=subject)
    if not resendable().filter(pk__in=rows.values("pk")).update(**_afresh(at)):
        raise CannotResend if rows.exists() else NoSuchNotice
    chronicle.append(kind=Kind.RESENT, subject=f"notice:{notice_id}", actor=by, at=at)


@transaction.atomic
def resend_all(*, by: str, at: datetime, error: str = "") -> int:
    """The newest that did not go out, all at once or those with one cause; returns how many are in the queue again."""
    found = resendable().filter(last_error=error) if error else resendable()
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[:RESEND_MAX])
    changed = resendable().filter(pk__in=ids).update(**_afresh(at))
    if changed:
        chronicle.append(kind=Kind.RESENT, subject="notices", actor=by, at=at, data={"count": changed})
    return changed


def _afresh(at: datetime) -> dict[str, Any]:
    return {
        "state": State.QUEUED, "attempts": 0, "next_try_at": at, "last_error": "",
        "channel": "", "tried": "", "trying_since": None,
    }  # fmt: skip


def choose_reaching(*, person_id: int, given: rules.Reaching) -> None:
    """The ways and hours that a person wants from now on."""
    faults = reaching_faults(given)
    if faults:
        raise InvalidInput(faults=faults)
    Reaching.objects.update_or_create(
        person_id=person_id,
        defaults={
            "order": ",".join(given.order),
            "chat": given.chat.strip(),
            "quiet_from": given.quiet_from,
            "quiet_until": given.quiet_until,
            "language": given.language,
            "digest": given.digest,
        },
    )


def erase_old(*, at: datetime) -> int:
    """Forget the text and address of notices that nobody sent again in time; that they failed stays."""
    old = resendable().filter(queued_at__lt=at - FAILED_KEPT)
    return old.update(last_error=Error.ERASED, **NOTHING_LEFT)


def _as_read(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(
        pk=notice.pk, state=State.QUEUED, attempts=notice.attempts, next_try_at=notice.next_try_at
    )


def _claimed(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=State.QUEUED, attempts=notice.attempts + 1)
