"""Asking another unit or agency for its opinion, and giving it. The dossier's own term goes on meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions.moving import Case, Done, act, stamp
from motcua.dossiers.models import Dossier, Opinion, Paper
from motcua.dossiers.queries import opinions
from motcua.dossiers.queries.gate import PARTIES
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation import calendar as deadlines
from motcua.foundation.refusal import NotFound, Said
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Grant, Reach
from motcua.procedures import queries as procedures

# An answer changes nothing that a colleague at the dossier decides on: it is written after theirs.
TRIES_MAX = 3


@act(Act.ASK_OPINION)
def ask_opinion(case: Case, given: inputs.AskOpinion) -> Done:
    """One office, one question, the papers it needs, and its own date."""
    question = checks.check_text(field="question", text=given.question, needed=True)
    term = checks.check_term(field="amount", amount=given.amount, unit=given.unit)
    agency = next(
        (one for one in opinions.offices(case.dossier, at=case.at) if one.id == given.agency_id), None
    )
    if agency is None:
        raise refusals.NoSuchOffice()
    open_ones = Opinion.objects.filter(dossier=case.dossier, answered_at=None).count()
    if open_ones >= checks.OPINIONS_OPEN_MAX:
        raise refusals.TooManyOpinions(number=case.number, most=checks.OPINIONS_OPEN_MAX)
    papers = _papers(case, given.papers)
    answer_by = deadlines.due_at(received=case.at, term=term, calendar=law.calendar(agency.id))
    assert answer_by is not None and case.officer_id is not None
    case.rows.append(
        Opinion(
            dossier=case.dossier,
            agency_id=agency.id,
            asked_at=case.at,
            asked_by_id=case.officer_id,
            question=question,
            papers=papers,
            answer_by=answer_by,
        )
    )
    case.facts = {"asked": agency.name, "answer_by": stamp(answer_by)}
    return case.move(text=question)


def _papers(case: Case, asked: Sequence[int]) -> list[int]:
    known = set(Paper.objects.filter(dossier=case.dossier).values_list("pk", flat=True))
    checks.check_papers_known(
        field="papers", given=[str(one) for one in asked], known=[str(one) for one in known]
    )
    return sorted(set(asked))


def give_opinion(*, opinion_id: int, reach: Reach, at: datetime, given: inputs.GiveOpinion) -> Done:
    """By an officer of the office that was asked, once."""
    for left in reversed(range(TRIES_MAX)):
        try:
            with transaction.atomic():
                return _given(opinion_id, reach=reach, at=at, given=given)
        except (database.NotAsRead, IntegrityError) as error:
            if not left:
                raise refusals.SomeoneWasFaster(number=_number(opinion_id)) from error
    raise AssertionError("the last try returns or raises")


def _given(opinion_id: int, *, reach: Reach, at: datetime, given: inputs.GiveOpinion) -> Done:
    opinion = opinions.opened(opinion_id, reach=reach)
    dossier = Dossier.objects.select_related("agency", "step_agency", *PARTIES).get(pk=opinion.dossier_id)
    number = dossier.number or ""
    if opinion.answered_at is not None:
        raise refusals.OpinionGiven(number=number)
    grant = _grant(opinion, dossier, reach)
    answer = checks.check_text(field="answer", text=given.answer, needed=True)
    changed = Opinion.objects.filter(pk=opinion.pk, answered_at=None).update(
        answered_at=at, answered_by=reach.officer_id, answer=answer, file_id=given.file_id
    )
    if changed != 1:
        raise refusals.OpinionGiven(number=number)
    case = Case(
        dossier=dossier,
        definition=procedures.definition(dossier.version_id),
        rule=TABLE[Act.GIVE_OPINION],
        reach=reach,
        grant=grant,
        at=at,
        facts={"asked": opinion.agency.name, "late": at > opinion.answer_by},
    )
    if given.file_id is not None:
        case.store.hold(file_id=given.file_id, holder=f"dossiers.opinion:{opinion.pk}")
    return case.move(text=answer)


def _grant(opinion: Opinion, dossier: Dossier, reach: Reach) -> Grant:
    """The hat at the asked office; nobody answers about a request of their own or their household."""
    facts = queries.standing(dossier)
    if reach.has_interest(facts.interested, facts.households):
        raise refusals.OwnDossier(number=dossier.number)
    path = people.agency(opinion.agency_id).path
    for role in TABLE[Act.GIVE_OPINION].roles:
        if (grant := reach.grant(role, path)) is not None:
            return grant
    raise refusals.NotYourRole(number=dossier.number, act=Said(TABLE[Act.GIVE_OPINION].name))


def _number(opinion_id: int) -> str:
    found = Opinion.objects.filter(pk=opinion_id).values_list("dossier__number", flat=True).first()
    if found is None:
        raise NotFound()
    return found
