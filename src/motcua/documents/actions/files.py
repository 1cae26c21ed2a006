"""Taking files in, holding and releasing them.

Storing writes no chronicle entry: the act that takes a paper in, in the room that holds it, writes the one entry.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.documents import checks, queries, rules
from motcua.documents import store as bytes_on_disk
from motcua.documents.models import File, Hold
from motcua.documents.queries import StoredFile

logger = logging.getLogger(__name__)


def store(*, content: BinaryIO, name: str, accept: Collection[str], by: str, at: datetime) -> StoredFile:
    """Check a file by its content and keep it. The bytes are on disk before the row is; hold it, or it goes after a day."""
    assert accept and set(accept) <= set(rules.BY_TYPE), (
        f"no check is known for {set(accept) - set(rules.BY_TYPE)}"
    )
    name = rules.clean_name(name)
    limit_bytes: int = settings.UPLOAD_SIZE_BYTES_MAX
    incoming = bytes_on_disk.receive(settings.FILES_DIR, content, limit_bytes=limit_bytes)
    try:
        rules.check_size(name=name, size_bytes=incoming.size_bytes, limit_bytes=limit_bytes)
        media_type = rules.check_type(
            name=name, stream=incoming.stream, size_bytes=incoming.size_bytes, accept=accept
        )
        incoming.settle()
    except BaseException:
        incoming.drop()
        raise
    file = File.objects.create(
        sha256=incoming.sha256,
        media_type=media_type.value,
        size_bytes=incoming.size_bytes,
        name=rules.with_ending(name, media_type),
        stored_by=by,
        stored_at=at,
    )
    return queries.stored(file)


def keep(*, file_id: int, holder: str) -> None:
    """Say that `holder` ("dossiers.paper:17") needs this file. Saying it twice counts once."""
    with transaction.atomic(savepoint=False):
        Hold.objects.bulk_create([Hold(file_id=file_id, holder=holder)], ignore_conflicts=True)


def release(*, file_id: int, holder: str) -> None:
    """Say that `holder` no longer needs it. A file that nobody holds is removed by the next cleaning."""
    Hold.objects.filter(file_id=file_id, holder=holder).delete()


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
    for path in [*checks.orphans(root, at), *checks.leftovers(root, at)]:
        removed += bytes_on_disk.remove(path, older_than=at - checks.GRACE)
    return removed
