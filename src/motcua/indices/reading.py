"""A table of scores as somebody has it – a CSV file, or pasted from a page with tabs – read into plain lines."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import fold, nfc

from .rules import PARTS, Line

ROWS_MAX = 500
# What the head of a column may say, folded; of several names the first that stands in the table is taken.
HEADS = {
    "unit": ("unit", "province", "ministry", "don vi", "tinh", "tinh, thanh pho", "tinh/thanh pho", "dia phuong", "bo", "bo, nganh", "co quan"),
    "score": ("score", "tong diem", "diem", "chi so", "par index", "ket qua", "gia tri", "sipas"),
    "rank": ("rank", "hang", "xep hang", "vi tri", "thu hang"),
    "change": ("change", "thay doi", "tang giam", "tang/giam", "so voi nam truoc"),
    "appraised": ("appraised", "diem tham dinh", "tham dinh"),
    "impact": ("impact", "tac dong", "diem tac dong", "tac dong den phat trien kt-xh", "phat trien kt-xh"),
    "survey": ("survey", "dieu tra xa hoi hoc", "diem dieu tra xa hoi hoc", "dtxhh", "diem dtxhh"),
    "leader_survey": ("leader_survey", "khao sat lanh dao", "khao sat lanh dao, quan ly"),
    "sipas_points": ("sipas_points", "diem sipas", "diem chi so sipas", "sipas"),
}  # fmt: skip
SEPARATORS = "\t;,"


def lines_of(text: str) -> list[Line]:
    """The lines of the table, in its order. Refuses the whole table and names each row that cannot be read."""
    rows = [row for row in separated(nfc(text).lstrip("\ufeff")) if any(cell.strip() for cell in row)]
    if not rows:
        raise InvalidInput(faults=[Fault("", gettext_noop("The table is empty."))])
    named = set(named_columns(rows[0]).values())
    typed = [
        (number, cell.strip()) for number, row in enumerate(rows[1:], 1) for place, cell in enumerate(row) if place in named
    ]  # fmt: skip
    if faults := mixed_decimals(typed):
        raise InvalidInput(faults=faults)
    return lines_of_rows(rows[0], list(enumerate(rows[1:], 1)))


def lines_of_rows(head: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> list[Line]:
    """The lines under a head, each with the number by which a person finds it."""
    places = _places(list(head))
    if len(rows) > ROWS_MAX:
        sentence = gettext_noop("The table has more than %(most)s rows.")
        raise InvalidInput(faults=[Fault("", sentence, {"most": ROWS_MAX})])
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in rows:
        cells = {what: row[place].strip() if place < len(row) else "" for what, place in places.items()}
        found = _line(number, cells)
        if isinstance(found, Line):
            lines.append(found)
        else:
            faults.append(found)
    if faults:
        raise InvalidInput(faults=faults)
    return lines


def separated(text: str, *, field: str = "") -> list[list[str]]:
    """The rows of a text with commas, semicolons or tabs; a fault that stops it belongs to `field`."""
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        sentence = gettext_noop("The table cannot be read: %(error)s")
        raise InvalidInput(faults=[Fault(field, sentence, {"error": str(error)})]) from None


def named_columns(head: Sequence[str]) -> dict[str, int]:
    """Which columns a head names, and where; each column is taken once."""
    names = [re.sub(r"\s*\(.*\)$", "", fold(name).strip()) for name in head]
    found: dict[str, int] = {}
    for what, known in HEADS.items():
        places = [names.index(name) for name in known if name in names]
        if free := [place for place in places if place not in found.values()]:
            found[what] = free[0]
    return found


def _places(head: list[str]) -> dict[str, int]:
    found = named_columns(head)
    missing = [what for what in ("unit", "score") if what not in found]
    if missing:
        sentence = gettext_noop("There is no column %(column)s; the first row says: %(there)s")
        facts = [{"column": what, "there": ", ".join(head)} for what in missing]
        raise InvalidInput(
            faults=[Fault(what, sentence, said) for what, said in zip(missing, facts, strict=True)]
        )
    return found


def _line(number: int, cells: Mapping[str, str]) -> Line | Fault:
    if not cells["unit"]:
        return Fault("unit", gettext_noop("Row %(row)s names no unit."), {"row": number})
    values: dict[str, Decimal | None] = {}
    for what in ("score", "rank", "change", *PARTS):
        text = cells.get(what, "")
        values[what] = decimal_of(text)
        if values[what] is None and (text or what == "score"):
            sentence = gettext_noop("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
            return Fault(what, sentence, {"row": number, "column": what, "value": text})
    score, rank = values["score"], values["rank"]
    assert score is not None
    if rank is not None and rank != int(rank):
        sentence = gettext_noop("Row %(row)s: a place is a whole number, not %(value)s.")
        return Fault("rank", sentence, {"row": number, "value": cells["rank"]})
    parts = tuple((what, value) for what in PARTS if (value := values[what]) is not None)
    return Line(number, cells["unit"], score, None if rank is None else int(rank), values["change"], parts)


def mixed_decimals(cells: Iterable[tuple[int, str]]) -> list[Fault]:
    """Decimals with a comma in one row and with a point in another: one of the two is not what it looks like."""
    first: dict[str, tuple[int, str]] = {}
    for row, text in cells:
        if decimal_of(text) is not None:
            for mark in ",.":
                if mark in text:
                    first.setdefault(mark, (row, text))
    if len(first) < len(",."):
        return []
    (row, text), (other_row, other) = sorted(first.values())
    sentence = gettext_noop(
        "Row %(row)s writes “%(value)s” and row %(other_row)s “%(other)s”: decimals with commas and with points are mixed. Write all of them one way."
    )
    return [Fault("score", sentence, {"row": row, "value": text, "other_row": other_row, "other": other})]


def decimal_of(text: str) -> Decimal | None:
    """80,47 and 80.47 alike, with a plus or a Unicode minus; nothing for anything else."""
    plain = text.replace("\u2212", "-").replace(",", ".").rstrip("%").strip()
    if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,6})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
