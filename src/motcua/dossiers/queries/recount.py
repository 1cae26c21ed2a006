"""Which open requests a day off touches, before it is decided and while they are counted again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from motcua.dossiers.models import Dossier, Recount, RecountDay, Wait
from motcua.dossiers.rules.recount import COUNTED, DayOff
from motcua.dossiers.rules.states import PAUSED, State
from motcua.law import queries as law
from motcua.people import queries as people

PLACES_SHOWN_MAX = 12
SHOWN_MAX = 20


@dataclass(frozen=True)
class Touched:
    """How many open requests a day off would touch, and where most of them are."""

    running: int
    due_that_day: int
    waiting: int  # whose term for an answer ends that day
    places: tuple[tuple[str, int], ...]
    is_free_already: bool  # nobody works on that day anyway


def touched(days: Sequence[DayOff]) -> QuerySet[Dossier]:
    """Open requests whose date, whose term for an answer, or whose place on the desk these days may move."""
    found = Q(pk__in=[])
    for day in days:
        here = Q(agency__path__startswith=day.path) if day.path else Q()
        found |= here & _running(day)
        found |= here & _waiting(day)
        found |= here & Q(state=State.NEW, desk_at__gte=day.start, submitted_at__lt=day.end)
    return Dossier.objects.filter(found, number__isnull=False)


def _running(day: DayOff) -> Q:
    # `desk_at` is the date in force of what runs; its index holds open requests only.
    return Q(state__in=sorted(COUNTED), received_at__lt=day.end, desk_at__gte=day.start)


def _waiting(day: DayOff) -> Q:
    asked = Wait.objects.filter(
        dossier=OuterRef("pk"), answered_at__isnull=True, answer_by__gte=day.start, answer_by__lt=day.end
    )
    return Q(Exists(asked), state__in=sorted(PAUSED))


def would_touch(day: DayOff, *, agency_id: int | None) -> Touched:
    """Asked once, before somebody decides; counted in full, because the number is what they decide on."""
    calendar = law.calendar(agency_id) if agency_id is not None else law.national_calendar()
    here = Q(agency__path__startswith=day.path) if day.path else Q()
    running = Dossier.objects.filter(here & _running(day), number__isnull=False).order_by()
    by_agency = running.values_list("agency_id").annotate(n=Count("pk")).order_by("-n", "agency_id")
    counts: list[tuple[int, int]] = list(by_agency)
    names = people.agencies([agency for agency, _n in counts[:PLACES_SHOWN_MAX]])
    return Touched(
        running=sum(n for _agency, n in counts),
        due_that_day=running.filter(desk_at__lt=day.end).count(),
        waiting=Dossier.objects.filter(here & _waiting(day), number__isnull=False).count(),
        places=tuple((names[agency].name, n) for agency, n in counts[:PLACES_SHOWN_MAX]),
        is_free_already=not calendar.is_working_day(day.date),
    )


def days_of(recount: Recount) -> tuple[RecountDay, ...]:
    return tuple(recount.days.select_related("agency"))


def recounts() -> list[Recount]:
    """The latest passes, newest first, with their days."""
    return list(Recount.objects.prefetch_related("days__agency").order_by("-pk")[:SHOWN_MAX])


def next_recount(at: datetime) -> Recount | None:
    """The pass that goes on now: one that was begun, or one that waited long enough for further days."""
    ready = Q(started_at__isnull=False) | Q(begins_at__lte=at)
    return Recount.objects.filter(ready, finished_at__isnull=True).order_by("pk").first()
