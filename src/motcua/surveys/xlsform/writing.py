"""A published questionnaire as a workbook: sheets survey, choices and settings, in both languages.

What XLSForm has no place for stands in columns of ours (`more`, `recalled`, further settings), which ODK leaves out;
so the workbook comes back as the same questionnaire.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from motcua.foundation.forms import Form, Kind
from motcua.foundation.refusal import Refusal, gettext_noop

from . import names
from .calculation import Unwritable
from .calculation import written as written_out
from .relevant import written

_WIDEST = 60  # of a column, in letters
_TOLD = {"code", "kind", "label", "hint", "required", "options", "when", "low", "high"}
_COLUMNS = (
    "type", "name", *(f"label::{one}" for one in names.LANGUAGES.values()), *(f"hint::{one}" for one in names.LANGUAGES.values()),
    "required", "relevant", "appearance", "constraint", names.CALCULATION, names.RECALLED, names.MORE,
)  # fmt: skip
Row = dict[str, str]


class NotAnXlsform(Refusal):
    code = "surveys.not-an-xlsform"
    status = 422
    sentence = gettext_noop("XLSForm cannot work out “%(name)s”: it has nothing for “%(what)s”.")
    next_step = gettext_noop("Use the questionnaire in this system, or its file (.yaml).")


def write(document: Mapping[str, Any], form: Form, *, version: int) -> bytes:
    """The workbook. The same questionnaire gives the same cells."""
    lists: dict[str, Sequence[Mapping[str, Any]]] = {names.SCALE: document["scale"]}
    rows: list[Row] = [
        {"type": "note", "name": names.ABOUT, **_said("label", document["about"])},
        {"type": "text", "name": names.CODE, "required": "yes", **_said("label", names.CODE_LABEL)},
    ]
    for page in document.get("before", ()):
        rows += _page(page, form, lists)
    for block in document["blocks"]:
        rows += _block(block, form)
    for page in document.get("after", ()):
        rows += _page(page, form, lists)
    choices = [
        {"list_name": name, "name": str(one["code"]), **_said("label", one["name"]), **_more(one, {"code", "name"})}
        for name, options in lists.items()
        for one in options
    ]  # fmt: skip
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(names.SURVEY), _COLUMNS, rows)
    languages = [f"label::{one}" for one in names.LANGUAGES.values()]
    _fill(book.create_sheet(names.CHOICES), ["list_name", "name", *languages, names.MORE], choices)
    settings = _settings(document, version)
    _fill(book.create_sheet(names.SETTINGS), list(settings), [settings])
    book.properties.title = document["name"]["vi"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _settings(document: Mapping[str, Any], version: int) -> Row:
    note = document.get("note", {})
    return {
        "form_title": document["name"]["vi"],
        "form_id": document["code"],
        "version": str(version),
        "default_language": names.VIETNAMESE,
        "style": "pages",
        "form_title_en": document["name"]["en"],
        "first_year": str(document["first_year"]),
        "last_year": str(document.get("last_year", "")),
        "basis": document.get("basis", ""),
        "note_vi": note.get("vi", ""),
        "note_en": note.get("en", ""),
        "minutes": str(document["minutes"]),
        "satisfied": " ".join(document["satisfied"]),
    }


def _page(page: Mapping[str, Any], form: Form, lists: dict[str, Sequence[Mapping[str, Any]]]) -> list[Row]:
    rows = [_begin(page["code"], page["title"], page.get("when"), form, alone=True)]
    if "text" in page:
        rows.append({"type": "note", "name": f"{page['code']}{names.TEXT}", **_said("label", page["text"])})
    rows += [_question(field, form, lists) for field in page["fields"]]
    return [*rows, {"type": "end_group"}]


def _block(block: Mapping[str, Any], form: Form) -> list[Row]:
    rows = [
        _begin(block["code"], block["name"], block.get("when"), form),
        {"type": "note", "name": f"{block['code']}{names.ASK}", **_said("label", block["ask"])},
    ]
    for factor in block["factors"]:
        rows.append(_begin(factor["code"], factor["name"], factor.get("when"), form, alone=True))
        if "ask" in factor:
            name = f"{block['code']}-{factor['code']}{names.ASK}"
            rows.append({"type": "note", "name": name, **_said("label", factor["ask"])})
        rows += [
            {
                "type": f"select_one {names.SCALE}",
                "name": item["code"],
                names.RECALLED: "yes" if item.get("recalled") else "",
                **_said("label", item["label"]),
            }
            for item in factor["items"]
        ]
        rows.append({"type": "end_group"})
    return [*rows, {"type": "end_group"}]


def _begin(code: str, title: Mapping[str, str], when: Any, form: Form, *, alone: bool = False) -> Row:
    return {
        "type": "begin_group",
        "name": code,
        "relevant": written(when, form) if when else "",
        "appearance": "field-list" if alone else "",
        **_said("label", title),
    }


def _question(field: Mapping[str, Any], form: Form, lists: dict[str, Sequence[Mapping[str, Any]]]) -> Row:
    kind = Kind(field["kind"])
    if "compute" in field:
        return _worked_out(field, form)
    more = {key: value for key, value in field.items() if key not in _TOLD}
    appearance = ""
    if kind in (Kind.CHOICE, Kind.CHOICES):
        type = f"select_{'one' if kind is Kind.CHOICE else 'multiple'} {_list_of(field, lists)}"
        appearance = names.MINIMAL if more.get("drawn") == "select" else ""
    elif kind is Kind.YES_NO:
        lists.setdefault(names.YES_NO, [{"code": code, "name": name} for code, name in names.YES_NO_CHOICES])
        type = f"select_one {names.YES_NO}"
    else:
        type = names.TYPES[kind]
        appearance = names.MULTILINE if kind is Kind.PARAGRAPH else ""
        if names.BY_TYPE[type] is not kind and kind is not Kind.PARAGRAPH:
            more = {"kind": kind.value, **more}
    limits = [f". {sign} {field[key]}" for key, sign in (("low", ">="), ("high", "<=")) if key in field]
    return {
        "type": type,
        "name": field["code"],
        "required": "yes" if field.get("required", True) else "",
        "relevant": written(field["when"], form) if "when" in field else "",
        "appearance": appearance,
        "constraint": " and ".join(limits),
        names.MORE: json.dumps(more, ensure_ascii=False) if more else "",
        **_said("label", field["label"]),
        **_said("hint", field.get("hint", {})),
    }


def _worked_out(field: Mapping[str, Any], form: Form) -> Row:
    """A computed answer. The expression is for ODK; the column `more` what it was written from."""
    try:
        calculation = written_out(field["compute"], form)
    except Unwritable as unknown:
        raise NotAnXlsform(name=field["label"]["vi"], what=unknown.what) from None
    more = {key: value for key, value in field.items() if key not in _TOLD - {"kind", "low", "high"}}
    more[names.CALCULATION] = calculation  # as it was written: another one was changed by somebody
    return {
        "type": names.CALCULATE,
        "name": field["code"],
        "required": "no" if "required" in field else "",
        "relevant": written(field["when"], form) if "when" in field else "",
        names.CALCULATION: calculation,
        names.MORE: json.dumps(more, ensure_ascii=False),
        **_said("label", field["label"]),
        **_said("hint", field.get("hint", {})),
    }


def _list_of(field: Mapping[str, Any], lists: dict[str, Sequence[Mapping[str, Any]]]) -> str:
    """The list with these very answers, named after the first question that has them."""
    for name, options in lists.items():
        if options == field["options"] and name != names.YES_NO:
            return name
    lists[field["code"]] = field["options"]
    return str(field["code"])


def _said(column: str, wording: Mapping[str, str]) -> Row:
    return {
        f"{column}::{names.LANGUAGES[language]}": wording.get(language, "") for language in names.LANGUAGES
    }


def _more(entry: Mapping[str, Any], told: set[str]) -> Row:
    more = {key: value for key, value in entry.items() if key not in told}
    return {names.MORE: json.dumps(more, ensure_ascii=False)} if more else {}


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Everything is text, in columns marked as text: a spreadsheet then makes no date of 1-2 and no number of 5."""
    used = [name for name in columns if name not in (names.MORE, names.RECALLED, names.CALCULATION, "constraint") or any(row.get(name) for row in rows)]  # fmt: skip
    for place, name in enumerate(used, start=1):
        head = sheet.cell(1, place, name)
        head.font = Font(bold=True)
        widest = len(name)
        for number, row in enumerate(rows, start=2):
            cell = sheet.cell(number, place)
            cell.number_format = "@"
            if text := row.get(name, ""):
                cell.value = text
                cell.data_type = "s"  # words, not a formula
                widest = max(widest, len(text))
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, widest + 2)
    sheet.freeze_panes = "A2"
