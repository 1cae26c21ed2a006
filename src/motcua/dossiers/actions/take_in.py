"""At the desk: take in, or refuse with the legal ground."""

from dataclasses import asdict

from motcua.dossiers import queries
from motcua.dossiers.actions import defects
from motcua.dossiers.actions.moving import Case, Done, act, stamp
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.defects import Letter
from motcua.dossiers.rules.states import Act
from motcua.foundation import calendar as deadlines
from motcua.notices.rules import moment


@act(Act.TAKE_IN, one_write=True)
def take_in(case: Case, given: inputs.TakeIn) -> Done:
    """Accept a complete dossier: the term starts and the return date is promised (form 01)."""
    note = checks.check_text(field="note", text=given.note, needed=False)
    case_papers = queries.case_of(case.definition, case.dossier.case)
    known = {paper.code for paper in case_papers.papers} if case_papers else set()
    checks.check_papers_known(
        field="papers_checked", given=given.papers_checked, known=known | {inputs.OTHER_PAPER}
    )
    received = case.dossier.counts_from or case.at
    due = deadlines.due_at(
        received=received, term=case.term(), calendar=case.calendar, policy=case.definition.pause_policy
    )
    assert due is not None
    case.facts = {"due": stamp(due), "papers": list(given.papers_checked)}
    return case.move(
        text=note,
        values={"due": moment(due)},
        to_officer_id=case.officer_id,
        changes={"received_at": received, "promised_at": due, "due_at": due, "desk_at": due},
    )


@act(Act.REFUSE, one_write=True)
def refuse(case: Case, given: inputs.Refuse) -> Done:
    """Do not take it in, in writing, with reason and legal ground (form 03)."""
    reason = defects.reason_of(given.papers, given.reason)
    defects.note(case, given.papers, letter=Letter.REFUSAL)
    ground = checks.check_text(
        field="legal_ground", text=given.legal_ground, needed=True, most=checks.LEGAL_GROUND_CHARACTERS_MAX
    )
    case.facts = {"legal_ground": ground, "sent_back": [asdict(paper) for paper in given.papers]}
    return case.move(
        text=reason,
        values={"legal_ground": ground, "papers": defects.lines_for(case, given.papers)},
        changes={"closed_at": case.at, "due_at": None},
    )
