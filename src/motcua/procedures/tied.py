"""Options of a question as lines of text, also those that depend on another answer, and tables pasted from elsewhere. Pure.

A line is “code | Vietnamese | English”, and behind a third bar the answers with which the option is offered. A line of
cells, as a spreadsheet gives them, is read too: the answer and the option, with or without its English name.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from motcua.foundation.text import fold

CODE_LENGTH_MAX = 58
_CELLS = "\t"


def line_of(option: Mapping[str, Any], said: str) -> str:
    """`said`: code and names, as they are written without any dependence."""
    under = option.get("under")
    return f"{said} | {', '.join(map(str, under))}" if isinstance(under, list) and under else said


def options(lines: list[str], was: Any, *, is_tied: bool) -> list[dict[str, Any]] | None:
    """What the lines say; a hint of an option is not shown there, and so stays."""
    known = {one.get("code"): one for one in was if isinstance(one, Mapping)} if isinstance(was, list) else {}
    found: list[dict[str, Any]] = []
    for line in lines:
        code, vi, en, answers = _pasted(line, found) if is_tied and _CELLS in line else _written(line)
        option = {**known.get(code, {}), "code": code, "name": {"vi": vi, "en": en}}
        option.pop("under", None)
        if answers:
            option["under"] = answers
        if option not in found:
            found.append(option)
    return found or None


def _written(line: str) -> tuple[str, str, str, list[str]]:
    code, vi, en, said = ([part.strip() for part in re.split(r"[|\t]", line, maxsplit=3)] + [""] * 3)[:4]
    return code, vi, en, _answers(said)


def _pasted(line: str, before: list[dict[str, Any]]) -> tuple[str, str, str, list[str]]:
    """A row of an office's table: the answer, the option, its English name if there is one."""
    cells = [cell.strip() for cell in line.split(_CELLS)]
    if len(cells) > 3:
        return _written(line)
    answer, vi, en = (*cells, cells[1])[:3]
    code = slug(vi)
    if any(one["code"] == code and (one["name"]["vi"], one.get("under")) != (vi, [answer]) for one in before):
        code = slug(f"{answer} {vi}")  # wards of two provinces may have the same name
    return code, vi, en or vi, [answer] if answer else []


def _answers(said: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,;]", said) if one.strip()]


def slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(words)).strip("-")[:CODE_LENGTH_MAX].strip("-")


def with_codes(form: Mapping[str, Any]) -> dict[str, Any]:
    """The form with answers that were written by their names as their codes. What is neither stays, and the check names it."""
    whole = deepcopy(dict(form))
    asked = {row.get("code"): row for row in questions(whole)}
    for row in asked.values():
        first = asked.get(row.get("options_by"))
        names = {key: code for code, name in _named(first) for key in (code, *name)} if first else {}
        for option in _rows(row, "options"):
            if names and isinstance(option.get("under"), list):
                codes = [names.get(str(one), names.get(fold(str(one)), one)) for one in option["under"]]
                option["under"] = list(dict.fromkeys(codes))
    return whole


def _named(question: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for option in _rows(question, "options"):
        name = option.get("name")
        said = name.values() if isinstance(name, Mapping) else ()
        yield str(option.get("code")), [fold(str(one)) for one in said if one]


def questions(form: Any) -> Iterator[dict[str, Any]]:
    """Every question of a form as it stands in a file, columns among them."""
    for page in _rows(form, "pages"):
        for item in _rows(page, "fields"):
            yield from _rows(item, "fields") if "group" in item else (item,)


def _rows(place: Any, key: str) -> list[Any]:
    rows = place.get(key) if isinstance(place, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def answers_named(codes: Any, question: Mapping[str, Any], form: Any, language: str) -> list[str]:
    """The answers an option goes with, as people read them."""
    first = next((row for row in questions(form) if row.get("code") == question.get("options_by")), {})
    names = {option.get("code"): option.get("name") for option in _rows(first, "options")}
    found = []
    for code in codes if isinstance(codes, list) else []:
        name = names.get(code)
        found.append(str((name.get(language) or name.get("vi")) if isinstance(name, Mapping) else code))
    return found


def label_of(code: Any, form: Any, language: str) -> str:
    """What a question asks, by its code."""
    label = next((row.get("label") for row in questions(form) if row.get("code") == code), None)
    return str(label.get(language) or label.get("vi") or code) if isinstance(label, Mapping) else str(code)
