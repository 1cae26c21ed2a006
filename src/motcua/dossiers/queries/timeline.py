"""What happened to one dossier, for its owner in plain words, for officers in full, and as the control slip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import TABLE, Act, State
from motcua.foundation.forms import Wording
from motcua.procedures import queries as procedures

# What the applicant reads; assignments, notes and rework are the office's own affair.
PUBLIC = frozenset(Act) - {Act.NOTE, Act.ASSIGN, Act.SEND_BACK, Act.SIGN, Act.STAMP, Act.RECALL}
# Acts whose words are addressed to the applicant.
WORDS_FOR_APPLICANT = frozenset({Act.REFUSE, Act.ASK_SUPPLEMENT, Act.ASK_DUTY, Act.EXTEND, Act.STOP})


@dataclass(frozen=True)
class Event:
    seq: int
    act: Act
    name: str  # message id
    at: datetime
    agency: str
    officer: str
    officer_id: int | None
    to_officer: str
    to_agency: str
    from_state: State | None
    to_state: State
    from_step: Wording | None
    to_step: Wording | None
    used_minutes: int | None
    allotted_minutes: int | None
    text: str
    facts: dict[str, object]
    entry_hash: str
    is_undone: bool = False  # taken back a moment later; it and its taking back stay to be read


def undone_seqs(dossier: Dossier) -> list[int]:
    """The acts on this dossier that were taken back."""
    rows = Movement.objects.filter(dossier=dossier, act=Act.UNDO).values_list("facts", flat=True)
    return [int(facts["undoes"]) for facts in rows]


def movements(dossier: Dossier) -> list[Movement]:
    """Its rows in order of happening, with who acted and where."""
    rows = Movement.objects.filter(dossier=dossier).select_related(
        "agency", "officer__person", "to_officer__person", "to_agency"
    )
    return list(rows.order_by("seq"))


def timeline(dossier: Dossier, *, in_full: bool, rows: Sequence[Movement] | None = None) -> tuple[Event, ...]:
    """In order of happening. Not in full: without the office's own affairs and without names of officers."""
    definition = procedures.definition(dossier.version_id)
    names = [stop.name for stop in route(definition)]
    events: list[Event] = []
    for row in movements(dossier) if rows is None else rows:
        act = Act(row.act)
        if act is Act.UNDO and events and (events[-1].seq == row.facts["undoes"]):
            events[-1] = replace(events[-1], is_undone=True)
        if (in_full or act in PUBLIC) and not (
            # The office's own affair, taken back, is the office's own affair.
            act is Act.UNDO and not in_full and not (events and events[-1].is_undone)
        ):
            events.append(_event(row, act, names=names, in_full=in_full))
    return tuple(events)


def _event(row: Movement, act: Act, *, names: list[Wording], in_full: bool) -> Event:
    return Event(
        seq=row.seq,
        act=act,
        name=TABLE[act].done,
        at=row.at,
        agency=row.agency.name if row.agency else "",
        officer=row.officer.person.full_name if in_full and row.officer else "",
        officer_id=row.officer_id if in_full else None,
        to_officer=row.to_officer.person.full_name if in_full and row.to_officer else "",
        to_agency=row.to_agency.name if row.to_agency else "",
        from_state=State(row.from_state) if row.from_state else None,
        to_state=State(row.to_state),
        from_step=_name(names, row.from_step),
        to_step=_name(names, row.to_step),
        used_minutes=row.used_minutes,
        allotted_minutes=row.allotted_minutes,
        text=row.text if in_full or act in WORDS_FOR_APPLICANT else "",
        facts=dict(row.facts),
        entry_hash=bytes(row.entry_hash).hex(),
    )


def _name(names: list[Wording], step: int | None) -> Wording | None:
    return names[step] if step is not None and step < len(names) else None
