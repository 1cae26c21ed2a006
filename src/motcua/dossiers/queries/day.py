"""The matters of a day as conditions on requests, and how many there are by unit, role and holder."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from motcua.dossiers.models import Dossier, StepAlert, Stuck, Wait
from motcua.dossiers.rules.day import Matter, Pile
from motcua.dossiers.rules.states import OPEN, PAUSED
from motcua.foundation import calendar as deadlines

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
        case Matter.TODAY:
            return running & Q(desk_at__gte=at, desk_at__lt=midnight + timedelta(days=1))
        case Matter.STEP:
            said = StepAlert.objects.filter(dossier=OuterRef("pk"), step_since=OuterRef("step_since"))
            return running & Q(Exists(said))
        case Matter.STUCK:
            return Q(Exists(Stuck.objects.filter(dossier=OuterRef("pk"), ended_at=None)))
        case Matter.PAST:
            waits = Wait.objects.filter(dossier=OuterRef("pk"), answered_at=None, answer_by__lt=at)
            return Q(state__in=PAUSED_STATES) & Q(Exists(waits))


def piles(*, at: datetime) -> list[Pile]:
    """Every open request of the node, counted by the database in one question."""
    rows = Dossier.objects.filter(state__in=OPEN_STATES, number__isnull=False)
    counted = (
        rows.order_by()
        .values_list("step_agency_id", "step_agency__path", "step_role", "holder_id")
        .annotate(
            **{f"n_{matter.name.lower()}": Count("pk", filter=is_matter(matter, at=at)) for matter in Matter}
        )
    )
    return [
        Pile(unit, path, role, holder, {matter: n for matter, n in zip(Matter, counts, strict=True) if n})
        for unit, path, role, holder, *counts in counted
        if any(counts)
    ]
