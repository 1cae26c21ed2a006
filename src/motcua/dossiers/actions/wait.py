"""While the person completes the papers, the clock stands."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from motcua.dossiers import queries
from motcua.dossiers.actions.hand_in import add_papers
from motcua.dossiers.actions.moving import PAUSED_AT, Done, end_of_working_day, open_case
from motcua.dossiers.models import Wait, WaitKind
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people.rules import Reach

PAPERS_ASKED_MAX = 40


@transaction.atomic
def ask_supplement(
    *, number: str, reach: Reach, at: datetime, given: inputs.AskSupplement, seen: int | None = None
) -> Done:
    """Ask once, in writing, for everything that is missing (form 02); the clock stops."""
    case = open_case(act=Act.ASK_SUPPLEMENT, number=number, reach=reach, at=at, seen=seen)
    checks.check_supplements(
        number=number, asked=case.dossier.supplements, most=case.limit("supplement-requests-max")
    )
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    if not 1 <= len(given.papers) <= PAPERS_ASKED_MAX:
        raise InvalidInput(
            faults=[
                Fault("papers", gettext_noop("Name at least one paper that is missing or must be corrected."))
            ]
        )
    days = case.definition.supplement_window_days or case.limit("supplement-window-days")
    answer_by = end_of_working_day(at + timedelta(days=days), calendar=case.calendar)
    Wait.objects.create(
        dossier=case.dossier,
        kind=WaitKind.SUPPLEMENT,
        number=case.dossier.supplements + 1,
        from_state=case.dossier.state,
        asked_at=at,
        asked_by_id=reach.officer_id,
        reason=reason,
        items=[asdict(paper) for paper in given.papers],
        answer_by=answer_by,
    )
    case.facts = {"answer_by": answer_by.isoformat(), "papers": [paper.code for paper in given.papers]}
    return case.move(
        text=reason,
        values={"answer_by": case.said(answer_by), "papers": [paper.name for paper in given.papers]},
        changes={"supplements": case.dossier.supplements + 1, "due_at": None, "desk_at": PAUSED_AT},
    )


@transaction.atomic
def supplement(
    *, number: str, reach: Reach, at: datetime, given: inputs.Supplement, seen: int | None = None
) -> Done:
    """The person brings what was asked; the clock goes on, or starts afresh, as the procedure's policy says."""
    case = open_case(act=Act.SUPPLEMENT, number=number, reach=reach, at=at, seen=seen)
    wait = Wait.objects.get(dossier=case.dossier, answered_at__isnull=True)
    if not given.papers and not given.note.strip():
        raise InvalidInput(
            faults=[Fault("papers", gettext_noop("Attach at least one of the papers asked for."))]
        )
    wait.answered_at = at
    wait.save(update_fields=["answered_at"])
    add_papers(dossier_id=case.dossier.pk, papers=given.papers, at=at, wait_id=wait.pk)
    due = queries.due_after_wait(case.dossier, definition=case.definition, calendar=case.calendar)
    case.facts = {"papers": [paper.code for paper in given.papers]} | (
        {"due": due.isoformat()} if due else {}
    )
    return case.move(
        to_state=State(wait.from_state),
        text=given.note.strip(),
        values={"due": case.said(due) if due else ""},
        changes={"due_at": due, "desk_at": due or queries.acknowledge_by(case.calendar, at=at)},
    )
