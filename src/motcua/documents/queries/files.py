"""Questions about stored files. Whoever asks has checked its own gate."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from motcua.documents import store, whereabouts
from motcua.documents.models import File, Hold
from motcua.documents.rules import BytesMissing, ScanState, ShutAway, StoreUnreachable
from motcua.documents.rules.retention import Destroyed
from motcua.foundation.calendar import TZ

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredFile:
    id: int
    sha256: str
    media_type: str
    size_bytes: int
    name: str
    scan: ScanState = ScanState.NOT_SCANNED
    destroyed_on: date | None = None


@dataclass(frozen=True)
class OpenFile:
    name: str
    media_type: str
    size_bytes: int
    stream: BinaryIO


def open(file_id: int) -> OpenFile:
    """A file and its bytes, to be read once and closed. Raises `File.DoesNotExist` for an id that was never given out."""
    file = File.objects.select_related("destruction").get(pk=file_id)
    if file.destruction is not None:
        day = file.destruction.at.astimezone(TZ).date()
        raise Destroyed(day=f"{day:%d/%m/%Y}", decision=file.destruction.decision)
    if file.scan == ScanState.INFECTED:
        raise ShutAway(name=file.name)
    try:
        stream = store.place().open(file.sha256)
    except FileNotFoundError:
        if whereabouts.state() is not whereabouts.Marked.OURS:
            raise StoreUnreachable(name=file.name) from None
        logger.error("the bytes of file %s are missing; run: motcua documents verify", file.pk)
        raise BytesMissing(name=file.name) from None
    except OSError as problem:
        raise StoreUnreachable(name=file.name) from problem
    return OpenFile(name=file.name, media_type=file.media_type, size_bytes=file.size_bytes, stream=stream)


def facts(file_ids: list[int]) -> dict[int, StoredFile]:
    """What is known of some files, without opening them."""
    return {
        file.pk: stored(file) for file in File.objects.select_related("destruction").filter(pk__in=file_ids)
    }


def holders(file_id: int) -> tuple[tuple[str, date | None], ...]:
    """Who needs this file, and until when the law says so (None: their work has not ended)."""
    return tuple(Hold.objects.filter(file_id=file_id).order_by("pk").values_list("holder", "until"))


def stored(file: File) -> StoredFile:
    return StoredFile(
        id=file.pk,
        sha256=file.sha256,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        name=file.name,
        scan=ScanState(file.scan),
        destroyed_on=file.destruction.at.astimezone(TZ).date() if file.destruction else None,
    )
