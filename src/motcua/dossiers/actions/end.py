"""Ends without a result: stop, withdraw."""

from motcua.dossiers.actions import electronic
from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import PAUSED, Act


@act(Act.STOP)
def stop(case: Case, given: inputs.Stop) -> Done:
    """Stop handling, with reason, legal ground and what happens to money paid (form 05)."""
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    case.facts = {
        "legal_ground": checks.check_text(field="legal_ground", text=given.legal_ground, needed=True),
        "consequence": checks.check_text(field="consequence", text=given.consequence, needed=False),
    }
    _end_wait(case)
    electronic.drop(case)
    return case.move(text=reason, values=case.facts, changes={"closed_at": case.at, "due_at": None})


@act(Act.WITHDRAW)
def withdraw(case: Case, given: inputs.Withdraw) -> Done:
    """The person takes the request back; the desk may note it for them."""
    reason = checks.check_text(field="reason", text=given.reason, needed=False)
    _end_wait(case)
    electronic.drop(case)
    return case.move(text=reason, changes={"closed_at": case.at, "due_at": None})


def _end_wait(case: Case) -> None:
    """What ends a dossier ends its pause too."""
    if case.dossier.state in PAUSED:
        case.store.answer_wait(case.open_wait(), at=case.at)
