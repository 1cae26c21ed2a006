"""The three sheets of an XLSForm as rows of text. What Excel did to a cell is mended where it is plain, and named where not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold, plain
from motcua.foundation.workbooks import made_a_date, text_of

from . import names

ROWS_MAX = 3_000
COLUMNS_MAX = 80
FAULTS_MAX = 200  # told at once
_LANGUAGES = {
    "vi": "vi", "vietnamese": "vi", "tieng viet": "vi",
    "en": "en", "english": "en", "tieng anh": "en",
}  # fmt: skip
_TWO = ("label", "hint")  # columns that stand there once a language


class Faults:
    """What is wrong, each with its sheet, row and column."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, sheet: str, row: int, column: str, sentence: str, **facts: object) -> None:
        if len(self.found) < FAULTS_MAX:
            place = {"sheet": sheet, "row": row, "column": column}
            self.found.append(Fault("file", sentence, facts | place))


@dataclass(frozen=True)
class Row:
    """One row: column → text; what stands there once a language is in `said`."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def wording(self, column: str) -> dict[str, str]:
        """The text in its languages; a language that is missing is not there."""
        return dict(self.said.get(column, {}))


def rows_of(book: Workbook, name: str, faults: Faults) -> list[Row]:
    """The rows of a sheet that hold something, the head left out."""
    sheet = next((one for one in book.worksheets if fold(one.title).strip() == name), None)
    if sheet is None:
        faults.add(name, 0, "", _("The workbook has no sheet “%(sheet)s”."))
        return []
    if (sheet.max_row or 0) > ROWS_MAX:
        faults.add(name, 0, "", _("The sheet has more than %(most)s rows."), most=ROWS_MAX)
        return []
    head = _head(sheet, name, faults)
    return [row for row in _rows(sheet, name, head, faults) if row.cells or row.said]


def _head(sheet: Worksheet, name: str, faults: Faults) -> dict[int, tuple[str, str]]:
    """Place → column and language. A column without a language is Vietnamese, unless one names it so."""
    found: dict[int, tuple[str, str]] = {}
    cells = next(sheet.iter_rows(max_row=1, max_col=COLUMNS_MAX))
    for place, cell in enumerate(cells):
        title = " ".join(plain(text_of(cell)).split())
        if not title:
            continue
        base, _mark, language = title.partition("::" if "::" in title else ":")
        column = fold(base).strip().replace(" ", "_")
        if column not in _TWO:
            found[place] = (fold(title).strip().replace(" ", "_"), "")
            continue
        known = _language(language) if language else "vi"
        if not known:
            sentence = _(
                "“%(title)s”: only Vietnamese and English are kept, as label::%(vi)s and label::%(en)s."
            )
            faults.add(name, 1, title, sentence, title=title, **names.LANGUAGES)
        elif (column, known) in found.values():
            faults.add(name, 1, title, _("The column “%(title)s” stands there twice."), title=title)
        else:
            found[place] = (column, known)
    plain_columns = [column for column, language in found.values() if not language]
    for column in sorted({one for one in plain_columns if plain_columns.count(one) > 1}):
        faults.add(name, 1, column, _("The column “%(title)s” stands there twice."), title=column)
    return found


def _language(text: str) -> str:
    code = re.search(r"\(([a-z]{2})[a-zA-Z-]*\)\s*$", text.strip())
    return _LANGUAGES.get(code[1] if code else fold(text).strip(), "")


def _rows(sheet: Worksheet, name: str, head: Mapping[int, tuple[str, str]], faults: Faults) -> Iterator[Row]:
    for cells in sheet.iter_rows(min_row=2, max_col=COLUMNS_MAX):
        number = int(cells[0].row or 0)
        row: dict[str, str] = {}
        said: dict[str, dict[str, str]] = {}
        for place, cell in enumerate(cells):
            column, language = head.get(place, ("", ""))
            if isinstance(cell, MergedCell) or (cell.value is not None and not column):
                if isinstance(cell, MergedCell):
                    faults.add(name, number, column, _("The cells are merged; each needs its own text."))
                elif plain(text_of(cell)).strip():
                    faults.add(
                        name, number, cell.column_letter, _("This column has no name in the first row.")
                    )
                continue
            if shown := made_a_date(cell):
                sentence = _(
                    "Excel made the date %(found)s of what was typed. Make the column text and type it again."
                )
                faults.add(name, number, column, sentence, found=shown)
                continue
            if cell.data_type == "e":
                faults.add(
                    name, number, column, _("A formula failed here (%(found)s)."), found=str(cell.value)
                )
                continue
            text = _clean(text_of(cell), keep_lines=bool(language))
            if isinstance(cell.value, bool):
                text = "yes" if cell.value else "no"
            if not text:
                continue
            if language:
                said.setdefault(column, {})[language] = text
            else:
                row[column] = text
        yield Row(name, number, row, said)


def _clean(text: str, *, keep_lines: bool) -> str:
    lines = [" ".join(line.split()) for line in plain(text.replace("_x000D_", "")).splitlines()]
    return ("\n" if keep_lines else " ").join(lines).strip()
