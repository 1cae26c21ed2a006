"""Taking files in, holding and releasing them.

Storing writes no chronicle entry: the act that takes a paper in, in the room that holds it, writes the one entry.
"""

import io
import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.documents import checks, queries, rules, scanning, whereabouts
from motcua.documents import store as places
from motcua.documents.actions import readings
from motcua.documents.actions.arriving import arriving
from motcua.documents.models import File, Hold, Reading, Signing
from motcua.documents.queries import StoredFile
from motcua.documents.queries.retention import rule_of
from motcua.documents.rules import ScanState, findings, retention

logger = logging.getLogger(__name__)
SCAN_FILES_MAX = 200


def store(*, content: BinaryIO, name: str, accept: Collection[str], by: str, at: datetime) -> StoredFile:
    """Check a file by its content and keep it. The bytes are in their place before the row is; hold it, or it goes after a day."""
    assert accept and set(accept) <= set(rules.BY_TYPE), (
        f"no check is known for {set(accept) - set(rules.BY_TYPE)}"
    )
    name = rules.clean_name(name)
    with arriving(content, name=name, limit_bytes=settings.UPLOAD_SIZE_BYTES_MAX) as incoming:
        media_type, verdict, look = _checked(incoming, name=name, accept=accept, at=at)
    file = File.objects.create(
        sha256=incoming.sha256,
        media_type=media_type.value,
        size_bytes=incoming.size_bytes,
        name=rules.with_ending(name, media_type),
        stored_by=by,
        stored_at=at,
        scan=verdict.state,
        scanned_at=at if verdict.state is ScanState.CLEAN else None,
    )
    readings.remember(sha256=incoming.sha256, look=look, at=at)
    return queries.stored(file)


def try_out(*, content: BinaryIO, name: str, accept: Collection[str], at: datetime) -> str:
    """The same checks as for a file that is kept, and nothing is kept but what its reader found; answers its SHA-256."""
    name = rules.clean_name(name)
    whereabouts.check(name=name)
    with places.guarded(name):
        incoming = places.receive(settings.FILES_DIR, content, limit_bytes=settings.UPLOAD_SIZE_BYTES_MAX)
    try:
        _media_type, _verdict, look = _checked(incoming, name=name, accept=accept, at=at)
    finally:
        incoming.drop()
    readings.remember(sha256=incoming.sha256, look=look, at=at)
    return incoming.sha256


def _checked(
    incoming: places.Incoming, *, name: str, accept: Collection[str], at: datetime
) -> tuple[rules.MediaType, scanning.Verdict, findings.Look]:
    """Size, kind, viruses, and what the limited process finds; a refusal for each."""
    limit_bytes: int = settings.UPLOAD_SIZE_BYTES_MAX
    rules.check_size(name=name, size_bytes=incoming.size_bytes, limit_bytes=limit_bytes)
    media_type = rules.check_type(
        name=name, stream=incoming.stream, size_bytes=incoming.size_bytes, accept=accept
    )
    verdict = _scanned(incoming.stream)
    if verdict.state is ScanState.INFECTED:
        logger.warning("an upload was refused: the scanner named it %s", verdict.found)
        raise rules.InfectedFile(name=name)
    with places.guarded(name):
        look = readings.look(path=incoming.path, sha256=incoming.sha256, media_type=media_type, at=at)
    findings.check(name=name, kind=rules.BY_TYPE[media_type].label, look=look)
    return media_type, verdict, look


def store_own(*, paper: bytes, name: str, by: str, at: datetime) -> StoredFile:
    """Keep a PDF that this house drew or signed itself: nobody sent it, so there is nothing to look for in it."""
    with arriving(io.BytesIO(paper), name=name, limit_bytes=len(paper)) as incoming:
        pass
    file = File.objects.create(
        sha256=incoming.sha256,
        media_type=rules.MediaType.PDF.value,
        size_bytes=incoming.size_bytes,
        name=rules.clean_name(name),
        stored_by=by,
        stored_at=at,
        scan=ScanState.NOT_SCANNED,
    )
    return queries.stored(file)


def _scanned(content: BinaryIO) -> scanning.Verdict:
    """What the scanner says now. One that is silent stops nobody: the file is marked, and the job asks again."""
    if not settings.CLAMD:
        return scanning.Verdict(ScanState.NOT_SCANNED)
    try:
        return scanning.ask(settings.CLAMD, content)
    except scanning.ScannerSilent as silent:
        logger.warning("the virus scanner gave no verdict: %s", silent)
        return scanning.Verdict(ScanState.NOT_SCANNED)


def keep(*, file_id: int, holder: str) -> None:
    """Say that `holder` ("dossiers.paper:17") needs this file. Saying it twice counts once."""
    with transaction.atomic(savepoint=False):
        Hold.objects.bulk_create([Hold(file_id=file_id, holder=holder)], ignore_conflicts=True)


def keep_all(*, holds: Iterable[tuple[int, str]]) -> None:
    """The same for many: file and holder."""
    rows = [Hold(file_id=file_id, holder=holder) for file_id, holder in holds]
    with transaction.atomic(savepoint=False):
        Hold.objects.bulk_create(rows, ignore_conflicts=True)


def release(*, file_id: int, holder: str) -> None:
    """Say that `holder` no longer needs it. A file that nobody holds is removed by the next cleaning."""
    Hold.objects.filter(file_id=file_id, holder=holder).delete()


def release_all(*, holders: Collection[str]) -> None:
    """Say that these hold nothing any more."""
    Hold.objects.filter(holder__in=holders).delete()


def finish(*, holders: Collection[str], on: date, of: str = "", today: date | None = None) -> int:
    """The work of these holders, for the procedure `of`, ended on this day: note until when the law keeps their files.

    Asked again, nothing moves. What ended before any rule that is known here is kept by that of `today`.
    """
    ended = 0
    for kind in {rules.holder_kind(holder) for holder in holders}:
        rule = rule_of(kind, of=of, on=on, today=today)
        of_kind = [holder for holder in holders if rules.holder_kind(holder) == kind]
        # What was signed for them is kept as long as they are.
        signings = Signing.objects.filter(holder__in=of_kind).values_list("pk", flat=True)
        of_kind += [f"documents.signing:{pk}" for pk in signings]
        ended += Hold.objects.filter(holder__in=of_kind, until=None).update(
            until=retention.last_day(on, rule.whole), ended_on=on, rule=rule.key
        )
    return ended


def scan_waiting(*, at: datetime) -> int:
    """Ask the scanner about files it has not seen; returns how many got a verdict. What is found is shut away."""
    if not settings.CLAMD:
        return 0
    seen = 0
    waiting = File.objects.filter(scan=ScanState.NOT_SCANNED, destruction=None).order_by("pk")
    # What was put aside may be too large for it as a whole; it sees what is taken out.
    waiting = waiting.exclude(media_type=rules.UNREAD)
    for sha256 in dict.fromkeys(waiting.values_list("sha256", flat=True)[:SCAN_FILES_MAX]):
        try:
            verdict = _verdict_of(sha256)
        except scanning.ScannerSilent as silent:
            logger.warning("the virus scanner gave no verdict: %s", silent)
            break
        if verdict is not None:
            File.objects.filter(sha256=sha256).update(
                scan=verdict.state, scan_found=verdict.found, scanned_at=at
            )
            seen += 1
    return seen


def _verdict_of(sha256: str) -> scanning.Verdict | None:
    """None when the bytes are not there: that is for `verify` to say."""
    try:
        with places.place().open(sha256) as stream:
            return scanning.ask(settings.CLAMD, stream)
    except FileNotFoundError:
        return None


def clean(*, at: datetime) -> int:
    """Remove rows that nobody holds, then bytes without a row, then uploads that never ended; returns how many."""
    root: Path = settings.FILES_DIR
    removed = 0
    for file in checks.unheld(at).order_by("pk")[: checks.BATCH_ROWS]:
        try:
            with transaction.atomic():
                # A holder that comes at the same moment wins: its foreign key refuses the removal.
                removed += file.delete()[0] if not file.holds.exists() else 0
        except IntegrityError:
            logger.info("file %s found a holder while it was being removed", file.pk)
    place, older_than = places.place(), at - checks.GRACE
    for sha256 in list(checks.orphans(at)):
        wanted = File.objects.filter(sha256=sha256, destruction=None)
        if place.remove(sha256, older_than=older_than, needed=wanted.exists):
            Reading.objects.filter(sha256=sha256).delete()
            removed += 1
    for path in list(checks.leftovers(root, at)):
        path.unlink(missing_ok=True)
        removed += 1
    return removed
