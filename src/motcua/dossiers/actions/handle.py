"""On the way: assign, hand over, note."""

from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.people.rules import Role


@act(Act.ASSIGN, one_write=True)
def assign(case: Case, given: inputs.Assign) -> Done:
    """Give the dossier to one officer of the unit."""
    _check_officer(
        case, officer_id=given.officer_id, step=case.dossier.step, agency_id=case.dossier.step_agency_id
    )
    text = checks.check_text(field="note", text=given.note, needed=False)
    return case.move(text=text, to_officer_id=given.officer_id)


@act(Act.HAND_OVER, one_write=True)
def hand_over(case: Case, given: inputs.HandOn) -> Done:
    """To the next step, or to another agency that has to act before it."""
    step = case.step_after()
    places = case.store.agencies_for_step(case.dossier, case.definition, step, at=case.at)
    agency_id = given.agency_id or places[0]
    if agency_id not in places:
        raise refusals.NotOffered()
    if given.officer_id is not None:
        _check_officer(case, officer_id=given.officer_id, step=step, agency_id=agency_id)
    return case.move(
        to_step=step,
        to_agency_id=agency_id,
        to_officer_id=given.officer_id,
        text=checks.check_text(field="note", text=given.note, needed=False),
    )


@act(Act.NOTE, one_write=True)
def note(case: Case, given: inputs.Words) -> Done:
    """Words for colleagues; the applicant does not see them."""
    return case.move(text=checks.check_text(field="text", text=given.text, needed=True))


def _check_officer(case: Case, *, officer_id: int, step: int, agency_id: int) -> None:
    if case.store.barred(case.dossier, officer_id):
        raise refusals.OfficerIsInterested()
    role = case.route[step].role
    roles = (role, Role.UNIT_HEAD) if role is Role.CASE_OFFICER else (role,)
    if officer_id not in case.store.officers_at(agency_id, roles=roles, at=case.at):
        raise refusals.NotAnOfficerHere()
