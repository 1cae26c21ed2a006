"""Several tables in one file: which of them list procedures, which goes on from the one before, which is left. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.procedures import annex
from motcua.procedures.annex import Column, Line
from motcua.procedures.parsing import PROCEDURE_CODE

BEGINS_LENGTH = 80


@dataclass(frozen=True)
class Table:
    """One table: what its file calls it, its cells, and the last paragraphs above it."""

    name: str
    rows: Sequence[Sequence[str]]
    above: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """A table of procedures. `header`: the row with the headings; -1 where it goes on from the table before."""

    table: Table
    header: int
    columns: Mapping[int, Column]

    @property
    def goes_on(self) -> bool:
        return self.header < 0


def sorted_out(tables: Sequence[Table]) -> tuple[list[Found], list[Table]]:
    """Those that list procedures by their codes, in order; and those that do not."""
    found: list[Found] = []
    left: list[Table] = []
    before: Found | None = None
    for table in tables:
        known = annex.recognised(table.rows)
        if known is not None:
            before = Found(table, known.header, known.columns)
        elif before is not None and _goes_on(table, before):
            before = Found(table, -1, before.columns)
        else:
            before = None
            left.append(table)
            continue
        found.append(before)
    return found, left


def _goes_on(table: Table, before: Found) -> bool:
    """A table cut in two by a page: as wide as the one before, with codes in the same column."""
    if len(table.rows[0]) != len(before.table.rows[0]):
        return False
    at = next(index for index, column in before.columns.items() if column is Column.CODE)
    return any(re.search(PROCEDURE_CODE, row[at]) for row in table.rows if at < len(row))


def lines(found: Sequence[Found]) -> list[list[Line]]:
    """The rows of each table. A code that stands in one table already is not taken from another."""
    seen: dict[str, tuple[str, str]] = {}
    several = len(found) > 1
    told: list[list[Line]] = []
    ends = False
    for one in found:
        ends = ends if one.goes_on else _ends(one.table)
        name = one.table.name if several else ""
        told.append(annex.lines(one.table.rows, one.header, one.columns, table=name, seen=seen, ends=ends))
    return told


def _ends(table: Table) -> bool:
    """Whether its name, or the nearest paragraph that says anything of it, calls its procedures abolished."""
    said = (annex.abolishes(title) for title in (table.name, *reversed(table.above)))
    return next((one for one in said if one is not None), False)


def begins(table: Table) -> str:
    """The first words of a table, by which it is known again."""
    words = " ".join(dict.fromkeys(cell for row in table.rows[:3] for cell in row if cell).keys())
    words = re.sub(r"\s+", " ", words).strip()
    return words if len(words) <= BEGINS_LENGTH else f"{words[: BEGINS_LENGTH - 1].rstrip()}…"
