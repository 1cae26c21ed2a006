"""Money owed before the office goes on: tax, fee, rent (nghĩa vụ tài chính). The clock stands until it is shown to be paid."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from motcua.dossiers.actions.hand_in import papers_of
from motcua.dossiers.actions.moving import PAUSED_AT, Case, Done, act, end_of_working_day, stamp
from motcua.dossiers.actions.wait import end_of_wait
from motcua.dossiers.models import Wait, WaitKind
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.money import dong
from motcua.notices.rules import moment, money

# The code under which a receipt of payment lies among the papers.
RECEIPT_PAPER = "chung-tu-nop-tien"


@act(Act.ASK_DUTY, one_write=True)
def ask_duty(case: Case, given: inputs.AskDuty) -> Done:
    """Name what is owed, on which ground, to whom and until when; the clock stops."""
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    payee = checks.check_text(field="payee", text=given.payee, needed=True, most=checks.PAYEE_CHARACTERS_MAX)
    lines = _tidy(given.lines)
    days = case.limit("duty-window-days")
    answer_by = end_of_working_day(case.at + timedelta(days=days), calendar=case.calendar)
    number = case.dossier.duties + 1
    case.rows.append(
        Wait(
            dossier=case.dossier,
            kind=WaitKind.DUTY,
            number=number,
            from_state=case.dossier.state,
            asked_at=case.at,
            due_before=case.dossier.due_at,
            asked_by_id=case.officer_id,
            reason=reason,
            items=[asdict(line) for line in lines],
            payee=payee,
            answer_by=answer_by,
        )
    )
    total = sum(line.amount for line in lines)
    case.facts = {"answer_by": stamp(answer_by), "amount": total}
    language = case.dossier.language
    return case.move(
        text=reason,
        values={
            "answer_by": moment(answer_by),
            "payee": payee,
            "total": money(total),
            "lines": [f"{line.name}: {dong(line.amount, language)} ({line.basis})" for line in lines],
        },
        changes={"duties": number, "due_at": None, "desk_at": PAUSED_AT},
    )


def _tidy(lines: Sequence[inputs.DutyLine]) -> list[inputs.DutyLine]:
    """Each amount with its name and its ground."""
    checks.check_amounts(field="lines", amounts=[line.amount for line in lines])
    return [
        inputs.DutyLine(
            name=checks.check_text(
                field="lines", text=line.name, needed=True, most=checks.DUTY_NAME_CHARACTERS_MAX
            ),
            amount=line.amount,
            basis=checks.check_text(
                field="lines", text=line.basis, needed=True, most=checks.LEGAL_GROUND_CHARACTERS_MAX
            ),
        )
        for line in lines
    ]


@act(Act.CLEAR_DUTY)
def clear_duty(case: Case, given: inputs.ClearDuty) -> Done:
    """Record what shows the payment; the clock goes on as the procedure's policy says."""
    wait = case.open_wait()
    wait.proof = checks.check_text(
        field="proof", text=given.proof, needed=True, most=checks.PROOF_CHARACTERS_MAX
    )
    note = checks.check_text(field="note", text=given.note, needed=False)
    today = case.at.astimezone(TZ).date()
    paid_on = given.paid_on or today
    checks.check_paid_on(paid_on=paid_on, today=today)
    checks.check_paid(paid=given.paid_amount, owed=wait.total)
    wait.payer = checks.check_text(
        field="payer", text=given.payer, needed=False, most=checks.PAYER_CHARACTERS_MAX
    )
    wait.paid_amount, wait.paid_on = given.paid_amount, paid_on
    case.store.answer_wait(wait, at=case.at)
    if given.file_id is not None:
        paper = inputs.PaperGiven(
            code=RECEIPT_PAPER,
            name="Chứng từ nộp tiền",
            kind=inputs.PaperKind.ELECTRONIC,
            file_id=given.file_id,
            issued_on=paid_on,
        )
        case.store.add_papers(
            papers_of(dossier_id=case.dossier.pk, given=[paper], at=case.at, wait_id=wait.pk)
        )
    case.facts = {"proof": wait.proof, "paid_on": paid_on.isoformat(), "paid_amount": given.paid_amount}
    return end_of_wait(case, wait, text=note)
