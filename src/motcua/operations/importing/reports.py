"""What goes out: the report by row, and templates to fill in."""

import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from motcua.foundation.downloads import streamed
from motcua.operations.importing.asking import FATE_WORDS, Line
from motcua.operations.importing.columns import COLUMNS, Kind
from motcua.operations.importing.rules import Fate

WIDTHS = (8, 28, 26, 90)


def head() -> list[str]:
    return [_("Row of the sheet"), _("Number or code"), _("Outcome"), _("Why, and what to do")]


def table(lines: Iterable[Line]) -> Iterator[list[streamed.Value]]:
    """Row by row; what the office's own file calls it, and nothing more of it."""
    yield list(head())
    for line in lines:
        yield [line.number or "", line.label, _(FATE_WORDS[line.fate]), said(line)]


def said(line: Line) -> str:
    parts = [f"{heading}: {sentence}" if heading else sentence for heading, sentence, _wrong in line.notes]
    if line.fate is Fate.KEPT:
        parts.append(_("Take it back by hand if it must go."))
    return " ".join(parts)


def csv_report(lines: Iterable[Line]) -> Iterator[str]:
    return streamed.csv_lines(table(lines))


def xlsx_report(lines: Iterable[Line], *, title: str) -> Iterator[bytes]:
    return streamed.xlsx(table(lines), head=1, widths=WIDTHS, title=title, note="")


def template(kind: Kind, *, english: bool) -> bytes:
    """A workbook: a sheet with the headings and nothing else, and one that explains each column."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Data")
    # A table with states is one of open requests; a register is known by its dates.
    columns = [one for one in COLUMNS[kind] if kind is not Kind.REGISTER or one.name != "state"]
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column.en if english else column.vi)
        cell.font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.vi) + 4)
        # As text from the start, so that no zero is dropped and no code becomes a date.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    words = book.create_sheet(_("How to fill it in"))
    words.append([_("Column"), _("Needed"), _("Example"), _("Also read as")])
    for column in columns:
        name, other = (column.en, column.vi) if english else (column.vi, column.en)
        words.append([name, _("yes") if column.needed else "", column.example, other])
    for letter, width in zip("ABCD", (34, 10, 34, 34), strict=True):
        words.column_dimensions[letter].width = width
        words[f"{letter}1"].font = Font(bold=True)
    for line in words.iter_rows():
        for cell in line:
            cell.alignment = Alignment(vertical="top")
            cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
