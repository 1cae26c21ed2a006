"""Requests that have their result, as those who rate them and those who weigh the ratings need them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import Channel, State

WITH_RESULT = (State.DONE, State.RETURNED)


@dataclass(frozen=True)
class Settled:
    """One request. `at` is when its result was there; None while there is none."""

    key: UUID
    number: str
    procedure: str
    agency_id: int
    at: datetime | None
    online: bool
    late: bool
    simulated: bool


def settled_of(dossier: Dossier) -> Settled:
    return Settled(
        key=dossier.key,
        number=dossier.number or "",
        procedure=dossier.procedure_name,
        agency_id=dossier.agency_id,
        at=dossier.done_at if dossier.state in WITH_RESULT else None,
        online=dossier.channel == Channel.ONLINE,
        late=bool(dossier.late),
        simulated=dossier.simulated,
    )


def settled_since(since: datetime, *, until: datetime) -> Iterator[Settled]:
    """Simulated requests whose result was there from `since` to before `until`; for the sample."""
    rows = Dossier.objects.filter(
        simulated=True, state__in=WITH_RESULT, done_at__gte=since, done_at__lt=until
    )
    needed = (
        "key",
        "number",
        "procedure_name",
        "agency_id",
        "state",
        "done_at",
        "channel",
        "late",
        "simulated",
    )
    for dossier in rows.only(*needed).order_by("id").iterator(chunk_size=2000):
        yield settled_of(dossier)


@dataclass(frozen=True)
class SettledCount:
    """How many requests of one office, of one way in and one lateness, had their result in some days."""

    agency_id: int
    online: bool
    late: bool
    simulated: bool
    requests: int


def settled_counts(since: datetime, *, until: datetime) -> list[SettledCount]:
    """All requests whose result was there from `since` to before `until`, in one grouped question; for a job, not a page."""
    rows = Dossier.objects.filter(state__in=WITH_RESULT, done_at__gte=since, done_at__lt=until)
    keys = ("agency_id", "channel", "late", "simulated")
    counts = rows.order_by().values_list(*keys).annotate(n=Count("pk"))
    return [
        SettledCount(agency, channel == Channel.ONLINE, bool(late), simulated, n)
        for agency, channel, late, simulated, n in counts
    ]
