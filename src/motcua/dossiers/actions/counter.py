"""At the counter: the person, the request and the desk's answer in one go."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from motcua.dossiers import queries
from motcua.dossiers.actions import held
from motcua.dossiers.actions.hand_in import submit
from motcua.dossiers.actions.moving import Done
from motcua.dossiers.actions.take_in import refuse, take_in
from motcua.dossiers.actions.wait import ask_supplement
from motcua.dossiers.models import Paper
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.refusal import Said
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Reach, Role


def register(*, reach: Reach, at: datetime, given: inputs.Register) -> Done:
    """Two acts after one another, or neither: handed in, then taken in, sent back for papers, or refused.

    Sent twice, it is one request: the second call answers what the first one left.
    """
    try:
        return _register(reach=reach, at=at, given=given)
    except (refusals.StepNotAllowed, refusals.SomeoneWasFaster):
        earlier = _done_of(given)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _register(*, reach: Reach, at: datetime, given: inputs.Register) -> Done:
    earlier = _done_of(given)
    if earlier is not None:
        return earlier
    request = given.request
    # The person comes before the request, so the lock is tried here too: a stranger adds nobody.
    desk_id = request.desk_id or request.agency_id
    agency = people.agencies([desk_id]).get(desk_id)
    grant = reach.grant(Role.RECEPTION, agency.path) if agency else None
    if grant is None:
        raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    request = with_person(given, by=f"mandate:{grant.mandate_id}", at=at)
    done = submit(reach=reach, at=at, given=request)
    _reuse(done, given, reach=reach, at=at)
    return _answer(done.number, reach=reach, at=at, then=given.then)


def with_person(given: inputs.Register, *, by: str, at: datetime) -> inputs.Submit:
    """The request with whoever came, found or added: the applicant, or the one who acts for them and sees what they handed in."""
    request, behalf = given.request, given.request.applicant.behalf
    person_id = people_actions.find_or_add_person(
        full_name=behalf.representative if behalf else request.applicant.name,
        identity_number=given.identity_number,
        birth_date=given.birth_date,
        phone=request.applicant.phone,
        email=request.applicant.email,
        address=request.applicant.address,
        by=by,
        at=at,
    )
    if behalf is None:
        return replace(request, applicant=replace(request.applicant, person_id=person_id))
    return replace(request, submitted_by_id=person_id)


def _reuse(done: Done, given: inputs.Register, *, reach: Reach, at: datetime) -> None:
    """What the applicant agreed to be taken from their store: for each paper the act that the desk does later on.

    A request that is refused at once needs none of them.
    """
    if not given.held or isinstance(given.then, inputs.Refuse):
        return
    papers = Paper.objects.filter(dossier_id=done.dossier_id, code__in=given.held)
    for code, paper_id in papers.order_by("pk").values_list("code", "pk"):
        held.reuse_paper(
            number=done.number, paper_id=paper_id, key=given.held[code], has_agreed=given.has_agreed, reach=reach, at=at,
        )  # fmt: skip


def _answer(
    number: str, *, reach: Reach, at: datetime, then: inputs.TakeIn | inputs.AskSupplement | inputs.Refuse
) -> Done:
    if isinstance(then, inputs.TakeIn):
        return take_in(number=number, reach=reach, at=at, given=then)
    if isinstance(then, inputs.AskSupplement):
        return ask_supplement(number=number, reach=reach, at=at, given=then)
    return refuse(number=number, reach=reach, at=at, given=then)


def _done_of(given: inputs.Register) -> Done | None:
    found = queries.of_submission(given.request.submission)
    return Done(dossier_id=found[0], number=found[1], revision=2, entry_hash=found[2]) if found else None
