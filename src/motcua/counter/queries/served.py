"""How long people waited and were served at each window today, and which requests came of a number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from motcua.counter.models import Serving, Ticket, Window
from motcua.counter.rules.tickets import State
from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.people.rules import Reach

TICKETS_MAX = 2000  # of one office and day


@dataclass(frozen=True)
class Desk:
    """One window's day: medians in minutes, None before anybody was served."""

    window: str
    served: int
    wait_minutes: int | None
    serve_minutes: int | None
    requests: int


def desks(agency_id: int, *, at: datetime) -> tuple[Desk, ...]:
    windows = list(Window.objects.filter(agency_id=agency_id).order_by("name", "id"))
    rows = list(
        Ticket.objects.filter(
            day=at.astimezone(TZ).date(), window__in=windows, state=State.FINISHED, first_called_at__isnull=False
        ).values_list("window_id", "taken_at", "first_called_at", "ended_at")[:TICKETS_MAX]
    )  # fmt: skip
    waits: dict[int, list[float]] = defaultdict(list)
    serves: dict[int, list[float]] = defaultdict(list)
    for window_id, taken_at, called_at, ended_at in rows:
        if window_id is None or called_at is None or ended_at is None:
            continue
        waits[window_id].append((called_at - taken_at).total_seconds() / 60)
        serves[window_id].append((ended_at - called_at).total_seconds() / 60)
    begun: dict[int | None, list[UUID]] = defaultdict(list)
    for window_id, submission in Serving.objects.filter(
        ticket__window__in=windows, ticket__day=at.astimezone(TZ).date()
    ).values_list("ticket__window_id", "submission")[:TICKETS_MAX]:
        begun[window_id].append(submission)
    there = dossiers.numbers_of_submissions([one for found in begun.values() for one in found])
    return tuple(
        Desk(
            window=window.name,
            served=len(serves[window.pk]),
            wait_minutes=_middle(waits[window.pk]),
            serve_minutes=_middle(serves[window.pk]),
            requests=sum(one in there for one in begun[window.pk]),
        )
        for window in windows
    )


def requests_of(ticket: Ticket, *, reach: Reach, at: datetime) -> tuple[str, ...]:
    """Numbers of the requests taken in for this ticket, as far as the reader may see them."""
    submissions = list(Serving.objects.filter(ticket=ticket).values_list("submission", flat=True))
    return dossiers.numbers_seen(submissions, reach=reach, at=at) if submissions else ()


def _middle(minutes: Sequence[float]) -> int | None:
    return round(median(minutes)) if minutes else None
