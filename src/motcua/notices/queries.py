"""What became of notices. Answers hold no address, name or value."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from motcua.notices.models import Notice
from motcua.notices.rules import Error, State, masked

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
    """What is to be tried now; for the job of this room."""
    return list(_due(at)[:limit])


def _facts(notice: Notice) -> NoticeFacts:
    state = State(notice.state)
    return NoticeFacts(
        id=notice.pk,
        template=notice.template,
        subject=notice.subject,
        language=notice.language,
        state=state,
        sent_to=notice.sent_to or (masked(notice.email) if notice.email else ""),
        queued_at=notice.queued_at,
        sent_at=notice.sent_at,
        attempts=notice.attempts,
        next_try_at=notice.next_try_at if state is State.QUEUED else None,
        last_error=notice.last_error,
        may_resend=state in STUCK and bool(notice.email),
    )
