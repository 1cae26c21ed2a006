"""A condition as controls and back: all, any or none of its lines hold, and a line may be such a list again. Pure.

What the controls cannot show (deeper nesting, a list of one) is None here: it stays text. A line that nobody
touched comes back as it stood in the file, to the letter.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms import Kind, retype
from motcua.foundation.forms.conditions import COMPARING, VERBS
from motcua.foundation.forms.kinds import NUMERIC, understand

Typed = Mapping[str, str]
ALL, ANY, NONE = "all", "any", "none"
JOINS = (ALL, ANY, NONE)
FILLED, EMPTY = "filled", "empty"
LISTING = ("in", "not_in")
OTHER = "-field"  # is-field: the same as the answer to another question
GROUP = "group"  # the kind of what repeats: it can only be filled or empty
YES, NO = "true", "false"
BLANK = {"field": "", "is": ""}
LINES_MAX = 40
_IN_A_LIST = re.compile(r"[;,]")


@dataclass(frozen=True)
class Line:
    field: str
    verb: str
    value: str
    raw: Any


@dataclass(frozen=True)
class Lines:
    """Lines that count together; an inner one is the one level of nesting there is."""

    join: str
    lines: "tuple[Line | Lines, ...]"
    raw: Any


def seen(value: Any, kinds: Mapping[str, str]) -> Lines | None:
    """A condition as the controls show it; None when they cannot."""
    if value is None:
        return Lines(ALL, (), None)
    line = _line(value, kinds)
    return Lines(ALL, (line,), value) if line is not None else _lines(value, kinds, inner=False)


def _lines(value: Any, kinds: Mapping[str, str], *, inner: bool) -> Lines | None:
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    join, parts = next(iter(value.items()))
    if join == "not":
        line = _line(parts, kinds)
        if line is not None:
            return Lines(NONE, (line,), value)
        if not isinstance(parts, Mapping) or list(parts) != [ANY]:
            return None
        join, parts = NONE, parts[ANY]
    if join not in JOINS or not isinstance(parts, list) or not 2 <= len(parts) <= LINES_MAX:
        return None
    found = [_line(part, kinds) or (None if inner else _lines(part, kinds, inner=True)) for part in parts]
    return Lines(join, tuple(each for each in found if each), value) if all(found) else None


def _line(value: Any, kinds: Mapping[str, str]) -> Line | None:
    if not isinstance(value, Mapping) or len(value) != 2 or not isinstance(value.get("field"), str):
        return None
    verb, wanted = next((key, said) for key, said in value.items() if key != "field")
    field = value["field"]
    if verb not in VERBS or wanted is None:
        return None
    if verb == FILLED:
        return Line(field, FILLED if wanted else EMPTY, "", value) if isinstance(wanted, bool) else None
    if isinstance(wanted, Mapping):
        other = wanted.get("field")
        sound = verb in COMPARING and len(wanted) == 1 and isinstance(other, str)
        return Line(field, verb + OTHER, str(other), value) if sound else None
    if isinstance(wanted, list) != (verb in LISTING):
        return None
    kind = kinds.get(field, "")
    if not isinstance(wanted, list):
        return Line(field, verb, shown(wanted, kind), value) if _is_plain(wanted) else None
    if not all(_is_plain(one) and not _IN_A_LIST.search(str(one)) for one in wanted):
        return None
    return Line(field, verb, _separator(kind).join(shown(one, kind) for one in wanted), value)


def _is_plain(value: Any) -> bool:
    """One value on one line, which a browser sends back as it was."""
    if isinstance(value, str):
        return value == " ".join(value.split())
    return isinstance(value, bool | int | float)


def _separator(kind: str) -> str:
    return "; " if kind in NUMERIC else ", "


def shown(value: Any, kind: str) -> str:
    """A value as it stands in a control: 1.234,5 and 19/04/2023 as people here write them."""
    if isinstance(value, bool):
        return YES if value else NO
    fits = isinstance(value, str) != (kind in NUMERIC)
    return retype(Kind(kind), value, "vi") if fits and kind in set(Kind) else str(value)


def answer(typed: str, kind: str) -> Any:
    """What was typed, as the file holds it; as typed where it cannot be understood: the check names it."""
    if kind == Kind.YES_NO:
        return {YES: True, NO: False}.get(typed, typed)
    if kind in NUMERIC or kind in (Kind.DATE, Kind.MONTH):
        found = understand(Kind(kind), typed)
        return typed if found is None else found
    return typed


# Out: from the file to the names of the controls ----------------------------------------------------------------


def typed_of(name: str, value: Any, kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the controls hold; nothing at all for what stays text."""
    lines = seen(value, kinds)
    return [] if lines is None else _typed(name, lines)


def _typed(name: str, lines: Lines) -> list[tuple[str, str]]:
    found = [(f"{name}-join", lines.join)]
    for number, line in enumerate(lines.lines or (Line("", "is", "", None),)):
        here = f"{name}-{number}"
        if isinstance(line, Lines):
            found += _typed(here, line)
        else:
            found += [
                (f"{here}-field", line.field),
                (f"{here}-verb", line.verb),
                (f"{here}-value", line.value),
            ]
    return found


# In: from the controls to the file ------------------------------------------------------------------------------


def read(name: str, typed: Typed, was: Any, kinds: Mapping[str, str]) -> Any:
    """The condition with what was typed, and with the line that a button adds or takes away."""
    lines = seen(was, kinds)
    if lines is None:
        return was
    return _read(name, typed, lines, kinds)


def _read(name: str, typed: Typed, lines: Lines, kinds: Mapping[str, str]) -> Any:
    present: Sequence[Line | Lines] = lines.lines or (Line("", "is", "", None),)
    parts: list[Any] = []
    for number, line in enumerate(present):
        here = f"{name}-{number}"
        if isinstance(line, Lines):
            parts.append(_read(here, typed, line, kinds))
        else:
            parts.append(_read_line(here, typed, line, kinds))
    asked, _dot, index = typed.get("_remove", "").rpartition(".")
    if asked == name and index.isascii() and index.isdigit() and int(index[:4]) < len(parts):
        parts[int(index[:4])] = None
    parts = [part for part in parts if part is not None]
    join = typed.get(f"{name}-join", lines.join)
    join = join if join in JOINS else lines.join
    if len(parts) < LINES_MAX:
        if typed.get("_add") == name:
            parts.append(dict(BLANK))
        elif typed.get("_add") == f"{name}:lines":
            parts.append({ALL if join != ALL else ANY: [dict(BLANK), dict(BLANK)]})
    return _joined(join, parts, lines)


def _joined(join: str, parts: list[Any], was: Lines) -> Any:
    kept = [line.raw for line in was.lines]
    if join == was.join and len(parts) == len(kept) and all(a is b for a, b in zip(parts, kept, strict=True)):
        return was.raw
    if not parts:
        return None
    if join == NONE:
        return {"not": parts[0] if len(parts) == 1 else {ANY: parts}}
    return parts[0] if len(parts) == 1 else {join: parts}


def _read_line(name: str, typed: Typed, was: Line, kinds: Mapping[str, str]) -> Any:
    field, verb, wanted = (
        clean(typed.get(f"{name}-{part}", before))
        for part, before in (("field", was.field), ("verb", was.verb), ("value", was.value))
    )
    if (field, verb, wanted) == (was.field, was.verb, was.value):
        return was.raw
    if not field:
        return None
    kind = kinds.get(field, "")
    if field != was.field:
        # Another question: what was compared with the one before says nothing about it.
        verb = verb if verb in verbs_for(kind) else verbs_for(kind)[0]
        wanted = "" if wanted == was.value else wanted
    return test(field, verb, wanted, kind)


def test(field: str, verb: str, wanted: str, kind: str) -> dict[str, Any]:
    """One line as the file writes it."""
    if verb in (FILLED, EMPTY):
        return {"field": field, FILLED: verb == FILLED}
    if verb.endswith(OTHER):
        return {"field": field, verb.removesuffix(OTHER): {"field": wanted}}
    if verb in LISTING:
        split = re.split(r"; ?|, " if kind == Kind.NUMBER else r"[;,]", wanted)
        return {"field": field, verb: [answer(one.strip(), kind) for one in split if one.strip()]}
    if kind == Kind.YES_NO and wanted not in (YES, NO):
        wanted = YES
    return {"field": field, verb: answer(wanted, kind)}


def verbs_for(kind: str) -> tuple[str, ...]:
    """How an answer of a kind can be compared, the likeliest first."""
    if kind in (GROUP, Kind.LISTED):
        return (FILLED, EMPTY)
    if kind == Kind.CHOICES:
        return ("has", "lacks", FILLED, EMPTY)
    if kind == Kind.YES_NO:
        return ("is", FILLED, EMPTY)
    if kind == Kind.CHOICE:
        return ("is", "is_not", *LISTING, FILLED, EMPTY, "is-field", "is_not-field")
    if kind in NUMERIC or kind in (Kind.DATE, Kind.MONTH):
        plain = ("is", "is_not", "at_least", "at_most", "more_than", "less_than")
        return (*plain, *LISTING, FILLED, EMPTY, *(f"{verb}{OTHER}" for verb in plain))
    return ("is", "is_not", *LISTING, FILLED, EMPTY, "is-field", "is_not-field")


def clean(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
