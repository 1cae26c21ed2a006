"""Ends without a result: stop, withdraw."""

from datetime import datetime

from django.db import transaction

from motcua.dossiers.actions.moving import Done, open_case
from motcua.dossiers.models import Wait
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import PAUSED, Act
from motcua.people.rules import Reach


@transaction.atomic
def stop(*, number: str, reach: Reach, at: datetime, given: inputs.Stop, seen: int | None = None) -> Done:
    """Stop handling, with reason, legal ground and what happens to money paid (form 05)."""
    case = open_case(act=Act.STOP, number=number, reach=reach, at=at, seen=seen)
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    case.facts = {
        "legal_ground": checks.check_text(field="legal_ground", text=given.legal_ground, needed=True),
        "consequence": checks.check_text(field="consequence", text=given.consequence, needed=False),
    }
    if case.dossier.state in PAUSED:
        Wait.objects.filter(dossier=case.dossier, answered_at__isnull=True).update(answered_at=at)
    return case.move(text=reason, values=case.facts, changes={"closed_at": at, "due_at": None})


@transaction.atomic
def withdraw(
    *, number: str, reach: Reach, at: datetime, given: inputs.Withdraw, seen: int | None = None
) -> Done:
    """The person takes the request back; the desk may note it for them."""
    case = open_case(act=Act.WITHDRAW, number=number, reach=reach, at=at, seen=seen)
    reason = checks.check_text(field="reason", text=given.reason, needed=False)
    if case.dossier.state in PAUSED:
        Wait.objects.filter(dossier=case.dossier, answered_at__isnull=True).update(answered_at=at)
    return case.move(text=reason, changes={"closed_at": at, "due_at": None})
