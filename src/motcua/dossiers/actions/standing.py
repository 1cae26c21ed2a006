"""The end of an issued result: replaced by the result of another request, or revoked.

The request itself stays as it was; only its paper loses its force. The leader of the office that issued it decides;
the clerk may record that a newer result took its place.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.actions import telling
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import electronic
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.notices import actions as notices
from motcua.people.rules import Reach, Role

REVOKE = gettext_noop("Revoke the result")
REPLACE = gettext_noop("Replace the result")


@transaction.atomic
def revoke_result(*, number: str, reach: Reach, at: datetime, given: inputs.EndResult) -> bytes:
    """The result has no force any more; whoever checks it is told, and so is the applicant."""
    dossier = _opened(number, reach, at, roles=checks.MAY_REVOKE, act=REVOKE)
    entry = documents.revoke(
        key=_original(dossier), reason=given.reason, basis=given.basis, by=reach.actor, agency=dossier.agency.code, at=at
    )  # fmt: skip
    _tell(dossier, "result-revoked", at)
    return entry


@transaction.atomic
def replace_result(*, number: str, reach: Reach, at: datetime, given: inputs.EndResult) -> bytes:
    """The result of another request, which this person may see too, stands in its place."""
    dossier = _opened(number, reach, at, roles=checks.MAY_REPLACE, act=REPLACE)
    other = queries.visible_to(reach, at=at).filter(number=given.replaced_by.strip()).first()
    found = electronic.original_of(other) if other else None
    if found is None:
        raise InvalidInput(
            faults=(
                Fault(
                    "replaced_by",
                    gettext_noop("Write the number of the request whose electronic result takes its place."),
                ),
            )
        )
    entry = documents.replace(
        key=_original(dossier), replaced_by=found.key, reason=given.reason, basis=given.basis, by=reach.actor, agency=dossier.agency.code, at=at
    )  # fmt: skip
    _tell(dossier, "result-replaced", at)
    return entry


def _opened(number: str, reach: Reach, at: datetime, *, roles: tuple[Role, ...], act: str) -> Dossier:
    dossier = queries.opened(number, reach=reach, at=at)
    facts = queries.standing(dossier)
    if reach.has_interest(facts.interested, facts.households):
        raise refusals.OwnDossier(number=number)
    if not checks.may_one_of(roles, reach=reach, path=facts.path):
        raise refusals.NotYourRole(number=number, act=act)
    return dossier


def _original(dossier: Dossier) -> UUID:
    found = electronic.original_of(dossier)
    if found is None:
        raise refusals.NoElectronicResult(number=dossier.number)
    return found.key


def _tell(dossier: Dossier, template: str, at: datetime) -> None:
    notices.queue(
        to=telling.applicant_of(dossier),
        template=f"dossiers/{template}",
        values={
            "name": dossier.applicant_name,
            "number": dossier.number,
            "procedure": dossier.procedure_name,
            "base_url": settings.BASE_URL,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
