"""The decision: propose, send back, approve, issue, extend."""

from datetime import datetime

from django.db import transaction

from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.actions.moving import Done, end_of_working_day, open_case, step_after
from motcua.dossiers.models import Extension, Result
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.route import asks_for_approval
from motcua.dossiers.rules.states import Act
from motcua.people.rules import Reach, Role


@transaction.atomic
def propose(
    *, number: str, reach: Reach, at: datetime, given: inputs.Propose, seen: int | None = None
) -> Done:
    """The case officer's proposal goes to the signing leader."""
    case = open_case(act=Act.PROPOSE, number=number, reach=reach, at=at, seen=seen)
    text = checks.check_text(field="summary", text=given.summary, needed=True)
    case.facts = {"outcome": given.outcome}
    return case.move(to_step=step_after(case), text=text, changes={"outcome": given.outcome})


@transaction.atomic
def send_back(
    *, number: str, reach: Reach, at: datetime, given: inputs.Words, seen: int | None = None
) -> Done:
    """Back to the step that proposed, with the reason."""
    case = open_case(act=Act.SEND_BACK, number=number, reach=reach, at=at, seen=seen)
    text = checks.check_text(field="text", text=given.text, needed=True)
    handling = (Role.CASE_OFFICER, Role.UNIT_HEAD)
    earlier = [index for index in range(case.dossier.step) if case.route[index].role in handling]
    if not earlier:
        raise refusals.NoNextStep(number=number)
    return case.move(
        to_step=earlier[-1],
        to_officer_id=queries.last_holder(case.dossier, step=earlier[-1]),
        text=text,
        changes={"outcome": "", "approved_at": None},
    )


@transaction.atomic
def approve(*, number: str, reach: Reach, at: datetime, given: inputs.Words, seen: int | None = None) -> Done:
    """The signing leader agrees; the clerk, or the return desk, comes next."""
    case = open_case(act=Act.APPROVE, number=number, reach=reach, at=at, seen=seen)
    outcome = case.dossier.outcome or inputs.Outcome.GRANT
    return case.move(
        to_step=step_after(case), text=given.text.strip(), changes={"approved_at": at, "outcome": outcome}
    )


@transaction.atomic
def mark_done(
    *, number: str, reach: Reach, at: datetime, given: inputs.MarkDone, seen: int | None = None
) -> Done:
    """Number and issue the result; the clock stops, and the dossier is on time or late."""
    case = open_case(act=Act.MARK_DONE, number=number, reach=reach, at=at, seen=seen)
    if asks_for_approval(case.definition) and case.dossier.approved_at is None:
        raise refusals.NotApproved(number=number)
    Result.objects.create(
        dossier=case.dossier,
        outcome=case.dossier.outcome or inputs.Outcome.GRANT,
        kind=case.definition.result.name.vi[:300],
        number=given.number.strip()[:60],
        summary=checks.check_text(field="summary", text=given.summary, needed=False),
        signer_id=queries.approver_of(case.dossier),
        issued_at=at,
        file_id=given.file_id,
    )
    if given.file_id is not None:
        documents.keep(file_id=given.file_id, holder=f"dossiers.result:{case.dossier.pk}")
    late = case.dossier.due_at is not None and at > case.dossier.due_at
    case.facts = {"late": late}
    return case.move(
        to_step=len(case.route) - 1,
        to_agency_id=case.dossier.agency_id,
        text=given.summary.strip(),
        values={"result": case.definition.result.name.in_language(case.dossier.language)},
        changes={"done_at": at, "closed_at": at, "late": late},
    )


@transaction.atomic
def extend(*, number: str, reach: Reach, at: datetime, given: inputs.Extend, seen: int | None = None) -> Done:
    """Apologise and promise one new date (form 04). The first promise stays on record."""
    case = open_case(act=Act.EXTEND, number=number, reach=reach, at=at, seen=seen)
    due = case.dossier.due_at
    assert due is not None and reach.officer_id is not None
    if case.dossier.extended >= case.limit("extensions-max"):
        raise refusals.AlreadyExtended(number=number)
    new_due = end_of_working_day(given.new_due, calendar=case.calendar, move=False)
    checks.check_new_due(
        new_due=new_due, due=max(due, at), working=case.calendar.is_working_day(new_due.date())
    )
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    Extension.objects.create(
        dossier=case.dossier,
        number=case.dossier.extended + 1,
        at=at,
        by_id=reach.officer_id,
        old_due=due,
        new_due=new_due,
        reason=reason,
        after_due=at > due,
    )
    case.facts = {"old_due": due.isoformat(), "due": new_due.isoformat()}
    return case.move(
        text=reason,
        values={"old_due": case.said(due), "due": case.said(new_due)},
        changes={"due_at": new_due, "desk_at": new_due, "extended": case.dossier.extended + 1},
    )
