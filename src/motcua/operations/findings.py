"""One line of what the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One line of the report; `mend` is empty when there is nothing to do."""

    level: Level
    name: str  # stable, for machines
    said: str
    mend: str = ""


def ok(name: str, said: str) -> Finding:
    return Finding(Level.OK, name, said)
