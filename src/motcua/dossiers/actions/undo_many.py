"""Taking back one act on many, in lots of one transaction each: by the same checks and the same move as a single `undo`.

Rows are held in the order of a single act, so that neither waits for the other in a circle: messages, then pauses, then
the requests themselves, whose revisions are looked at once more before anything of them is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions.together import Together
from motcua.dossiers.actions.undo import Undoable, checked, move_back, take_back_rows
from motcua.dossiers.models import BulkAct, BulkLine, Dossier, Movement
from motcua.dossiers.queries.gate import load_places
from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.bulk import LOT_ROWS, LineState, kept_refusal
from motcua.dossiers.rules.states import TABLE
from motcua.foundation.refusal import NotFound, Refusal
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Reach


@dataclass(frozen=True)
class Found:
    """One line that may be taken back, unless its person was told meanwhile."""

    line: BulkLine
    dossier: Dossier
    last: Undoable


@transaction.atomic
def undo_lot(bulk: BulkAct, *, rows_max: int = LOT_ROWS) -> int:
    """Some lines, as of the moment at which it was asked; answers how many were looked at."""
    at = bulk.undo_at
    assert at is not None
    # First its own row, held: a second worker waits here and goes on where this one ended.
    if not BulkAct.objects.filter(pk=bulk.pk, undone_at=None).update(undo_at=F("undo_at")):
        return 0
    done = BulkLine.objects.filter(bulk=bulk, state=LineState.DONE).order_by("dossier")
    lines = list(done[:rows_max])
    if lines:
        _take_back(lines, people.reach(bulk.account, at, mandate_id=bulk.mandate_id), at=at)
    if not done.exists():
        BulkAct.objects.filter(pk=bulk.pk, undone_at=None).update(undone_at=at)
    return len(lines)


def _take_back(lines: Sequence[BulkLine], reach: Reach, *, at: datetime) -> None:
    found, kept = _looked_at(lines, reach, at=at)
    told = _recall(found)
    for one in found:
        if _subject(one.dossier) in told:
            kept.append((one.line, refusals.AlreadyTold(number=one.dossier.number)))
    back = [one for one in found if _subject(one.dossier) not in told]
    take_back_rows([(one.dossier, one.last) for one in back], at=at)
    _hold(back)
    store = Together([one.dossier for one in back])
    for one in back:
        move_back(one.dossier, one.last, reach=reach, at=at, store=store)
    store.write()
    BulkLine.objects.filter(pk__in=[one.line.pk for one in back]).update(state=LineState.UNDONE)
    for line, refusal in kept:
        line.state, line.why = LineState.KEPT, kept_refusal(refusal)
    BulkLine.objects.bulk_update([line for line, _refusal in kept], ["state", "why"])


def _looked_at(
    lines: Sequence[BulkLine], reach: Reach, *, at: datetime
) -> tuple[list[Found], list[tuple[BulkLine, Refusal]]]:
    """Which of these may be taken back, and why not the others."""
    visible = queries.visible_to(reach, at=at).filter(pk__in=[line.dossier_id for line in lines])
    dossiers = {one.pk: one for one in visible.order_by("pk")}
    load_places(list(dossiers.values()))
    newest = Movement.objects.filter(dossier__in=dossiers, seq=F("dossier__revision"))
    last = {movement.dossier_id: movement for movement in newest}
    found: list[Found] = []
    kept: list[tuple[BulkLine, Refusal]] = []
    for line in lines:
        dossier = dossiers.get(line.dossier_id)
        try:
            if dossier is None:
                raise NotFound()
            if dossier.revision != line.revision:
                raise refusals.SomeoneWasFaster(number=dossier.number)
            found.append(Found(line, dossier, checked(dossier, last.get(dossier.pk), reach=reach, at=at)))
        except Refusal as refusal:
            kept.append((line, refusal))
    return found, kept


def _recall(found: Iterable[Found]) -> set[str]:
    """Take back the messages that still wait; answers whose was on its way already."""
    messages: dict[tuple[str, datetime], list[str]] = {}
    for one in found:
        if notice := TABLE[one.last.act].notice:
            subjects = messages.setdefault((f"dossiers/{notice}", one.last.movement.at), [])
            subjects.append(_subject(one.dossier))
    told: set[str] = set()
    for (template, queued_at), subjects in messages.items():
        told |= notices.recall_many(template=template, subjects=subjects, queued_at=queued_at)
    return told


def _subject(dossier: Dossier) -> str:
    return f"dossier:{dossier.key}"


def _hold(back: Sequence[Found]) -> None:
    """None was changed since it was looked at; whoever was faster makes the lot read again."""
    held = Dossier.objects.filter(pk__in=[one.dossier.pk for one in back]).order_by("pk").select_for_update()
    now = dict(held.values_list("pk", "revision"))
    if any(now.get(one.dossier.pk) != one.dossier.revision for one in back):
        raise database.NotAsRead
