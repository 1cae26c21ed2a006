"""The scan of a sheet that the person signed, added after their answer was recorded: once, by name, with an entry."""

from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.dossiers import queries
from motcua.dossiers.models import Correction, Dossier
from motcua.dossiers.queries import corrections as asked
from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.corrections import NoSheetWanted, SheetAct
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.refusal import Said
from motcua.people.rules import Grant, Reach


@transaction.atomic
def add_sheet(*, number: str, key: str, file_id: int, reach: Reach, at: datetime) -> None:
    """By whoever might have recorded the answer. What was answered, and when, stays as it is."""
    dossier = queries.opened(number, reach=reach, at=at)
    grant = _grant(dossier, reach)
    row = asked.of_key(dossier, key)
    entry = chronicle.append(
        kind=SheetAct.ADDED,
        subject=f"dossier:{dossier.key}",
        actor=f"mandate:{grant.mandate_id}",
        at=at,
        agency=dossier.agency.code,
        data={"correction": f"correction:{row.key}", "sha256": files.facts([file_id])[file_id].sha256},
    )
    won = asked.wants_sheet(row) and Correction.objects.filter(pk=row.pk, sheet_file_id=None).update(
        sheet_file_id=file_id, sheet_added_at=at, sheet_added_by=reach.officer_id, sheet_entry=entry
    )
    if not won:
        raise NoSheetWanted()
    documents.keep(file_id=file_id, holder=f"dossiers.correction:{row.pk}")


def _grant(dossier: Dossier, reach: Reach) -> Grant:
    """The hat under which this person may; nobody handles a request of their own or of their household."""
    standing = queries.standing(dossier)
    if reach.has_interest(standing.interested, standing.households):
        raise refusals.OwnDossier(number=standing.number)
    found = (
        reach.grant(role, place)
        for role in TABLE[Act.PROPOSE_CORRECTION].roles
        for place in (standing.path, standing.step_path)
    )
    grant = next((one for one in found if one is not None), None)
    if grant is None:
        raise refusals.NotYourRole(number=standing.number, act=Said(TABLE[Act.PROPOSE_CORRECTION].name))
    return grant
