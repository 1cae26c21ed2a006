"""At the desk: take in, or refuse with the legal ground."""

from datetime import datetime

from django.db import transaction

from motcua.dossiers.actions.moving import Done, open_case
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation import calendar as deadlines
from motcua.people.rules import Reach


@transaction.atomic
def take_in(
    *, number: str, reach: Reach, at: datetime, given: inputs.TakeIn, seen: int | None = None
) -> Done:
    """Accept a complete dossier: the term starts and the return date is promised (form 01)."""
    case = open_case(act=Act.TAKE_IN, number=number, reach=reach, at=at, seen=seen)
    due = deadlines.due_at(
        received=at, term=case.term(), calendar=case.calendar, policy=case.definition.pause_policy
    )
    assert due is not None
    case.facts = {"due": due.isoformat(), "papers": list(given.papers_checked)}
    return case.move(
        text=given.note.strip(),
        values={"due": case.said(due)},
        to_officer_id=reach.officer_id,
        changes={"received_at": at, "promised_at": due, "due_at": due, "desk_at": due},
    )


@transaction.atomic
def refuse(*, number: str, reach: Reach, at: datetime, given: inputs.Refuse, seen: int | None = None) -> Done:
    """Do not take it in, in writing, with reason and legal ground (form 03)."""
    case = open_case(act=Act.REFUSE, number=number, reach=reach, at=at, seen=seen)
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    case.facts = {
        "legal_ground": checks.check_text(field="legal_ground", text=given.legal_ground, needed=True)
    }
    return case.move(text=reason, values=case.facts, changes={"closed_at": at, "due_at": None})
