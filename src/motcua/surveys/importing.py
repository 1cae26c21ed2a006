"""Answers from a CSV of ODK, Kobo or LimeSurvey: read whole, every damage named with its row. Pure.

Which column belongs to which question says `import_heads`; `code` is the code of the invitation. An answer is its code, or its
words in either language.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms import Field, Form, Kind
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import plain
from motcua.foundation.text_files import decoded

from .import_heads import CODE, Places, left_out, places_of
from .rules import codes

BYTES_MAX = 50_000_000
ROWS_MAX = 100_000
FAULTS_MAX = 200  # told at once; there may be more
ONCE, VERSION = ("_uuid", "meta/instanceID", "instanceID", "KEY", "id"), "__version__"
SENT = "submitdate"  # empty in LimeSurvey as long as nobody has pressed “send”
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}[-. ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg).*", re.I)  # fmt: skip
_ANSWER_LETTERS = 5  # LimeSurvey's codes of answers are no longer
_FLOAT = re.compile(r"(\d+)[.,]0+")
NO_ANSWER = _("Row %(row)s, %(column)s: “%(found)s” is no answer of this question.")
NOT_ASKED = "N/A"  # LimeSurvey's words for no answer, where answers are written in full
_TRUE, _FALSE = {"yes", "y", "1", "true", "có"}, {"no", "n", "0", "false", "không"}


@dataclass(frozen=True)
class Line:
    """One answer; `row` counts as a spreadsheet does, the head being row 1."""

    row: int
    code: str
    data: dict[str, Any]


def read(content: bytes, form: Form) -> tuple[list[Line], list[Fault]]:
    """The answers and everything that is wrong; nothing may be used when anything is."""
    text, fault = decoded(content, bytes_max=BYTES_MAX)
    if fault:
        return [], [fault]
    head, rows = table_of(text)
    places, faults = places_of(head, form)
    if faults:
        return [], faults
    lines: list[Line] = []
    seen: dict[tuple[str, str], int] = {}
    for row, cells in rows:
        if row > ROWS_MAX + 1:
            return [], [Fault("", _("The file has more than %(most)s rows."), {"most": ROWS_MAX})]
        if len(cells) != len(head):
            sentence = _("Row %(row)s has %(count)s cells; the head has %(head)s.")
            faults.append(Fault("", sentence, {"row": row, "count": len(cells), "head": len(head)}))
            continue
        values = dict(zip(head, (plain(cell).strip() for cell in cells), strict=True))
        line, wrong = _line(row, values, places, form)
        faults += [*wrong, *_unsent(row, values), *_twice(row, line.code, values, seen)]
        lines.append(line)
    if not lines and not faults:
        faults.append(Fault("", _("The file holds no answer.")))
    return lines, [*_mixed(head, rows), *faults][:FAULTS_MAX]


def left_out_of(content: bytes, form: Form) -> list[str]:
    """The columns of a sound file that say who took part: they are read past and kept nowhere."""
    text, _fault = decoded(content, bytes_max=BYTES_MAX)
    head, _rows = table_of(text.partition("\n")[0])
    return left_out(head, places_of(head, form)[0])


def table_of(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    first = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=first.count)
    rows = [
        (number, cells)
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), start=1)
        if any(cell.strip() for cell in cells)
    ]
    return ([cell.strip() for cell in rows[0][1]], rows[1:]) if rows else ([], [])


def _line(row: int, values: Mapping[str, str], places: Places, form: Form) -> tuple[Line, list[Fault]]:
    data: dict[str, Any] = {}
    faults: list[Fault] = []
    code = ""
    for column, (name, option) in places.items():
        cell = values[column]
        if name == CODE:
            code = codes.typed(cell)
            if not code:
                faults.append(
                    _at(row, CODE, _("Row %(row)s: “%(found)s” is no code of an invitation."), cell)
                )
            continue
        field = form.fields[name]
        assert isinstance(field, Field)
        if field.compute is not None:
            continue  # worked out here, from the answers themselves
        if not cell or (cell == NOT_ASKED and (option or field.kind is Kind.YES_NO)):
            continue
        if option:
            if cell.lower() in _TRUE:
                data.setdefault(name, []).append(option)
            elif cell.lower() not in _FALSE:
                faults.append(_at(row, column, NO_ANSWER, cell))
        else:
            data[name] = _value(field, cell)
    settled = form.settle(data)
    for fault in settled.faults:
        field_name = fault.field.split(".")[0]
        found = str(next((values[c] for c, (n, o) in places.items() if n == field_name and not o), ""))
        faults.append(_explained(row, field_name, found, fault))
    return Line(row, code, settled.values), faults


def _value(field: Field, cell: str) -> Any:
    """A cell as the form takes it; `4.0` is what spreadsheets make of 4."""
    if field.kind is Kind.YES_NO:
        return True if cell.lower() in _TRUE else False if cell.lower() in _FALSE else cell
    if field.kind is Kind.CHOICES:
        return cell.split()
    if field.kind is Kind.CHOICE:
        known = {one.code for one in field.options}
        whole = _FLOAT.fullmatch(cell)
        return whole[1] if cell not in known and whole and whole[1] in known else _by_words(field, cell)
    return cell


def _by_words(field: Field, cell: str) -> str:
    """The code of the answer with these words in either language, where just one has them; else the cell as it is."""
    if cell in {one.code for one in field.options}:
        return cell
    words = cell.casefold()
    found = [one.code for one in field.options if words in {one.name.vi.casefold(), one.name.en.casefold()}]
    if (
        not found and len(words) == _ANSWER_LETTERS
    ):  # the beginning of a longer code, where only one begins so
        found = [one.code for one in field.options if _begins(one.code, words)]
    return found[0] if len(found) == 1 else cell


def _begins(code: str, letters: str) -> bool:
    signs = "".join(sign for sign in code.casefold() if sign.isalnum())
    return len(signs) > _ANSWER_LETTERS and signs.startswith(letters)


def _explained(row: int, name: str, found: str, fault: Fault) -> Fault:
    if not found:
        return _at(
            row, name, _("Row %(row)s: %(column)s has no answer, and it decides what is asked next."), ""
        )
    if _DATE.fullmatch(found):
        sentence = _(
            "Row %(row)s, %(column)s: “%(found)s” looks like a date that a spreadsheet made; take the file as it was."
        )
    elif re.fullmatch(r"\d(\.\d+)?E\+?\d+", found, re.I):
        sentence = _(
            "Row %(row)s, %(column)s: “%(found)s” is a number that a spreadsheet shortened; take the file as it was."
        )
    else:
        sentence = NO_ANSWER
    return _at(row, name, sentence, found)


def _at(row: int, name: str, sentence: str, found: str) -> Fault:
    return Fault(name, sentence, {"row": row, "column": name, "found": found[:60]})


def _unsent(row: int, values: Mapping[str, str]) -> Iterator[Fault]:
    """Somebody began and never sent: theirs is no answer."""
    if values.get(SENT, "x") == "":
        sentence = _("Row %(row)s was begun and never sent; take away complete answers only.")
        yield Fault(SENT, sentence, {"row": row})


def _twice(
    row: int, code: str, values: Mapping[str, str], seen: dict[tuple[str, str], int]
) -> Iterator[Fault]:
    for column, value in ((CODE, code), *((one, values.get(one, "")) for one in ONCE)):
        if not value:
            continue
        if (column, value) in seen:
            sentence = _(
                "Row %(row)s says the same %(column)s as row %(first)s: one answer stands there twice."
            )
            yield Fault(column, sentence, {"row": row, "column": column, "first": seen[column, value]})
        else:
            seen[column, value] = row


def _mixed(head: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> list[Fault]:
    """Answers of two versions of a questionnaire in one file."""
    if VERSION not in head:
        return []
    place = head.index(VERSION)
    found: dict[str, int] = {}
    for row, cells in rows:
        if len(cells) > place and cells[place]:
            found.setdefault(cells[place], row)
    if len(found) < 2:
        return []
    (first, _row), (other, row) = list(found.items())[:2]
    sentence = _(
        "Row %(row)s is of version %(other)s, the rows before of %(first)s; bring in each version by itself."
    )
    return [Fault(VERSION, sentence, {"row": row, "other": other, "first": first})]
