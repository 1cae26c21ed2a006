"""Who may see what: obvious, slow, and written without the gate's code."""

from django.utils import timezone

from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.rules.states import ANY_OFFICER
from motcua.people.models import Agency, Mandate
from motcua.people.rules import Role
from tests.house.gate.places import Cover, Helper
from tests.people.cast import Player

SEEING = {*ANY_OFFICER, Role.WATCHER, Role.AUDITOR}


def owns(player: Player, dossier: Dossier) -> bool:
    """Who sent it or is named on it; of a helper's, the one that the mandate names while it runs."""
    if isinstance(player, Helper):
        return player.runs and dossier.pk in player.dossiers
    return player.person.pk in (dossier.applicant_id, dossier.sender_id)


def works_on(player: Player, dossier: Dossier) -> bool:
    """A mandate in force, of a role that handles dossiers, at an office where it was or is, or above one."""
    ids = Movement.objects.filter(dossier=dossier, to_agency__isnull=False).values_list(
        "to_agency", flat=True
    )
    return _is_over(player, [dossier.agency, *Agency.objects.filter(pk__in=ids)])


def lies_with(player: Player, dossier: Dossier) -> bool:
    """The same, at the office that received it or where it lies now: it is work there, not history."""
    return _is_over(player, [dossier.agency, dossier.step_agency])


def _is_over(player: Player, places: list[Agency]) -> bool:
    above = set()
    for agency in places:
        while agency is not None:
            above.add(agency.pk)
            agency = agency.parent
    return any(Role(one.role) in SEEING and one.agency_id in above for one in _mandates(player))


def has_role(player: Player, *roles: Role) -> bool:
    return any(Role(one.role) in roles for one in _mandates(player))


def _mandates(player: Player) -> list[Mandate]:
    """One's own while it runs, and on the day of an absence that of whom one stands in for."""
    held = [player.mandate]
    if isinstance(player, Cover) and player.is_today and player.absent is not None:
        held.append(player.absent.mandate)
    return [one for one in held if one and not (one.ends_at and one.ends_at <= timezone.now())]
