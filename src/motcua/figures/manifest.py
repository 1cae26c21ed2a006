"""Which files make up the extract: one small JSON file beside them, replaced in one step, so that readers see all or nothing new."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .rules import months
from .rules.months import Month

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Part:
    """One month's file. `mark` is what the database said of the month just before it was read."""

    month: str
    file: str
    rows: int
    size_bytes: int
    sha256: str
    simulated: bool
    mark: tuple[int, int, int]

    @property
    def at(self) -> Month:
        return months.read(self.month)


@dataclass(frozen=True)
class Manifest:
    """The extract as of a moment. `contract` changes when the statement or the columns do: then all months are read again."""

    as_of: datetime
    contract: str
    parts: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """The same for the same records, whenever they were read."""
        said = json.dumps([(one.month, one.sha256) for one in self.parts])
        return hashlib.sha256(f"{self.contract}{said}".encode()).hexdigest()

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.parts)

    @property
    def simulated(self) -> bool:
        return any(one.simulated for one in self.parts)


def folder() -> Path:
    return Path(settings.FIGURES_DIR)


def read() -> Manifest | None:
    """None while nothing was extracted, and when what lies there is of another format: it is made again then."""
    try:
        said = json.loads((folder() / NAME).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            return None
        parts = tuple(Part(**{**one, "mark": tuple(one["mark"])}) for one in said["parts"])
        return Manifest(datetime.fromisoformat(said["as_of"]), said["contract"], parts)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def write(manifest: Manifest) -> None:
    said = {
        "format": FORMAT,
        "as_of": manifest.as_of.isoformat(),
        "contract": manifest.contract,
        "digest": manifest.digest,
        "nature": "simulated" if manifest.simulated else "computed",
        "parts": [asdict(one) for one in manifest.parts],
    }
    beside = folder() / f".{NAME}.new"
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(said, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder() / NAME)
    settle(folder())


def settle(place: Path) -> None:
    """The names in a folder are on the disk, not only the files."""
    if os.name != "posix":
        return
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def unwanted(keep: Iterable[Manifest | None]) -> list[Path]:
    """Files that none of these manifests names. The one before is kept for those who read it just now."""
    named = {part.file for manifest in keep if manifest for part in manifest.parts}
    return [path for path in folder().glob("*.parquet") if path.name not in named]
