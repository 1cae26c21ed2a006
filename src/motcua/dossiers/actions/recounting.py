"""A day off is decided late: open requests are counted again, in lots, each once, from where the last run stopped.

The law writes what was decided into the chronicle. `gather` reads it there and notes the day; days that follow within
a minute join the same pass, so that each person is told once. `go_on` takes the next lots. A lot is one transaction:
dates, entries, movements, notices and the place where the pass stands change together or not at all, so a worker that
is killed leaves nothing half done, and of two workers one waits and then finds the place moved on.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from motcua import bulk, database, rows
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.chronicle.queries import Sealed
from motcua.chronicle.rules import JSON
from motcua.dossiers import queries
from motcua.dossiers.actions import telling
from motcua.dossiers.actions.moving import stamp
from motcua.dossiers.models import Dossier, Extension, Movement, Recount, RecountDay, Wait
from motcua.dossiers.queries import recount as asked
from motcua.dossiers.rules import recount as rules
from motcua.dossiers.rules.recount import DayOff
from motcua.dossiers.rules.states import PAUSED, Act, State
from motcua.law import queries as law
from motcua.law.rules import DayKind, Kind
from motcua.notices import actions as notices
from motcua.notices.rules import moment
from motcua.procedures import queries as procedures

FOLLOWER = "dossiers.recount"
KINDS = (Kind.DAY_DECIDED,)
ACTOR = "system:dossiers"
LOT_ROWS = 1_000
# A run is short, so that other jobs of the room are not held up; the next one is a second away.
LOTS_A_RUN_MAX = 3


def read_decisions() -> int:
    return chronicle.read_on(follower=FOLLOWER, kinds=[str(kind) for kind in KINDS], handle=gather)


def gather(entry: Sealed) -> None:
    """Note a day off that was decided; a day worked makes no date later, and none becomes earlier."""
    decided = law.decision(int(entry.subject.removeprefix("law-day:")))
    if decided is None or decided.kind is not DayKind.OFF:
        return
    begins_at = entry.at + rules.GATHER
    waiting = Recount.objects.filter(started_at__isnull=True).order_by("pk").first()
    # The update that counts its rows: a pass that has just begun takes no further day.
    if waiting is None or not Recount.objects.filter(pk=waiting.pk, started_at__isnull=True).update(
        begins_at=begins_at
    ):
        waiting = Recount.objects.create(begins_at=begins_at)
    RecountDay.objects.create(
        recount=waiting,
        entry=entry.position,
        date=decided.date,
        name=decided.name,
        basis=decided.basis,
        agency_id=decided.agency_id,
        decided_at=entry.at,
    )


def go_on(*, at: datetime, lots: int = LOTS_A_RUN_MAX, lot_rows: int = LOT_ROWS) -> int:
    """The next lots of the pass that is due; answers how many requests were looked at."""
    assert 0 < lot_rows <= LOT_ROWS
    looked, turns = 0, database.Turns()
    for _ in range(lots):
        turns.give_way()
        recount = asked.next_recount(at)
        if recount is None or not _is_begun(recount, at=at):
            break
        looked += _lot(recount, at=at, lot_rows=lot_rows)
    return looked


def _is_begun(recount: Recount, *, at: datetime) -> bool:
    if recount.started_at is None:
        total = asked.touched(_days_off(asked.days_of(recount))).count()
        begun = Recount.objects.filter(pk=recount.pk, started_at__isnull=True, begins_at__lte=at)
        if not begun.update(started_at=at, total=total):
            return False
        recount.refresh_from_db()
    return True


@transaction.atomic
def _lot(recount: Recount, *, at: datetime, lot_rows: int) -> int:
    """One lot. The rows are held until it is written, so an act on one of them comes before or after, never between."""
    # First its own place, and held: a second worker waits here and then starts where this one ended.
    if not Recount.objects.filter(pk=recount.pk, last=recount.last, finished_at=None).update(seen=F("seen")):
        return 0
    days = asked.days_of(recount)
    off = _days_off(days)
    ids = asked.touched(off).filter(pk__gt=recount.last).order_by("pk").values_list("pk", flat=True)
    lot = _taken(list(ids[:lot_rows]))
    moves = [move for one in lot if (move := _again(one, off))]
    _write(moves, days, at=at)
    Recount.objects.filter(pk=recount.pk).update(
        last=lot[-1].dossier.pk if lot else recount.last,
        seen=F("seen") + len(lot),
        moved=F("moved") + len(moves),
        finished_at=None if lot else at,
    )
    return len(lot)


def _days_off(days: Sequence[RecountDay]) -> list[DayOff]:
    return [DayOff(day.date, day.agency.path if day.agency else "") for day in days]


@dataclass(frozen=True)
class Taken:
    """One request of the lot with what its date was made of."""

    dossier: Dossier
    waits: list[Wait]
    extension: Extension | None


def _taken(ids: Sequence[int]) -> list[Taken]:
    """The rows, held until the lot is written; waits and extensions are asked once for the whole lot."""
    found = Dossier.objects.select_related("agency", "step_agency").filter(pk__in=ids).order_by("pk")
    lot = list(found.select_for_update(of=("self",)))
    waits: dict[int, list[Wait]] = defaultdict(list)
    for wait in Wait.objects.filter(
        dossier__in=[one.pk for one in lot if one.has_waited], undone_at=None
    ).order_by("pk"):
        waits[wait.dossier_id].append(wait)
    extended = Extension.objects.filter(dossier__in=[one.pk for one in lot if one.extended])
    last = {extension.dossier_id: extension for extension in extended.order_by("pk")}
    return [Taken(dossier, waits[dossier.pk], last.get(dossier.pk)) for dossier in lot]


@dataclass(frozen=True)
class Move:
    """What changes of one request."""

    dossier: Dossier
    days: tuple[DayOff, ...]
    due: datetime | None = None  # the new date in force
    wait: Wait | None = None  # whose term for an answer moves
    answer_by: datetime | None = None
    desk_at: datetime | None = None  # when nothing was promised yet: only its place on the desk


def _again(taken: Taken, days: Sequence[DayOff]) -> Move | None:
    dossier = taken.dossier
    calendar = law.calendar(dossier.agency_id)
    if dossier.state == State.NEW:
        later = max(dossier.desk_at, queries.acknowledge_by(calendar, at=dossier.state_since))
        return Move(dossier, (), desk_at=later) if later > dossier.desk_at else None
    if dossier.state in PAUSED:
        wait = next((one for one in taken.waits if one.answered_at is None), None)
        until = rules.next_working(wait.answer_by, calendar=calendar) if wait else None
        if wait is None or until is None or until <= wait.answer_by:
            return None
        reasons = rules.touched_by(days, received=wait.asked_at, due=wait.answer_by, path=dossier.agency.path)
        return Move(dossier, reasons, wait=wait, answer_by=until) if reasons else None
    if dossier.due_at is None or dossier.received_at is None:
        return None
    reasons = rules.touched_by(
        days, received=dossier.received_at, due=dossier.due_at, path=dossier.agency.path
    )
    counted = queries.due_after_wait(
        dossier,
        waits=taken.waits,
        extension=taken.extension,
        definition=procedures.definition(dossier.version_id),
        calendar=calendar,
    )
    due = rules.counted_again(due=dossier.due_at, counted=counted, calendar=calendar)
    return Move(dossier, reasons, due=due) if reasons and due > dossier.due_at else None


# Writing ---------------------------------------------------------------------------------------------------


def _write(moves: Sequence[Move], days: Sequence[RecountDay], *, at: datetime) -> None:
    told = [move for move in moves if move.desk_at is None]
    entries, movements, messages = [], [], []
    for move in told:
        named = [day for day in days if day.date in {one.date for one in move.days}]
        movement, entry = _record(move, named, at=at)
        movements.append(movement)
        entries.append(entry)
        messages.append(_notice(move, named, at=at))
    _change(moves)
    for movement, digest in zip(movements, chronicle.append_many(entries), strict=True):
        movement.entry_hash = digest
    if movements:
        bulk.insert(Movement, movements)
    notices.queue_many(messages=messages)


def _change(moves: Sequence[Move]) -> None:
    as_written = connection.ops.adapt_datetimefield_value
    dates = []
    for move in moves:
        one = move.dossier
        if move.desk_at is None:
            due, desk = (move.due, move.due) if move.due else (one.due_at, one.desk_at)
            dates.append((as_written(due), as_written(desk), one.pk, one.revision))
    desks = [(as_written(m.desk_at), m.dossier.pk, m.dossier.revision) for m in moves if m.desk_at]
    with connection.cursor() as cursor:
        for name, values in (("count_again", dates), ("desk_again", desks)):
            if values:
                cursor.executemany(queries.sql(name), values)
                # Held since they were read, so each is still as it was read.
                assert cursor.rowcount == len(values), "a request changed under the lot"
    for move in moves:
        if move.wait is not None:
            Wait.objects.filter(pk=move.wait.pk).update(answer_by=move.answer_by)


def _record(move: Move, days: Sequence[RecountDay], *, at: datetime) -> tuple[Movement, NewEntry]:
    dossier, seq, salt = move.dossier, move.dossier.revision + 1, secrets.token_bytes(16)
    movement = rows.new(
        Movement,
        dossier_id=dossier.pk,
        seq=seq,
        act=Act.RECOUNT,
        at=at,
        actor=ACTOR,
        from_state=dossier.state,
        to_state=dossier.state,
        from_step=dossier.step,
        to_step=dossier.step,
        text="",
        facts={
            **_dates(move),
            "days": [{"date": f"{day.date}", "name": day.name, "basis": day.basis} for day in days],
        },
        salt=salt,
    )
    data: dict[str, JSON] = {
        "revision": seq,
        "from": int(dossier.state),
        "to": int(dossier.state),
        "step": dossier.step,
        "days": [f"{day.date}" for day in days],
    }
    entry = NewEntry(
        kind=Act.RECOUNT,
        subject=f"dossier:{dossier.key}",
        actor=ACTOR,
        at=at,
        agency=dossier.step_agency.code,
        data=data,
    )
    return movement, entry


def _dates(move: Move) -> dict[str, str]:
    if move.wait is not None:
        assert move.answer_by is not None
        return {"old_answer_by": stamp(move.wait.answer_by), "answer_by": stamp(move.answer_by)}
    assert move.due is not None and move.dossier.due_at is not None
    return {"old_due": stamp(move.dossier.due_at), "due": stamp(move.due)}


def _notice(move: Move, days: Sequence[RecountDay], *, at: datetime) -> notices.Message:
    dossier = move.dossier
    before, now = (
        (move.wait.answer_by, move.answer_by) if move.wait is not None else (dossier.due_at, move.due)
    )
    assert before is not None and now is not None
    return notices.Message(
        to=telling.applicant_of(dossier),
        template="dossiers/counted-again",
        values={
            "number": dossier.number or "",
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
            "waits": move.wait is not None,
            "old": moment(before),
            "due": moment(now),
            "days": rules.dates_named([day.date for day in days]),
            "basis": "; ".join(dict.fromkeys(day.basis for day in days)),
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
