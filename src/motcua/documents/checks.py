"""Compares what the rows say with what lies on the disk. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from motcua.documents import store
from motcua.documents.models import File

# Longer than any transaction or upload lasts: what is younger may be about to get its row or its holder.
GRACE = timedelta(hours=24)
BATCH_ROWS = 500


@dataclass
class Report:
    """What a check found; ids and hashes only."""

    files: int = 0
    missing: list[int] = field(
        default_factory=list
    )  # rows whose bytes are not there: the house must mend this
    changed: list[int] = field(default_factory=list)  # rows whose bytes are not what was handed in
    orphans: int = 0  # bytes without a row, past the grace time
    unheld: int = 0  # rows that nobody holds, past the grace time
    leftovers: int = 0  # uploads that never ended

    @property
    def well(self) -> bool:
        return not (self.missing or self.changed)


def check(*, at: datetime, full: bool) -> Report:
    """Look at every file; with `full`, read and hash the bytes too."""
    root: Path = settings.FILES_DIR
    report = Report()
    unneeded = set(unheld(at).values_list("pk", flat=True))
    for file in _rows():
        report.files += 1
        if (
            file.pk in unneeded
        ):  # about to be removed; a backup may have been made between its row and its bytes
            continue
        place = store.place_of(root, file.sha256)
        if not place.is_file() or place.stat().st_size != file.size_bytes:
            (report.missing if not place.is_file() else report.changed).append(file.pk)
        elif full and store.sum_of(place) != file.sha256:
            report.changed.append(file.pk)
    report.unheld = len(unneeded)
    report.orphans = sum(1 for _ in orphans(root, at))
    report.leftovers = sum(1 for _ in leftovers(root, at))
    return report


def _rows() -> Iterator[File]:
    """All rows in the order of their ids, a batch at a time, so that no transaction stays open for long."""
    last = 0
    while batch := list(File.objects.filter(pk__gt=last).order_by("pk")[:BATCH_ROWS]):
        yield from batch
        last = batch[-1].pk


def unheld(at: datetime) -> QuerySet[File]:
    return File.objects.filter(holds__isnull=True, stored_at__lt=at - GRACE)


def orphans(root: Path, at: datetime) -> Iterator[Path]:
    batch: list[Path] = []
    for path in store.every_file(root):
        batch.append(path)
        if len(batch) == BATCH_ROWS:
            yield from _without_row(batch, at)
            batch = []
    yield from _without_row(batch, at)


def _without_row(batch: list[Path], at: datetime) -> Iterator[Path]:
    known = set(
        File.objects.filter(sha256__in=[path.name for path in batch]).values_list("sha256", flat=True)
    )
    yield from (path for path in batch if path.name not in known and _is_old(path, at))


def leftovers(root: Path, at: datetime) -> Iterator[Path]:
    yield from (path for path in store.every_leftover(root) if _is_old(path, at))


def _is_old(path: Path, at: datetime) -> bool:
    try:
        return path.stat().st_mtime < (at - GRACE).timestamp()
    except FileNotFoundError:  # another worker was faster
        return False
