"""While the person completes the papers, the clock stands."""

from dataclasses import asdict
from datetime import timedelta

from motcua import rows
from motcua.dossiers import queries
from motcua.dossiers.actions import defects, held
from motcua.dossiers.actions.hand_in import papers_of
from motcua.dossiers.actions.moving import PAUSED_AT, Case, Done, act, end_of_working_day, stamp
from motcua.dossiers.models import Wait, WaitKind
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.defects import Letter
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.notices.rules import moment


@act(Act.ASK_SUPPLEMENT, one_write=True)
def ask_supplement(case: Case, given: inputs.AskSupplement) -> Done:
    """Ask once, in writing, for everything that is missing (form 02); the clock stops."""
    checks.check_supplements(
        number=case.number, asked=case.dossier.supplements, most=case.limit("supplement-requests-max")
    )
    reason = defects.reason_of(given.papers, given.reason)
    if not given.papers:
        raise InvalidInput(
            faults=[
                Fault("papers", gettext_noop("Name at least one paper that is missing or must be corrected."))
            ]
        )
    defects.note(case, given.papers, letter=Letter.SUPPLEMENT)
    days = case.definition.supplement_window_days or case.limit("supplement-window-days")
    answer_by = end_of_working_day(case.at + timedelta(days=days), calendar=case.calendar)
    case.rows.append(
        rows.new(
            Wait,
            dossier_id=case.dossier.pk,
            kind=WaitKind.SUPPLEMENT,
            number=case.dossier.supplements + 1,
            from_state=case.dossier.state,
            asked_at=case.at,
            due_before=case.dossier.due_at,
            asked_by_id=case.officer_id,
            reason=reason,
            items=[asdict(paper) for paper in given.papers],
            answer_by=answer_by,
        )
    )
    case.facts = {"answer_by": stamp(answer_by), "papers": [paper.code for paper in given.papers]}
    return case.move(
        text=reason,
        values={"answer_by": moment(answer_by), "papers": defects.lines_for(case, given.papers)},
        changes={"supplements": case.dossier.supplements + 1, "due_at": None, "desk_at": PAUSED_AT},
    )


@act(Act.SUPPLEMENT)
def supplement(case: Case, given: inputs.Supplement) -> Done:
    """The person brings what was asked; the clock goes on, or starts afresh, as the procedure's policy says."""
    wait = case.open_wait()
    note = checks.check_text(field="note", text=given.note, needed=False)
    if not given.papers and not note:
        raise InvalidInput(
            faults=[Fault("papers", gettext_noop("Attach at least one of the papers asked for."))]
        )
    held.check_given(given.papers, reach=case.reach, at=case.at, as_officer=case.grant is not None)
    case.store.answer_wait(wait, at=case.at)
    papers = papers_of(dossier_id=case.dossier.pk, given=given.papers, at=case.at, wait_id=wait.pk)
    case.store.add_papers(papers)
    held.note_reuses(papers, case.dossier, actor=case.actor, agency=case.dossier.agency.code, at=case.at)
    case.facts = {"papers": [paper.code for paper in given.papers]}
    return end_of_wait(case, wait, text=note)


def end_of_wait(case: Case, wait: Wait, *, text: str) -> Done:
    """Back to where it was when the clock stopped, with the date that follows from how long it stood."""
    due = queries.due_after_wait(
        case.dossier,
        waits=case.store.waits(case.dossier),
        extension=case.store.last_extension(case.dossier),
        definition=case.definition,
        calendar=case.calendar,
    )
    case.facts |= {"due": stamp(due)} if due else {}
    return case.move(
        to_state=State(wait.from_state),
        text=text,
        values={"due": moment(due) if due else ""},
        changes={"due_at": due, "desk_at": due or queries.acknowledge_by(case.calendar, at=case.at)},
    )
