"""Long lists as CSV and as XLSX, made while they are sent: the first line leaves before the last is read.

Libraries write a workbook to a file and pack it when the last row is known, so its first byte would come last. The
little of the format that one sheet of a list needs is this page: words, whole numbers and moments, a bold head that
stays in sight (ECMA-376, parts 18.2–18.3). Tests read it with openpyxl.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, cast
from xml.sax.saxutils import escape

Value = str | int | datetime | None
# A cell that begins so is a formula to a spreadsheet; a mark before it makes it words again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTES_AT_ONCE = 32_768
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  days of a spreadsheet have no zone
_BOLD, _MOMENT, _WORDS = 1, 2, 3  # places in the list of styles below


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Each row as it is known; moments as 2026-03-18 09:30, words that look like a formula with a mark before them."""
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read the marks of Vietnamese
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
    return "" if value is None else value


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def xlsx(
    rows: Iterable[Sequence[Value]], *, head: int, widths: Sequence[int], title: str, note: str
) -> Iterator[bytes]:
    """A workbook of one sheet; the first `head` rows are bold and stay in sight. `note` is its description."""
    out = _Sink()
    with zipfile.ZipFile(cast(IO[bytes], out), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        book.writestr("xl/workbook.xml", _WORKBOOK.format(title=_xml(title[:31])))
        book.writestr("docProps/core.xml", _CORE.format(title=_xml(title), note=_xml(note)))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_beginning(head=head, widths=widths).encode())
            yield out.taken()
            for number, row in enumerate(rows):
                sheet.write(_row(row, bold=number < head).encode())
                if out.size >= BYTES_AT_ONCE:
                    yield out.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield out.taken()


class _Sink:
    """What a zip file is written to and taken from: it can be told nothing but to write."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.size = 0

    def write(self, content: bytes) -> int:
        self._held.append(bytes(content))
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        content = b"".join(self._held)
        self._held.clear()
        self.size = 0
        return content


def _row(row: Sequence[Value], *, bold: bool) -> str:
    return f"<row>{''.join([_cell(value, bold=bold) for value in row])}</row>"


def _cell(value: Value, *, bold: bool) -> str:
    """Words are words whatever they begin with; those that look like a formula carry Excel's own mark too."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        days = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
        return f'<c s="{_MOMENT}"><v>{days:.9f}</v></c>'
    style = _BOLD if bold else _WORDS if value.startswith(FORMULA_SIGNS) else 0
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(value)}</t></is></c>'


def _xml(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _beginning(*, head: int, widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, 1)
    )
    pane = f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_CORE = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:description>{note}</dc:description></cp:coreProperties>"
)
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
