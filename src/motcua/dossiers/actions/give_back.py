"""The result in the person's hand."""

from datetime import datetime

from django.db import transaction

from motcua.dossiers.actions.moving import Done, open_case
from motcua.dossiers.models import HandOver
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.people.rules import Reach


@transaction.atomic
def give_back(
    *, number: str, reach: Reach, at: datetime, given: inputs.GiveBack, seen: int | None = None
) -> Done:
    """Hand over the result to the applicant, to somebody authorised, or to the post."""
    case = open_case(act=Act.GIVE_BACK, number=number, reach=reach, at=at, seen=seen)
    name = given.name.strip() or case.dossier.applicant_name
    authorisation = checks.check_text(field="authorisation", text=given.authorisation, needed=False)[:500]
    if given.collector is inputs.Collector.AUTHORISED and not (authorisation and given.name.strip()):
        raise refusals.MandateNeeded()
    assert reach.officer_id is not None
    HandOver.objects.create(
        dossier=case.dossier,
        at=at,
        by_id=reach.officer_id,
        collector=given.collector,
        name=name[:200],
        authorisation=authorisation,
    )
    case.facts = {"collector": given.collector}
    return case.move(changes={"returned_at": at})
