"""A table of procedures that an office has (.xlsx, .docx): its columns, what each row would do, and then the working copies.

Between the pages the cells travel with the form; the file itself is kept nowhere.
"""

import json

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents import queries as documents
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.procedures import actions, annex
from motcua.procedures.annex import Column, Outcome

CELLS_CHARACTERS_MAX = 3_000_000
COLUMNS_MAX = 60
EXAMPLE_LENGTH = 60
COLUMN_WORDS = {
    Column.CODE: gettext_noop("Procedure code"),
    Column.NAME: gettext_noop("Procedure name"),
    Column.FIELD: gettext_noop("Field"),
    Column.TERM: gettext_noop("Term of handling"),
    Column.WHERE: gettext_noop("Where to go"),
    Column.FEE: gettext_noop("Fees and charges"),
    Column.BASIS: gettext_noop("Basis in law"),
    Column.PAPERS: gettext_noop("Papers"),
    Column.WAYS: gettext_noop("Ways to hand in"),
    Column.AUDIENCE: gettext_noop("Who can ask"),
    Column.RESULT: gettext_noop("Result"),
}
OUTCOME_WORDS = {
    Outcome.MADE: gettext_noop("new"),
    Outcome.CHANGED: gettext_noop("changed"),
    Outcome.SAME: gettext_noop("says the same"),
    Outcome.REFUSED: gettext_noop("not taken"),
}


@officers(Role.OPERATOR)
@takes("GET", "POST")
def table(request):
    """Choose a file; look at what its rows would do; make the working copies."""
    if request.method == "GET":
        return _page(request)
    try:
        rows = (
            _uploaded(request.FILES["file"])
            if "file" in request.FILES
            else _carried(request.POST.get("table", ""))
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        wrong = " ".join(_(fault.sentence) % fault.facts for fault in refusal.faults)
        return _page(request, wrong=wrong, status=refusal.status)
    known = annex.recognised(rows)
    header = known.header if known else 0
    columns = known.columns if known else {}
    if "table" in request.POST:
        columns = _chosen(request.POST, len(rows[header]))
    if Column.CODE not in columns.values():
        return _page(request, rows=rows, header=header, columns=columns, status=422)
    found = annex.lines(rows, header, columns)
    makes = request.POST.get("do") == "make"
    report = actions.take_table(lines=found, by=request.reach, at=request.at, dry_run=not makes)
    if makes:
        made = sum(row.outcome in (Outcome.MADE, Outcome.CHANGED) for row in report)
        words = ngettext("%(n)s working copy was made.", "%(n)s working copies were made.", made)
        messages.success(request, words % {"n": made})
    return _page(request, rows=rows, header=header, columns=columns, report=report, made=makes)


def _uploaded(file):
    """The table with most known columns of all that the file holds."""
    sheets = documents.tables(content=file.read(documents.TABLES_BYTES_MAX + 1), field="file")
    best = max(sheets, key=lambda sheet: _weight(sheet.rows))
    if len(json.dumps(best.rows, ensure_ascii=False)) > CELLS_CHARACTERS_MAX:
        raise InvalidInput(
            faults=[Fault("file", gettext_noop("This table is too long to be read at once; split it."))]
        )
    return best.rows


def _weight(rows):
    known = annex.recognised(rows)
    return (len(known.columns) if known else 0, len(rows))


def _carried(typed):
    """The cells as this page had sent them out."""
    unread = InvalidInput(faults=[Fault("file", gettext_noop("Choose the file once more."))])
    try:
        rows = json.loads(typed) if 0 < len(typed) <= CELLS_CHARACTERS_MAX else None
    except (ValueError, RecursionError):
        rows = None
    sound = isinstance(rows, list) and rows and all(
        isinstance(row, list) and len(row) <= COLUMNS_MAX and all(isinstance(cell, str) for cell in row)
        for row in rows
    )  # fmt: skip
    if not sound or len(rows) > documents.TABLES_ROWS_MAX:
        raise unread
    return rows


def _chosen(posted, count):
    """What a person says each column is; of two that are the same the first."""
    columns = {}
    for index in range(count):
        value = posted.get(f"column-{index}", "")
        if value in set(Column) and Column(value) not in columns.values():
            columns[index] = Column(value)
    return columns


def _page(request, *, rows=(), header=0, columns=None, report=(), made=False, wrong="", status=200):
    counts = [(_(OUTCOME_WORDS[kind]), sum(row.outcome is kind for row in report)) for kind in Outcome]
    facts = {
        "wrong": wrong,
        "table": json.dumps(rows, ensure_ascii=False) if rows else "",
        "columns": [
            _column(rows, header, index, columns or {}) for index in range(len(rows[header]) if rows else 0)
        ],
        "needs_code": bool(rows) and Column.CODE not in (columns or {}).values(),
        "report": [
            {
                "row": row.number,
                "code": row.code,
                "name": row.name,
                "outcome": _(OUTCOME_WORDS[row.outcome]),
                "refused": row.outcome is Outcome.REFUSED,
                "notes": [(note.cell, _(note.sentence) % note.facts) for note in row.notes],
                "copy_id": row.copy_id,
            }
            for row in report
        ],
        "counts": [(words, count) for words, count in counts if count],
        "made": made,
        "can_make": not made and any(row.outcome in (Outcome.MADE, Outcome.CHANGED) for row in report),
    }
    return render(request, "procedures/table.html", facts, status=status)


def _column(rows, header, index, columns):
    heading = rows[header][index] or annex.place(header, index)
    example = next((row[index] for row in rows[header + 1 :] if index < len(row) and row[index]), "")
    choices = (
        DrawnChoice("", _("not taken over")),
        *(DrawnChoice(one.value, _(COLUMN_WORDS[one])) for one in Column),
    )
    return DrawnField(
        kind=Drawn.SELECT,
        name=f"column-{index}",
        label=" ".join(heading.split())[:EXAMPLE_LENGTH],
        hint=" ".join(example.split())[:EXAMPLE_LENGTH],
        value=columns[index].value if index in columns else "",
        choices=choices,
    )
