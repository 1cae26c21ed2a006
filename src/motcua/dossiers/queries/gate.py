"""The one gate: which dossiers somebody may see. Every page, list, search, export and file goes through it."""

from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.checks import Standing
from motcua.dossiers.rules.states import ANY_OFFICER, OPEN, State
from motcua.people.rules import Reach, Role

# Roles that see the dossiers of their agencies. The operator runs the machine and sees none.
SEEING = (*ANY_OFFICER, Role.WATCHER, Role.AUDITOR)


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """Dossiers that this person sent or is named on, or that lie, or were received, within the reach of a role."""
    condition = Q(pk__in=[])
    if reach.person_id is not None:
        condition |= Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    for path in reach.agencies(*SEEING):
        condition |= Q(agency__path__startswith=path) | Q(step_agency__path__startswith=path)
    return Dossier.objects.filter(condition, number__isnull=False)


def owners(dossier: Dossier) -> frozenset[int]:
    return frozenset(person for person in (dossier.applicant_id, dossier.sender_id) if person is not None)


def standing(dossier: Dossier) -> Standing:
    """What the rules need to know; expects agency, step_agency and applicant to be loaded."""
    state = State(dossier.state)
    return Standing(
        number=dossier.number or "",
        state=state,
        step_role=Role(dossier.step_role) if state in OPEN and dossier.step_role else None,
        path=dossier.agency.path,
        step_path=dossier.step_agency.path,
        holder_id=dossier.holder_id,
        owners=owners(dossier),
        household=dossier.applicant.household_key if dossier.applicant else "",
    )
