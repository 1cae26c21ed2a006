"""Reads a CSV file into columns, and says row by row what a spreadsheet or a wrong encoding has damaged. No Django.

Rows are counted from 1 after the head, as `estimation` counts them.
"""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy

from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.text_files import decoded
from motcua.surveys.estimation.columns import Floats
from motcua.surveys.estimation.faults import ROWS_NAMED_MAX, BadTable, refuse, refuse_rows

SIZE_BYTES_MAX = 512_000_000
# What stands for "no answer"; R writes NA.
MISSING = ("", "NA")
SEPARATORS = ",;\t"

DAMAGE = (
    (
        re.compile(r"#[A-Z/0!?]+"),
        gettext_noop("Row %(row)s, column %(column)s: “%(value)s” is an error of the spreadsheet."),
    ),
    (
        re.compile(r"\d{1,4}[-/.](\d{1,2}|[A-Za-z]{3,9}|thg \d{1,2})([-/.]\d{2,4})?|[A-Za-z]{3}-\d{2,4}"),
        gettext_noop(
            "Row %(row)s, column %(column)s: the spreadsheet has made a date of a number: “%(value)s”."
        ),
    ),
    (
        re.compile(r"[+-]?[\d.]*\d,\d+"),
        gettext_noop(
            "Row %(row)s, column %(column)s: “%(value)s” has a comma; write decimals with a point and no marks between thousands."
        ),
    ),
    (
        re.compile(r"[+-]?\d[\d,. \u00a0\u202f]+"),
        gettext_noop(
            "Row %(row)s, column %(column)s: “%(value)s” has marks between thousands; write digits only."
        ),
    ),
)
NOT_A_NUMBER = gettext_noop("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
UNNAMED = "\x81\x8d\x8f\x90\x9d"
SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)


class Sheet:
    """A CSV file: the names in its head, and the columns of it that somebody asks for."""

    def __init__(self, path: Path) -> None:
        text = _text(path)
        first = text.partition("\n")[0]
        separator = max(SEPARATORS, key=first.count)
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            self.head = [name.strip() for name in next(reader, [])]
            _check_head(self.head)
            # An empty line is a gap where there is one column, and a mistake where there are several.
            self.rows = [cells or [""] * (len(self.head) == 1) for cells in reader]
        except csv.Error as error:
            raise refuse(
                "", gettext_noop("The file cannot be read as CSV: %(error)s"), error=str(error)
            ) from None
        while self.rows and not any(self.rows[-1]):
            self.rows.pop()
        odd = [row for row, cells in enumerate(self.rows) if len(cells) != len(self.head)]
        if odd:
            raise refuse_rows(
                "",
                gettext_noop("Row %(row)s has another number of cells than the head: %(value)s."),
                odd,
                [len(cells) for cells in self.rows],
            )
        self.cells = list(zip(*self.rows, strict=True))

    def columns(self, *, numbers: Collection[str], labels: Collection[str]) -> dict[str, Any]:
        """These columns as arrays; damage is named wherever it is, in all of them at once."""
        if missing := sorted({*numbers, *labels} - set(self.head)):
            there = ", ".join(self.head)
            sentence = gettext_noop("There is no column %(column)s; there are: %(there)s")
            raise BadTable(
                faults=[Fault(name, sentence, {"column": name, "there": there}) for name in missing]
            )
        columns: dict[str, Any] = {}
        faults: list[Fault] = []
        for place, name in enumerate(self.head):
            if name in numbers or name in labels:
                column = self.cells[place] if self.rows else ()
                try:
                    columns[name] = _numbers(name, column) if name in numbers else _labels(name, column)
                except BadTable as bad:
                    faults += bad.faults
        if faults:
            raise BadTable(faults=faults)
        return columns


def _check_head(names: list[str]) -> None:
    for place, name in enumerate(names):
        if not name:
            raise refuse("", gettext_noop("Column number %(place)s has no name."), place=place + 1)
        if names.index(name) != place:
            raise refuse(name, gettext_noop("Two columns are named %(column)s."))
    if not names:
        raise refuse("", gettext_noop("The table has no columns."))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_BYTES_MAX + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refuse(
            "", gettext_noop("The file %(file)s cannot be opened: %(error)s"), file=path.name, error=reason
        ) from None
    text, fault = decoded(raw, bytes_max=SIZE_BYTES_MAX)
    if fault:
        raise BadTable(faults=[fault])
    return text


def _numbers(name: str, column: Sequence[str]) -> Floats:
    # Answers repeat: each different cell is read once.
    known: dict[str, float] = {}
    wrong: dict[str, str] = {}
    for cell in set(column):
        text = cell.strip()
        if text in MISSING:
            known[cell] = numpy.nan
        elif sentence := _wrong(text):
            wrong[cell] = sentence
        else:
            known[cell] = float(text)
    if wrong:
        raise _named(name, column, wrong)
    return numpy.fromiter(map(known.__getitem__, column), numpy.float64, len(column))


def _wrong(text: str) -> str | None:
    try:
        float(text)
    except ValueError:
        return next((sentence for pattern, sentence in DAMAGE if pattern.fullmatch(text)), NOT_A_NUMBER)
    return None


def _named(name: str, column: Sequence[str], wrong: Mapping[str, str]) -> BadTable:
    """The refusal of every row that holds one of these cells, each with its own sentence."""
    faults = [
        Fault(name, wrong[cell], {"row": row + 1, "column": name, "value": cell})
        for row, cell in enumerate(column)
        if cell in wrong
    ]
    if (more := len(faults) - ROWS_NAMED_MAX) > 0:
        sentence = gettext_noop("Column %(column)s: and %(count)s more rows like these.")
        faults = [*faults[:ROWS_NAMED_MAX], Fault(name, sentence, {"column": name, "count": more})]
    return BadTable(faults=faults)


def _labels(name: str, column: Sequence[str]) -> Any:
    damaged = {cell: sentence for cell in set(column) if (sentence := _damaged_label(cell.strip()))}
    if damaged:
        raise _named(name, column, damaged)
    made = numpy.empty(len(column), dtype=object)
    made[:] = [None if cell in MISSING else cell for cell in column]
    return made


def _damaged_label(cell: str) -> str | None:
    if DAMAGE[0][0].fullmatch(cell):
        return DAMAGE[0][1]
    if SHORTENED.fullmatch(cell):
        return gettext_noop(
            "Row %(row)s, column %(column)s: the spreadsheet has shortened a long code to “%(value)s”."
        )
    if not cell.isascii() and ("\ufffd" in cell or _read_twice(cell)):
        return gettext_noop("Row %(row)s, column %(column)s: “%(value)s” was once read in a wrong encoding.")
    return None


def _read_twice(cell: str) -> bool:
    """Whether this is UTF-8 that was taken for Windows-1252: “ThÃ¡i BÃ¬nh” for “Thái Bình”."""
    try:
        # Five bytes have no letter there and come through as they are.
        raw = b"".join(letter.encode("latin-1" if letter in UNNAMED else "cp1252") for letter in cell)
        return raw.decode("utf-8") != cell
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
