"""The result in the person's hand."""

from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.models import HandOver
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act


@act(Act.GIVE_BACK)
def give_back(case: Case, given: inputs.GiveBack) -> Done:
    """Hand over the result to the applicant, to somebody authorised, or to the post."""
    name = given.name.strip() or case.dossier.applicant_name
    authorisation = checks.check_text(field="authorisation", text=given.authorisation, needed=False)[:500]
    if given.collector is inputs.Collector.AUTHORISED and not (authorisation and given.name.strip()):
        raise refusals.MandateNeeded()
    assert case.officer_id is not None
    case.store.add(
        HandOver(
            dossier=case.dossier,
            at=case.at,
            by_id=case.officer_id,
            collector=given.collector,
            name=name[:200],
            authorisation=authorisation,
        )
    )
    case.facts = {"collector": given.collector}
    return case.move(changes={"returned_at": case.at})
