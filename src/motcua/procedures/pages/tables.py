"""A table of procedures that an office has (.xlsx, .docx): its columns, what each row would do, and then the working copies.

Between the pages the cells travel with the form; the file itself is kept nowhere.
"""

import json
from dataclasses import replace

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
from motcua.procedures import actions, annex, annexes
from motcua.procedures.annex import Column, Outcome
from motcua.procedures.annexes import Table

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
        tables, left = (
            _uploaded(request.FILES["file"])
            if "file" in request.FILES
            else _carried(request.POST.get("table", ""))
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        wrong = " ".join(_(fault.sentence) % fault.facts for fault in refusal.faults)
        return _page(request, wrong=wrong, status=refusal.status)
    found, _unknown = annexes.sorted_out(tables)
    found = found or [annexes.Found(tables[0], 0, {})]
    if "table" in request.POST:
        found = _chosen(request.POST, found)
    if not any(Column.CODE in one.columns.values() for one in found):
        return _page(request, found=found, left=left, status=422)
    read = [one for one in found if Column.CODE in one.columns.values()]
    makes = request.POST.get("do") == "make"
    lines = [line for each in annexes.lines(read) for line in each]
    report = actions.take_table(lines=lines, by=request.reach, at=request.at, dry_run=not makes)
    if makes:
        made = sum(row.outcome in (Outcome.MADE, Outcome.CHANGED) for row in report)
        words = ngettext("%(n)s working copy was made.", "%(n)s working copies were made.", made)
        messages.success(request, words % {"n": made})
    return _page(request, found=found, left=left, report=report, made=makes)


def _uploaded(file):
    """Every table of the file that lists procedures, and what else it holds; the longest, where there is none."""
    sheets = documents.tables(content=file.read(documents.TABLES_BYTES_MAX + 1), field="file")
    tables = [Table(sheet.name, sheet.rows, sheet.above) for sheet in sheets]
    found, left = annexes.sorted_out(tables)
    if not found:
        longest = max(tables, key=lambda table: len(table.rows))
        found, left = [annexes.Found(longest, 0, {})], [table for table in tables if table is not longest]
    taken = [one.table for one in found]
    rows = sum(len(table.rows) for table in taken)
    if rows > documents.TABLES_ROWS_MAX or len(_packed(taken, left)) > CELLS_CHARACTERS_MAX:
        raise InvalidInput(
            faults=[Fault("file", gettext_noop("This table is too long to be read at once; split it."))]
        )
    return taken, left


def _packed(tables, left):
    """What travels with the page: the tables that are read, and of the others their names and first words."""
    return json.dumps(
        {
            "tables": [[table.name, table.rows, table.above] for table in tables],
            "left": [[table.name, [[annexes.begins(table)]], []] for table in left],
        },
        ensure_ascii=False,
    )


def _carried(typed):
    """The cells as this page had sent them out."""
    unread = InvalidInput(faults=[Fault("file", gettext_noop("Choose the file once more."))])
    try:
        said = json.loads(typed) if 0 < len(typed) <= CELLS_CHARACTERS_MAX else None
        tables, left = ([_table(one) for one in said[key]] for key in ("tables", "left"))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise unread from None
    if not tables or sum(len(table.rows) for table in tables) > documents.TABLES_ROWS_MAX:
        raise unread
    return tables, left


def _table(said):
    """One table as it travelled; whatever else was sent is no value."""
    name, rows, above = said
    texts = [name, *above, *(cell for row in rows for cell in row)]
    sound = all(isinstance(one, list) for one in (rows, above, *rows)) and all(
        isinstance(one, str) for one in texts
    )
    if not sound or not rows or any(len(row) > COLUMNS_MAX for row in rows):
        raise ValueError("no table")
    return Table(name, rows, above)


def _chosen(posted, found):
    """What a person says each column is; of two that are the same the first. What goes on is as the table before."""
    chosen = []
    for number, one in enumerate(found):
        columns = {}
        for index in range(len(one.table.rows[one.header])):
            value = posted.get(f"column-{number}-{index}", "")
            if value in set(Column) and Column(value) not in columns.values():
                columns[index] = Column(value)
        chosen.append(replace(one, columns=chosen[-1].columns if one.goes_on and chosen else columns))
    return chosen


def _page(request, *, found=(), left=(), report=(), made=False, wrong="", status=200):
    counts = [(_(OUTCOME_WORDS[kind]), sum(row.outcome is kind for row in report)) for kind in Outcome]
    several = len(found) + len(left) > 1
    facts = {
        "wrong": wrong,
        "table": _packed([one.table for one in found], left) if found else "",
        "tables": [_shown(one, number, several) for number, one in enumerate(found)],
        "left": [{"name": table.name, "begins": annexes.begins(table)} for table in left],
        "needs_code": bool(found) and not any(Column.CODE in one.columns.values() for one in found),
        "reports": [
            {"name": name, "rows": [_told(row) for row in report if row.table == name]}
            for name in dict.fromkeys(row.table for row in report)
        ],
        "counts": [(words, count) for words, count in counts if count],
        "made": made,
        "can_make": not made and any(row.outcome in (Outcome.MADE, Outcome.CHANGED) for row in report),
    }
    return render(request, "procedures/table.html", facts, status=status)


def _shown(one, number, several):
    width = 0 if one.goes_on else len(one.table.rows[one.header])
    return {
        "name": one.table.name if several else "",
        "goes_on": one.goes_on,
        "columns": [_column(one, number, index) for index in range(width)],
    }


def _told(row):
    return {
        "row": row.number,
        "code": row.code,
        "name": row.name,
        "outcome": _(OUTCOME_WORDS[row.outcome]),
        "refused": row.outcome is Outcome.REFUSED,
        "notes": [(note.cell, _(note.sentence) % note.facts) for note in row.notes],
        "copy_id": row.copy_id,
    }


def _column(one, number, index):
    rows, header = one.table.rows, one.header
    heading = rows[header][index] or annex.place(header, index)
    example = next((row[index] for row in rows[header + 1 :] if index < len(row) and row[index]), "")
    choices = (
        DrawnChoice("", _("not taken over")),
        *(DrawnChoice(column.value, _(COLUMN_WORDS[column])) for column in Column),
    )
    return DrawnField(
        kind=Drawn.SELECT,
        name=f"column-{number}-{index}",
        label=" ".join(heading.split())[:EXAMPLE_LENGTH],
        hint=" ".join(example.split())[:EXAMPLE_LENGTH],
        value=one.columns[index].value if index in one.columns else "",
        choices=choices,
    )
