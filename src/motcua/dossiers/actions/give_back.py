"""The result in the person's hand."""

from motcua import rows
from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.models import HandOver
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act


@act(Act.GIVE_BACK, one_write=True)
def give_back(case: Case, given: inputs.GiveBack) -> Done:
    """Hand over the result to the applicant, to somebody authorised, or to the post."""
    named = checks.check_text(
        field="name", text=given.name, needed=False, most=checks.COLLECTOR_CHARACTERS_MAX
    )
    authorisation = checks.check_text(
        field="authorisation",
        text=given.authorisation,
        needed=False,
        most=checks.AUTHORISATION_CHARACTERS_MAX,
    )
    if given.collector is inputs.Collector.AUTHORISED and not (authorisation and named):
        raise refusals.MandateNeeded()
    why_left = checks.check_text(field="originals_reason", text=given.originals_reason, needed=False)
    checks.check_originals_left(left=case.dossier.originals, reason=why_left)
    assert case.officer_id is not None
    case.rows.append(
        rows.new(
            HandOver,
            dossier_id=case.dossier.pk,
            at=case.at,
            by_id=case.officer_id,
            collector=given.collector,
            name=named or case.dossier.applicant_name,
            authorisation=authorisation,
        )
    )
    case.facts = {"collector": given.collector}
    return case.move(text=why_left if case.dossier.originals else "", changes={"returned_at": case.at})
