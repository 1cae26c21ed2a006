"""What became of notices. Answers hold no address, name or value."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from motcua.notices.models import Notice, Reaching
from motcua.notices.rules import AS_USUAL, Channel, Error, State, masked, masked_end
from motcua.notices.rules import Reaching as Wanted

STUCK = (State.FAILED, State.GAVE_UP)
SETTLED = (State.SENT, State.RECALLED)
PAGE_ROWS = 50


@dataclass(frozen=True)
class NoticeFacts:
    id: int
    template: str
    subject: str
    language: str
    state: State
    sent_to: str  # masked
    queued_at: datetime
    sent_at: datetime | None
    attempts: int
    next_try_at: datetime | None
    last_error: str
    may_resend: bool
    channel: str = ""


def of(subject: str) -> list[NoticeFacts]:
    """All notices about one thing, oldest first; for the room that spoke, which has checked its own gate."""
    return [_facts(notice) for notice in Notice.objects.filter(subject=subject).order_by("id")]


def stuck(*, before: int | None = None) -> list[NoticeFacts]:
    """Notices that will not be sent by themselves, newest first, a page at a time."""
    rows = Notice.objects.filter(state__in=STUCK)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_facts(notice) for notice in rows.order_by("-id")[:PAGE_ROWS]]


UNDELIVERED_MAX = 5000


def undelivered(*, about: str, subjects: Collection[str] | None = None) -> list[NoticeFacts]:
    """Notices about subjects that begin so which did not arrive although there was an address, the newest first."""
    rows = Notice.objects.filter(state__in=STUCK, subject__startswith=about)
    if subjects is not None:
        rows = rows.filter(subject__in=subjects)
    found = rows.exclude(last_error=Error.NO_ADDRESS).order_by("-id")[:UNDELIVERED_MAX]
    return [_facts(notice) for notice in found]


def counts() -> dict[str, int]:
    """How many are waiting, and how many will not be sent by themselves."""
    rows = (
        Notice.objects.exclude(state__in=SETTLED)
        .values("state")
        .annotate(number=Count("id"))
        .order_by("state")
    )
    return {state.value: 0 for state in State if state not in SETTLED} | {
        row["state"]: row["number"] for row in rows
    }


def oldest_due(at: datetime) -> datetime | None:
    """When the longest waiting notice should have been tried."""
    return _due(at).values_list("next_try_at", flat=True).first()


def _due(at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=State.QUEUED, next_try_at__lte=at).order_by("next_try_at", "id")


def due(at: datetime, *, limit: int) -> list[Notice]:
    """What is to be tried now, the oldest first; for the job of this room.

    Whoever is to be told something is told it in order: what comes after a notice that is still being tried waits.
    """
    tried = Notice.objects.filter(Q(attempts__gt=0) | Q(last_error__gt=""), state=State.QUEUED)
    earlier = tried.filter(pk__lt=OuterRef("pk"))
    same = earlier.filter(person=OuterRef("person"))
    # Of whom no person is known: the same address, and for want of one the same telephone.
    same_address = earlier.filter(person=None, email=OuterRef("email")).filter(
        ~Q(email="") | Q(phone=OuterRef("phone"))
    )
    waiting = Q(Exists(same)) | Q(Exists(same_address), person=None)
    return sorted(_due(at).exclude(waiting)[:limit], key=lambda notice: notice.pk)


def reaching(person_id: int | None) -> Wanted:
    """How this person wants to be reached; as usual, when they never said."""
    return reaching_of([person_id]).get(person_id, AS_USUAL) if person_id else AS_USUAL


def reaching_of(person_ids: Iterable[int | None]) -> dict[int | None, Wanted]:
    rows = Reaching.objects.filter(person_id__in={one for one in person_ids if one is not None})
    return {
        row.person_id: Wanted(
            order=tuple(Channel(word) for word in row.order.split(",") if word),
            chat=row.chat,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
            language=row.language,
            digest=row.digest,
        )
        for row in rows
    }


def reaches(*, email: str, phone: str, person_id: int | None = None) -> bool:
    """Whether any way leads to somebody: mail, or a telephone or a name in a chat where there is a gateway for it."""
    return bool(email or (phone and settings.SMS_GATEWAY) or (person_id and settings.CHAT_GATEWAY))


def resendable() -> QuerySet[Notice]:
    """What did not go out and could be sent again as it was."""
    return Notice.objects.filter(Q(email__gt="") | Q(phone__gt="") | Q(person__isnull=False), state__in=STUCK)


def resendable_by_cause() -> list[tuple[str, int]]:
    """How many could be sent again, where one cause stood in the way of several; the most frequent first."""
    rows = resendable().values("last_error").annotate(number=Count("id")).filter(number__gt=1)
    rows = rows.order_by("-number", "last_error")
    return [(row["last_error"], row["number"]) for row in rows]


def _facts(notice: Notice) -> NoticeFacts:
    state = State(notice.state)
    return NoticeFacts(
        id=notice.pk,
        template=notice.template,
        subject=notice.subject,
        language=notice.language,
        state=state,
        sent_to=notice.sent_to or _masked(notice),
        queued_at=notice.queued_at,
        sent_at=notice.sent_at,
        attempts=notice.attempts,
        next_try_at=notice.next_try_at if state is State.QUEUED else None,
        last_error=notice.last_error,
        may_resend=state in STUCK and is_kept(notice),
        channel=notice.channel,
    )


def is_kept(notice: Notice) -> bool:
    """Whether it is still known to whom it would go."""
    return bool(notice.email or notice.phone or notice.person_id)


def _masked(notice: Notice) -> str:
    if notice.channel == Channel.SMS and notice.phone:
        return masked_end(notice.phone)
    if notice.email and notice.channel in ("", Channel.EMAIL):
        return masked(notice.email)
    return masked_end(notice.phone) if notice.phone and not notice.channel else ""
