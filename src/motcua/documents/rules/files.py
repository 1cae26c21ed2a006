"""What a file must be to be taken: its kind is read from its bytes, never from its name.

The checks are light: they find a lie, a cut-off upload and a damaged file; they decode nothing. Never reads more
than a block at a time, never knows where files lie.
"""

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from motcua.foundation.refusal import Refusal, gettext_noop
from motcua.foundation.text import nfc

BLOCK_BYTES = 64 * 1024
NAME_CHARACTERS_MAX = 150
PDF_TAIL_BYTES = 2048
SEGMENTS_MAX = 100_000  # JPEG segments and PNG chunks; more is not a picture


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


UNREAD = "application/octet-stream"  # bytes put aside: nobody has looked at what they hold, and nobody is shown them


@dataclass(frozen=True)
class Kind:
    media_type: MediaType
    label: str
    magic: bytes
    endings: tuple[str, ...]


KINDS = (
    Kind(MediaType.PDF, "PDF", b"%PDF-", ("pdf",)),
    Kind(MediaType.JPEG, "JPEG", b"\xff\xd8\xff", ("jpg", "jpeg", "jpe", "jfif")),
    Kind(MediaType.PNG, "PNG", b"\x89PNG\r\n\x1a\n", ("png",)),
)
BY_TYPE = {kind.media_type: kind for kind in KINDS}
# What a person may hand in as a paper.
PAPERS = frozenset({MediaType.PDF, MediaType.JPEG, MediaType.PNG})


class FileRefused(Refusal):
    code = "documents.refused"
    status = 422


class EmptyFile(FileRefused):
    code = "documents.empty"
    sentence = gettext_noop("The file “%(name)s” is empty.")
    next_step = gettext_noop("Open the file on your device to see whether it is whole, then choose it again.")


class FileTooLarge(FileRefused):
    code = "documents.too-large"
    status = 413
    sentence = gettext_noop("The file “%(name)s” is larger than %(limit_mb)s MB.")
    next_step = gettext_noop(
        "Scan it in black and white or at 200 dpi, or split it, then choose the smaller file."
    )


class UnsupportedType(FileRefused):
    code = "documents.unsupported-type"
    status = 415
    sentence = gettext_noop("The file “%(name)s” is of a kind that cannot be taken here.")
    next_step = gettext_noop("Save or scan it as one of these kinds: %(accepted)s. Then choose it again.")


class NameLies(FileRefused):
    code = "documents.name-lies"
    status = 415
    sentence = gettext_noop("The name “%(name)s” says one kind of file, but what is inside is %(found)s.")
    next_step = gettext_noop(
        "Save the file again as one of these kinds: %(accepted)s. Changing its name only is not enough."
    )


class DamagedFile(FileRefused):
    code = "documents.damaged"
    sentence = gettext_noop("The file “%(name)s” starts as %(found)s but is damaged or was cut off.")
    next_step = gettext_noop(
        "Open it on your device to see whether it is whole. If it is not, scan it again."
    )


class BytesMissing(Refusal):
    """The row is there and the bytes are not: the house's fault, said plainly."""

    code = "documents.bytes-missing"
    sentence = gettext_noop("The file “%(name)s” cannot be read from the store now.")
    next_step = gettext_noop(
        "Nothing was lost by you. Try again later, or tell the one-stop desk the name of the file."
    )


def clean_name(name: str) -> str:
    """The last part of the name, without characters that could deceive the eye or a terminal, of bounded length."""
    last = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(c if c.isprintable() else " " for c in last).split()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    room = NAME_CHARACTERS_MAX - len(dot + ending)
    return (stem[:room] + dot + ending) if room > 0 else plain[:NAME_CHARACTERS_MAX]


def check_size(*, name: str, size_bytes: int, limit_bytes: int) -> None:
    if size_bytes == 0:
        raise EmptyFile(name=name)
    if size_bytes > limit_bytes:
        raise FileTooLarge(name=name, limit_mb=limit_bytes // (1024 * 1024))


def check_type(*, name: str, stream: BinaryIO, size_bytes: int, accept: Collection[str]) -> MediaType:
    """The kind found in the bytes, if it is accepted, whole, and what the name says."""
    labels = ", ".join(kind.label for kind in KINDS if kind.media_type in accept)
    stream.seek(0)
    head = stream.read(16)
    kind = next((kind for kind in KINDS if head.startswith(kind.magic)), None)
    _, dot, last = name.rpartition(".")
    ending = last.lower() if dot else ""
    promised = next((kind for kind in KINDS if ending in kind.endings), None)
    if kind is None:
        if promised is not None:
            raise NameLies(name=name, found=guess(head), accepted=labels)
        raise UnsupportedType(name=name, accepted=labels)
    if ending and promised is not kind:
        raise NameLies(name=name, found=kind.label, accepted=labels)
    if kind.media_type not in accept:
        raise UnsupportedType(name=name, accepted=labels)
    whole = {MediaType.PDF: whole_pdf, MediaType.JPEG: whole_jpeg, MediaType.PNG: whole_png}[kind.media_type]
    if not whole(stream, size_bytes):
        raise DamagedFile(name=name, found=kind.label)
    return kind.media_type


def with_ending(name: str, media_type: MediaType) -> str:
    """A name that a device can open: an ending is added when there is none."""
    kind = BY_TYPE[media_type]
    base = name or "tai-lieu"
    return (
        base
        if base.rpartition(".")[2].lower() in kind.endings and "." in base
        else f"{base}.{kind.endings[0]}"
    )


def guess(head: bytes) -> str:
    """A word for what a wrong file probably is, for the refusal's sentence. Words that are the same in each language."""
    known = (
        (b"PK\x03\x04", "ZIP/Office"),
        (b"MZ", "EXE"),
        (b"\x7fELF", "ELF"),
        (b"GIF8", "GIF"),
        (b"<", "HTML/XML"),
        (b"{\\rtf", "RTF"),
    )
    return next((word for magic, word in known if head.lstrip().startswith(magic)), "???")


def whole_pdf(stream: BinaryIO, size_bytes: int) -> bool:
    """The end of a PDF names where its table starts, then says that it is the end."""
    stream.seek(max(0, size_bytes - PDF_TAIL_BYTES))
    tail = stream.read(PDF_TAIL_BYTES)
    at = tail.rfind(b"startxref")
    if at < 0 or b"%%EOF" not in tail[at:]:
        return False
    number = tail[at + len(b"startxref") :].split()[:1]
    return bool(number) and number[0].isdigit() and int(number[0]) < size_bytes


def whole_jpeg(stream: BinaryIO, size_bytes: int) -> bool:
    """Segments up to the scan, with a frame of some size; after the scan, an end mark."""
    stream.seek(2)
    framed = False
    for _ in range(SEGMENTS_MAX):
        mark = stream.read(2)
        if len(mark) < 2 or mark[0] != 0xFF:
            return False
        if mark[1] == 0xFF:  # a fill byte: the next one may be the mark
            stream.seek(-1, 1)
            continue
        if mark[1] == 0x01 or 0xD0 <= mark[1] <= 0xD7:
            continue
        length = int.from_bytes(stream.read(2), "big")
        if mark[1] == 0xD9 or length < 2:
            return False
        body = stream.read(length - 2)
        if len(body) < length - 2:
            return False
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in (0xC4, 0xC8, 0xCC):
            framed = len(body) >= 5 and body[3:5] != b"\0\0"
        if mark[1] == 0xDA:
            return framed and _holds(stream, b"\xff\xd9")
    return False


def whole_png(stream: BinaryIO, size_bytes: int) -> bool:
    """Header first, some data, end last, and each chunk's sum is right."""
    stream.seek(8)
    seen_data = False
    for index in range(SEGMENTS_MAX):
        head = stream.read(8)
        if len(head) < 8:
            return False
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if stream.tell() + length + 4 > size_bytes:
            return False
        if index == 0 and (name != b"IHDR" or length != 13):
            return False
        start = stream.read(min(length, 8))
        if index == 0 and (start[:4] == b"\0\0\0\0" or start[4:] == b"\0\0\0\0"):
            return False
        total = _sum(stream, length - len(start), zlib.crc32(start, zlib.crc32(name)))
        if stream.read(4) != total.to_bytes(4, "big"):
            return False
        seen_data = seen_data or name == b"IDAT"
        if name == b"IEND":
            return seen_data
    return False


def _sum(stream: BinaryIO, length: int, total: int) -> int:
    while length > 0:
        block = stream.read(min(length, BLOCK_BYTES))
        if not block:
            break
        total = zlib.crc32(block, total)
        length -= len(block)
    return total


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    kept = b""
    while block := stream.read(BLOCK_BYTES):
        if wanted in kept + block:
            return True
        kept = block[-len(wanted) + 1 :]
    return False
