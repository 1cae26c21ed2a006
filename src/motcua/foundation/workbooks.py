"""Opening a workbook that somebody sent: limited before anything is unpacked, and what Excel did to a cell is seen."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.foundation.text_files import OLD_WORKBOOK, WORKBOOKS

UNPACKED_BYTES_MAX = 30 * 1024 * 1024
PARTS_MAX = 500
DECIMALS = 6


def is_workbook(content: bytes) -> bool:
    return content.startswith(WORKBOOKS)


def opened(content: bytes) -> Workbook:
    """The workbook with the values as they were last seen, not formulas; raises `InvalidInput`."""
    if content.startswith(OLD_WORKBOOK):
        raise refused(
            gettext_noop("This is an old workbook, or one with a password. Save it as .xlsx without one.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
                raise refused(gettext_noop("The workbook is too large. Keep the sheets that are needed."))
        return load_workbook(io.BytesIO(content), data_only=True)
    except InvalidInput:
        raise
    except Exception:  # the library lets through whatever a broken file makes it stumble over
        raise refused(
            gettext_noop("The workbook cannot be read. Open it once more and save it as .xlsx.")
        ) from None


def made_a_date(cell: Cell | MergedCell) -> str:
    """The date that Excel made of what was typed, as people write it; "" where there is none."""
    value = cell.value
    if not isinstance(value, datetime | date | time | timedelta):
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def text_of(cell: Cell | MergedCell) -> str:
    """A cell as somebody would type it: 80.47, 27; a share that is shown as a percentage as its percentage."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return nfc(str(value)).strip()
    exact = Decimal(repr(value)) * (100 if "%" in (cell.number_format or "") else 1)
    if not exact.is_finite():
        return str(value)
    return f"{round(exact, DECIMALS).normalize():f}"


def refused(sentence: str, *, field: str = "", **facts: object) -> InvalidInput:
    return InvalidInput(faults=[Fault(field, sentence, facts)])
