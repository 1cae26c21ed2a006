"""An import from file to done, and back: checked, written in lots of one transaction each, taken back in lots.

Whoever is killed in the middle leaves lots that are done and rows that wait: the next run goes on with those.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from motcua import bulk, database
from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries as dossier_queries
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.operations.importing import parts
from motcua.operations.importing.agencies import Agencies
from motcua.operations.importing.cells import EMPTY
from motcua.operations.importing.checking import Around, Checked, Checker, checked
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.dossiers import Requests
from motcua.operations.importing.files import Row, Table
from motcua.operations.importing.folder import Files
from motcua.operations.importing.history import History
from motcua.operations.importing.officers import Officers
from motcua.operations.importing.old_fonts import Letters
from motcua.operations.importing.papers import Papers
from motcua.operations.importing.parts import Uploaded
from motcua.operations.importing.rules import (
    LOT_FILES,
    LOT_ROWS,
    Fate,
    NotDone,
    NothingToDo,
    RowsAreWrong,
    Stage,
)
from motcua.operations.importing.rules import Kind as Entry
from motcua.operations.models import Import, ImportRow
from motcua.people import actions as people
from motcua.people import queries as people_queries
from motcua.people.rules import Reach, system

T = TypeVar("T")
UNCONFIRMED_KEPT = timedelta(days=1)
SILENT_MAX = timedelta(minutes=5)  # longer than any lot of files takes
UNNAMED_MAX = 200  # listed; all are counted
NAME_CHARACTERS_MAX = 300
NEEDS_NONE = gettext_noop("Only a table of papers comes with files. Send this table without them.")


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checker_of(kind: Kind, around: Around, rows: Iterable[Row]) -> tuple[Checker, Iterable[Row]]:
    """Who checks rows of this kind, and the rows in the order in which they are written."""
    if kind is Kind.AGENCIES:
        known = list(rows)
        agencies = Agencies(around, known)
        return agencies, agencies.ordered(known)
    if kind is Kind.OFFICERS:
        return Officers(around), rows
    if kind is Kind.HISTORY:
        return History(around), rows
    if kind is Kind.PAPERS:
        return Papers(around), rows
    return Requests(around, kind), rows


def lots(rows: Iterable[T], *, size: int = LOT_ROWS) -> Iterator[list[T]]:
    left = iter(rows)
    while lot := list(islice(left, size)):
        yield lot


def look(table: Table, around: Around) -> Iterator[list[Checked]]:
    """What each row would do, lot by lot; nothing is written."""
    checker, rows = checker_of(table.kind, around, table.rows())
    for lot in lots(rows, size=_size(table.kind)):
        with documents.looking_at_many():
            found = checked(table.kind, checker, lot)
        yield found


def _size(kind: Kind) -> int:
    return LOT_FILES if kind is Kind.PAPERS else LOT_ROWS


# Checked ----------------------------------------------------------------------------------------------------------


def check(batch: Import, table: Table, reach: Reach, *, at: datetime, files: Files | None = None) -> None:
    """Look at every row, and note what each would do.

    All of it before the transaction begins: for one that writes others wait, on PostgreSQL the sealer.
    """
    found, place = look(table, Around(reach, at, files=files)), 0
    looked = _told(batch, found) if table.kind is Kind.PAPERS else found
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="motcua-import-") as aside:
        for lot in looked:
            done = known_digests([one.digest for one in lot])
            notes = (_noted(one, place + turn, done) for turn, one in enumerate(lot))
            aside.writelines(json.dumps(note, ensure_ascii=False) + "\n" for note in notes)
            place += len(lot)
        if table.kind is Kind.PAPERS and files is not None:
            note_all(table, files)
        aside.seek(0)
        _note(batch, table, aside, at=at, files=files)
    batch.refresh_from_db()


@transaction.atomic
def _note(batch: Import, table: Table, found: Iterable[str], *, at: datetime, files: Files | None) -> None:
    # Its own row, held: of two workers the second finds it checked.
    if not Import.objects.filter(pk=batch.pk, checked_at=None).update(kind=table.kind.value):
        return
    ImportRow.objects.filter(of=batch).delete()
    for lot in lots(found):
        ImportRow.objects.bulk_create([ImportRow(of=batch, **json.loads(line)) for line in lot])
    Import.objects.filter(pk=batch.pk).update(
        kind=table.kind.value, checked_at=at, unknown=list(table.read.unknown), **_unnamed(files)
    )


def _told(batch: Import, looked: Iterable[list[Checked]]) -> Iterator[list[Checked]]:
    """Says how far it is after each lot, and that somebody is at it."""
    for lot in looked:
        Import.objects.filter(pk=batch.pk, busy_at__isnull=False).update(
            looked=F("looked") + len(lot), busy_at=Now()
        )
        yield lot


def note_all(table: Table, files: Files) -> None:
    """Each row names its file, whether it is looked at in this run, is here already or was left out."""
    for row in table.rows():
        said, number = (" ".join(row.cells.get(name, EMPTY).text.split()) for name in ("file", "number"))
        files.note(said, number=number[:60])


def _unnamed(files: Files | None) -> dict[str, object]:
    if not isinstance(files, Uploaded):
        return {}
    names = list(files.unnamed())
    return {
        "unnamed": [name[:NAME_CHARACTERS_MAX] for name in names[:UNNAMED_MAX]],
        "unnamed_count": len(names),
    }


def known_digests(digests: Sequence[str]) -> set[str]:
    """Of these rows, those that were brought in before and are still here."""
    rows = ImportRow.objects.filter(digest__in=digests, fate=Fate.DONE)
    return set(rows.values_list("digest", flat=True))


def _noted(one: Checked, place: int, done: set[str]) -> dict[str, object]:
    fate = one.fate(done)
    notes = [] if fate is Fate.SAME else notes_of(one)
    return {
        "number": one.number,
        "place": place,
        "label": one.label,
        "digest": one.digest,
        "fate": fate,
        "notes": notes,
    }


def notes_of(one: Checked) -> list[dict[str, object]]:
    return [
        {"column": r.column, "sentence": r.sentence, "facts": dict(r.facts), "wrong": r.is_wrong}
        for r in one.remarks
    ]


def counts(batch: Import) -> dict[Fate, int]:
    rows = ImportRow.objects.filter(of=batch).values_list("fate").annotate(n=Count("pk")).order_by("fate")
    return {Fate(fate): n for fate, n in rows}


# Written ----------------------------------------------------------------------------------------------------------


def confirm(batch: Import, *, good_rows: bool, at: datetime) -> None:
    """Say yes, once: to all of it, or to the good rows though others are wrong."""
    found = counts(batch)
    if found.get(Fate.WRONG) and not good_rows:
        raise RowsAreWrong(wrong=found[Fate.WRONG])
    if not found.get(Fate.READY):
        raise NothingToDo()
    Import.objects.filter(pk=batch.pk, checked_at__isnull=False, confirmed_at=None).update(
        confirmed_at=at, good_rows=good_rows
    )
    batch.refresh_from_db()


def write(
    batch: Import,
    table: Table,
    reach: Reach,
    *,
    at: datetime,
    lots_max: int | None = None,
    size: int | None = None,
    files: Files | None = None,
) -> Iterator[int]:
    """The rows that wait, lot by lot; each answers how many rows it looked at."""
    checker, rows = checker_of(table.kind, Around(reach, at, files=files), table.rows())
    waiting = set(ImportRow.objects.filter(of=batch, fate=Fate.READY).values_list("number", flat=True))
    left = (row for row in rows if row.number in waiting)
    turns = database.Turns()
    for done, lot in enumerate(lots(left, size=size or _size(table.kind)), 1):
        turns.give_way()
        if isinstance(checker, Papers):
            checker.ahead(lot, by=reach.actor)
            Import.objects.filter(pk=batch.pk, busy_at__isnull=False).update(busy_at=Now())
        yield _lot(batch, checker, table.kind, lot, at=at)
        if lots_max is not None and done >= lots_max:
            return
    _finish(batch, reach, at=at)


@transaction.atomic
def _lot(batch: Import, checker: Checker, kind: Kind, lot: Sequence[Row], *, at: datetime) -> int:
    """One lot: what its rows make, the entries and the rows' outcome, together or not at all."""
    if not Import.objects.filter(pk=batch.pk, finished_at=None).update(good_rows=F("good_rows")):
        return 0
    waiting = ImportRow.objects.filter(of=batch, fate=Fate.READY, number__in=[row.number for row in lot])
    rows = {row.number: row for row in waiting.order_by("place")}
    found = [one for one in checked(kind, checker, lot) if one.number in rows]
    known = known_digests([one.digest for one in found])
    ready = [one for one in found if one.plan is not None and one.digest not in known]
    plans = [one.plan for one in ready if one.plan is not None]
    made = checker.write(plans, batch=str(batch.key), at=at) if plans else []
    for one in found:
        row = rows[one.number]
        # Something may have changed since the file was looked at.
        row.fate = Fate.DONE if (fate := one.fate(known)) is Fate.READY else fate
        row.notes = notes_of(one) if row.fate is not Fate.SAME else []
        row.digest = one.digest  # its file may be another one by now
    for one, subject in zip(ready, made, strict=True):
        rows[one.number].made = subject
    # Written anew: a thousand rows of which each says something else are slow to update.
    ImportRow.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    for row in rows.values():
        row.pk = None
    bulk.insert(ImportRow, list(rows.values()))
    return len(lot)


@transaction.atomic
def _finish(batch: Import, reach: Reach, *, at: datetime) -> None:
    if Import.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=at, content=None, unnamed=[]):
        parts.forget([batch.pk])
        found = counts(batch)
        chronicle.append(
            kind=Entry.FINISHED,
            subject=f"import:{batch.key}",
            actor=reach.actor,
            at=at,
            data={"kind": batch.kind, "done": found.get(Fate.DONE, 0), "wrong": found.get(Fate.WRONG, 0)},
        )
    batch.refresh_from_db()


# Taken back -------------------------------------------------------------------------------------------------------


def ask_back(batch: Import, *, at: datetime) -> None:
    """Ask for all of it to be taken back, once."""
    if batch.stage is not Stage.DONE:
        raise NotDone()
    Import.objects.filter(pk=batch.pk, undo_at=None).update(undo_at=at)
    batch.refresh_from_db()


def take_back(batch: Import, reach: Reach, *, lots_max: int | None = None) -> Iterator[int]:
    """The last rows first, lot by lot; what somebody has touched stays and is named."""
    done, turns = 0, database.Turns()
    while lots_max is None or done < lots_max:
        turns.give_way()
        looked = _lot_back(batch, reach)
        if not looked:
            _finish_back(batch, reach)
            return
        done += 1
        yield looked


@transaction.atomic
def _lot_back(batch: Import, reach: Reach) -> int:
    at = batch.undo_at
    assert at is not None
    if not Import.objects.filter(pk=batch.pk, undone_at=None).update(undo_at=F("undo_at")):
        return 0
    done = ImportRow.objects.filter(of=batch, fate=Fate.DONE).order_by("-place")
    rows = list(done[:LOT_ROWS])
    gone = _taken_back(batch, [row.made for row in rows], reach, at=at)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows if row.made in gone]).update(fate=Fate.TAKEN_BACK)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows if row.made not in gone]).update(fate=Fate.KEPT)
    return len(rows)


def _taken_back(batch: Import, made: Sequence[str], reach: Reach, *, at: datetime) -> set[str]:
    key, by = str(batch.key), reach.actor
    if batch.kind == Kind.AGENCIES:
        ids = [int(one.removeprefix("agency:")) for one in made]
        return {f"agency:{id}" for id in people.take_back_agencies(ids=ids, batch=key, by=by, at=at)}
    if batch.kind == Kind.OFFICERS:
        return people.take_back_officers(made=made, batch=key, by=by, at=at)
    if batch.kind == Kind.HISTORY:
        return dossiers.take_back_history(made=made, batch=key, by=by, at=at)
    if batch.kind == Kind.PAPERS:
        return dossiers.take_back_papers(made=made, batch=key, by=by, at=at)
    told = dossier_queries.names_of_carried(made)
    gone = dossiers.take_back_import(subjects=made, batch=key, by=by, at=at, since=batch.asked_at)
    # What was carried over beside them went with them.
    with_them = [name for subject in gone for name in told.get(subject, ())]
    for lot in lots(with_them):
        ImportRow.objects.filter(made__in=lot, fate=Fate.DONE).update(fate=Fate.TAKEN_BACK)
    return gone


@transaction.atomic
def _finish_back(batch: Import, reach: Reach) -> None:
    at = batch.undo_at
    assert at is not None
    if Import.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=at):
        found = counts(batch)
        chronicle.append(
            kind=Entry.TAKEN_BACK,
            subject=f"import:{batch.key}",
            actor=reach.actor,
            at=at,
            data={"kind": batch.kind, "gone": found.get(Fate.TAKEN_BACK, 0), "kept": found.get(Fate.KEPT, 0)},
        )
    batch.refresh_from_db()


# From a page, by the job ------------------------------------------------------------------------------------------

LOTS_A_RUN_MAX = 20


def go_on(*, at: datetime) -> int:
    """The next lots of each uploaded file that waits; answers how many rows were looked at."""
    waiting = Import.objects.filter(
        content__isnull=False, checked_at=None, why__isnull=True, lacks_files=False
    )
    running = Import.objects.filter(content__isnull=False, confirmed_at__isnull=False, finished_at=None)
    undoing = Import.objects.filter(undo_at__isnull=False, undone_at=None)
    found = [*waiting.order_by("pk"), *running.order_by("pk"), *undoing.order_by("pk")]
    return sum(go_on_with(batch, at=at) for batch in found)


def go_on_with(batch: Import, *, at: datetime) -> int:
    """Whatever comes next for this one."""
    reach = (
        people_queries.reach(batch.account, at, mandate_id=batch.mandate_id)
        if batch.account
        else system("operations")  # what the command brought in
    )
    if batch.stage is Stage.UNDOING:
        return sum(take_back(batch, reach, lots_max=LOTS_A_RUN_MAX))
    if batch.stage not in (Stage.ASKED, Stage.RUNNING) or batch.content is None or batch.lacks_files:
        return 0
    with _alone(batch) as is_alone:
        return _read_on(batch, reach, at=at) if is_alone else 0


def _read_on(batch: Import, reach: Reach, *, at: datetime) -> int:
    assert batch.content is not None
    try:
        with (
            _on_disk(bytes(batch.content)) as path,
            Table(path, kind=_kind(batch), letters=_letters(batch)) as table,
            ExitStack() as held,
        ):
            brought = list(batch.parts.all())
            if table.kind is Kind.PAPERS and not brought:
                Import.objects.filter(pk=batch.pk).update(kind=table.kind.value, lacks_files=True)
                return 1
            if table.kind is not Kind.PAPERS and brought:
                raise InvalidInput(faults=[Fault("packed", NEEDS_NONE)])
            files = held.enter_context(Uploaded(brought)) if brought else None
            if batch.stage is Stage.RUNNING:
                return sum(write(batch, table, reach, at=at, lots_max=LOTS_A_RUN_MAX, files=files))
            check(batch, table, reach, at=at, files=files)
            return 1
    except InvalidInput as refusal:
        why = [{"sentence": fault.sentence, "facts": dict(fault.facts)} for fault in refusal.faults]
        with transaction.atomic():
            Import.objects.filter(pk=batch.pk).update(why=why, content=None)
            parts.forget([batch.pk])
        return 1


@contextmanager
def _alone(batch: Import) -> Iterator[bool]:
    """Files are looked at by one worker at a time; one that died leaves them to the next after a while."""
    if not batch.parts.exists():
        yield True  # tables alone are quick, and each of their lots decides who wrote it
        return

    free = Q(busy_at=None) | Q(busy_at__lt=Now() - SILENT_MAX)  # of the database: one clock for all workers
    if not Import.objects.filter(free, pk=batch.pk).update(busy_at=Now(), looked=0):
        yield False
        return
    try:
        yield True
    finally:
        Import.objects.filter(pk=batch.pk).update(busy_at=None)


def _kind(batch: Import) -> Kind | None:
    return Kind(batch.kind) if batch.kind else None


def _letters(batch: Import) -> Letters | None:
    return Letters(batch.letters) if batch.letters else None


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="motcua-import-") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def clear(*, at: datetime) -> int:
    """Forget files that were looked at and never confirmed."""
    old = Import.objects.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED_KEPT)
    with transaction.atomic():
        parts.forget(list(old.values_list("pk", flat=True)))
        return old.delete()[0]
