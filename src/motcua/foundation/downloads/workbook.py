"""A workbook of plain sheets: words, numbers, a bold head that stays. Written as its own XML, since openpyxl takes a
second for 30,000 cells. The same sheets give the same bytes: no time is written, every entry has one date.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from xml.sax.saxutils import escape, quoteattr

from .table import Cell

_FILLED = 60  # widest column, in letters
_NARROWEST = 8
_LETTERS_MAX = 32_767  # of one cell; a spreadsheet repairs a file that has more
_MADE = (1980, 1, 1, 0, 0, 0)  # what a zip file calls no date
# What XML 1.0 has no place for.
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Sheet:
    """The first row is the head."""

    name: str
    rows: Sequence[Sequence[Cell]]


def write(sheets: Sequence[Sheet], *, title: str, keywords: str) -> bytes:
    words: dict[str, int] = {}
    parts = {f"xl/worksheets/sheet{n}.xml": _sheet(sheet, words) for n, sheet in enumerate(sheets, 1)}
    parts |= {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations(
            [(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")]
        ),
        "docProps/core.xml": _about(title, keywords),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [*((f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
             (f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _shared(words),
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        # The types come first: some readers look no further.
        for name in sorted(parts, key=lambda one: (one != "[Content_Types].xml", one)):
            packed.writestr(
                zipfile.ZipInfo(name, _MADE), _HEAD + parts[name], zipfile.ZIP_DEFLATED, compresslevel=6
            )
    return file.getvalue()


def _sheet(sheet: Sheet, words: dict[str, int]) -> str:
    columns = max((len(row) for row in sheet.rows), default=0)
    letters = [_letter(place) for place in range(columns)]
    widest = [0] * columns
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        style = ' s="1"' if number == 1 else ""
        cells = []
        for place, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                index = words.setdefault(value, len(words))
                cells.append(f'<c r="{letters[place]}{number}"{style} t="s"><v>{index}</v></c>')
                shown = len(value)
            else:
                text = _number(value)
                if not text:
                    continue
                cells.append(f'<c r="{letters[place]}{number}"{style}><v>{text}</v></c>')
                shown = len(text)
            if shown > widest[place]:
                widest[place] = shown
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{min(_FILLED, (most or _NARROWEST) + 3)}" customWidth="1"/>'
        for n, most in enumerate(widest, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{widths}</cols>' if widths else ''}<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _number(value: float | Decimal) -> str:
    """Digits as a spreadsheet reads them; what is no number is an empty cell."""
    if isinstance(value, bool):
        return str(int(value))
    return str(value) if isfinite(value) else ""


def _letter(place: int) -> str:
    """0 → A, 26 → AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def _clean(text: str) -> str:
    return escape(text.translate(_NO_XML)[:_LETTERS_MAX])


def _shared(words: dict[str, int]) -> str:
    inside = "".join(f'<si><t xml:space="preserve">{_clean(word)}</t></si>' for word in words)
    return f'<sst xmlns="{_MAIN}" uniqueCount="{len(words)}">{inside}</sst>'


def _book(sheets: Sequence[Sheet]) -> str:
    inside = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="r{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{inside}</sheets></workbook>'


def _relations(found: Sequence[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _types(sheets: int) -> str:
    parts = [
        ("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_TYPE}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{_TYPE}.sharedStrings+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/xl/worksheets/sheet{n}.xml", f"{_TYPE}.worksheet+xml") for n in range(1, sheets + 1)),
    ]
    inside = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{inside}</Types>'
    )


def _about(title: str, keywords: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_clean(title)}</dc:title><cp:keywords>{_clean(keywords)}</cp:keywords></cp:coreProperties>"
    )


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
