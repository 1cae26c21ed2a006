"""The tables of a workbook (.xlsx) or a text document (.docx) as plain text, cell by cell. Runs in the limited process.

What hides behind a table – macros, links to other files, a bomb of zeros – is named and nothing of it is read.
"""

import math
import re
import zipfile
from typing import Any
from xml.parsers import expat

UNPACKED_BYTES_MAX = 60 * 1024 * 1024
PARTS_MAX = 2000
COLUMNS_MAX = 60
TABLES_MAX = 50
MERGED_CELLS_MAX = 100_000
CELL_LENGTH_MAX = 4000
PARAGRAPHS_ABOVE = 4  # of a table in a text: where its title may stand
OLD = b"\xd0\xcf\x11\xe0"
MACROS = ("vbaproject.bin", "vbadata.xml")


def tables(*, path: str, rows_max: int) -> dict[str, Any]:
    """{"tables": [{"name", "rows", "above"}]}, or {"trouble": why nothing was read}."""
    with open(path, "rb") as file:
        if file.read(4) == OLD:
            return {"trouble": "old"}
    try:
        with zipfile.ZipFile(path) as packed:
            if trouble := trouble_of(packed):
                return {"trouble": trouble}
            is_workbook = "xl/workbook.xml" in packed.namelist()
            if is_workbook and (said := _looked_through(packed)):
                return said
        found = _workbook(path, rows_max) if is_workbook else _document(path, rows_max)
    except MemoryError:
        raise
    except Exception:  # the libraries let through whatever a broken file makes them stumble over
        return {"trouble": "unreadable"}
    if any(len(table["rows"]) > rows_max for table in found):
        return {"trouble": "large"}
    return {"tables": [table for table in found if table["rows"]]}


def trouble_of(packed: zipfile.ZipFile, *, unpacked_max: int = UNPACKED_BYTES_MAX) -> str:
    """What hides in the packed file, by the list of what is in it."""
    parts = packed.infolist()
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > unpacked_max:
        return "large"
    names = [part.filename.lower() for part in parts]
    if any(name.rpartition("/")[2] in MACROS for name in names):
        return "macros"
    if any("/externallinks/" in f"/{name}" for name in names):
        return "links"
    for part in parts:
        # What a document shows from elsewhere; an address that people may click is none.
        if part.filename.endswith(".rels"):
            said = packed.read(part).decode("utf-8", "replace")
            outside = [one for one in said.split("<Relationship ") if 'TargetMode="External"' in one]
            if any("/hyperlink" not in one for one in outside):
                return "links"
    known = {"xl/workbook.xml", "word/document.xml"} & set(packed.namelist())
    return "" if known else "unreadable"


class _Sheet:
    """What is looked at in a sheet before the library reads it: cells put together, and formulas without a value."""

    def __init__(self) -> None:
        self.merged = 0
        self.unsaid = ""  # the first cell whose formula nobody has worked out
        self._cell = self._kind = self._value = ""
        self._has_formula = self._in_value = False

    def begin(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "mergeCell":
            self.merged += _area(given.get("ref", ""))
        elif name == "c":
            self._cell, self._kind, self._value = given.get("r", ""), given.get("t", ""), ""
            self._has_formula = False
        elif name == "f":
            self._has_formula = True
        self._in_value = name == "v"

    def text(self, said: str) -> None:
        if self._in_value:
            self._value += said[:1]

    def end(self, name: str) -> None:
        self._in_value = False
        # A formula that gives an empty text says so by its kind.
        if name.rpartition(":")[2] == "c" and self._has_formula and not (self._value or self._kind == "str"):
            self.unsaid = self.unsaid or self._cell


def _area(reference: str) -> int:
    """How many cells “A1:C9” covers."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference.upper())
    if found is None:
        return 1
    width = abs(_column(found[3]) - _column(found[1])) + 1
    return width * (abs(int(found[4]) - int(found[2])) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _looked_through(packed: zipfile.ZipFile) -> dict[str, Any]:
    """Why it is not read, if so: the library makes a cell of each that is put together, and knows no formula."""
    for part in packed.infolist():
        if not part.filename.startswith("xl/worksheets/") or not part.filename.endswith(".xml"):
            continue
        sheet, reader = _Sheet(), expat.ParserCreate()
        reader.StartElementHandler = sheet.begin
        reader.CharacterDataHandler = sheet.text
        reader.EndElementHandler = sheet.end
        with packed.open(part) as content:
            reader.ParseFile(content)
        if sheet.merged > MERGED_CELLS_MAX:
            return {"trouble": "large"}
        if sheet.unsaid:
            return {"trouble": "formula", "cell": sheet.unsaid[:10]}
    return {}


def _workbook(path: str, rows_max: int) -> list[dict[str, Any]]:
    from openpyxl import load_workbook

    with open(path, "rb") as file:  # by its contents: the library judges a name by its ending
        book = load_workbook(file, data_only=True)
    found = []
    for sheet in book.worksheets[:TABLES_MAX]:
        if sheet.max_row > rows_max:
            return [{"name": sheet.title, "rows": [[""]] * (rows_max + 1)}]
        # A cell that stretches over several rows says the same for each of them.
        merged = {
            (row, column): (one.min_row, one.min_col)
            for one in list(sheet.merged_cells.ranges)[:rows_max]
            for row in range(one.min_row, min(one.max_row, rows_max) + 1)
            for column in range(one.min_col, min(one.max_col, COLUMNS_MAX) + 1)
        }
        rows = [
            [
                _text(sheet.cell(*merged.get((row, column), (row, column))).value)
                for column in range(1, min(sheet.max_column, COLUMNS_MAX) + 1)
            ]
            for row in range(1, sheet.max_row + 1)
        ]
        found.append({"name": sheet.title, "rows": rows if any(any(row) for row in rows) else []})
    return found


def _document(path: str, rows_max: int) -> list[dict[str, Any]]:
    from docx import Document
    from docx.text.paragraph import Paragraph

    found: list[dict[str, Any]] = []
    above: list[str] = []
    for part in Document(path).iter_inner_content():
        if isinstance(part, Paragraph):
            above = [*above, _text(part.text)][-PARAGRAPHS_ABOVE:] if part.text.strip() else above
            continue
        rows = [[_text(cell.text) for cell in row.cells[:COLUMNS_MAX]] for row in part.rows[: rows_max + 1]]
        found.append({"name": str(len(found) + 1), "rows": rows, "above": above})
        above = []
        if len(found) == TABLES_MAX:
            break
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return "#NUM!"
        value = int(value) if value.is_integer() else value
    return str(value).strip()[:CELL_LENGTH_MAX]
