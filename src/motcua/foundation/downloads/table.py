"""A table with its dictionary: what each column is called, holds and means, and where the figures come from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Cell = str | int | float | Decimal | None
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
NATURE_COLUMN = "nature"


class Kind(StrEnum):
    """What a column holds, in the words of the Table Schema."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"


class Nature(StrEnum):
    """Where the figures come from. Each row of a file repeats it, so that no row loses it when it is copied."""

    PUBLISHED = "published"
    COMPUTED = "computed"
    SIMULATED = "simulated"


@dataclass(frozen=True)
class Column:
    name: str  # what programs call it: plain letters
    kind: Kind
    title: str  # in the reader's language
    description: str = ""
    choices: tuple[str, ...] = ()  # when only these are meant


@dataclass(frozen=True)
class Source:
    title: str
    path: str = ""  # its address


@dataclass(frozen=True)
class Table:
    """Rows hold a cell for each column, in their order. `name` is the file's name without its ending."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    nature: Nature
    description: str = ""
    sources: tuple[Source, ...] = field(default=())

    def __post_init__(self) -> None:
        names = [self.name, *(column.name for column in self.columns)]
        if wrong := [name for name in names if not _NAME.fullmatch(name)]:
            raise ValueError(f"not a plain name: {wrong[0]!r}")
        if len({column.name for column in self.columns} | {NATURE_COLUMN}) != len(self.columns) + 1:
            raise ValueError("two columns bear one name")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has more or fewer cells than there are columns")

    def whole(self) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
        """Columns and rows as files hold them: the nature of the figures stands last in each row."""
        choices = tuple(nature.value for nature in Nature)
        nature = Column(
            NATURE_COLUMN, Kind.TEXT, NATURE_COLUMN, "published, computed, or simulated: invented", choices
        )
        return (*self.columns, nature), [(*row, self.nature.value) for row in self.rows]
