"""On the way: assign, hand over, note."""

from datetime import datetime

from django.db import transaction

from motcua.dossiers import queries
from motcua.dossiers.actions.moving import Case, Done, open_case, step_after
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.people import queries as people
from motcua.people.rules import Reach, Role


@transaction.atomic
def assign(*, number: str, reach: Reach, at: datetime, given: inputs.Assign, seen: int | None = None) -> Done:
    """Give the dossier to one officer of the unit."""
    case = open_case(act=Act.ASSIGN, number=number, reach=reach, at=at, seen=seen)
    _check_officer(
        case, officer_id=given.officer_id, step=case.dossier.step, agency_id=case.dossier.step_agency_id
    )
    return case.move(text=given.note.strip(), to_officer_id=given.officer_id)


@transaction.atomic
def hand_over(
    *, number: str, reach: Reach, at: datetime, given: inputs.HandOn, seen: int | None = None
) -> Done:
    """To the next step, or to another agency that has to act before it."""
    case = open_case(act=Act.HAND_OVER, number=number, reach=reach, at=at, seen=seen)
    step = step_after(case)
    places = queries.agencies_for_step(case.dossier, case.definition, step, at=at)
    agency_id = given.agency_id or places[0]
    if agency_id not in places:
        raise refusals.NotOffered()
    if given.officer_id is not None:
        _check_officer(case, officer_id=given.officer_id, step=step, agency_id=agency_id)
    return case.move(
        to_step=step,
        to_agency_id=agency_id,
        to_officer_id=given.officer_id,
        text=given.note.strip(),
    )


@transaction.atomic
def note(*, number: str, reach: Reach, at: datetime, given: inputs.Words, seen: int | None = None) -> Done:
    """Words for colleagues; the applicant does not see them."""
    case = open_case(act=Act.NOTE, number=number, reach=reach, at=at, seen=seen)
    return case.move(text=checks.check_text(field="text", text=given.text, needed=True))


def _check_officer(case: Case, *, officer_id: int, step: int, agency_id: int) -> None:
    role = case.role_of(step)
    roles = (role, Role.UNIT_HEAD) if role is Role.CASE_OFFICER else (role,)
    if officer_id not in {
        officer.id for officer in people.officers(agency_id=agency_id, at=case.at, roles=roles)
    }:
        raise refusals.NotAnOfficerHere()
