"""Comparing who asks with the certificate or the card: until then it is only stated."""

from dataclasses import replace

from motcua.dossiers import queries, sealing
from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.models import Representation
from motcua.dossiers.rules import checks, inputs, parties, refusals
from motcua.dossiers.rules.inputs import Party
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import digits

# Under which name this act speaks of what it hands on.
HERE = {"full_name": "name"}


@act(Act.CHECK_APPLICANT)
def check_applicant(case: Case, given: inputs.CheckApplicant) -> Done:
    """An officer read code and name from the paper. A person acted for is now the applicant, and may see it."""
    stated = case.dossier.representation
    if stated is None or not queries.is_only_stated(case.dossier):
        raise refusals.ApplicantAlreadyChecked(number=case.number)
    note = checks.check_text(field="note", text=given.note, needed=False)
    changes: dict[str, object] = {"applicant_checked_at": case.at}
    try:
        if stated.party == Party.ORGANISATION:
            _check_organisation(case, given)
        else:
            changes["applicant_id"] = _person(case, stated, given)
    except InvalidInput as refusal:
        faults = [replace(fault, field=HERE.get(fault.field, fault.field)) for fault in refusal.faults]
        raise InvalidInput(faults=faults) from None
    case.facts = {"party": stated.party}
    return case.move(text=note, changes=changes)


def _check_organisation(case: Case, given: inputs.CheckApplicant) -> None:
    organisation = case.dossier.organisation
    if organisation is None or digits(given.code) != organisation.tax_code:
        raise refusals.NotAsStated()
    people_actions.find_or_add_organisation(name=given.name, tax_code=given.code, by=case.actor, at=case.at)
    if given.is_representative:
        _note_representative(case)


def _note_representative(case: Case) -> None:
    """From now on they read what is held for the organisation, so it takes a compared card and the stated capacity."""
    stated, sender_id = case.dossier.representation, case.dossier.sender_id
    sender = people.person(sender_id) if sender_id is not None else None
    if (
        stated is None
        or sender is None
        or not parties.may_represent(
            party=stated.party,
            capacity=stated.capacity,
            stated=stated.representative,
            full_name=sender.full_name,
            is_compared=sender.identity_checked,
        )
    ):
        raise InvalidInput(faults=[Fault("is_representative", parties.NOT_REPRESENTING)])
    assert case.dossier.organisation_id is not None
    people_actions.note_representative(
        organisation_id=case.dossier.organisation_id, person_id=sender.id, by=case.actor, at=case.at
    )


def _person(case: Case, stated: Representation, given: inputs.CheckApplicant) -> int:
    kept = sealing.unlock(stated.sealed, about=f"representation:{stated.key}")
    if digits(given.code) != kept["identity_number"]:
        raise refusals.NotAsStated()
    return people_actions.find_or_add_person(
        full_name=given.name,
        identity_number=given.code,
        birth_date=stated.birth_date,
        by=case.actor,
        at=case.at,
    )
