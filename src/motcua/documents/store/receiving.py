"""Taking bytes in: to a private file of this machine first, counted and hashed while they come. Nothing is under a name yet."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from motcua.documents.rules import BLOCK_BYTES

INCOMING = "incoming"


@dataclass
class Incoming:
    """A file that is being taken in; `path` is a private name until a place settles it."""

    path: Path
    stream: BinaryIO
    sha256: str
    size_bytes: int

    def drop(self) -> None:
        """Leave nothing of it on this machine; what a place has taken in lies under another name."""
        # On a full disk even closing tries to write the rest, and a folder that is gone holds nothing to remove.
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.stream.close()


@dataclass(frozen=True)
class Lying:
    """One file as it lies in the place."""

    sha256: str
    size_bytes: int
    changed_at: datetime


def receive(root: Path, content: BinaryIO, *, limit_bytes: int) -> Incoming:
    """Copy the content to a private file, counting and hashing; stops one block after the limit."""
    folder = root / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, path = tempfile.mkstemp(dir=folder)  # mode 0600
    stream = os.fdopen(descriptor, "w+b")
    incoming = Incoming(path=Path(path), stream=stream, sha256="", size_bytes=0)
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


def leftovers(root: Path) -> Iterator[Path]:
    """Files of uploads that never ended."""
    yield from sorted((root / INCOMING).glob("*"))
