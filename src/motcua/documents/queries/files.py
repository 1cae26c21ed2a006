"""Questions about stored files. Whoever asks has checked its own gate."""

import builtins
import logging
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from motcua.documents import store
from motcua.documents.models import File
from motcua.documents.rules import BytesMissing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredFile:
    id: int
    sha256: str
    media_type: str
    size_bytes: int
    name: str


@dataclass(frozen=True)
class OpenFile:
    name: str
    media_type: str
    size_bytes: int
    stream: BinaryIO


def open(file_id: int) -> OpenFile:
    """A file and its bytes, to be read once and closed. Raises `File.DoesNotExist` for an id that was never given out."""
    file = File.objects.get(pk=file_id)
    try:
        stream = builtins.open(store.place_of(settings.FILES_DIR, file.sha256), "rb")  # noqa: SIM115  the caller closes it
    except FileNotFoundError:
        logger.error("the bytes of file %s are missing; run: motcua documents check", file.pk)
        raise BytesMissing(name=file.name) from None
    return OpenFile(name=file.name, media_type=file.media_type, size_bytes=file.size_bytes, stream=stream)


def facts(file_ids: list[int]) -> dict[int, StoredFile]:
    """What is known of some files, without opening them."""
    return {file.pk: stored(file) for file in File.objects.filter(pk__in=file_ids)}


def stored(file: File) -> StoredFile:
    return StoredFile(
        id=file.pk, sha256=file.sha256, media_type=file.media_type, size_bytes=file.size_bytes, name=file.name
    )
