"""A table of scores in a workbook: what Excel did to it is named cell by cell, and nothing is taken in by halves.

Rows are numbered as the sheet numbers them, so that a person finds them there.
"""

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.foundation.text_files import decoded
from motcua.foundation.workbooks import UNPACKED_BYTES_MAX, is_workbook, made_a_date, opened, refused, text_of

from . import reading
from .rules import Line

COLUMNS_MAX = 60
HEAD_ROWS_MAX = 15  # titles and a head of several rows stand above a table


def lines_in(content: bytes, *, sheet: str = "") -> list[Line]:
    """The lines of a file, whatever it is: a workbook, or text with commas, semicolons or tabs."""
    if is_workbook(content):
        return lines_of(content, sheet=sheet)
    text, fault = decoded(content, bytes_max=UNPACKED_BYTES_MAX)
    if fault:
        raise InvalidInput(faults=[fault])
    return reading.lines_of(text)


def lines_of(content: bytes, *, sheet: str = "") -> list[Line]:
    """The lines of the one table in the workbook, or of the sheet that is named."""
    book = opened(content)
    sheets = [
        one for one in book.worksheets if one.sheet_state == "visible" and one.max_row and _is_filled(one)
    ]
    names = ", ".join(one.title for one in sheets)
    if sheet:
        sheets = [one for one in sheets if nfc(one.title) == nfc(sheet)]
        if not sheets:
            said = gettext_noop("The workbook has no sheet “%(sheet)s” with figures; it has: %(names)s.")
            raise refused(said, field="sheet", sheet=sheet, names=names)
    if not sheets:
        raise refused(gettext_noop("The table is empty."))
    heads = [(one, head) for one in sheets if (head := _head(one))]
    if len(heads) > 1:
        said = gettext_noop("Several sheets hold a table: %(names)s. Say which one.")
        raise refused(said, field="sheet", names=", ".join(one.title for one, _head in heads))
    if not heads:
        # The plain reader says which column it misses.
        first = next(sheets[0].iter_rows(max_row=1, max_col=COLUMNS_MAX))
        return reading.lines_of_rows([str(cell.value or "") for cell in first], [])
    return _lines(*heads[0])


def _is_filled(sheet: Worksheet) -> bool:
    rows = sheet.iter_rows(max_row=HEAD_ROWS_MAX, max_col=COLUMNS_MAX, values_only=True)
    return any(value is not None for row in rows for value in row)


def _head(sheet: Worksheet) -> int | None:
    """The row whose cells name most of the columns. A title over several columns counts for each of them."""
    named = {
        number: len(reading.named_columns(_texts(sheet, number)))
        for number in range(1, min(HEAD_ROWS_MAX, sheet.max_row) + 1)
    }
    best = max(named, key=lambda number: (named[number], -number), default=None)
    known = reading.named_columns(_texts(sheet, best)) if best else {}
    return best if best and {"unit", "score"} <= known.keys() else None


def _texts(sheet: Worksheet, number: int) -> list[str]:
    cells = next(sheet.iter_rows(min_row=number, max_row=number, max_col=COLUMNS_MAX))
    return [str(_over(sheet, cell) or "") for cell in cells]


def _over(sheet: Worksheet, cell: Cell | MergedCell) -> object:
    """What stands in a cell, or in the merged one that covers it."""
    if not isinstance(cell, MergedCell):
        return cell.value
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col).value
    return None


def _lines(sheet: Worksheet, head: int) -> list[Line]:
    if sheet.max_row - head > 4 * reading.ROWS_MAX:
        raise refused(gettext_noop("The table has more than %(most)s rows."), most=reading.ROWS_MAX)
    names = _texts(sheet, head)
    places = reading.named_columns(names)
    rows: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    typed: list[tuple[int, str]] = []  # numbers that Excel holds as text
    for cells in sheet.iter_rows(min_row=head + 1, max_row=sheet.max_row, max_col=COLUMNS_MAX):
        wanted = {what: cells[place] for what, place in places.items()}
        if all(cell.value is None and not isinstance(cell, MergedCell) for cell in wanted.values()):
            continue
        found = [_damage(what, cell) for what, cell in wanted.items()]
        faults += [fault for fault in found if fault]
        number = int(cells[0].row or 0)
        rows.append((number, [text_of(cell) for cell in cells]))
        typed += [(number, cell.value.strip()) for cell in wanted.values() if isinstance(cell.value, str)]
    faults += reading.mixed_decimals(typed)
    if faults:
        raise InvalidInput(faults=faults)
    return reading.lines_of_rows(names, rows)


def _damage(what: str, cell: Cell | MergedCell) -> Fault | None:
    facts = {"row": cell.row, "column": what}
    if isinstance(cell, MergedCell):
        said = gettext_noop(
            "Row %(row)s, column %(column)s: the cells are merged. Each figure needs a cell of its own."
        )
        return Fault(what, said, facts)
    if shown := made_a_date(cell):
        said = gettext_noop(
            "Row %(row)s, column %(column)s: Excel made a date of it (%(value)s). Make the column text and type the number again."
        )
        return Fault(what, said, facts | {"value": shown})
    if cell.data_type == "e":
        said = gettext_noop("Row %(row)s, column %(column)s: a formula failed (%(value)s).")
        return Fault(what, said, facts | {"value": str(cell.value)})
    return None
