"""Compares what the rows say with what lies in the store. Changes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from motcua.documents import store
from motcua.documents.models import File
from motcua.documents.rules import BLOCK_BYTES

# Longer than any transaction or upload lasts: what is younger may be about to get its row or its holder.
GRACE = timedelta(hours=24)
BATCH_ROWS = 500


@dataclass
class Report:
    """What a check found; ids and hashes only."""

    files: int = 0
    bytes_read: int = 0
    missing: list[int] = field(
        default_factory=list
    )  # rows whose bytes are not there: the house must mend this
    changed: list[int] = field(default_factory=list)  # rows whose bytes are not what was handed in
    orphans: list[str] = field(default_factory=list)  # bytes without a row, past the grace time
    unheld: int = 0  # rows that nobody holds, past the grace time
    leftovers: int = 0  # uploads that never ended

    @property
    def well(self) -> bool:
        return not (self.missing or self.changed)


def check(*, at: datetime, full: bool) -> Report:
    """Look at every file; with `full`, read and hash the bytes too, each content once."""
    report = Report()
    unneeded = set(unheld(at).values_list("pk", flat=True))
    place = store.place()
    for batch in _rows():
        report.files += len(batch)
        sums: dict[str, str] = {}
        for file in batch:
            # About to be removed; a backup may have been made between its row and its bytes.
            if file.pk in unneeded:
                continue
            lying = place.find(file.sha256)
            if lying is None:
                report.missing.append(file.pk)
            elif lying.size_bytes != file.size_bytes:
                report.changed.append(file.pk)
            elif full:
                if file.sha256 not in sums:
                    sums[file.sha256] = _sum(place, file.sha256)
                    report.bytes_read += file.size_bytes
                if sums[file.sha256] != file.sha256:
                    report.changed.append(file.pk)
    report.unheld = len(unneeded)
    report.orphans = list(orphans(at))
    report.leftovers = sum(1 for _ in leftovers(settings.FILES_DIR, at))
    return report


def _sum(place: store.Place, sha256: str) -> str:
    digest = hashlib.sha256()
    with place.open(sha256) as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _rows() -> Iterator[list[File]]:
    """All rows by content, a batch at a time, so that no transaction stays open for long."""
    sha256, last = "", 0
    while True:
        rows = File.objects.filter(destruction=None)
        same = rows.filter(sha256=sha256, pk__gt=last).order_by("pk")
        later = rows.filter(sha256__gt=sha256).order_by("sha256", "pk")
        batch = list(same[:BATCH_ROWS]) or list(later[:BATCH_ROWS])
        if not batch:
            return
        yield batch
        sha256, last = batch[-1].sha256, batch[-1].pk


def unheld(at: datetime) -> QuerySet[File]:
    return File.objects.filter(holds__isnull=True, destruction=None, stored_at__lt=at - GRACE)


def orphans(at: datetime) -> Iterator[str]:
    """Hashes of what lies in the store without a row."""
    batch: list[store.Lying] = []
    for lying in store.place().every():
        batch.append(lying)
        if len(batch) == BATCH_ROWS:
            yield from _without_row(batch, at)
            batch = []
    yield from _without_row(batch, at)


def _without_row(batch: list[store.Lying], at: datetime) -> Iterator[str]:
    rows = File.objects.filter(sha256__in=[lying.sha256 for lying in batch], destruction=None)
    known = set(rows.values_list("sha256", flat=True))
    yield from (
        lying.sha256 for lying in batch if lying.sha256 not in known and lying.changed_at < at - GRACE
    )


def leftovers(root: Path, at: datetime) -> Iterator[Path]:
    yield from (path for path in store.leftovers(root) if _is_old(path, at))


def _is_old(path: Path, at: datetime) -> bool:
    try:
        return path.stat().st_mtime < (at - GRACE).timestamp()
    except FileNotFoundError:  # another worker was faster
        return False
