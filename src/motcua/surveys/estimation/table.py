"""What `estimate` answers: a small table of columns, and what was assumed on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy
from numpy.typing import NDArray

COLUMNS = ("value", "domain", "estimate", "standard_error", "lower", "upper", "n", "design_effect")


@dataclass(frozen=True)
class Note:
    """One thing that was assumed or left out, as an English sentence and its facts."""

    code: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.facts


@dataclass(frozen=True)
class Estimates:
    """One row a value and domain. Reads like an Arrow table, and is one to whatever asks for it (`pyarrow.table(…)`)."""

    columns: dict[str, Any]
    degrees: NDArray[numpy.float64]  # of freedom, row by row
    notes: tuple[Note, ...] = ()
    replicates: dict[str, NDArray[numpy.float64]] = field(default_factory=dict)  # value → replicate × domain

    @property
    def column_names(self) -> list[str]:
        return list(COLUMNS)

    @property
    def num_rows(self) -> int:
        return len(self.degrees)

    def __len__(self) -> int:
        return self.num_rows

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_pylist())

    def to_pydict(self) -> dict[str, list[Any]]:
        return {
            name: [_plain(value) for value in getattr(column, "tolist", lambda c=column: c)()]
            for name, column in self.columns.items()
        }

    def to_pylist(self) -> list[dict[str, Any]]:
        columns = self.to_pydict()
        return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def to_arrow(self) -> Any:
        import pyarrow  # not needed for anything else

        return pyarrow.table(self.to_pydict())

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def only(self, value: str) -> dict[str, Any]:
        """The columns of one value."""
        places = [place for place, name in enumerate(self.columns["value"]) if name == value]
        found = {name: _take(column, places) for name, column in self.columns.items()}
        return found | {"degrees": self.degrees[places]}


def _plain(value: Any) -> Any:
    """A number that there is not is None: NaN is no JSON."""
    return None if isinstance(value, float) and value != value else value


def _take(column: Any, places: list[int]) -> Any:
    return column[places] if isinstance(column, numpy.ndarray) else [column[place] for place in places]
