"""One act on many dossiers: asked, confirmed, done in lots of one transaction each, and taken back as a whole.

Every dossier has its own checks, entry, row of the timeline and notice, by the same functions as a single act. A lot
marks its lines in the transaction that does them, so whoever is killed in the middle leaves lines that are done and
lines that wait, and the next worker goes on with those.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions.handle import assign, hand_over
from motcua.dossiers.actions.moving import Public, case_of
from motcua.dossiers.actions.together import Together
from motcua.dossiers.actions.undo_many import undo_lot
from motcua.dossiers.actions.wait import ask_supplement
from motcua.dossiers.models import BulkAct, BulkLine, Dossier
from motcua.dossiers.queries import bulk as asked
from motcua.dossiers.queries.gate import load_bundles, load_parties, load_places
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.bulk import (
    AT_ONCE_MAX,
    LOT_ROWS,
    Given,
    LineState,
    Stage,
    kept_input,
    kept_refusal,
    read_input,
)
from motcua.dossiers.rules.states import Act
from motcua.foundation.collecting import nothing_collected
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people import queries as people
from motcua.people.rules import Reach

FUNCTIONS: dict[Act, Public[Any]] = {
    Act.ASSIGN: assign,
    Act.HAND_OVER: hand_over,
    Act.ASK_SUPPLEMENT: ask_supplement,
}
TRIES_MAX = 3
KEPT = timedelta(days=30)  # the list of what went; the acts themselves stay for ever
UNCONFIRMED_KEPT = timedelta(days=1)


@transaction.atomic
def ask(
    *, act: Act, ids: Sequence[int], reach: Reach, at: datetime, seen: Mapping[int, int] | None = None
) -> BulkAct:
    """Note which dossiers are meant, as they stand now, and which cannot be done. Nothing is done yet."""
    assert reach.account_id is not None
    bulk = BulkAct.objects.create(account_id=reach.account_id, mandate_id=_hat(reach), act=act, asked_at=at)
    lines = []
    for one in asked.candidates(ids, act, reach, at=at):
        line = BulkLine(bulk=bulk, dossier_id=one.dossier_id, seen=one.revision)
        why_not = one.why_not
        if (seen or {}).get(one.dossier_id, one.revision) != one.revision:
            why_not = refusals.SomeoneWasFaster(number=one.number)
        if why_not is not None:
            line.state, line.why = LineState.REFUSED, kept_refusal(why_not)
        lines.append(line)
    BulkLine.objects.bulk_create(lines, batch_size=LOT_ROWS)
    return bulk


def _hat(reach: Reach) -> int | None:
    own = {grant.mandate_id for grant in reach.grants if grant.covers is None}
    return own.pop() if len(own) == 1 else None


@transaction.atomic
def confirm(
    *, key: UUID, given: Given, reach: Reach, at: datetime, ticked: Collection[str] | None = None
) -> BulkAct:
    """Say yes, once; with `ticked`, to these numbers only. Small ones are done by `go_on_with`, others by the job."""
    bulk = asked.opened(key, reach)
    if isinstance(given, inputs.AskSupplement):
        checks.check_papers_asked(field="papers", count=len(given.papers))
    changed = BulkAct.objects.filter(pk=bulk.pk, confirmed_at=None).update(
        confirmed_at=at, given=kept_input(given)
    )
    if changed and ticked is not None:
        waiting = BulkLine.objects.filter(bulk=bulk, state=LineState.WAITING)
        waiting.exclude(dossier__number__in=list(ticked)).update(state=LineState.LEFT_OUT)
    bulk.refresh_from_db()
    return bulk


def undo_all(*, key: UUID, reach: Reach, at: datetime) -> BulkAct:
    """Ask for all of it to be taken back, within the while; lines that cannot be are named. Pressed twice, it is asked once."""
    bulk = asked.opened(key, reach)
    if bulk.undo_at is not None:
        return bulk
    if bulk.stage is not Stage.DONE:
        raise refusals.NothingToUndo(number="")
    if at >= asked.undo_until(bulk):
        raise refusals.BulkUndoTooLate()
    BulkAct.objects.filter(pk=bulk.pk, undo_at=None).update(undo_at=at)
    bulk.refresh_from_db()
    return bulk


def is_small(bulk: BulkAct) -> bool:
    """Few enough to be done while the officer waits."""
    states = (LineState.WAITING, LineState.DONE) if bulk.undo_at else (LineState.WAITING,)
    few = BulkLine.objects.filter(bulk=bulk, state__in=states).order_by("pk")[: AT_ONCE_MAX + 1]
    return few.count() <= AT_ONCE_MAX


# The work -----------------------------------------------------------------------------------------------------


def go_on(*, at: datetime) -> int:
    """The next lot of each that runs; answers how many lines were looked at."""
    running = BulkAct.objects.filter(confirmed_at__isnull=False, finished_at=None)
    undoing = BulkAct.objects.filter(undo_at__isnull=False, undone_at=None)
    return sum(go_on_with(bulk, at=at) for bulk in [*running.order_by("pk"), *undoing.order_by("pk")])


def go_on_with(bulk: BulkAct, *, at: datetime) -> int:
    """One lot. Whoever was faster with one of its rows makes the lot read again."""
    for _ in range(TRIES_MAX):
        try:
            with nothing_collected():
                return undo_lot(bulk, rows_max=LOT_ROWS) if bulk.undo_at else _lot(bulk, at=at)
        except database.NotAsRead:
            continue
    return 0


@transaction.atomic
def _lot(bulk: BulkAct, *, at: datetime) -> int:
    # First its own row, held: a second worker waits here and goes on where this one ended.
    if not BulkAct.objects.filter(pk=bulk.pk, finished_at=None).update(confirmed_at=F("confirmed_at")):
        return 0
    waiting = BulkLine.objects.filter(bulk=bulk, state=LineState.WAITING).order_by("dossier")
    lines = list(waiting[:LOT_ROWS])
    if lines:
        _do(bulk, lines, at=at)
    BulkAct.objects.filter(pk=bulk.pk, first_at=None).update(first_at=at)
    if not waiting.exists():
        BulkAct.objects.filter(pk=bulk.pk, finished_at=None).update(finished_at=at, given={})
    return len(lines)


def _do(bulk: BulkAct, lines: Sequence[BulkLine], *, at: datetime) -> None:
    reach = people.reach(bulk.account, at, mandate_id=bulk.mandate_id)
    held = _held([line.dossier_id for line in lines], reach, at=at)
    act = Act(bulk.act)
    given, function, store = read_input(act, bulk.given), FUNCTIONS[act], Together(list(held.values()))
    for line in lines:
        try:
            _do_one(line, held.get(line.dossier_id), act, function, given, store, reach, at=at)
        except Refusal as refusal:
            line.state, line.why = LineState.REFUSED, kept_refusal(refusal)
        else:
            line.state = LineState.DONE
    store.write()
    _mark(lines)


def _mark(lines: Sequence[BulkLine]) -> None:
    """What became of each: those that are done in one plain statement, since none was changed after it was seen."""
    done = [line.pk for line in lines if line.state == LineState.DONE]
    BulkLine.objects.filter(pk__in=done).update(state=LineState.DONE, revision=F("seen") + 1)
    refused = [line for line in lines if line.state == LineState.REFUSED]
    BulkLine.objects.bulk_update(refused, ["state", "why"])


def _do_one(
    line: BulkLine,
    dossier: Dossier | None,
    act: Act,
    function: Public[Any],
    given: Given,
    store: Together,
    reach: Reach,
    *,
    at: datetime,
) -> None:
    if dossier is None:
        raise NotFound()
    if dossier.revision != line.seen:
        raise refusals.SomeoneWasFaster(number=dossier.number)
    case = case_of(dossier, act=act, reach=reach, at=at, store=store)
    function.on_case(case, given)


def _held(ids: Sequence[int], reach: Reach, *, at: datetime) -> dict[int, Dossier]:
    """Those within reach, held until the lot is written, with what their rules need."""
    within = queries.at_work(reach, at=at).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    dossiers = list(Dossier.objects.filter(pk__in=list(within)).order_by("pk").select_for_update())
    load_places(dossiers)
    load_parties(dossiers)
    load_bundles(dossiers)
    return {one.pk: one for one in dossiers}


def clear(*, at: datetime) -> int:
    """Forget the lists of what was never confirmed, and of what was done long ago."""
    old = BulkAct.objects.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED_KEPT)
    over = BulkAct.objects.filter(finished_at__lt=at - KEPT)
    return sum(1 for rows in (old, over) for bulk in rows[:LOT_ROWS] if bulk.delete())
