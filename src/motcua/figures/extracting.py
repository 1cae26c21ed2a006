"""Reads changed months of the records into files that never change: first the mark of a month, then its rows, so that
whatever happens between is read by the next run. A run that was killed leaves the extract as it was.
"""

import csv
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import WorkCalendar, working_minutes
from motcua.foundation.downloads import Nature
from motcua.law import queries as law

from . import engine, manifest
from .columns import COLUMNS, Row, cells, moment, row
from .manifest import Manifest, Part
from .rules import months
from .rules.months import Month

ROWS_AT_ONCE = 2000
BLOCK_BYTES = 1 << 20
NEW = ".new-"


@dataclass(frozen=True)
class Extracted:
    """What a run did. `manifest` is None when another run is at it and nothing was there before."""

    manifest: Manifest | None
    months: tuple[str, ...]


def contract() -> str:
    """What the files depend on besides the records."""
    texts = [dossiers.sql(name) for name in ("extract_dossiers", "extract_pauses", "extract_mark")]
    shape = [(one.name, one.type) for one in COLUMNS]
    return hashlib.sha256(repr((texts, shape)).encode()).hexdigest()[:16]


def extract(*, at: datetime, again: bool = False, say: Callable[[str], object] = lambda _: None) -> Extracted:
    """Bring the extract up to now; `again` reads all months, changed or not."""
    place = manifest.folder()
    place.mkdir(parents=True, exist_ok=True)
    before = manifest.read()
    with _alone(place) as mine:
        if not mine:
            return Extracted(before, ())
        return _extract(place, before, at=at, again=again, say=say)


def _extract(
    place: Path, before: Manifest | None, *, at: datetime, again: bool, say: Callable[[str], object]
) -> Extracted:
    rule = contract()
    usable = before is not None and before.contract == rule and not again
    known = {part.month: part for part in before.parts} if before is not None and usable else {}
    parts, read = [], []
    for month in _months(at):
        mark, old = _mark(month), known.get(str(month))
        if not mark[0]:
            continue
        if old is not None and old.mark == mark and (place / old.file).exists():
            parts.append(old)
            continue
        say(str(month))
        parts.append(_read(place, month, mark))
        read.append(str(month))
    found = Manifest(at, rule, tuple(parts))
    manifest.write(found)
    for path in manifest.unwanted((before, found)):
        path.unlink(missing_ok=True)
    return Extracted(found, tuple(read))


@contextmanager
def _alone(place: Path) -> Iterator[bool]:
    """Two runs at once would read the same months twice; the second leaves. The system frees it when we are killed."""
    with (place / ".lock").open("w") as lock:
        if not _locked(lock.fileno()):
            yield False
            return
        # What lies here half made is of a run that was killed.
        for path in place.glob(f"{NEW}*"):
            path.unlink(missing_ok=True)
        yield True


def _locked(file: int) -> bool:
    """Windows has no such locks: there, let one worker run."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _months(at: datetime) -> Iterator[Month]:
    with connection.cursor() as cursor:
        cursor.execute(dossiers.sql("extract_first"))
        found = cursor.fetchone()
    first = moment(found[0]) if found else None
    return iter(()) if first is None else months.between(months.month_of(first), months.month_of(at))


def _mark(month: Month) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(dossiers.sql("extract_mark"), _period(month))
        count, revisions, last = cursor.fetchone()
    return int(count), int(revisions), int(last)


def _period(month: Month) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(one) for one in (month.since, month.until)]


def _read(place: Path, month: Month, mark: tuple[int, int, int]) -> Part:
    """One month into one file, a few thousand rows in memory at a time."""
    with tempfile.NamedTemporaryFile(
        "w", dir=place, prefix=NEW, suffix=".csv", newline="", encoding="utf-8"
    ) as lines:
        rows, simulated = _write_lines(csv.writer(lines), month)
        lines.flush()
        nature = Nature.SIMULATED if simulated else Nature.COMPUTED
        new = place / f"{NEW}{month}.parquet"
        engine.to_parquet(Path(lines.name), file=new, nature=nature.value)
    digest = hashlib.sha256()
    with new.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
        os.fsync(stream.fileno())
    file = place / f"{'mo-phong-' if simulated else ''}{month}-{digest.hexdigest()[:12]}.parquet"
    size = new.stat().st_size
    new.replace(file)
    return Part(str(month), file.name, rows, size, digest.hexdigest(), simulated, mark)


def _write_lines(lines: Any, month: Month) -> tuple[int, bool]:
    pauses, calendars = _Pauses(month), {}
    count, simulated = 0, False
    for values in _streamed("extract_dossiers", month):
        one = row(values)
        stood = pauses.of(one.id)
        if one.agency_id not in calendars:
            calendars[one.agency_id] = law.calendar(one.agency_id)
        lines.writerow(cells(one, worked_minutes=worked(one, stood, calendars[one.agency_id])))
        count += 1
        simulated |= one.simulated
    return count, simulated


def worked(one: Row, stood: list[tuple[datetime, datetime]], calendar: WorkCalendar) -> int | None:
    """Working minutes from receipt to result, without those in which papers or money were awaited; None without a result."""
    if one.received_at is None or one.done_at is None:
        return None
    minutes = working_minutes(start=one.received_at, end=one.done_at, calendar=calendar)
    for asked, answered in stood:
        if asked >= one.received_at:
            minutes -= working_minutes(start=asked, end=answered, calendar=calendar)
    return max(minutes, 0)


class _Pauses:
    """The pauses of a month, read beside its requests: both come by the request's id."""

    def __init__(self, month: Month) -> None:
        self._rows = _streamed("extract_pauses", month)
        self._next = next(self._rows, None)

    def of(self, id: int) -> list[tuple[datetime, datetime]]:
        found = []
        while self._next is not None and self._next[0] <= id:
            if self._next[0] == id:
                asked, answered = moment(self._next[1]), moment(self._next[2])
                assert asked is not None and answered is not None
                found.append((asked, answered))
            self._next = next(self._rows, None)
        return found


def _streamed(name: str, month: Month) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(dossiers.sql(name), _period(month))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
