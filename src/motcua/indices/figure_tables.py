"""A table of figures for a round as somebody has it – workbook, CSV or pasted – read into plain rows, its damage named."""

from collections.abc import Sequence
from decimal import Decimal

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import fold, nfc
from motcua.foundation.text_files import decoded
from motcua.foundation.workbooks import UNPACKED_BYTES_MAX, is_workbook, made_a_date, opened, text_of

from .actions import FigureRow
from .reading import decimal_of, mixed_decimals, separated

ROWS_MAX = 20_000
COLUMNS_MAX = 20
# What the head of a column may say, folded.
HEADS = {
    "unit": ("unit", "don vi", "ma don vi", "co quan", "dia phuong"),
    "component": ("component", "code", "ma", "ma tieu chi", "tieu chi", "tieu chi thanh phan"),
    "value": ("value", "gia tri", "ket qua", "diem khao sat", "chi so"),
    "numerator": ("numerator", "tu so", "so dat"),
    "denominator": ("denominator", "mau so", "tong so"),
    "standard_error": ("standard error", "standard_error", "error", "sai so chuan", "sai so"),
}
NEEDED = ("unit", "component")


def rows_in(content: bytes) -> list[FigureRow]:
    """Refuses the whole table and names each row that cannot be read."""
    typed = not is_workbook(content)
    lines = _text(content) if typed else _workbook(content)
    filled = [(number, row) for number, row in lines if any(cell.strip() for cell in row)]
    if not filled:
        raise InvalidInput(faults=[Fault("table", gettext_noop("The table is empty."))])
    if len(filled) > ROWS_MAX:
        raise InvalidInput(faults=[Fault("table", gettext_noop("The table has more than %(most)s rows."), {"most": ROWS_MAX})])  # fmt: skip
    columns = _columns(filled[0][1])
    # Cells of a workbook are numbers; what was typed may be meant in two ways.
    faults: list[Fault] = _mixed(filled[1:], columns) if typed else []
    rows = [_row(number, row, columns, faults) for number, row in filled[1:]]
    if faults:
        raise InvalidInput(faults=faults)
    return rows


def _mixed(rows: Sequence[tuple[int, Sequence[str]]], columns: dict[str, int]) -> list[Fault]:
    places = [place for what, place in columns.items() if what not in NEEDED]
    cells = [(number, row[place].strip()) for number, row in rows for place in places if place < len(row)]
    return [Fault("table", one.sentence, one.facts) for one in mixed_decimals(cells)]


def _text(content: bytes) -> list[tuple[int, list[str]]]:
    text, fault = decoded(content, bytes_max=UNPACKED_BYTES_MAX)
    if fault:
        raise InvalidInput(faults=[Fault("table", fault.sentence, fault.facts)])
    return list(enumerate(separated(nfc(text).lstrip("\ufeff"), field="table"), 1))


def _workbook(content: bytes) -> list[tuple[int, list[str]]]:
    """The first visible sheet; a number that the program made a date of is shown as such and refused as no number."""
    book = opened(content)
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        return []
    found = []
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_MAX + 2, max_col=COLUMNS_MAX), 1):
        found.append((number, [made_a_date(cell) or text_of(cell) for cell in row]))
    return found


def _columns(head: Sequence[str]) -> dict[str, int]:
    names = [fold(name).strip() for name in head]
    found = {what: names.index(name) for what, known in HEADS.items() for name in known if name in names}
    faults = [
        Fault("table", gettext_noop("There is no column %(column)s; the first row says: %(there)s"), {"column": what, "there": ", ".join(head)})
        for what in NEEDED
        if what not in found
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults=faults)
    return found


def _row(number: int, row: Sequence[str], columns: dict[str, int], faults: list[Fault]) -> FigureRow:
    cells = {what: row[place].strip() if place < len(row) else "" for what, place in columns.items()}
    numbers: dict[str, Decimal | None] = {}
    for what in ("value", "numerator", "denominator", "standard_error"):
        text = cells.get(what, "")
        numbers[what] = decimal_of(text) if text else None
        if text and numbers[what] is None:
            said = gettext_noop("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
            faults.append(Fault("table", said, {"row": number, "column": what, "value": text}))
    return FigureRow(number, cells["unit"], cells["component"], **numbers)
