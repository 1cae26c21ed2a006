"""The figures that ship with the product, each with its source and how we know it; and what is known of the methods."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from .rules import Index, Series, Status
from .rules.totals import Band

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Figure:
    index: Index
    year: int
    level: str
    unit: str  # as the source names it; empty for a group
    group: str
    part: str
    part_en: str
    statistic: str
    value: Decimal
    maximum: Decimal | None
    status: Status
    basis: str
    source: str


@dataclass(frozen=True)
class Conflict:
    """Two sources that disagree, as they print it: a value may be a sentence. `_vi` is the same in Vietnamese."""

    first: int  # years, both included
    last: int
    index: Index
    level: str
    unit: str
    status: Status
    statistic: str
    statistic_vi: str
    value_a: str
    value_a_vi: str
    source_a: str
    source_a_vi: str
    value_b: str
    value_b_vi: str
    source_b: str
    source_b_vi: str
    note: str
    note_vi: str


NOT_MEASURED, NOT_RANKED = "not-measured", "not-ranked"


@dataclass(frozen=True)
class Apart:
    """A body that acts and is not measured, or is measured and not ranked, in years both included."""

    index: Index
    level: str
    starts: int
    ends: int
    unit: str  # its slug
    kind: str
    source: str

    def holds(self, year: int) -> bool:
        return self.starts <= year <= self.ends


@cache
def exceptions() -> tuple[Apart, ...]:
    return tuple(
        Apart(
            index=Index(row["index"]),
            level=row["level"],
            starts=int(row["starts"]),
            ends=int(row["ends"]),
            unit=row["unit"],
            kind=row["kind"],
            source=row["source"],
        )
        for row in _rows("measured.csv")
    )


def published() -> list[Figure]:
    return [
        Figure(
            index=Index(row["index"]),
            year=int(row["year"]),
            level=row["level"],
            unit=row["unit"],
            group=row["group"],
            part=row["part"],
            part_en=row["part_en"],
            statistic=row["statistic"],
            value=Decimal(row["value"]),
            maximum=Decimal(row["maximum"]) if row["maximum"] else None,
            status=Status(row["status"]),
            basis=row["basis"],
            source=row["source"],
        )
        for row in _rows("published.csv")
    ]


@cache
def conflicts() -> tuple[Conflict, ...]:
    return tuple(
        Conflict(
            **{name: text for name, text in row.items() if name not in ("first", "last", "index", "status")},
            first=int(row["first"]),
            last=int(row["last"]),
            index=Index(row["index"]),
            status=Status(row["status"]),
        )
        for row in _rows("conflicts.csv")
    )


@cache
def source_names() -> Mapping[str, tuple[str, str]]:
    """What a source is called, in Vietnamese and English: by its whole text, or by the host of its address."""
    return {row["source"]: (row["name_vi"], row["name_en"]) for row in _rows("source_names.csv")}


@cache
def series() -> tuple[Series, ...]:
    return tuple(
        Series(
            index=Index(row["index"]),
            level=row["level"],
            starts=int(row["starts"]),
            ends=int(row["ends"]) if row["ends"] else None,
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            basis=row["basis"],
            source=row["source"],
        )
        for row in _rows("series.csv")
    )


@cache
def bands(*, index: Index, level: str) -> tuple[Band, ...]:
    """The classes of scores that were published; there are none below the last, and we name none."""
    return tuple(
        Band(
            code=row["code"],
            lowest=Decimal(row["lowest"]),
            below=Decimal(row["below"]) if row["below"] else None,
            starts=int(row["starts"]),
            ends=int(row["ends"]) if row["ends"] else None,
            basis=row["basis"],
        )
        for row in _rows("bands.csv")
        if row["index"] == index and row["level"] == level
    )


@cache
def regions(*, level: str, year: int) -> Mapping[str, str]:
    """Number in statistics → region as it is printed; empty for years whose regions nobody told us."""
    return {
        row["gso_code"]: row["region"]
        for row in _rows("regions.csv")
        if row["level"] == level
        and int(row["starts"] or 0) <= year
        and (not row["ends"] or year <= int(row["ends"]))
    }


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
