"""A framework as a workbook that people fill in: four sheets, whose rows are the lines of its document.

`framework` has what is said once; `lists` has blocks and lead departments; `tree` has domains, criteria and components in
their order; `parts` has the steps, items, answers and rows of rules. What is read becomes the same document as a YAML file's.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from motcua.foundation.forms.reading import Problem
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.workbooks import made_a_date, opened, refused, text_of

from ..rules.frameworks import Framework
from .reading import parse, places_of
from .writing import document_of

ONCE = ("code", "name.vi", "name.en", "decision", "level", "first_year", "last_year", "depth", "total",
        "survey_maximum", "decimals", "fictional", "note.vi", "note.en", "source")  # fmt: skip
LISTS = ("list", "code", "name.vi", "name.en", "maximum", "sources")
OF_RULE = ("floor", "cap", "each", "highest", "lowest", "numerator.vi", "numerator.en", "denominator.vi",
           "denominator.en", "case.vi", "case.en", "index.vi", "index.en", "measure.vi", "measure.en")  # fmt: skip
TREE = ("kind", "code", "name.vi", "name.en", "maximum", "knowledge", "source", "figure", "lead", "waivable", "rule",
        *OF_RULE, "counts.criteria", "counts.components", "evidence")  # fmt: skip
PARTS = ("component", "code", "name.vi", "name.en", "share", "weight", "from")
PARTS_OF = {"tiers": "tiers", "check-list": "items", "option-mean": "options", "table": "rows"}
WHOLE = ("first_year", "last_year", "decimals", "counts.criteria", "counts.components")
YES = "yes"
ROWS_MAX = 2_000
# A person sees which language a cell of evidence is in; rows of it stand below each other in the cell.
BETWEEN = " // "


def write(framework: Framework) -> bytes:
    document = document_of(framework)
    book = Workbook()
    once = book.active
    assert isinstance(once, Worksheet)
    once.title = "framework"
    flat = _flat(document)
    _sheet(once, ("field", "value"), ([name, flat.get(name, "")] for name in ONCE))
    listed = [
        {"list": "block", **_flat(one), "sources": ", ".join(one["sources"])}
        for one in document.get("blocks", ())
    ]
    listed += [{"list": "lead", **_flat(one)} for one in document.get("leads", ())]
    _sheet(book.create_sheet("lists"), LISTS, _rows(listed, LISTS))
    lines = list(_lines(document))
    _sheet(book.create_sheet("tree"), TREE, _rows((_tree_line(kind, one) for kind, one in lines), TREE))
    parts = [{"component": one["code"], **_flat(part)} for _kind, one in lines for part in _parts(one)]
    _sheet(book.create_sheet("parts"), PARTS, _rows(parts, PARTS))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> Framework:
    """The framework of a workbook; raises `InvalidInput`, whose faults name sheet and row."""
    from . import UnsoundFramework

    book = opened(content)
    document, rows = _document({name: _table(book[name]) if name in book.sheetnames else [] for name in ("framework", "lists", "tree", "parts")})  # fmt: skip
    framework, problems = parse(document)
    if framework is None:
        where = {path: code for code, path in places_of(document).items()}
        raise UnsoundFramework(faults=[_placed(one, where, rows) for one in problems])
    return framework


def _placed(problem: Problem, where: Mapping[Any, str], rows: Mapping[str, int]) -> Fault:
    path = problem.path
    while path and path not in where:
        path = path[:-1]
    code = where.get(path, "")
    place = f"tree {rows[code]}" if code in rows else problem.place
    return Fault(place, problem.sentence, {**problem.facts, "line": rows.get(code, 0)})


# Writing -------------------------------------------------------------------------------------------------------------


def _lines(document: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for domain in document.get("domains", ()):
        yield "domain", domain
        for criterion in domain.get("criteria", ()):
            yield "criterion", criterion
            for component in criterion.get("components", ()):
                yield "component", component


def _tree_line(kind: str, one: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        key: value for key, value in one.items() if key not in ("criteria", "components", "rule", "evidence")
    }
    rule = one.get("rule", {})
    told = {key: value for key, value in rule.items() if key not in ("kind", *PARTS_OF.values())}
    evidence = "\n".join(f"{name['vi']}{BETWEEN}{name['en']}" for name in one.get("evidence", ()))
    return {"kind": kind, **_flat(plain), **_flat(told), "rule": rule.get("kind", ""), "evidence": evidence}


def _parts(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rule: Mapping[str, Any] = one.get("rule", {})
    found: Sequence[Mapping[str, Any]] = rule.get(PARTS_OF.get(rule.get("kind", ""), ""), ())
    return found


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """Names and counts as two columns each; lists are left out."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, Mapping):
            found |= {f"{key}.{inner}": part for inner, part in value.items()}
        elif not isinstance(value, list):
            found[key] = YES if value is True else value
    return found


def _rows(lines: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterable[list[Any]]:
    return ([line.get(column, "") for column in columns] for line in lines)


def _sheet(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        # Everything is text: 1.10 stays 1.10, and no cell begins a formula.
        sheet.append([str(value) if value not in ("", None) else None for value in row])
        for cell in sheet[sheet.max_row]:
            cell.number_format, cell.data_type = "@", cell.data_type if cell.value is None else "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(head, start=1):
        wide = name.endswith((".vi", ".en", "value", "evidence"))
        sheet.column_dimensions[get_column_letter(number)].width = 44 if wide else 14


# Reading -------------------------------------------------------------------------------------------------------------


def _table(sheet: Worksheet) -> list[tuple[int, dict[str, str]]]:
    """The rows of a sheet with their numbers, by the names in its first row."""
    if sheet.max_row > ROWS_MAX:
        raise refused(gettext_noop("The sheet has more than %(most)s rows."), most=ROWS_MAX)
    head = [text_of(cell) for cell in next(sheet.iter_rows(max_row=1, max_col=len(TREE)))]
    found = []
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=len(head)), start=2):
        for cell in row:
            if date := made_a_date(cell):
                said = gettext_noop(
                    "%(sheet)s, cell %(cell)s: a spreadsheet made a date of this (%(date)s). Write it as text."
                )
                raise refused(said, field=sheet.title, sheet=sheet.title, cell=cell.coordinate, date=date)
        values = {name: text_of(cell) for name, cell in zip(head, row, strict=True) if name}
        if any(values.values()):
            found.append((number, values))
    return found


Tables = Mapping[str, list[tuple[int, dict[str, str]]]]


def _document(tables: Tables) -> tuple[dict[str, Any], dict[str, int]]:
    """The document, and in which row of `tree` each code stands."""
    document = _deep({row.get("field", ""): row.get("value", "") for _at, row in tables["framework"]})
    for _at, row in tables["lists"]:
        kind = row.pop("list", "")
        one = _deep(row)
        if "sources" in one:
            one["sources"] = [part.strip() for part in one["sources"].split(",")]
        document.setdefault("blocks" if kind == "block" else "leads", []).append(one)
    parts: dict[str, list[dict[str, Any]]] = {}
    for _at, row in tables["parts"]:
        parts.setdefault(row.pop("component", ""), []).append(_deep(row))
    rows: dict[str, int] = {}
    document["domains"] = []
    for at, row in tables["tree"]:
        rows[row.get("code", "")] = at
        _hang(document["domains"], row.pop("kind", ""), _read_line(row, parts), at)
    return document, rows


def _hang(domains: list[dict[str, Any]], kind: str, one: dict[str, Any], at: int) -> None:
    if kind == "domain":
        domains.append(one)
        return
    home = domains[-1] if domains else None
    name = "criteria"
    if kind == "component" and home is not None:
        home = (home.get("criteria") or [None])[-1]
        name = "components"
    if home is None or kind not in ("criterion", "component"):
        said = gettext_noop("Row %(row)s of the sheet “tree” has no line above it to which it belongs.")
        raise refused(said, field="tree", row=at)
    home.setdefault(name, []).append(one)


def _read_line(row: dict[str, str], parts: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    kind = row.pop("rule", "")
    evidence = row.pop("evidence", "")
    told = {name: row.pop(name) for name in OF_RULE if name in row}
    one = _deep(row)
    if kind:
        one["rule"] = {"kind": kind, **_deep(told)}
        if kind in PARTS_OF:
            one["rule"][PARTS_OF[kind]] = parts.get(one.get("code", ""), [])
    if evidence:
        pairs = (line.partition(BETWEEN) for line in evidence.splitlines() if line.strip())
        one["evidence"] = [{"vi": vi.strip(), "en": en.strip() or None} for vi, _, en in pairs]
    return one


def _deep(flat: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in flat.items():
        if not name or text == "":
            continue
        value: Any = (
            json.loads(text)
            if name in WHOLE
            and text.isascii()
            and text.isdigit()
            and len(text) < 10
            and text == str(int(text))
            else text
        )
        if name in ("fictional", "waivable"):
            value = text.lower() == YES
        outer, _, inner = name.partition(".")
        if inner:
            found.setdefault(outer, {})[inner] = value
        else:
            found[outer] = value
    return found
