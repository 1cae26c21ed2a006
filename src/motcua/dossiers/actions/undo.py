"""Taking back one's own last act: the dossier stands as it stood, the act and its taking back stay in the log.

The revision goes on: whoever heard of the state meanwhile, the nation too, hears of the newer one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions import defects
from motcua.dossiers.actions.moving import Case, Done
from motcua.dossiers.actions.store import ROWS, Store
from motcua.dossiers.models import Dossier, Extension, Movement, Passage, Wait
from motcua.dossiers.rules import refusals, undoing
from motcua.dossiers.rules.states import TABLE, Act, State
from motcua.notices import actions as notices
from motcua.people.rules import Grant, Reach
from motcua.procedures import queries as procedures


@dataclass(frozen=True)
class Undoable:
    """The last act, which this person may still take back."""

    act: Act
    until: datetime
    movement: Movement
    grant: Grant
    minutes_left: int  # begun ones counted

    @property
    def tells(self) -> bool:
        """Whether the applicant will be told once the time has passed."""
        return bool(TABLE[self.act].notice)


def undoable(
    dossier: Dossier, *, reach: Reach, at: datetime, rows: Sequence[Movement] | None = None
) -> Undoable | None:
    """For a page that offers it, by the movements if it has read them; None when there is nothing to offer."""
    if rows is None:
        last = _last(dossier)
    else:
        last = next((row for row in reversed(rows) if row.seq == dossier.revision), None)
    try:
        return checked(dossier, last, reach=reach, at=at)
    except refusals.Refusal:
        return None


def undo(*, number: str, reach: Reach, at: datetime, seen: int | None = None) -> Done:
    """Everything as before the act; refused once it is too late, the person was told, or somebody acted since."""
    try:
        with transaction.atomic():
            dossier = queries.found_for(number, reach=reach)
            if seen is not None and seen != dossier.revision:
                raise refusals.SomeoneWasFaster(number=number)
            found = checked(dossier, _last(dossier), reach=reach, at=at)
            return _undone(dossier, found, reach=reach, at=at)
    except (database.NotAsRead, IntegrityError) as error:
        raise refusals.SomeoneWasFaster(number=number) from error


def _last(dossier: Dossier) -> Movement | None:
    return Movement.objects.filter(dossier=dossier, seq=dossier.revision).first()


def checked(dossier: Dossier, last: Movement | None, *, reach: Reach, at: datetime) -> Undoable:
    """Its last act, if it may be taken back now by this person; a refusal otherwise."""
    number = dossier.number or ""
    grant = next((one for one in reach.grants if last and last.actor == f"mandate:{one.mandate_id}"), None)
    if last is None or last.before is None or grant is None:
        raise refusals.NothingToUndo(number=number)
    act, minutes = Act(last.act), queries.limit("undo-minutes", on=last.at)
    undoing.check_undo(
        number=number,
        act=act,
        facts={"electronic": dossier.electronic, "before": str(last.before.get("electronic") or "")},
        is_own=last.officer_id == reach.officer_id,
        done_at=last.at,
        at=at,
        minutes=minutes,
    )
    until = undoing.until(done_at=last.at, minutes=minutes)
    return Undoable(act, until, last, grant, minutes_left=-(-(until - at) // timedelta(minutes=1)))


def _undone(dossier: Dossier, found: Undoable, *, reach: Reach, at: datetime) -> Done:
    last, subject = found.movement, f"dossier:{dossier.key}"
    notice = TABLE[found.act].notice
    if notice and not notices.recall(template=f"dossiers/{notice}", subject=subject, queued_at=last.at):
        raise refusals.AlreadyTold(number=dossier.number)
    take_back_rows([(dossier, found)], at=at)
    return move_back(dossier, found, reach=reach, at=at)


def move_back(dossier: Dossier, found: Undoable, *, reach: Reach, at: datetime, store: Store = ROWS) -> Done:
    """The dossier's own columns, its entry and its line of the timeline."""
    last = found.movement
    case = Case(
        dossier=dossier,
        definition=procedures.definition(dossier.version_id),
        rule=TABLE[Act.UNDO],
        reach=reach,
        grant=found.grant,
        at=at,
        store=store,
        facts={"undoes": last.seq, "act": str(found.act)},
    )
    before = _columns(last.before or {})
    assert last.from_state is not None and last.from_step is not None
    agency_id = before.get("step_agency_id", dossier.step_agency_id)
    assert isinstance(agency_id, int)
    return case.move(
        to_state=State(last.from_state), to_step=last.from_step, to_agency_id=agency_id, restore=before
    )


def take_back_rows(back: Sequence[tuple[Dossier, Undoable]], *, at: datetime) -> None:
    """The rows that the act wrote beside each dossier, set by set; what it said stays in its own line of the timeline.

    The dossiers' revisions are still those of the acts that are taken back.
    """
    sets: dict[tuple[Act, datetime], list[int]] = defaultdict(list)
    for dossier, found in back:
        sets[found.act, found.movement.at].append(dossier.pk)
    for (act, then), ids in sets.items():
        if act in (Act.ASK_SUPPLEMENT, Act.ASK_DUTY):
            Wait.objects.filter(dossier__in=ids, asked_at=then, answered_at=None).update(
                answered_at=at, undone_at=at
            )
        elif act is Act.STOP:
            Wait.objects.filter(dossier__in=ids, answered_at=then, undone_at=None).update(answered_at=None)
        elif act is Act.EXTEND:
            Extension.objects.filter(dossier__in=ids, number=F("dossier__extended"), at=then).delete()
        defects.take_back(ids, at=at)
        Passage.objects.filter(dossier__in=ids, left_at=then).delete()


def _columns(before: Mapping[str, object]) -> dict[str, object]:
    """The kept values as the columns hold them."""
    found: dict[str, object] = {}
    for name, value in before.items():
        is_moment = isinstance(Dossier._meta.get_field(name.removesuffix("_id")), DateTimeField)
        found[name] = datetime.fromisoformat(value) if is_moment and isinstance(value, str) else value
    return found
