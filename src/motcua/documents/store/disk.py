"""Bytes on disk, in two levels of folders."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from motcua.documents.store.receiving import Incoming, Lying


def place_of(root: Path, sha256: str) -> Path:
    assert len(sha256) == 64, sha256
    return root / sha256[:2] / sha256[2:4] / sha256


class Disk:
    """Files flushed to the disk and renamed into their place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def settle(self, incoming: Incoming) -> None:
        os.fsync(incoming.stream.fileno())
        incoming.stream.close()
        place = place_of(self.root, incoming.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(incoming.path, place)
        _flush_folder(place.parent)

    def find(self, sha256: str) -> Lying | None:
        return _lying(place_of(self.root, sha256))

    def open(self, sha256: str) -> BinaryIO:
        return place_of(self.root, sha256).open("rb")

    def every(self) -> Iterator[Lying]:
        for first in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for second in sorted(first.glob("[0-9a-f][0-9a-f]")):
                for path in sorted(second.iterdir()):
                    found = _lying(path)
                    if found is not None:
                        yield found

    def remove(self, sha256: str, *, older_than: datetime, needed: Callable[[], bool]) -> bool:
        """It is moved aside first and looked at again, so a renewal is never lost."""
        path = place_of(self.root, sha256)
        aside = path.with_name(f"{path.name}.removing")
        try:
            os.replace(path, aside)
            if datetime.fromtimestamp(aside.stat().st_mtime, UTC) >= older_than or needed():
                os.replace(aside, path)
                return False
            aside.unlink()
        except FileNotFoundError:  # another worker was faster
            return False
        return True


def _lying(path: Path) -> Lying | None:
    try:
        facts = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Lying(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
