"""What left the desk of reception on a day and lies at the first step after it: what is carried to the unit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

CARRIED_MAX = 300


@dataclass(frozen=True)
class Carried:
    """One request with as much as stands on a hand-over sheet."""

    id: int
    number: str
    applicant: str
    procedure: str
    papers: int
    agency_id: int
    agency: str


def handed_on(reach: Reach, *, on: date) -> tuple[Carried, ...]:
    """Handed on from reception on this day, at the offices where one receives; by agency and number."""
    paths = reach.agencies(Role.RECEPTION)
    if not paths:
        return ()
    start = datetime.combine(on, time(0), tzinfo=TZ)
    rows = Dossier.objects.filter(
        people.within(paths, field="step_agency__path"),
        state=State.IN_PROGRESS,
        step=1,
        step_since__gte=start,
        step_since__lt=start + timedelta(days=1),
    )
    return _carried([row.pk for row in rows.order_by("step_agency_id", "number")[:CARRIED_MAX]])


def carried(ids: list[int]) -> tuple[Carried, ...]:
    """The same of requests that stand on a sheet; whoever asks has checked that the sheet is theirs."""
    return _carried(ids)


def _carried(ids: list[int]) -> tuple[Carried, ...]:
    rows = Dossier.objects.filter(pk__in=ids).select_related("step_agency").prefetch_related("papers")
    return tuple(
        Carried(
            id=row.pk, number=row.number or "", applicant=row.applicant_name, procedure=row.procedure_name,
            papers=sum(paper.quantity for paper in row.papers.all()), agency_id=row.step_agency_id,
            agency=row.step_agency.name,
        )
        for row in rows.order_by("step_agency_id", "number")
    )  # fmt: skip
