"""The formats of a download, each written from one table in memory: tables that a page shows are small."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.cell import Cell as Styled
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from . import parquet
from .table import Cell, Column, Nature, Table

# A cell that begins so is a formula to a spreadsheet; a mark before it makes it words again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML 1.0 has no place for.
_NO_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_SHEET_NAME_MAX = 31
_FILLED = 60  # widest column of a sheet, in letters


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def file_name(table: Table, format: Format) -> str:
    """What the file is called: made-up figures say so first."""
    simulated = "mo-phong-" if table.nature is Nature.SIMULATED else ""
    return f"{simulated}{table.name}.{format}"


def write(table: Table, format: Format) -> bytes:
    """The file. The same table gives the same bytes, except that a workbook says when it was made."""
    return {Format.CSV: _csv, Format.XLSX: _xlsx, Format.PARQUET: _parquet}[format](table)


def package(table: Table) -> bytes:
    """datapackage.json beside the files: the dictionary of the table as the Data Package standard writes it."""
    columns, _rows = table.whole()
    fields = [_field(column) for column in columns]
    described = {
        "name": file_name(table, Format.CSV).removesuffix(".csv"),
        "title": table.title,
        "description": table.description,
        "nature": table.nature.value,
        "sources": [
            {"title": source.title} | ({"path": source.path} if source.path else {})
            for source in table.sources
        ],
        "resources": [_resource(table, format, fields) for format in Format],
    }
    return (
        json.dumps({key: value for key, value in described.items() if value}, ensure_ascii=False, indent=2)
        + "\n"
    ).encode()


def _resource(table: Table, format: Format, fields: list[dict[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {
        "name": f"{file_name(table, format).removesuffix(f'.{format}')}-{format}",
        "path": file_name(table, format),
        "format": format.value,
        "mediatype": MEDIA_TYPES[format].partition(";")[0],
        "schema": {"fields": fields, "missingValues": [""]},
    }
    if format is Format.CSV:
        content = write(table, format)
        found |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
    return found


def _field(column: Column) -> dict[str, object]:
    found: dict[str, object] = {"name": column.name, "type": column.kind.value, "title": column.title}
    if column.description:
        found["description"] = column.description
    if column.choices:
        found["constraints"] = {"enum": list(column.choices)}
    return found


def _csv(table: Table) -> bytes:
    """UTF-8 with its mark, which spreadsheets need to read Vietnamese; numbers with a full stop, for programs."""
    columns, rows = table.whole()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def _xlsx(table: Table) -> bytes:
    """A sheet with the figures and one with their dictionary. Text is never a formula, whatever it begins with."""
    columns, rows = table.whole()
    book = Workbook(write_only=True)
    name = file_name(table, Format.XLSX).removesuffix(".xlsx")[:_SHEET_NAME_MAX]
    _fill(book, name, [[column.title for column in columns], *rows])
    lines: list[list[Cell]] = [["name", "type", "title", "description"]]
    lines += [[column.name, column.kind.value, column.title, column.description] for column in columns]
    lines += [[], ["title", table.title], ["nature", table.nature.value], ["description", table.description]]
    lines += [["source", source.title, source.path] for source in table.sources]
    _fill(book, "dictionary", lines)
    book.properties.title = table.title
    book.properties.keywords = table.nature.value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(book: Workbook, name: str, rows: Sequence[Sequence[Cell]]) -> None:
    """Rows are streamed, so what a sheet says of its columns is said before the first."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    widths: dict[int, int] = {}
    for row in rows:
        for place, value in enumerate(row, 1):
            if value is not None:
                widths[place] = max(widths.get(place, 0), len(str(value)))
    for place, widest in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = min(_FILLED, widest + 3)
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, head=number == 0) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, head: bool) -> Cell | Styled:
    """Only a head, and what openpyxl would take for a formula or an error, needs more than its value."""
    if not isinstance(value, str):
        return value
    value = _NO_XML.sub("", value)
    if not head and not value.startswith(("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # words, whatever they begin with
    if head:
        cell.font = Font(bold=True)
    return cell


def _parquet(table: Table) -> bytes:
    columns, rows = table.whole()
    return parquet.write(
        columns,
        rows,
        about={
            "title": table.title,
            "nature": table.nature.value,
            "description": table.description,
            "datapackage": package_name(table),
        },
    )  # fmt: skip


def package_name(table: Table) -> str:
    """The name under which a package holds this table."""
    return file_name(table, Format.CSV).removesuffix(".csv")
