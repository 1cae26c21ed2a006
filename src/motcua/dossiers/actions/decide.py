"""The decision: propose, send back, approve, issue, extend."""

from datetime import date, datetime, time

from motcua import rows
from motcua.dossiers.actions import electronic
from motcua.dossiers.actions.moving import Case, Done, act, end_of_working_day, stamp
from motcua.dossiers.models import Extension, Result
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.route import asks_for_approval
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.notices.rules import moment
from motcua.people.rules import Role


@act(Act.PROPOSE)
def propose(case: Case, given: inputs.Propose) -> Done:
    """The case officer's proposal goes to the signing leader."""
    text = checks.check_text(field="summary", text=given.summary, needed=True)
    case.facts = {"outcome": given.outcome}
    changes: dict[str, object] = {"outcome": given.outcome, "electronic": ""}
    if given.electronic:
        body = checks.check_text(
            field="body", text=given.body, needed=False, most=checks.RESULT_BODY_CHARACTERS_MAX
        )
        electronic.draft(case, body=body)
        case.facts["electronic"] = True
        changes["electronic"] = Electronic.DRAFT
    return case.move(to_step=case.step_after(), text=text, changes=changes)


@act(Act.SEND_BACK, one_write=True)
def send_back(case: Case, given: inputs.Words) -> Done:
    """Back to the step that proposed, with the reason."""
    text = checks.check_text(field="text", text=given.text, needed=True)
    handling = (Role.CASE_OFFICER, Role.UNIT_HEAD)
    earlier = [index for index in range(case.dossier.step) if case.route[index].role in handling]
    if not earlier:
        raise refusals.NoNextStep(number=case.number)
    return case.move(
        to_step=earlier[-1],
        to_officer_id=case.store.officer_of_step(case.dossier, earlier[-1]),
        text=text,
        changes={"outcome": "", "approved_at": None, "electronic": ""},
    )


@act(Act.APPROVE, one_write=True)
def approve(case: Case, given: inputs.Words) -> Done:
    """The signing leader agrees; the clerk, or the return desk, comes next."""
    outcome = case.dossier.outcome or inputs.Outcome.GRANT
    return case.move(
        to_step=case.step_after(),
        text=checks.check_text(field="text", text=given.text, needed=False),
        changes={
            "approved_at": case.at,
            "outcome": outcome,
            # Approved without a signature, the result is a paper.
            "electronic": Electronic.SIGNED if case.dossier.electronic == Electronic.SIGNING else "",
        },
    )


@act(Act.MARK_DONE, one_write=True)
def mark_done(case: Case, given: inputs.MarkDone) -> Done:
    """Number and issue the result; the clock stops, and the dossier is on time or late."""
    if asks_for_approval(case.definition) and case.dossier.approved_at is None:
        raise refusals.NotApproved(number=case.number)
    number = checks.check_text(
        field="number", text=given.number, needed=False, most=checks.RESULT_NUMBER_CHARACTERS_MAX
    )
    summary = checks.check_text(field="summary", text=given.summary, needed=False)
    case.rows.append(
        rows.new(
            Result,
            dossier_id=case.dossier.pk,
            outcome=case.dossier.outcome or inputs.Outcome.GRANT,
            kind=case.definition.result.name.vi[:300],
            number=number,
            summary=summary,
            signer_id=case.store.officer_of_act(case.dossier, Act.APPROVE),
            issued_at=_issued_at(given.issued_on, submitted_at=case.dossier.submitted_at, at=case.at),
            file_id=given.file_id,
        )
    )
    if given.file_id is not None:
        case.store.hold(file_id=given.file_id, holder=f"dossiers.result:{case.dossier.pk}")
    late = case.dossier.due_at is not None and case.at > case.dossier.due_at
    case.facts = {"late": late}
    return case.move(
        to_step=len(case.route) - 1,
        to_agency_id=case.dossier.collect_agency_id or case.dossier.agency_id,
        text=summary,
        values={"result": case.definition.result.name.in_language(case.dossier.language)},
        changes={
            "done_at": case.at,
            "closed_at": case.at,
            "late": late,
            "electronic": Electronic.ISSUED if case.dossier.electronic == Electronic.STAMPING else "",
        },
    )


def _issued_at(issued_on: date | None, *, submitted_at: datetime, at: datetime) -> datetime:
    """The date on the document: today, or an earlier day since the request came in."""
    if issued_on is None or issued_on == at.astimezone(TZ).date():
        return at
    if not submitted_at.astimezone(TZ).date() <= issued_on <= at.astimezone(TZ).date():
        sentence = gettext_noop("The document must be dated between the day the request came in and today.")
        raise InvalidInput(faults=[Fault("issued_on", sentence)])
    return datetime.combine(issued_on, time(12), TZ)


@act(Act.EXTEND, one_write=True)
def extend(case: Case, given: inputs.Extend) -> Done:
    """Apologise and promise one new date (form 04). The first promise stays on record."""
    due = case.dossier.due_at
    assert due is not None and case.officer_id is not None
    if case.dossier.extended >= case.limit("extensions-max"):
        raise refusals.AlreadyExtended(number=case.number)
    new_due = end_of_working_day(given.new_due, calendar=case.calendar, move=False)
    checks.check_new_due(
        new_due=new_due, due=max(due, case.at), working=case.calendar.is_working_day(new_due.date())
    )
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    case.rows.append(
        Extension(
            dossier=case.dossier,
            number=case.dossier.extended + 1,
            at=case.at,
            by_id=case.officer_id,
            old_due=due,
            new_due=new_due,
            reason=reason,
            after_due=case.at > due,
        )
    )
    case.facts = {"old_due": stamp(due), "due": stamp(new_due)}
    return case.move(
        text=reason,
        values={"old_due": moment(due), "due": moment(new_due)},
        changes={"due_at": new_due, "desk_at": new_due, "extended": case.dossier.extended + 1},
    )
