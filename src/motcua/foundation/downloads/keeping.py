"""Files that take long to write and never change, kept once they were made. A lost or deleted one is made again."""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def kept(*, folder: Path, key: str, make: Callable[[], bytes]) -> BinaryIO:
    """The file of this key, to be read once and closed. `key` holds all that the file depends on.

    Two that ask at once may both make it; whoever comes last puts the same in its place, whole at any moment.
    """
    path = _path(folder, key)
    try:
        return path.open("rb")
    except OSError:
        content = make()
    # A disk that is full or read-only only costs the time of making it again.
    with contextlib.suppress(OSError):
        _put(path, content)
    return io.BytesIO(content)


def is_kept(*, folder: Path, key: str) -> bool:
    """Whether nobody would have to make it."""
    return _path(folder, key).exists()


def _path(folder: Path, key: str) -> Path:
    return folder / hashlib.sha256(key.encode()).hexdigest()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
