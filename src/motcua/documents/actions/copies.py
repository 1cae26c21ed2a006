"""Making searchable copies: asked for in an act, made by a job one page at a time, in limited processes that yield to everyone.

Nothing is held open meanwhile: each page is noted by itself, so that whoever waits sees it come.
"""

import json
import logging
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from motcua.documents import rules, whereabouts
from motcua.documents import store as places
from motcua.documents.actions.files import keep, store
from motcua.documents.models import Copy, CopyPage, CopyState, File, Hold
from motcua.documents.queries.copies import about_page
from motcua.documents.reading import runner
from motcua.documents.reading.runner import Limits, NoAnswer
from motcua.documents.rules.copies import PAGES_MAX, lines_of
from motcua.foundation.secret_text import lock

logger = logging.getLogger(__name__)
MADE_BY = "system:documents"
MB = 1024 * 1024
NICE = 19
# What the work costs is bounded by the processor's time; the clock on the wall only ends what hangs, and on a machine
# whose people are busy a program that yields to all of them may wait for minutes.
PAGE_LIMITS = Limits(wall_seconds=120, cpu_seconds=40, memory_bytes=1024 * MB, file_bytes=64 * MB, nice=NICE)
OCR_LIMITS = Limits(wall_seconds=540, cpu_seconds=90, memory_bytes=1024 * MB, file_bytes=64 * MB, nice=NICE)
PDFA_LIMITS = Limits(
    wall_seconds=600, cpu_seconds=180, memory_bytes=2048 * MB, file_bytes=256 * MB, nice=NICE
)
# A copy whose last page was begun longer ago lost its worker and is begun anew.
LOST_AFTER = timedelta(minutes=15)
ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}


@transaction.atomic
def copy(*, file_id: int, by: str, at: datetime) -> int:
    """Ask for a searchable copy of a file; asked again, it is the same one, and one that failed is tried anew."""
    found, is_new = Copy.objects.get_or_create(file_id=file_id, defaults={"asked_by": by, "asked_at": at})
    if not is_new:
        Copy.objects.filter(pk=found.pk, state=CopyState.FAILED).update(
            state=CopyState.WAITING, problem="", pages_done=0, asked_by=by, asked_at=at
        )
    keep(file_id=file_id, holder=f"documents.copy:{found.pk}")
    return found.pk


def make_copy(*, at: datetime) -> int:
    """Make the copy that waits longest, if this worker wins it; returns how many were made."""
    waits = Q(state=CopyState.WAITING) | Q(state=CopyState.RUNNING, began_at__lt=at - LOST_AFTER)
    waiting = Copy.objects.filter(waits).select_related("file").order_by("pk").first()
    if waiting is None:
        return 0
    if (
        whereabouts.state() is not whereabouts.Marked.OURS
    ):  # the disk with the files is not there: the scan waits for it
        return 0
    won = Copy.objects.filter(waits, pk=waiting.pk).update(state=CopyState.RUNNING, began_at=at, pages_done=0)
    if won != 1:
        return 0
    try:
        with tempfile.TemporaryDirectory(prefix="motcua-copy-") as folder:
            _make(waiting, Path(folder), at=at)
    except NoAnswer as problem:
        logger.warning("copy %s: %s", waiting.pk, problem.said or problem.trouble.value)
        _failed(waiting, problem.trouble.value)
        return 0
    except Exception:
        _failed(waiting, "crash")
        raise
    return 1


def _failed(copy: Copy, problem: str) -> None:
    Copy.objects.filter(pk=copy.pk).update(state=CopyState.FAILED, problem=problem)


def _make(copy: Copy, folder: Path, *, at: datetime) -> None:
    source = folder / "source"
    with places.place().open(copy.file.sha256) as stream, source.open("wb") as target:
        shutil.copyfileobj(stream, target, rules.BLOCK_BYTES)
    began = monotonic()
    parts: list[str] = []
    count = 1
    while len(parts) < count:
        number = len(parts) + 1
        place = folder / str(number)
        place.mkdir()
        made = runner.ask(
            "pages", limits=PAGE_LIMITS, path=str(source), media_type=copy.file.media_type, folder=str(place), number=number
        )  # fmt: skip
        count = int(made["count"])
        if count > PAGES_MAX:
            return _failed(copy, "too-many-pages")
        runner.run_program(
            ["tesseract", "page.png", "page", "-l", "vie", "--dpi", "300", "--psm", "4", "pdf", "tsv"],
            folder=place, limits=OCR_LIMITS, environment=ONE_THREAD,
        )  # fmt: skip
        _keep_page(copy, number, place, at=at)
        parts.append(str(place / "page.pdf"))
        Copy.objects.filter(pk=copy.pk).update(
            pages_total=count, pages_done=number, began_at=at + timedelta(seconds=monotonic() - began)
        )
    bound, final = folder / "bound.pdf", folder / "final.pdf"
    runner.ask("bind", limits=PAGE_LIMITS, parts=parts, target=str(bound))
    runner.run_program(
        ["ocrmypdf", "--quiet", "--skip-text", "--output-type", "pdfa-2", "--jobs", "1", "--optimize", "0", str(bound), str(final)],
        folder=folder, limits=PDFA_LIMITS, environment=ONE_THREAD,
    )  # fmt: skip
    with final.open("rb") as content:
        name = f"{copy.file.name.rpartition('.')[0] or copy.file.name}.pdf"
        stored = store(content=content, name=name, accept={rules.MediaType.PDF}, by=MADE_BY, at=at)
    with transaction.atomic():
        keep(file_id=stored.id, holder=f"documents.copy:{copy.pk}")
        Copy.objects.filter(pk=copy.pk).update(state=CopyState.DONE, done_at=at, result_id=stored.id)
    return None


def _keep_page(copy: Copy, number: int, place: Path, *, at: datetime) -> None:
    """The picture to compare with, and the words, locked."""
    lines = [asdict(line) for line in lines_of((place / "page.tsv").read_text())]
    with (place / "preview.jpg").open("rb") as content:
        picture = _picture(content, number, at=at)
    locked = lock(
        json.dumps(lines, ensure_ascii=False), about=about_page(copy.pk, number), folder=settings.KEYS_DIR
    )
    with transaction.atomic():
        keep(file_id=picture.pk, holder=f"documents.copy:{copy.pk}")
        CopyPage.objects.update_or_create(
            copy=copy, number=number, defaults={"picture": picture, "locked": locked}
        )


def _picture(content: Any, number: int, *, at: datetime) -> File:
    """A picture of our own making needs no reader; it goes the way of every file otherwise."""
    incoming = places.receive(settings.FILES_DIR, content, limit_bytes=settings.UPLOAD_SIZE_BYTES_MAX)
    try:
        places.place().settle(incoming)
    except BaseException:
        incoming.drop()
        raise
    return File.objects.create(
        sha256=incoming.sha256,
        media_type=rules.MediaType.JPEG.value,
        size_bytes=incoming.size_bytes,
        name=f"trang-{number}.jpg",
        stored_by=MADE_BY,
        stored_at=at,
    )


@transaction.atomic
def drop_copy(*, copy_id: int) -> None:
    """The scan it was made of is replaced: its pages and holds go, its files with the next cleaning."""
    Hold.objects.filter(holder=f"documents.copy:{copy_id}").delete()
    Copy.objects.filter(pk=copy_id).delete()
