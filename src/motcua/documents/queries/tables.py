"""The tables of a file that somebody sent, read in the limited process. Nothing of the file is kept."""

import tempfile
from dataclasses import dataclass

from motcua.documents.reading.runner import Limits, NoAnswer, ask
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc

TABLES_BYTES_MAX = 10 * 1024 * 1024
TABLES_ROWS_MAX = 3000
LIMITS = Limits(wall_seconds=30, cpu_seconds=20)
LONG_LIMITS = Limits(wall_seconds=600, cpu_seconds=300, file_bytes=1024 * 1024 * 1024)
TROUBLES = {
    "old": gettext_noop(
        "This is an old file, or one with a password. Save it as .xlsx or .docx without one."
    ),
    "macros": gettext_noop("The file holds macros. Save it without them: as .xlsx or .docx."),
    "links": gettext_noop("The file takes contents from other files. Break these links, then save it again."),
    "large": gettext_noop("The file is too large. Keep the table that is needed; at most %(most)s rows."),
    "order": gettext_noop(
        "The rows of the sheet are not numbered one after the other: row %(row)s comes after a row with its number or a higher one. Open the workbook in a spreadsheet program and save it again."
    ),
    "cells": gettext_noop(
        "The cell %(cell)s stands twice in the sheet, or not in its place. Open the workbook in a spreadsheet program, look at that cell, and save it again."
    ),
    "formula": gettext_noop(
        "The cell %(cell)s holds a formula whose value is not in the file. Copy the column and paste it as values."
    ),
    "unreadable": gettext_noop(
        "The file cannot be read as a table. Open it once more and save it as .xlsx or .docx."
    ),
}


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its rows of texts, and the last paragraphs above it."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    above: tuple[str, ...] = ()


def tables(*, content: bytes, field: str) -> tuple[Sheet, ...]:
    """The tables of a .xlsx or .docx file; raises `InvalidInput` with the reason at the field."""
    if len(content) > TABLES_BYTES_MAX:
        raise _refused("large", field)
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            answer = ask("tables", limits=LIMITS, path=file.name, rows_max=TABLES_ROWS_MAX)
        except NoAnswer:
            raise _refused("large", field) from None
    if trouble := answer.get("trouble"):
        raise _refused(trouble, field, cell=answer.get("cell", ""))
    found = tuple(
        Sheet(
            table["name"],
            tuple(tuple(nfc(cell) for cell in row) for row in table["rows"]),
            tuple(nfc(one) for one in table.get("above", ())),
        )
        for table in answer["tables"]
    )
    if not found:
        raise _refused("unreadable", field)
    return found


def write_rows(*, path: str, folder: str, rows_max: int, field: str) -> int:
    """Write the sheets of a long .xlsx file into this folder, one line a row; answers how many sheets there are."""
    try:
        answer = ask("rows", limits=LONG_LIMITS, path=path, folder=folder, rows_max=rows_max)
    except NoAnswer:
        raise _refused("large", field, rows_max) from None
    if trouble := answer.get("trouble"):
        raise _refused(trouble, field, rows_max, cell=answer.get("cell", ""), row=answer.get("row", 0))
    return int(answer["sheets"])


def _refused(
    trouble: str, field: str, most: int = TABLES_ROWS_MAX, *, cell: str = "", row: int = 0
) -> InvalidInput:
    facts = {"most": most, "cell": cell, "row": row}
    return InvalidInput(faults=[Fault(field, TROUBLES[trouble], facts)])
