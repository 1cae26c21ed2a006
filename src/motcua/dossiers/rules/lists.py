"""Many requests of one procedure in one table: its columns, what each row says, and what is wrong, by row and column. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.foundation.forms import Field, Form, Group, Kind, Wording
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.foundation.text import fold, nfc, plain
from motcua.procedures.rules import Case, Definition, Paper, PaperWay

ROWS_MAX = 200
HEADER_ROWS_MAX = 10
FILES_A_CELL_MAX = 5
CELL_SHOWN_MAX = 60
# Files that belong to single rows lie among the papers of the draft under this code, which is no paper's.
OWN_FILE = "@own"
OWN_FILES_MAX = 400
FIELD = "table"  # where the page shows what is wrong with the table as a whole

_YES = {"co", "yes", "x", "true", "1", "dung"}
_NO = {"khong", "no", "false", "0", "sai"}
# What a spreadsheet shows where it could not count.
_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
# What Excel makes of a day that was typed.
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00")


class CannotBeListed(Refusal):
    code = "dossiers.cannot-be-listed"
    sentence = gettext_noop("This procedure cannot be handed in as a list: its form has a list of its own.")
    next_step = gettext_noop("Hand in the requests one by one. Nothing was sent.")


@dataclass(frozen=True)
class Column:
    """One column: a question of the form, or the files of one paper."""

    code: str
    heading: Wording
    question: Field | None  # None: the names of files

    @property
    def is_paper(self) -> bool:
        return self.question is None

    @property
    def required(self) -> bool:
        return self.question is not None and self.question.required and self.question.when is None


@dataclass(frozen=True)
class ListRow:
    """What one row says: typed answers by question, names of files by paper."""

    number: int  # as the sheet counts it
    data: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What the other kind of list asks and this one does not; it stays with the row.
    aside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one row, and in which column; 0 is the heading."""

    row: int
    column: str  # the code; "" when it is the row as a whole
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    said: str = ""  # what stands in the cell
    stops: bool = True  # else it is only said


def can_be_listed(definition: Definition, case: Case) -> bool:
    """Whether one row of a table can hold one request: no group of the form has to be filled in."""
    if definition.is_bundle:
        return False
    form = definition.form(case)
    groups = [item for item in form.fields.values() if isinstance(item, Group)] if form else []
    return not any(group.rows_min for group in groups)


def columns(form: Form | None, papers: Sequence[Paper]) -> tuple[Column, ...]:
    """The questions in their order, then a column of file names for each paper that is attached."""
    asked = [item for item in form.fields.values() if isinstance(item, Field)] if form else []
    found = [Column(item.code, item.label, item) for item in asked if item.compute is None]
    found += [
        Column(
            paper.code,
            Wording(f"Tệp: {paper.name.vi}", f"File: {paper.name.in_language('en')}"),
            None,
        )
        for paper in papers
        if paper.way is PaperWay.HANDED_IN
    ]
    return tuple(_apart(found))


def _apart(found: list[Column]) -> list[Column]:
    """Headings that are alike get the code behind them."""
    names = [fold(one.heading.vi) for one in found]
    return [
        Column(one.code, Wording(f"{one.heading.vi} ({one.code})", f"{one.heading.en or one.heading.vi} ({one.code})"), one.question)
        if names.count(name) > 1
        else one
        for one, name in zip(found, names, strict=True)
    ]  # fmt: skip


# Reading -----------------------------------------------------------------------------------------------------


def read(
    table: Sequence[Sequence[str]], known: Sequence[Column]
) -> tuple[tuple[ListRow, ...], tuple[Trouble, ...]]:
    """The rows below the heading, and what keeps them from being understood; refuses what is no such table."""
    header, places = _header(table, known)
    unknown = [
        Trouble(header + 1, "", _left_out(text, known), {"said": tidy(text)[:CELL_SHOWN_MAX]}, stops=False)
        for index, text in enumerate(table[header])
        if text.strip() and index not in places and not _is_counter(text)
    ]
    rows = []
    for number, cells in enumerate(table[header + 1 :], header + 2):
        texts = {places[i]: said for i, text in enumerate(cells) if i in places and (said := tidy(text))}
        if not texts:
            continue
        if len(rows) == ROWS_MAX:
            raise _refused(
                gettext_noop("A list has at most %(most)s rows. Divide it into several lists."), most=ROWS_MAX
            )
        # In the order of the form: what an option depends on is read before it.
        rows.append(_row(number, {column: texts[column] for column in known if column in texts}))
    if not rows:
        raise _refused(
            gettext_noop("The table has no row below its heading. Write one row for each request.")
        )
    return tuple(rows), tuple(unknown)


def _left_out(heading: str, known: Sequence[Column]) -> str:
    if _column_of(heading, known) is None:
        return gettext_noop("The column “%(said)s” is not one of the template; it is left out.")
    return gettext_noop("The column “%(said)s” stands there twice; only the first of them is read.")


def is_table(table: Sequence[Sequence[str]], known: Sequence[Column]) -> bool:
    """Whether a heading of ours stands in one of the first rows beside others of ours, or alone where we have one."""
    return len(_places(table, known)[1]) >= min(2, len(known))


def _header(table: Sequence[Sequence[str]], known: Sequence[Column]) -> tuple[int, dict[int, Column]]:
    best = _places(table, known)
    if not best[1]:
        raise _refused(
            gettext_noop("No column of the template was found. Fill in the template of this page.")
        )
    return best


def _places(table: Sequence[Sequence[str]], known: Sequence[Column]) -> tuple[int, dict[int, Column]]:
    best: tuple[int, dict[int, Column]] = (0, {})
    for number, cells in enumerate(table[:HEADER_ROWS_MAX]):
        places: dict[int, Column] = {}
        for index, text in enumerate(cells):
            column = _column_of(text, known)
            if column is not None and column not in places.values():
                places[index] = column
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _column_of(heading: str, known: Sequence[Column]) -> Column | None:
    words = _words(heading)
    return next((one for one in known if words and words in names_of(one)), None)


def names_of(column: Column) -> list[str]:
    """What stands over it, as a heading is compared."""
    heading = column.heading
    return [*dict.fromkeys((_words(heading.vi), _words(heading.en), fold(column.code)))]


def words_of(question: Field) -> list[str]:
    """Every word that answers a question of choice, as a cell is compared."""
    if question.kind is Kind.YES_NO:
        return sorted(_YES | _NO)
    found = ((_words(one.name.vi), _words(one.name.en), fold(one.code)) for one in question.options)
    return [*dict.fromkeys(word for words in found for word in words if word)]


def _words(heading: str) -> str:
    return " ".join(fold(heading).replace("*", " ").split())


def _is_counter(heading: str) -> bool:
    return _words(heading).strip(" .") in ("stt", "tt", "so tt", "no")


def tidy(text: str) -> str:
    """A cell as somebody would type it; a day that Excel wrote with midnight is the day."""
    found = plain(text).strip()
    day = _MIDNIGHT.fullmatch(found)
    return day[1] if day else found


def _row(number: int, texts: Mapping[Column, str]) -> ListRow:
    data: dict[str, Any] = {}
    for one, text in texts.items():
        if one.question is not None:
            data[one.code] = _typed(one.question, text, data)
    files = {one.code: _names(text) for one, text in texts.items() if one.is_paper}
    return ListRow(number, data, files)


def _typed(question: Field, text: str, before: Mapping[str, Any]) -> Any:
    """Answers of a choice stand in words; what fits none stays as it is, so that the form can say so."""
    if question.kind is Kind.YES_NO:
        words = fold(text)
        return True if words in _YES else False if words in _NO else text
    if question.kind is Kind.CHOICE:
        return _option(question, text, before)
    if question.kind is Kind.CHOICES:
        return [_option(question, part.strip(), before) for part in re.split(r"[;\n]", text) if part.strip()]
    return text


def _option(question: Field, text: str, before: Mapping[str, Any]) -> str:
    """One that goes with the answer before, if there is one: wards of two provinces may have the same name."""
    words = _words(text)
    for option in (*question.offered(before), *question.options):
        if words in (_words(option.name.vi), _words(option.name.en), fold(option.code)):
            return option.code
    return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;\n]", text) if part.strip())


def errors(row: ListRow) -> list[Trouble]:
    """Cells that show an error of the spreadsheet: no answer, though it might pass for words."""
    sentence = gettext_noop("This cell shows an error of the spreadsheet. Write the value.")
    return [
        Trouble(row.number, code, sentence, {}, value)
        for code, value in row.data.items()
        if isinstance(value, str) and _ERROR.fullmatch(value)
    ]


def twice(rows: Sequence[ListRow]) -> list[Trouble]:
    """Two rows that say the same are one request written twice."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        words = repr((sorted(row.data.items(), key=lambda one: one[0]), sorted(row.files.items())))
        if words in seen:
            sentence = gettext_noop("This row says the same as row %(row)s. Remove one of them.")
            found.append(Trouble(row.number, "", sentence, {"row": seen[words]}))
        else:
            seen[words] = row.number
    return found


def _refused(sentence: str, **facts: object) -> InvalidInput:
    return InvalidInput(faults=[Fault(FIELD, sentence, facts)])


# Files -------------------------------------------------------------------------------------------------------


def file_named(name: str, files: Sequence[str]) -> str | None:
    """The file that a cell names: by its whole name, or without its ending where that is only one."""
    wanted = fold(name)
    whole = [known for known in files if nfc(known).casefold() == nfc(name).casefold()]
    whole = whole or [known for known in files if fold(known) == wanted]
    if whole:
        return whole[-1]
    stems = [known for known in files if fold(known.rpartition(".")[0]) == wanted]
    return stems[0] if len(stems) == 1 else None


# Kept with a draft ---------------------------------------------------------------------------------------------


def kept(rows: Sequence[ListRow]) -> list[dict[str, Any]]:
    return [
        {"n": row.number, "data": dict(row.data), "files": {k: list(v) for k, v in row.files.items()}}
        | ({"aside": dict(row.aside)} if row.aside else {})
        for row in rows
    ]


def as_kept(found: object) -> tuple[ListRow, ...]:
    rows = found if isinstance(found, list) else []
    return tuple(
        ListRow(
            row["n"],
            row["data"],
            {code: tuple(names) for code, names in row["files"].items()},
            row.get("aside", {}),
        )
        for row in rows
    )


def label(form: Form | None, data: Mapping[str, Any], language: str) -> str:
    """By what a person knows one request of a list: the first name, else the first words, that are not sensitive."""
    plain = [
        item
        for item in (form.fields.values() if form else ())
        if isinstance(item, Field) and not item.sensitive and data.get(item.code) not in (None, "")
    ]
    names = [item for item in plain if item.kind is Kind.NAME]
    words = [item for item in plain if item.kind is Kind.TEXT]
    first = next(iter([*names, *words, *plain]), None)
    return first.show(data[first.code], language) if first else ""
