"""A named table as a file: CSV in UTF-8, one line a row, columns known by their headings. Pure."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.foundation.forms.tables import LINE_CODE, Line
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.text import fold, nfc

LINES_MAX = 20_000
TABLE_BYTES_MAX = 4_000_000
NAME_LENGTH_MAX = 160
FAULTS_TOLD_MAX = 20
# What a column may be called, folded; the first is the one the documentation names.
HEADINGS = {
    "code": ("ma", "code", "ma so", "ma xa", "ma tinh"),
    "name": ("ten", "name", "ten goi", "ten xa", "ten tinh"),
    "within": ("thuoc", "within", "thuoc tinh", "ten tinh thanh", "tinh, thanh pho"),
}


@dataclass(frozen=True)
class Read:
    """The lines of a file, or what is wrong with it, by row."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read(text: str) -> Read:
    """Every row or none: a list that is half right would refuse people whose place is in the other half."""
    rows = csv.reader(io.StringIO(nfc(text)), delimiter=_delimiter(text))
    try:
        columns = _columns(next(rows, []))
        if "code" not in columns or "name" not in columns:
            return _wrong(
                gettext_noop(
                    "The first row has to name the columns “ma” and “ten”, and “thuoc” if there is one."
                )
            )
        return _read(rows, columns)
    except csv.Error:
        return _wrong(gettext_noop("This is not a table with columns (CSV)."))


def _wrong(sentence: str) -> Read:
    return Read((), (Fault("file", sentence),))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(heading):
        for column, names in HEADINGS.items():
            if fold(cell.lstrip("\ufeff")) in names:
                found.setdefault(column, index)
    return found


def _read(rows: Iterable[list[str]], columns: dict[str, int]) -> Read:
    lines: dict[str, Line] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, 2):
        cells = {
            name: " ".join(row[index].split()) if index < len(row) else "" for name, index in columns.items()
        }
        if not any(cells.values()):
            continue
        if len(lines) >= LINES_MAX:
            return _many()
        line = Line(cells["code"], cells["name"], cells.get("within", ""))
        if sentence := _fault(line, lines):
            faults.append(
                Fault("file", sentence, {"row": number, "code": line.code[:40], "most": NAME_LENGTH_MAX})
            )
        else:
            lines[line.code] = line
        if len(faults) >= FAULTS_TOLD_MAX:
            break
    if not lines and not faults:
        return _wrong(gettext_noop("There is no line in this file."))
    return Read(() if faults else tuple(lines.values()), tuple(faults))


def _many() -> Read:
    sentence = gettext_noop("A table has at most %(most)s lines.")
    return Read((), (Fault("file", sentence, {"most": LINES_MAX}),))


def _fault(line: Line, before: dict[str, Line]) -> str:
    if not re.fullmatch(LINE_CODE, line.code):
        return gettext_noop(
            "Row %(row)s: “%(code)s” is no code: letters, digits, dots and hyphens, at most 20."
        )
    if line.code in before:
        return gettext_noop("Row %(row)s: the code “%(code)s” stands there already.")
    if not line.name:
        return gettext_noop("Row %(row)s: the name is missing.")
    if max(len(line.name), len(line.within)) > NAME_LENGTH_MAX:
        return gettext_noop("Row %(row)s: a name has at most %(most)s characters.")
    if not (line.name + line.within).isprintable():
        return gettext_noop("Row %(row)s: a name holds a character that cannot be seen.")
    return ""
