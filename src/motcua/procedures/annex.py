"""A table of procedures as offices publish it (the annex of a decision), read into files of procedures. Pure.

Columns are known by their headings, whatever their marks and capitals. What a cell says in words is taken over only
when it is understood; what is not is named with its cell, and nothing is guessed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.procedures.parsing import PROCEDURE_CODE

HEADER_ROWS_MAX = 20


class Column(StrEnum):
    CODE = "code"
    NAME = "name"
    FIELD = "field"
    TERM = "term"
    WHERE = "where"
    FEE = "fee"
    BASIS = "basis"
    PAPERS = "papers"
    WAYS = "ways"
    AUDIENCE = "audience"
    RESULT = "result"


# How headings begin or what they hold, folded; the longer is asked first.
HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.CODE: (
        "ma thu tuc",
        "ma so tthc",
        "ma tthc",
        "ma so thu tuc",
        "ma ho so tthc",
        "so ho so tthc",
        "ma so",
    ),
    Column.NAME: ("ten thu tuc", "ten tthc", "thu tuc hanh chinh", "noi dung thu tuc", "ten tt"),
    Column.FIELD: ("linh vuc",),
    Column.TERM: ("thoi han giai quyet", "thoi gian giai quyet", "thoi han", "thoi gian", "th giai quyet"),
    Column.WHERE: ("dia diem thuc hien", "dia diem", "noi tiep nhan"),
    Column.FEE: ("phi, le phi", "phi le phi", "le phi", "phi"),
    Column.BASIS: ("can cu phap ly", "can cu", "co so phap ly"),
    Column.PAPERS: (
        "thanh phan ho so",
        "thanh phan, so luong ho so",
        "thanh phan hs",
        "tp ho so",
        "tphs",
        "ho so gom",
    ),
    Column.WAYS: ("cach thuc thuc hien", "cach thuc", "hinh thuc nop", "hinh thuc tiep nhan"),
    Column.AUDIENCE: ("doi tuong thuc hien", "doi tuong"),
    Column.RESULT: ("ket qua thuc hien", "ket qua giai quyet", "ket qua"),
}


class Outcome(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Note:
    """What was not taken over, and from which cell."""

    cell: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row of the table: its code, what its cells say, and what was not understood."""

    row: int
    code: str
    cells: Mapping[Column, str]
    places: Mapping[Column, str]
    notes: tuple[Note, ...] = ()
    group: str = ""  # the field that the title above says
    table: str = ""  # of several in one file


@dataclass(frozen=True)
class Recognised:
    """Where the heading stands, which column is what, and the headings nobody knows."""

    header: int
    columns: Mapping[int, Column]
    unsure: tuple[int, ...]


def recognised(rows: Sequence[Sequence[str]]) -> Recognised | None:
    """The row that names the columns: the one in which most are known; None without a code or a name."""
    best: Recognised | None = None
    for number, row in enumerate(rows[:HEADER_ROWS_MAX]):
        columns: dict[int, Column] = {}
        for index, heading in enumerate(row):
            column = column_of(heading)
            if column is not None and column not in columns.values():
                columns[index] = column
        if Column.CODE in columns.values() and len(columns) > (len(best.columns) if best else 1):
            unsure = tuple(
                i for i, text in enumerate(row) if text and i not in columns and not _is_number(text)
            )
            best = Recognised(number, columns, unsure)
    return best


def _is_number(heading: str) -> bool:
    return fold(heading).strip(" .") in ("stt", "tt", "so tt")


def column_of(heading: str) -> Column | None:
    """What a heading means; the longest of the known words that it begins with, or holds."""
    words = re.sub(r"[^a-z0-9, ]+", " ", fold(heading))
    words = re.sub(r"\s+", " ", words).strip()
    known = sorted(
        ((text, column) for column, texts in HEADINGS.items() for text in texts), key=lambda one: -len(one[0])
    )
    for begins in (True, False):
        for text, column in known:
            if words.startswith(text) if begins else (len(text) > 5 and text in words):
                return column
    return None


def place(row: int, index: int) -> str:
    """A cell as a sheet calls it: C7."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def lines(
    rows: Sequence[Sequence[str]], header: int, columns: Mapping[int, Column], *,
    table: str = "", seen: dict[str, tuple[str, str]] | None = None, ends: bool = False,
) -> list[Line]:  # fmt: skip
    """Each row below the heading that says anything; `header` is -1 where a table goes on without one.

    Left out are rows of column numbers, a heading's second line, a heading that stands again on the next page, and
    titles of groups. A title that says a field (“II. Lĩnh vực hộ tịch”) says it for the new procedures below, unless a
    column does. `seen` holds the codes of the tables before, `ends`: this is a list of procedures that are abolished.
    """
    seen = {} if seen is None else seen
    ends = ends or (header >= 0 and any(abolishes(heading) for heading in rows[header]))
    found = []
    code_at = next(index for index, column in columns.items() if column is Column.CODE)
    of_group = ""
    for number, row in enumerate(rows[header + 1 :], header + 1):
        cells = {column: row[index].strip() for index, column in columns.items() if index < len(row)}
        texts = {text.strip() for text in row if text.strip()}
        said = cells.get(Column.CODE, "")
        match = re.search(PROCEDURE_CODE, said)
        if match is None and column_of(said) is Column.CODE:
            continue
        if match is None and (title := _title(texts, code=said)) is not None:
            if (field_said := _field_of(title)) or any(_LETTERS.fullmatch(text) for text in texts):
                of_group = field_said  # a group of another kind says no field; a note between rows ends none
            said_of_end = abolishes(title)
            ends = ends if said_of_end is None else said_of_end
            continue
        if len(texts) < 2 or all(re.fullmatch(r"\(?\d{1,2}\)?", text) for text in texts):
            continue
        places = {column: place(number, index) for index, column in columns.items()}
        code = match.group(0) if match else ""
        notes: tuple[Note, ...] = ()
        if not code:
            notes = (Note(places[Column.CODE], _("“%(said)s” is no procedure code."), {"said": said[:60]}),)
        elif code in seen:
            before, cell = seen[code]
            elsewhere = _("%(code)s stands in cell %(cell)s of table %(table)s already.")
            sentence = _("%(code)s stands in %(cell)s already.") if before == table else elsewhere
            facts = {"code": code, "cell": cell} | ({} if before == table else {"table": before})
            notes, code = (Note(places[Column.CODE], sentence, facts),), ""
        elif ends:
            sentence = _("This list abolishes %(code)s. Close it on its own page, with its last day.")
            notes, code = (Note(places[Column.CODE], sentence, {"code": code}),), ""
        else:
            seen[code] = (table, place(number, code_at))
        found.append(Line(number + 1, code, cells, places, notes, of_group, table))
    return found


def abolishes(title: str) -> bool | None:
    """Whether a title is of procedures that are abolished; None when it says neither that nor another change."""
    words = fold(title)
    if any(said in words for said in ("moi ban hanh", "sua doi", "bo sung", "thay the", "chuan hoa")):
        return False
    return True if "bai bo" in words else None


_LETTERS = re.compile(r"(?:[IVXLC]{1,6}|[A-ZĐ])[.)]?")
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,2})*[.)]?")


def _title(texts: Collection[str], *, code: str) -> str | None:
    """The title of a group: one text in the whole row, perhaps behind a number in a cell of its own.

    A counted row with nothing but a name is none: somebody forgot its code, and is told so.
    """
    said = [text for text in texts if not _LETTERS.fullmatch(text) and not _NUMBERS.fullmatch(text)]
    if len(said) != 1:
        return None
    is_counted = any(_NUMBERS.fullmatch(text) for text in texts)
    return None if is_counted and code != said[0] and not _field_of(said[0]) else said[0]


def _field_of(title: str) -> str:
    """“II. Lĩnh vực hộ tịch (05 TTHC)” → “hộ tịch”, beginning with a capital; nothing for another title."""
    match = re.match(r"(?:[\dIVXLC]+[.)]?\s*)?lĩnh\s+vực\s*:?\s*(.+)", _one_line(title), re.IGNORECASE)
    name = re.sub(r"\s*\([^)]*\)\s*$", "", match.group(1)).strip(" .:") if match else ""
    if name.isupper():
        name = name.lower()
    return name[:1].upper() + name[1:]


# Into a file -----------------------------------------------------------------------------------------------------


def written(document: Mapping[str, Any] | None, line: Line) -> tuple[dict[str, Any], list[Note]]:
    """The file of a procedure with what the row says; a new one when there is none."""
    whole: dict[str, Any] = deepcopy(dict(document)) if document else _skeleton(line.code)
    notes: list[Note] = []
    if document is None and line.group:
        whole["field"]["name"]["vi"] = line.group
    for column, write in _WRITERS.items():
        if text := line.cells.get(column, ""):
            problem = write(whole, text, document is None)
            if problem:
                notes.append(Note(line.places[column], problem, {"said": text[:80]}))
    return whole, notes


def _skeleton(code: str) -> dict[str, Any]:
    """A beginning: the check of the editor says what is still missing."""
    return {
        "code": code,
        "name": {"vi": "", "en": ""},
        "field": {"code": "", "name": {"vi": "", "en": ""}},
        "summary": {"vi": "", "en": ""},
        "audience": {"vi": "", "en": ""},
        "level": "partial",
        "cases": [{"code": "chung", "name": {"vi": "Trường hợp chung", "en": "General case"}, "terms": {}}],
        "agencies": [{"level": "commune", "name": {"vi": "", "en": ""}}],
        "steps": [
            {
                "code": "giai-quyet",
                "name": {"vi": "Kiểm tra, giải quyết", "en": "Check and handle"},
                "role": "case-officer",
                "share_percent": 100,
            }
        ],
        "where": {"vi": "", "en": ""},
        "result": {"kind": "", "name": {"vi": "", "en": ""}, "is_document": True},
        "legal_basis": [],
        "pause_policy": "resume",
        "supplement_window_days": 30,
        "terms_verified": False,
        "fees_verified": False,
    }


def _wording(key: str, *inner: str) -> Any:
    def write(whole: dict[str, Any], text: str, _new: bool) -> str:
        place = whole.get(key)
        for step in inner:
            place = place.get(step) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            return _("“%(said)s” has no place in the file of this procedure.")
        place["vi"] = _one_line(text)
        return ""

    return write


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


_UNITS = (
    ("ngay lam viec", "working-days"),
    ("gio lam viec", "working-hours"),
    ("ngay", "calendar-days"),
    ("thang", "months"),
)


def term_of(text: str) -> dict[str, Any] | None:
    """“05 ngày làm việc kể từ ngày nhận đủ hồ sơ” → five working days; None for what says several things or none."""
    words = re.sub(r"\s+", " ", fold(text))
    words = re.split(r"\b(?:ke tu|tinh tu|tu ngay)\b", words)[0]
    words = re.sub(r"\s+", " ", re.sub(r"\([^()0-9]*\)", " ", words))
    numbers = re.findall(r"\d+", words)
    if not numbers and re.search(r"\b(trong ngay|ngay trong ngay|ngay khi nhan)\b", words):
        return {"same_day": True}
    if len(numbers) != 1 or not 0 < int(numbers[0][:4]) <= 999:
        return None
    for unit, code in _UNITS:
        if re.search(rf"\b0*{int(numbers[0])} ?(?:\([^)]*\) ?)?{unit}\b", words):
            return {"amount": int(numbers[0]), "unit": code}
    return None


def _term(whole: dict[str, Any], text: str, new: bool) -> str:
    term = term_of(text)
    if term is None:
        return _("“%(said)s” was not understood as one term.")
    cases = whole.get("cases")
    if not isinstance(cases, list) or len(cases) != 1 or not isinstance(cases[0], dict):
        return _("This procedure has several cases; say in the editor for which “%(said)s” holds.")
    channels = ["counter", "online", "post"] if new else list(cases[0].get("terms", {}))
    cases[0]["terms"] = {channel: dict(term) for channel in channels}
    return ""


def _ways(whole: dict[str, Any], text: str, new: bool) -> str:
    if not new:
        return ""
    words = fold(text)
    known = (("counter", "truc tiep"), ("online", "truc tuyen"), ("post", "buu chinh"))
    channels = [channel for channel, said in known if said in words]
    terms = whole["cases"][0]["terms"]
    if not channels:
        return _("“%(said)s” names no way that is known here.")
    if terms:
        whole["cases"][0]["terms"] = {channel: terms[channel] for channel in channels if channel in terms}
    if "toan trinh" in words:
        whole["level"] = "full"
    return ""


_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{4,}")
_FREE = re.compile(r"\b(khong thu|khong co|khong quy dinh|mien phi|khong)\b")


def _fee(whole: dict[str, Any], text: str, new: bool) -> str:
    amounts = {int(re.sub(r"[.,]", "", one)) for one in _AMOUNT.findall(text)}
    case = whole["cases"][0] if isinstance(whole.get("cases"), list) and len(whole["cases"]) == 1 else None
    if case is None:
        return _("This procedure has several cases; say in the editor for which “%(said)s” holds.")
    fees = case.get("fees") or []
    if not amounts and _FREE.search(fold(text)):
        if not fees or all(isinstance(one, dict) and one.get("amount") == 0 for one in fees):
            return ""
        return _("“%(said)s”: the file has fees. Take them out in the editor if that is meant.")
    if len(amounts) != 1 or len(fees) > 1:
        return _("“%(said)s” was not understood as one amount.")
    if fees:
        fees[0]["amount"] = amounts.pop()
    else:
        kind = "le-phi" if "le phi" in fold(text) else "phi"
        name = {"vi": "Lệ phí" if kind == "le-phi" else "Phí", "en": "Charge" if kind == "le-phi" else "Fee"}
        unit = {"vi": "một lần", "en": "each time"}
        case["fees"] = [{"code": "thu", "name": name, "kind": kind, "amount": amounts.pop(), "unit": unit}]
    return ""


_NUMBER = re.compile(r"\b\d{1,4}/(?:\d{4}/)?[A-ZĐ][A-ZĐ0-9&-]*(?:-[A-ZĐ0-9&]+)*")


def _basis(whole: dict[str, Any], text: str, _new: bool) -> str:
    kept = whole.get("legal_basis")
    kept = kept if isinstance(kept, list) else []
    known = {one.get("number") for one in kept if isinstance(one, dict)}
    found = 0
    for piece in re.split(r"[\n;]+", text):
        for match in _NUMBER.finditer(piece):
            found += 1
            if match.group(0) not in known:
                known.add(match.group(0))
                name = _one_line(
                    re.sub(r"\bsố\s*$", "", piece[: match.start()].strip(" -–+.,")).strip(" -–,")
                )
                kept.append({"number": match.group(0), "name": name or match.group(0), "verified": False})
    whole["legal_basis"] = kept
    return "" if found else _("“%(said)s” names no document with a number.")


def _papers(whole: dict[str, Any], text: str, new: bool) -> str:
    if not new:
        return _("Papers of a procedure that is here already are changed in the editor: “%(said)s”.")
    pieces = [
        _one_line(re.sub(r"^\s*(?:[-–+•*]|\(?\d{1,2}[.)]|[a-zđ]\))\s*", "", one))
        for one in re.split(r"[\n;]+", text)
    ]
    papers = []
    for number, name in enumerate(filter(None, pieces), 1):
        kind = (
            "original" if "ban chinh" in fold(name) else "certified" if "chung thuc" in fold(name) else "copy"
        )
        papers.append({"code": f"giay-{number}", "name": {"vi": name, "en": ""}, "kind": kind})
    whole["cases"][0]["papers"] = papers
    return ""


_WRITERS: Mapping[Column, Any] = {
    Column.NAME: _wording("name"),
    Column.FIELD: _wording("field", "name"),
    Column.TERM: _term,
    Column.WAYS: _ways,
    Column.WHERE: _wording("where"),
    Column.FEE: _fee,
    Column.BASIS: _basis,
    Column.PAPERS: _papers,
    Column.AUDIENCE: _wording("audience"),
    Column.RESULT: _wording("result", "name"),
}
