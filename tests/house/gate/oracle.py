"""Who may see what: obvious, slow, and written without the gate's code."""

from django.utils import timezone

from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.rules.states import ANY_OFFICER
from motcua.people.models import Agency
from motcua.people.rules import Role
from tests.people.cast import Player

SEEING = {*ANY_OFFICER, Role.WATCHER, Role.AUDITOR}


def owns(player: Player, dossier: Dossier) -> bool:
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
    mandate = player.mandate
    if (
        mandate is None
        or Role(mandate.role) not in SEEING
        or (mandate.ends_at and mandate.ends_at <= timezone.now())
    ):
        return False
    above = set()
    for agency in places:
        while agency is not None:
            above.add(agency.pk)
            agency = agency.parent
    return mandate.agency_id in above


def has_role(player: Player, *roles: Role) -> bool:
    mandate = player.mandate
    return (
        mandate is not None
        and Role(mandate.role) in roles
        and not (mandate.ends_at and mandate.ends_at <= timezone.now())
    )
