"""Bytes on disk, named by their SHA-256 in two levels of folders. Knows no rows.

A file appears under its name only when it is whole and on the disk: it is written beside, flushed, then renamed.
The same content handed in again replaces itself, which renews its age: the cleaner never takes what is about to get a row.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from motcua.documents.rules import BLOCK_BYTES

INCOMING = "incoming"


@dataclass
class Incoming:
    """A file that is being taken in; `path` is a private name until `settle` gives it its place."""

    root: Path
    path: Path
    stream: BinaryIO
    sha256: str
    size_bytes: int

    def settle(self) -> None:
        os.fsync(self.stream.fileno())
        self.stream.close()
        place = place_of(self.root, self.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(self.path, place)
        _flush_folder(place.parent)

    def drop(self) -> None:
        self.stream.close()
        self.path.unlink(missing_ok=True)


def receive(root: Path, content: BinaryIO, *, limit_bytes: int) -> Incoming:
    """Copy the content to a private file, counting and hashing; stops one block after the limit."""
    folder = root / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, path = tempfile.mkstemp(dir=folder)  # mode 0600
    stream = os.fdopen(descriptor, "w+b")
    incoming = Incoming(root=root, path=Path(path), stream=stream, sha256="", size_bytes=0)
    digest = hashlib.sha256()
    try:
        while incoming.size_bytes <= limit_bytes and (block := content.read(BLOCK_BYTES)):
            digest.update(block)
            stream.write(block)
            incoming.size_bytes += len(block)
        stream.flush()
    except BaseException:
        incoming.drop()
        raise
    incoming.sha256 = digest.hexdigest()
    return incoming


def place_of(root: Path, sha256: str) -> Path:
    assert len(sha256) == 64, sha256
    return root / sha256[:2] / sha256[2:4] / sha256


def sum_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def every_file(root: Path) -> Iterator[Path]:
    """All settled files, in the order of their hashes."""
    for first in sorted(root.glob("[0-9a-f][0-9a-f]")):
        for second in sorted(first.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(second.iterdir())


def every_leftover(root: Path) -> Iterator[Path]:
    """Files of uploads that never ended."""
    yield from sorted((root / INCOMING).glob("*"))


def remove(path: Path, *, older_than: datetime) -> bool:
    """Remove a file unless it was renewed since `older_than`. It is moved aside first, so a renewal is never lost."""
    aside = path.with_name(f"{path.name}.removing")
    try:
        os.replace(path, aside)
        if datetime.fromtimestamp(aside.stat().st_mtime, UTC) >= older_than:
            os.replace(aside, path)
            return False
        aside.unlink()
    except FileNotFoundError:  # another worker was faster
        return False
    return True


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
