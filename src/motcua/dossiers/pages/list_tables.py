"""The table of a list as a file: the template that is filled in, and what somebody sends back (.xlsx, .csv)."""

import csv
import io
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from motcua.documents import queries as documents
from motcua.dossiers.rules import lists as rules
from motcua.dossiers.rules.lists import Column, ListRow, Trouble
from motcua.foundation.forms import Field, Kind
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text_files import WORKBOOKS, decoded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPT = ".xlsx,.csv"
CSV_BYTES_MAX = 2_000_000
CHOICES_CHARACTERS_MAX = 255  # of the list that Excel offers in a cell
HEAD = PatternFill("solid", fgColor="FFEFEBE4")


# Out ---------------------------------------------------------------------------------------------------------


def template(columns: Sequence[Column], *, name: str, language: str) -> HttpResponse:
    """One sheet to fill in, whose cells are text, so that no number loses its zeros; one that explains the columns."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("List")
    for place, column in enumerate(columns, 1):
        _write_column(sheet, place, column, language)
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(_("How to fill it in")), columns, language)
    file = io.BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def heading(column: Column, language: str) -> str:
    return column.heading.in_language(language) + (" *" if column.required else "")


def _write_column(sheet: Worksheet, place: int, column: Column, language: str) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(row=1, column=place, value=heading(column, language))
    head.font, head.fill = Font(bold=True), HEAD
    head.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[letter].width = max(14, min(34, len(str(head.value)) + 2))
    for row in range(2, rules.ROWS_MAX + 2):
        sheet.cell(row=row, column=place).number_format = "@"
    answers = answers_of(column, language)
    offered = '"' + ",".join(answers) + '"'
    is_one = column.question is not None and column.question.kind is not Kind.CHOICES
    if (
        answers
        and is_one
        and len(offered) <= CHOICES_CHARACTERS_MAX
        and not any("," in one for one in answers)
    ):
        choice = DataValidation(type="list", formula1=offered, allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{rules.ROWS_MAX + 1}")


def answers_of(column: Column, language: str) -> list[str]:
    """The words that a cell may hold, where there is a choice."""
    if column.question is None:
        return []
    if column.question.kind is Kind.YES_NO:
        return [_("Yes"), _("No")]
    return [option.name.in_language(language) for option in column.question.options]


def _explain(sheet: Worksheet, columns: Sequence[Column], language: str) -> None:
    sheet.append([_("Column"), _("Needed"), _("How to fill it in")])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for column in columns:
        needed = _("yes") if column.required else _("when it applies")
        sheet.append([column.heading.in_language(language), needed, explained(column, language, columns)])
    for letter, width in (("A", 36), ("B", 16), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def explained(column: Column, language: str, columns: Sequence[Column] = ()) -> str:
    if column.question is None:
        return _("The name of the file of this row, as it is called when it is added. Leave it empty where one file is attached for all; several names are parted by a semicolon.")  # fmt: skip
    parts = [column.question.hint.in_language(language)] if column.question.hint else []
    if column.question.kind is Kind.DATE:
        parts.append(_("Day/month/year, like 19/04/2023."))
    if table := column.question.table:
        words = _("A name from the table, or its code. If several have the same name, also what it lies in. The table: %(address)s")  # fmt: skip
        parts.append(words % {"address": reverse("law:table", args=[table])})
    if answers := answers_of(column, language):
        words = _("Several of these, parted by a semicolon: %(words)s") if column.question.kind is Kind.CHOICES else _("One of these: %(words)s")  # fmt: skip
        parts.append(words % {"words": "; ".join(answers)})
        parts += _tied(column.question, language, columns)
    return " ".join(parts)


def _tied(asked: Field, language: str, columns: Sequence[Column]) -> list[str]:
    """With which answers in another column each word may stand."""
    first = next((one for one in columns if one.question and one.code == asked.options_by), None)
    if first is None or first.question is None:
        return []
    heading = first.heading.in_language(language)
    offered = ((answer, asked.offered({first.code: answer.code})) for answer in first.question.options)
    return [
        f"{heading} “{answer.name.in_language(language)}”: "
        + "; ".join(option.name.in_language(language) for option in options)
        + "."
        for answer, options in offered
    ]


# In ----------------------------------------------------------------------------------------------------------


def uploaded(
    file: UploadedFile, columns: Sequence[Column]
) -> tuple[tuple[ListRow, ...], tuple[Trouble, ...]]:
    """The rows of what somebody sent; raises `InvalidInput` with what to do instead."""
    content = file.read(documents.TABLES_BYTES_MAX + 1)
    if content.startswith(WORKBOOKS):
        sheets = documents.tables(content=content, field=rules.FIELD)
        # The first sheet that holds a column of ours: the one that explains the columns stands behind it.
        for sheet in sheets:
            if rules.is_table(sheet.rows, columns):
                return rules.read(sheet.rows, columns)
        return rules.read(sheets[0].rows, columns)
    return rules.read(_lines(content), columns)


def pasted(text: str, columns: Sequence[Column]) -> tuple[tuple[ListRow, ...], tuple[Trouble, ...]]:
    """Rows copied out of a spreadsheet: below the headings of the template, or in the order of its columns."""
    separator = next((one for one in "\t;" if one in text), ",")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:  # a quotation mark that is only a sign
        table = [line.split(separator) for line in text.splitlines()]
    if rules.is_table(table, columns):
        return rules.read(table, columns)
    for number, cells in enumerate(table, 1):
        if any(cell.strip() for cell in cells[len(columns) :]):
            sentence = gettext_noop(
                "Row %(row)s has more cells than there are columns. Copy the headings too, or keep the order shown."
            )
            raise InvalidInput(faults=[Fault(rules.FIELD, sentence, {"row": number})])
    return rules.read([[column.heading.vi for column in columns], *table], columns)


def _lines(content: bytes) -> list[list[str]]:
    text, wrong = decoded(content, bytes_max=CSV_BYTES_MAX, field=rules.FIELD)
    if wrong is not None:
        raise InvalidInput(faults=[wrong])
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        sentence = gettext_noop("The file cannot be read as a table. Save the sheet once more as .xlsx.")
        raise InvalidInput(faults=[Fault(rules.FIELD, sentence)]) from None
    if not rows:
        raise InvalidInput(faults=[Fault(rules.FIELD, gettext_noop("The file is empty."))])
    return rows[: documents.TABLES_ROWS_MAX]
