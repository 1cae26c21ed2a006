"""Files of a table of papers that came by the page: put aside as they are, a ZIP unpacked nowhere, until the import is done.

They are found and opened as those of a folder on the server (`folder`), so a dry run, the yes and the report are the same.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, Sum

from motcua.documents import actions as documents
from motcua.documents import queries as stored
from motcua.documents import rules as files
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.foundation.text import nfc
from motcua.operations.importing import folder
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.folder import UNREADABLE, Files, Lying, NotFound
from motcua.operations.models import Import, ImportPart

PARTS_MAX = 2_000  # chosen files and ZIPs of one import
ZIPS_MAX = 50
BYTES_MAX = 2 * 1024**3  # of all of them
ENTRIES_MAX = 20_000  # of one ZIP
SWELLS_TO_BYTES_MAX = 2 * 1024**3  # what one ZIP may hold unpacked
ENDING = ".zip"
TOO_MUCH = gettext_noop(
    "Together these are more than %(most)s files or %(mb)s MB. Bring them in parts, or by the command on the server."
)
SWELLS = gettext_noop(
    "The ZIP holds more than %(mb)s MB or %(most)s files when it is unpacked. Pack the papers in parts."
)
DECEIVES = gettext_noop(
    "The ZIP holds %(count)s names that lead out of it, or links. Pack the folder anew, with files only."
)
HOLDS_NOTHING = gettext_noop("The ZIP holds no file.")


class NotNow(Refusal):
    """Files are added to a table of papers while it waits for them or for the yes; not while it is read."""

    code = "operations.files-not-now"
    sentence = gettext_noop(
        "Files can be added only while a table of papers waits for them, or for your yes."
    )
    next_step = gettext_noop("Nothing was added. Look at the page of this table again.")


def bring(batch: Import, uploads: "Sequence[UploadedFile[Any]]", *, by: str, at: datetime) -> None:
    """Put these aside for it, all or none, and have the table looked at with them."""
    for upload in uploads:
        _check(upload)
    held = batch.parts.aggregate(
        n=Count("pk"), zips=Count("pk", filter=Q(is_packed=True)), size=Sum("size_bytes", default=0)
    )
    sizes = sum(upload.size or 0 for upload in uploads)
    zips = sum(map(_is_packed, uploads))
    if (
        held["n"] + len(uploads) > PARTS_MAX
        or held["zips"] + zips > ZIPS_MAX
        or held["size"] + sizes > BYTES_MAX
    ):
        raise _refused(TOO_MUCH, most=PARTS_MAX, mb=BYTES_MAX // 1024**2)
    kept = [
        documents.put_aside(
            content=_from_the_start(upload), name=upload.name or "", limit_bytes=_limit(upload), by=by, at=at
        )
        for upload in uploads
    ]
    with transaction.atomic():
        _look_anew(batch, lacks_files=False)
        known = set(batch.parts.values_list("name", "file__sha256"))
        for upload, file in zip(uploads, kept, strict=True):
            name = nfc(upload.name or "")[:200]
            if (name, file.sha256) in known:
                continue  # sent twice: one of it does
            known.add((name, file.sha256))
            part = ImportPart.objects.create(
                of=batch,
                file_id=file.id,
                name=name,
                size_bytes=file.size_bytes,
                is_packed=_is_packed(upload),
            )
            documents.keep(file_id=file.id, holder=_holder(part.pk))
    batch.refresh_from_db()


def told(batch: Import) -> dict[str, int]:
    """How many files and ZIPs are put aside for it, and how much that is."""
    found = batch.parts.aggregate(
        files=Count("pk", filter=Q(is_packed=False)),
        zips=Count("pk", filter=Q(is_packed=True)),
        size=Sum("size_bytes", default=0),
    )
    return {"files": found["files"], "zips": found["zips"], "mb": -(-found["size"] // 1024**2)}


def forget(batches: Collection[int]) -> None:
    """What was put aside for these is needed no more."""
    ids = list(ImportPart.objects.filter(of__in=batches).values_list("pk", flat=True))
    documents.release_all(holders=[_holder(id) for id in ids])
    ImportPart.objects.filter(pk__in=ids).delete()


def drop(batch: Import) -> None:
    """Take all its files away again; the table waits for others."""
    with transaction.atomic():
        _look_anew(batch, lacks_files=True)
        batch.rows.all().delete()
        forget([batch.pk])
    batch.refresh_from_db()


def _look_anew(batch: Import, *, lacks_files: bool) -> None:
    """Only a table of papers, and only while it waits for files or for the yes."""
    waits = Q(lacks_files=True) | Q(checked_at__isnull=False, kind=Kind.PAPERS)
    changed = Import.objects.filter(waits, pk=batch.pk, confirmed_at=None, content__isnull=False).update(
        lacks_files=lacks_files, checked_at=None, looked=0, unnamed=[], unnamed_count=0
    )
    if not changed:
        raise NotNow


class Uploaded(Files):
    """Files that were put aside, as a folder: each ZIP is one, and what was chosen by itself lies at its top."""

    def __init__(self, parts: Sequence[ImportPart]) -> None:
        self._begin()
        with ExitStack() as unless_known:
            unless_known.push(self._held)
            self._note(self._lying(parts))
            unless_known.pop_all()

    def _lying(self, parts: Sequence[ImportPart]) -> Iterator[Lying]:
        for part in parts:
            if part.is_packed:
                yield from self._entries(self._zip_of(self._bytes(part.file_id)))
            else:
                yield Lying(part.name, part.file_id)

    def _bytes(self, file_id: int) -> IO[bytes]:
        """To be read anywhere; a store that gives a stream only is copied to this machine first."""
        stream = self._held.enter_context(stored.open(file_id).stream)
        if stream.seekable():
            return stream
        return self._held.enter_context(folder.copied(stream))

    @contextmanager
    def opened(self, one: Lying) -> Iterator[BinaryIO]:
        if not isinstance(one.where, int):
            with super().opened(one) as stream:
                yield stream
            return
        try:
            found = stored.open(one.where)
        except (files.BytesMissing, files.ShutAway):
            raise NotFound(UNREADABLE) from None
        with found.stream as stream:
            yield stream


def _check(upload: "UploadedFile[Any]") -> None:
    files.check_size(name=upload.name or "", size_bytes=upload.size or 0, limit_bytes=_limit(upload))
    if not _is_packed(upload):
        return
    with folder.Packed(_from_the_start(upload), most=ENTRIES_MAX) as packed:
        if not packed.all:
            raise _refused(HOLDS_NOTHING)
        if deceiving := sum(one.deceives for one in packed.all):
            raise _refused(DECEIVES, count=deceiving)
        if packed.unpacked_bytes > SWELLS_TO_BYTES_MAX:
            raise _refused(SWELLS, mb=SWELLS_TO_BYTES_MAX // 1024**2, most=ENTRIES_MAX)


def _from_the_start(upload: "UploadedFile[Any]") -> Any:
    upload.seek(0)
    return upload.file


def _is_packed(upload: "UploadedFile[Any]") -> bool:
    return (upload.name or "").lower().endswith(ENDING)


def _limit(upload: "UploadedFile[Any]") -> int:
    return int(settings.PACKED_SIZE_BYTES_MAX if _is_packed(upload) else settings.UPLOAD_SIZE_BYTES_MAX)


def _holder(id: int) -> str:
    return f"operations.import-part:{id}"


def _refused(sentence: str, **facts: object) -> InvalidInput:
    return InvalidInput(faults=[Fault("packed", sentence, facts)])
