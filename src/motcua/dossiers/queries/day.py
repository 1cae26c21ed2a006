"""The matters of a day as conditions on requests, and how many there are by unit, role and holder."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from motcua.dossiers.models import Dossier, Opinion, StepAlert, Stuck, Wait
from motcua.dossiers.rules.day import TOLD, Matter, Pile
from motcua.dossiers.rules.states import OPEN, PAUSED, State
from motcua.foundation import calendar as deadlines

DAY, WEEK = timedelta(days=1), timedelta(days=7)
OPEN_STATES = tuple(sorted(OPEN))
PAUSED_STATES = tuple(sorted(PAUSED))
RUNNING_STATES = tuple(sorted(OPEN - PAUSED))


def is_matter(matter: Matter, *, at: datetime) -> Q:
    """Which requests it means at this moment."""
    # A part of a bundle that waits for the result of another has no clock yet.
    running = Q(state__in=RUNNING_STATES, awaits_part=False)
    midnight = at.astimezone(deadlines.TZ).replace(hour=0, minute=0, second=0, microsecond=0)
    match matter:
        case Matter.LATE:
            return running & Q(desk_at__lt=at)
        case Matter.LATE_DAY:
            return running & Q(desk_at__lt=at, desk_at__gte=at - DAY)
        case Matter.LATE_WEEK:
            return running & Q(desk_at__lt=at - DAY, desk_at__gte=at - WEEK)
        case Matter.LATE_LONG:
            return running & Q(desk_at__lt=at - WEEK)
        case Matter.TODAY:
            return running & Q(desk_at__gte=at, desk_at__lt=midnight + DAY)
        case Matter.SUPPLEMENT:
            return Q(state=State.SUPPLEMENT)
        case Matter.DUTY:
            return Q(state=State.DUTY)
    return _by_its_rows(matter, running, at=at)


def _by_its_rows(matter: Matter, running: Q, *, at: datetime) -> Q:
    """What rows beside the request say of it."""
    here = OuterRef("pk")
    match matter:
        case Matter.STEP:
            said = StepAlert.objects.filter(dossier=here, step_since=OuterRef("step_since"))
            return running & Q(Exists(said))
        case Matter.STUCK:
            return Q(Exists(Stuck.objects.filter(dossier=here, ended_at=None)))
        case Matter.OPINION:
            return Q(Exists(Opinion.objects.filter(dossier=here, answered_at=None)), state__in=OPEN_STATES)
        case _:
            assert matter is Matter.PAST
            waits = Wait.objects.filter(dossier=here, answered_at=None, answer_by__lt=at)
            return Q(state__in=PAUSED_STATES) & Q(Exists(waits))


def _counts(matters: Sequence[Matter], *, at: datetime) -> dict[str, Count]:
    return {f"n_{matter.name.lower()}": Count("pk", filter=is_matter(matter, at=at)) for matter in matters}


def by_unit(*, at: datetime) -> dict[int, dict[str, int]]:
    """How many of each matter lie at each unit, by name of the matter; one question, for the clocked job."""
    rows = Dossier.objects.filter(state__in=[*OPEN_STATES, State.DONE], number__isnull=False)
    counted = rows.order_by().values_list("step_agency_id").annotate(**_counts(tuple(Matter), at=at))
    return {
        unit: {matter.name: n for matter, n in zip(Matter, counts, strict=True) if n}
        for unit, *counts in counted
    }


def stuck_by_unit() -> dict[int, dict[str, int]]:
    """How many reasons why something stands still there are at each unit."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Stuck.objects.filter(ended_at=None, dossier__number__isnull=False).order_by()
    for unit, reason, n in rows.values_list("dossier__step_agency_id", "reason").annotate(n=Count("pk")):
        found[unit][reason] = n
    return found


def piles(*, at: datetime) -> list[Pile]:
    """Every open request of the node, counted by the database in one question."""
    rows = Dossier.objects.filter(state__in=OPEN_STATES, number__isnull=False)
    counted = (
        rows.order_by()
        .values_list("step_agency_id", "step_agency__path", "step_role", "holder_id")
        .annotate(**_counts(TOLD, at=at))
    )
    return [
        Pile(unit, path, role, holder, {matter: n for matter, n in zip(TOLD, counts, strict=True) if n})
        for unit, path, role, holder, *counts in counted
        if any(counts)
    ]
