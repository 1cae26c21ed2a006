"""Long sheets of a workbook, row by row onto the disk: memory does not grow with the file. Runs in the limited process.

Each sheet becomes a file of lines, one row a line: its number and its cells, each a text or [nature, text].
"""

import json
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from motcua.documents.reading.tables import CELL_LENGTH_MAX, OLD, trouble_of

UNPACKED_BYTES_MAX = 600 * 1024 * 1024
SHEETS_MAX = 10
COLUMNS_MAX = 60
# Fonts that drew capitals over small letters: what somebody saw is not in the text.
IN_CAPITALS = re.compile(r"\.Vn\w+H", re.IGNORECASE)


def rows(*, path: str, folder: str, rows_max: int) -> dict[str, Any]:
    """{"sheets": how many files there are in the folder}, or {"trouble": why nothing was read}."""
    with open(path, "rb") as file:
        if file.read(4) == OLD:
            return {"trouble": "old"}
    try:
        with zipfile.ZipFile(path) as packed:
            if trouble := trouble_of(packed, unpacked_max=UNPACKED_BYTES_MAX):
                return {"trouble": trouble}
            if "xl/workbook.xml" not in packed.namelist():
                return {"trouble": "unreadable"}
            if wrong := _out_of_order(packed):
                return wrong
        return _written(path, Path(folder), rows_max)
    except MemoryError:
        raise
    except Exception:  # the library lets through whatever a broken file makes it stumble over
        return {"trouble": "unreadable"}


def _out_of_order(packed: zipfile.ZipFile) -> dict[str, Any] | None:
    """The first row or cell that does not stand behind the one before it: the library would pass over the row, and take the later of two cells of one address."""
    for part in packed.infolist():
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            order, reader = _Order(), expat.ParserCreate()
            reader.StartElementHandler = order.begin
            with packed.open(part) as content:
                reader.ParseFile(content)
            if order.wrong:
                return order.wrong
    return None


class _Order:
    def __init__(self) -> None:
        self._wrong_row: dict[str, Any] | None = None
        self._wrong_cell: dict[str, Any] | None = None
        self._row = 0
        self._column = (0, "")  # letters by their length first: Z stands before AA

    @property
    def wrong(self) -> dict[str, Any] | None:
        return self._wrong_row or self._wrong_cell

    def begin(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(given.get("r", ""))
        elif name == "row":
            number = int(float(given.get("r", self._row + 1)))
            if number <= self._row:
                self._wrong_row = self._wrong_row or {"trouble": "order", "row": number}
            self._row, self._column = number, (0, "")

    def _cell(self, address: str) -> None:
        letters = address.rstrip("0123456789")
        column = (len(letters), letters.upper())
        if address and (column <= self._column or address[len(letters) :] != str(self._row)):
            self._wrong_cell = self._wrong_cell or {"trouble": "cells", "cell": address[:10]}
        self._column = column if address else self._column


def _written(path: str, folder: Path, rows_max: int) -> dict[str, Any]:
    from openpyxl import load_workbook

    with open(path, "rb") as file:  # by its contents: the library judges a name by its ending
        # Formulas as they stand: what one was last worth may be old, so the row is not taken.
        book = load_workbook(file, read_only=True)
        sheets = book.worksheets[:SHEETS_MAX]
        for place, sheet in enumerate(sheets):
            sheet.reset_dimensions()
            with open(folder / f"{place}.lines", "w", encoding="utf-8") as out:
                said = 0
                empty = None  # the library gives the same one for each row that is not there: there may be a million
                for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), 1):
                    if cells is empty:
                        continue
                    row = _row(cells)
                    if not row:
                        empty = cells
                        continue
                    said += 1
                    if said > rows_max:
                        return {"trouble": "large"}
                    out.write(json.dumps([number, row], ensure_ascii=False) + "\n")
    return {"sheets": len(sheets)}


def _row(cells: Sequence[Any]) -> list[Any]:
    """Its cells up to the last that says anything."""
    row = [_cell(cell) for cell in cells]
    while row and row[-1] == "":
        row.pop()
    return row


def _cell(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return ["formula", ""]
    if cell.data_type == "e":
        return ["error", str(value)[:20]]
    if isinstance(value, datetime | date):
        return ["date", value.isoformat()]
    if isinstance(value, str) and IN_CAPITALS.fullmatch(cell.font.name or ""):
        return ["capitals", value.strip()[:CELL_LENGTH_MAX]]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()[:CELL_LENGTH_MAX]
    if isinstance(value, float):
        if not math.isfinite(value):
            return ["error", "#NUM!"]
        value = int(value) if value.is_integer() else value
    return ["number", str(value)]
