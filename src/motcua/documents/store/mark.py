"""The mark in the root of the folder of files: it says that this is the folder, and whose.

When the disk that holds the files is not mounted, an empty folder stands in its place and would take in everything that
comes. The mark lies on the disk itself, so an empty folder is known by lacking it.
"""

import json
import os
import tempfile
from enum import StrEnum
from pathlib import Path

MARK = ".motcua-files.json"
MARK_BYTES_MAX = 4_096


class Marked(StrEnum):
    OURS = "ours"
    NOBODYS = "nobodys"
    ANOTHERS = "anothers"  # of another node, or not to be read


def marked(root: Path, *, node: str) -> Marked:
    try:
        with (root / MARK).open("rb") as file:
            said = json.loads(file.read(MARK_BYTES_MAX))
    except (FileNotFoundError, NotADirectoryError):
        return Marked.NOBODYS
    except ValueError:
        return Marked.ANOTHERS
    return Marked.OURS if isinstance(said, dict) and said.get("node") == node else Marked.ANOTHERS


def mark(root: Path, *, node: str) -> None:
    """Whole or not at all; several processes that mark at once write the same."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, path = tempfile.mkstemp(dir=root, prefix=f"{MARK}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"motcua": "files", "node": node}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path, root / MARK)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
