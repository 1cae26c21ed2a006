"""How much officers have in hand, and whom a dossier would best be given to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import gate
from motcua.dossiers.queries.terms import officer_of_step, share_minutes
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, PAUSED
from motcua.dossiers.rules.workload import Candidate, Proposal, Work, propose
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.procedures import queries as procedures

NOBODY = 0
# What makes a step's share: the version, the case and the channel give the term, the step its part.
_SHARE = ("version_id", "case", "channel", "step")


@dataclass(frozen=True)
class InUnit:
    """One officer of a unit and what they have in hand; id and name are empty for what nobody holds."""

    id: int
    name: str
    roles: tuple[Role, ...]
    work: Work
    is_away: bool = False


def work_of(officer_ids: Collection[int], *, at: datetime) -> dict[int, Work]:
    """By officer; who holds nothing is left out. One question, of as many rows as there are kinds of work."""
    return _counted(Dossier.objects.filter(holder_id__in=list(officer_ids)), at=at)


def work_in(agency_id: int, *, at: datetime) -> tuple[InUnit, ...]:
    """A unit's officers, whoever has most first; then what lies there with nobody."""
    found = _counted(Dossier.objects.filter(step_agency_id=agency_id), at=at)
    serving: dict[int, list[people.OfficerFacts]] = defaultdict(list)
    for officer in people.officers_of([agency_id], at=at, roles=HOLDING):
        serving[officer.id].append(officer)
    # Work held here by who no longer serves here has to be seen too.
    names = {id: held[0].full_name for id, held in serving.items()}
    names |= people.officer_names([id for id in found if id not in names and id != NOBODY])
    away = people.away(names, at=at)
    rows = [
        InUnit(
            id,
            name,
            tuple(officer.role for officer in serving.get(id, ())),
            found.get(id, Work()),
            is_away=id in away,
        )
        for id, name in names.items()
    ]
    rows.sort(key=lambda row: (-row.work.minutes, -row.work.dossiers))
    if NOBODY in found:
        rows.append(InUnit(NOBODY, "", (), found[NOBODY]))
    return tuple(rows)


HOLDING = (
    Role.CASE_OFFICER,
    Role.UNIT_HEAD,
    Role.RECEPTION,
    Role.LEADER,
    Role.CLERK,
    Role.CASHIER,
    Role.RETURN,
)


def barred(dossier: Dossier, officer_ids: Collection[int]) -> frozenset[int]:
    """Those of these officers who may not act on it: a party, or of a party's household."""
    standing = gate.standing(dossier)
    return people.of_household(
        officer_ids, persons=standing.interested | standing.owners, households=standing.households
    )


def proposal(
    dossier: Dossier, officer_ids: Sequence[int], *, step: int, work: dict[int, Work], at: datetime
) -> Proposal | None:
    """Whom of these officers, in their order, to give a dossier at a step."""
    away, not_these = people.away(officer_ids, at=at), barred(dossier, officer_ids)
    before = officer_of_step(dossier, step)
    here = step == dossier.step
    return propose(
        [
            Candidate(
                id,
                work.get(id, Work()),
                is_away=id in away,
                is_barred=id in not_these,
                has_it=here and id == dossier.holder_id,
                knows_it=id == before,
            )
            for id in officer_ids
        ]
    )


def _counted(rows: QuerySet[Dossier], *, at: datetime) -> dict[int, Work]:
    groups = (
        rows.filter(state__in=sorted(OPEN))
        .values_list("holder_id", *_SHARE)
        .annotate(
            all=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=at) & ~Q(state__in=sorted(PAUSED))),
            waiting=Count("pk", filter=Q(state__in=sorted(PAUSED))),
        )
        .order_by("holder_id")
    )
    found: dict[int, Work] = {}
    for holder, version, case, channel, step, dossiers, late, waiting in groups:
        definition = procedures.definition(version)
        share = route(definition)[step].share_percent
        minutes = share_minutes(definition, case=case, channel=channel, share=share)
        before = found.get(holder or NOBODY, Work())
        found[holder or NOBODY] = replace(
            before,
            dossiers=before.dossiers + dossiers,
            minutes=before.minutes + (dossiers - waiting) * minutes,
            late=before.late + late,
            waiting=before.waiting + waiting,
        )
    return found
