"""A part of a procedure file as typed text, and back: what nobody changed comes back as it was. Pure.

What cannot be understood (letters where a number belongs) stays in the file as it was typed: the check of the
whole names it, and nothing typed is lost.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from motcua.foundation.forms import Kind
from motcua.foundation.forms.fields import TODAY
from motcua.procedures import composing, patterns, reckoning, tied
from motcua.procedures.composing import Typed, clean
from motcua.procedures.parts import SAME_DAY, Part, Path, Section, Shape, of_row, sections

ROWS_MAX = 300
DAY = "day"  # not that of filling in: one of the calendar
_NUMBER = re.compile(r"-?\d{1,15}")
Kinds = Mapping[str, str]


def at(document: Any, path: Path) -> Any:
    """What stands at a place; None when the way there breaks off."""
    for step in path:
        if isinstance(document, Mapping) and isinstance(step, str):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def control(*names: str | int) -> str:
    return "-".join(str(name).replace(".", "-") for name in names)


# Out: from the file to what stands in the controls -----------------------------------------------------------


def typed_of(document: Mapping[str, Any], section: Section, kinds: Kinds) -> dict[str, str]:
    """What the controls of a section hold, by their names. `kinds` says of what kind each question of the form is."""
    place = at(document, section.path)
    return dict(_typed_parts(place if isinstance(place, Mapping) else {}, section.parts, "", kinds))


def _typed_parts(
    place: Mapping[str, Any], parts: tuple[Part, ...], before: str, kinds: Kinds
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in parts:
        name = control(*filter(None, (before, part.key)))
        value = at(place, tuple(part.key.split(".")))
        if part.shape is Shape.ROWS:
            rows = value if isinstance(value, list) else []
            found.append((f"{name}-n", str(len(rows))))
            for number, row in enumerate(rows):
                if isinstance(row, Mapping):
                    found += _typed_parts(row, of_row(part, row).parts, control(name, number), kinds)
        elif part.shape is Shape.CONDITION:
            found += composing.typed_of(name, value, kinds)
        elif part.shape is Shape.COMPUTED:
            found += reckoning.typed_of(name, value, kinds)
        else:
            found += _typed(name, part, value)
    return found


def _typed(name: str, part: Part, value: Any) -> list[tuple[str, str]]:
    match part.shape:
        case Shape.WORDING | Shape.LONG:
            said = value if isinstance(value, Mapping) else {}
            return [(f"{name}-{language}", text(said.get(language))) for language in ("vi", "en")]
        case Shape.WORDINGS:
            return [(name, "\n".join(_wording_line(each) for each in _list(value)))]
        case Shape.OPTIONS:
            return [(name, "\n".join(_option_line(each) for each in _list(value)))]
        case Shape.WORDS | Shape.CHECKS:
            return [(name, ", ".join(text(each) for each in _list(value)))]
        case Shape.FLAG:
            return [(name, "on" if (part.default if value is None else value) is True else "")]
        case Shape.TERM:
            return _typed_term(name, value)
        case Shape.AMOUNT:
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            return [(name, composing.shown(value, Kind.NUMBER) if plain else text(value))]
        case Shape.DAY:
            of = value if value in (None, TODAY) else DAY
            return [(f"{name}-of", of or ""), (f"{name}-day", composing.shown(value, Kind.DATE) if of == DAY else "")]  # fmt: skip
        case Shape.PATTERN:
            own = value is not None and (not isinstance(value, str) or value not in patterns.KNOWN)
            return [(f"{name}-known", patterns.OWN if own else value or ""), (f"{name}-own", text(value) if own else "")]  # fmt: skip
    return [(name, text(part.default if value is None else value))]


def text(value: Any) -> str:
    if value is None:
        return ""
    return (composing.YES if value else composing.NO) if isinstance(value, bool) else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _wording_line(said: Any) -> str:
    return f"{text(said.get('vi'))} | {text(said.get('en'))}" if isinstance(said, Mapping) else text(said)


def _option_line(said: Any) -> str:
    if not isinstance(said, Mapping):
        return text(said)
    return tied.line_of(said, f"{text(said.get('code'))} | {_wording_line(said.get('name'))}")


def _typed_term(name: str, value: Any) -> list[tuple[str, str]]:
    said = value if isinstance(value, Mapping) else {}
    unit = SAME_DAY if said.get("same_day") is True else text(said.get("unit"))
    return [(f"{name}-unit", unit), (f"{name}-amount", text(said.get("amount")))]


# In: from the controls to the file ----------------------------------------------------------------------------


def changed(document: Mapping[str, Any], section: Section, typed: Typed, kinds: Kinds) -> dict[str, Any]:
    """The file with what was typed in one section."""
    whole: dict[str, Any] = deepcopy(dict(document))
    place = at(whole, section.path)
    if isinstance(place, dict):
        _read_parts(place, section.parts, "", typed, kinds)
        if section.path[:1] == ("forms",):
            forms, code = whole["forms"], section.path[1]
            forms[code] = tied.with_codes(forms[code])
    return whole


def _read_parts(
    place: dict[str, Any], parts: tuple[Part, ...], before: str, typed: Typed, kinds: Kinds
) -> None:
    was = dict(_typed_parts(place, parts, before, kinds))
    for part in parts:
        name = control(*filter(None, (before, part.key)))
        if part.shape is Shape.ROWS:
            _read_rows(place, part, name, typed, kinds)
            continue
        if part.shape in (Shape.CONDITION, Shape.COMPUTED):
            inner = composing if part.shape is Shape.CONDITION else reckoning
            before_it = at(place, (part.key,))
            if (now := inner.read(name, typed, before_it, kinds)) is not before_it:
                _put(place, part, now)
            continue
        mine = {key: value for key, value in was.items() if key == name or key.startswith(f"{name}-")}
        given = {key: clean(typed.get(key, "")) for key in mine}
        # A control that was not sent was not shown: it stays, but for boxes left empty.
        sent = part.shape in (Shape.FLAG, Shape.CHECKS) or any(key in typed for key in mine)
        if sent and given != {key: clean(value) for key, value in mine.items()}:
            if part.shape is Shape.OPTIONS:
                is_tied = bool(place.get("options_by"))
                _put(place, part, tied.options(_lines(given[name]), place.get(part.key), is_tied=is_tied))
                continue
            _put(place, part, _read(part, name, given, at(place, tuple(part.key.split(".")))))


def _read_rows(place: dict[str, Any], part: Part, name: str, typed: Typed, kinds: Kinds) -> None:
    rows = place.get(part.key)
    rows = rows if isinstance(rows, list) else []
    for number, row in enumerate(rows):
        if isinstance(row, dict):
            _read_parts(row, of_row(part, row).parts, control(name, number), typed, kinds)
    asked, _colon, key = typed.get("_add", "").partition(":")
    if asked == name and len(rows) < ROWS_MAX and (not key or key in part.others):
        rows.append(deepcopy(dict((part.others[key] if key else part).blank or {})))
    for verb in ("_remove", "_up"):
        asked, _dot, index = typed.get(verb, "").rpartition(".")
        if asked == name and index.isascii() and index.isdigit() and int(index[:4]) < len(rows):
            spot = int(index[:4])
            row = rows.pop(spot)
            if verb == "_up":
                rows.insert(max(0, spot - 1), row)
    if rows or isinstance(place.get(part.key), list):
        _put(place, part, rows)


def _put(place: dict[str, Any], part: Part, value: Any) -> None:
    """Write a value where it belongs; nothing, where the file says the same by saying nothing."""
    *above, key = part.key.split(".")
    for step in above:
        inner = place.get(step)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = place[step] = {}
        place = inner
    if value is None or (value == part.default and key not in place):
        place.pop(key, None)
    else:
        place[key] = value
    if part.shape is Shape.PATTERN and value in patterns.KNOWN and "pattern_says" not in place:
        says = patterns.KNOWN[value].says
        place["pattern_says"] = {"vi": says.vi, "en": says.en}


def _read(part: Part, name: str, given: Typed, was: Any) -> Any:
    match part.shape:
        case Shape.WORDING | Shape.LONG:
            said = {language: given[f"{name}-{language}"] for language in ("vi", "en")}
            return said if part.required or any(said.values()) else None
        case Shape.WORDINGS:
            return [_wording_of(line) for line in _lines(given[name])] or part.default
        case Shape.WORDS | Shape.CHECKS:
            return [word for each in given[name].split(",") if (word := each.strip())]
        case Shape.FLAG:
            return bool(given[name])
        case Shape.NUMBER:
            return _number(given[name]) if given[name] or part.required else None
        case Shape.TERM:
            return _term(given[f"{name}-unit"], given[f"{name}-amount"])
        case Shape.AMOUNT:
            return composing.answer(given[name], Kind.NUMBER) if given[name] else None
        case Shape.DAY:
            return _day(given[f"{name}-of"], given[f"{name}-day"], was)
        case Shape.PATTERN:
            known = given[f"{name}-known"]
            return given[f"{name}-own"] if known == patterns.OWN else known or None
    return given[name] if given[name] or part.required else None


def _number(typed: str) -> int | str:
    digits = typed.replace(" ", "").replace(".", "")
    return int(digits) if _NUMBER.fullmatch(digits) else typed


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.split("\n") if line.strip()]


def _wording_of(line: str) -> dict[str, str]:
    vi, _bar, en = line.partition("|")
    return {"vi": vi.strip(), "en": en.strip()}


def _term(unit: str, amount: str) -> dict[str, Any] | None:
    if not unit:
        return None
    return {"same_day": True} if unit == SAME_DAY else {"amount": _number(amount), "unit": unit}


def _day(of: str, day: str, was: Any) -> str | None:
    """The day that was typed counts, unless another answer was chosen above it."""
    if of == TODAY or (not of and (not day or was is not None)):
        return of or None
    return str(composing.answer(day, Kind.DATE))


# Cases and pages as a whole -------------------------------------------------------------------------------------


def arranged(document: Mapping[str, Any], *, add: str = "", remove: str = "") -> tuple[dict[str, Any], str]:
    """The file with a case or a page more or less, and the section to show: add="case", add="form", remove=a slug."""
    whole: dict[str, Any] = deepcopy(dict(document))
    if add == "case":
        return _with_case(whole)
    if add == "form":
        return _with_page(whole)
    section = next((each for each in sections(whole) if each.slug == remove), None)
    if section is not None and section.path:
        rows = at(whole, section.path[:-1])
        rows.pop(section.path[-1])
    return whole, ""


def _with_case(whole: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A new case is like the last one, so that only what differs has to be typed."""
    cases = whole.get("cases")
    cases = cases if isinstance(cases, list) else []
    blank = {"code": "", "name": {"vi": "", "en": ""}, "terms": {}}
    cases.append(
        {**deepcopy(cases[-1]), **blank, "terms": deepcopy(cases[-1].get("terms", {}))}
        if cases and isinstance(cases[-1], dict)
        else blank
    )
    whole["cases"] = cases
    return whole, f"truong-hop-{len(cases)}"


def _with_page(whole: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """One more page at the end of the last form; the first page of a first form."""
    forms = whole.get("forms")
    if not isinstance(forms, dict) or not forms:
        forms = whole["forms"] = {"to-khai": {"pages": []}}
    code = next(reversed(forms))
    form = forms[code]
    if not isinstance(form, dict) or not isinstance(form.get("pages"), list):
        return whole, ""
    form["pages"].append(
        {
            "code": "",
            "title": {"vi": "", "en": ""},
            "fields": [{"code": "", "kind": "text", "label": {"vi": "", "en": ""}}],
        }
    )
    return whole, f"to-khai-{len(forms)}-{len(form['pages'])}"
