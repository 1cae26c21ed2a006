"""At the desk: take in, or refuse with the legal ground."""

from motcua.dossiers.actions.moving import Case, Done, act, stamp
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation import calendar as deadlines


@act(Act.TAKE_IN)
def take_in(case: Case, given: inputs.TakeIn) -> Done:
    """Accept a complete dossier: the term starts and the return date is promised (form 01)."""
    due = deadlines.due_at(
        received=case.at, term=case.term(), calendar=case.calendar, policy=case.definition.pause_policy
    )
    assert due is not None
    case.facts = {"due": stamp(due), "papers": list(given.papers_checked)}
    return case.move(
        text=given.note.strip(),
        values={"due": case.said(due)},
        to_officer_id=case.officer_id,
        changes={"received_at": case.at, "promised_at": due, "due_at": due, "desk_at": due},
    )


@act(Act.REFUSE)
def refuse(case: Case, given: inputs.Refuse) -> Done:
    """Do not take it in, in writing, with reason and legal ground (form 03)."""
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    case.facts = {
        "legal_ground": checks.check_text(field="legal_ground", text=given.legal_ground, needed=True)
    }
    return case.move(text=reason, values=case.facts, changes={"closed_at": case.at, "due_at": None})
