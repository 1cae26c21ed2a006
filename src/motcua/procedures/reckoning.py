"""A computed value as controls and back: one function of a short list, and what it works on. Pure.

What is nested deeper, looked up in a table or chosen by conditions is None here: it stays text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms import Kind
from motcua.procedures import composing
from motcua.procedures.composing import Typed, clean

# Functions over the rows of what repeats: the operator of the file, and whether a column is named.
OVER_ROWS = {"count": ("count", False), "sum-rows": ("sum", True), "concat-rows": ("concat", True)}
# Functions over several values, over two, over one.
OVER_MANY = ("sum", "product", "smallest", "largest", "concat")
OVER_TWO = ("difference", "quotient", "days")
OVER_ONE = ("words", "upper", "field")
FUNCTIONS = (
    "sum-rows", "count", "sum", "difference", "product", "quotient", "smallest", "largest",
    "days", "age", "concat", "concat-rows", "words", "upper", "field",
)  # fmt: skip
OF_TEXTS = ("concat", "upper")
OF_DATES = ("days", "age")
TODAY, WRITTEN, COUNT = ":today", ":written", "count:"
SEPARATORS = {"": None, "comma": ", ", "semicolon": "; ", "dash": " – ", "none": ""}
BLANK = {"sum": {"group": "", "field": ""}}
VALUES_MAX = 20


@dataclass(frozen=True)
class Value:
    """What a function works on: an answer, a count of rows, today, or a number or text that is written here."""

    of: str
    written: str
    raw: Any


@dataclass(frozen=True)
class Reckoned:
    function: str
    values: tuple[Value, ...]
    rows: str  # group, or group.column
    where: Any
    separator: str
    raw: Any


def seen(value: Any, kinds: Mapping[str, str]) -> Reckoned | None:
    """A computed value as the controls show it; None when they cannot."""
    if not isinstance(value, Mapping) or not value:
        return None
    operator = next(iter(value))
    separator = next((key for key, said in SEPARATORS.items() if said == value.get("separator")), None)
    modifiers = {"concat": {"separator"}, "age": {"on"}}.get(operator, set())
    if separator is None or value.keys() - {operator, *modifiers}:
        return None
    inner = value[operator]
    if operator == "count" or (isinstance(inner, Mapping) and "group" in inner):
        return _over_rows(value, operator, inner, separator, kinds)
    if operator == "field":
        return _with((_value(value),), operator, "", value)
    if operator == "age":
        second = (_value(value["on"]),) if "on" in value else (Value("", "", None),)
        return _with((_value(inner), *second), operator, "", value)
    if operator in OVER_ONE:
        return _with((_value(inner),), operator, "", value)
    if operator not in OVER_MANY + OVER_TWO or not isinstance(inner, list) or not inner:
        return None
    if len(inner) > VALUES_MAX or (operator in OVER_TWO and len(inner) != 2):
        return None
    return _with(tuple(_value(one) for one in inner), operator, separator, value)


def _with(values: tuple[Value | None, ...], function: str, separator: str, raw: Any) -> Reckoned | None:
    found = tuple(value for value in values if value is not None)
    return Reckoned(function, found, "", None, separator, raw) if len(found) == len(values) else None


def _over_rows(
    raw: Any, operator: str, inner: Any, separator: str, kinds: Mapping[str, str]
) -> Reckoned | None:
    function = next((name for name, (known, _column) in OVER_ROWS.items() if known == operator), None)
    if function is None:
        return None
    if isinstance(inner, str):
        return Reckoned(function, (), inner, None, separator, raw)
    named = OVER_ROWS[function][1]
    texts = ("group", "field") if named else ("group",)
    if not isinstance(inner, Mapping) or inner.keys() - {*texts, "where"}:
        return None
    if not all(isinstance(inner.get(key), str) for key in texts):
        return None
    where = inner.get("where")
    if ("where" in inner and where is None) or composing.seen(where, kinds) is None:
        return None
    rows = f"{inner['group']}.{inner['field']}" if named and inner["group"] else inner["group"]
    return Reckoned(function, (), rows, where, separator, raw)


def _value(raw: Any) -> Value | None:
    if isinstance(raw, str):
        return Value(WRITTEN, raw, raw) if raw == " ".join(raw.split()) else None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Value(WRITTEN, composing.shown(raw, Kind.NUMBER), raw)
    if not isinstance(raw, Mapping) or len(raw) != 1:
        return None
    ((key, said),) = raw.items()
    if key == "today":
        return Value(TODAY, "", raw) if said is True else None
    if key == "count" and isinstance(said, str):
        return Value(f"{COUNT}{said}", "", raw)
    return Value(said, "", raw) if key == "field" and isinstance(said, str) else None


# Out ------------------------------------------------------------------------------------------------------------


def typed_of(name: str, value: Any, kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    found = seen(value, kinds)
    return [] if found is None else typed_of_seen(name, found, kinds)


def typed_of_seen(name: str, found: Reckoned, kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    typed = [(f"{name}-fn", found.function)]
    if found.function in OVER_ROWS:
        typed.append((f"{name}-rows", found.rows))
        typed += composing.typed_of(f"{name}-where", found.where, kinds)
    for number, value in enumerate(found.values):
        typed += [(f"{name}-{number}-of", value.of), (f"{name}-{number}-written", value.written)]
    if found.function in ("concat", "concat-rows"):
        typed.append((f"{name}-separator", found.separator))
    return typed


# In -------------------------------------------------------------------------------------------------------------


def read(name: str, typed: Typed, was: Any, kinds: Mapping[str, str]) -> Any:
    """The computed value with what was typed; as it was when nothing of it was touched."""
    before = seen(was, kinds)
    if before is None:
        return was
    function = clean(typed.get(f"{name}-fn", before.function))
    function = function if function in FUNCTIONS else before.function
    pressed = typed.get("_add", "").startswith(name) or typed.get("_remove", "").startswith(name)
    touched = any(
        clean(typed[key]) != clean(value) for key, value in typed_of_seen(name, before, kinds) if key in typed
    )
    if not touched and not pressed:
        return was
    if function in OVER_ROWS:
        return _read_rows(name, typed, before, function, kinds)
    return _read_values(name, typed, before, function)


def _read_rows(
    name: str, typed: Typed, before: Reckoned, function: str, kinds: Mapping[str, str]
) -> dict[str, Any]:
    operator, named = OVER_ROWS[function]
    rows = clean(typed.get(f"{name}-rows", before.rows))
    group, _dot, column = rows.partition(".")
    where = composing.read(f"{name}-where", typed, before.where, kinds)
    inner: Any = {"group": group} | ({"field": column} if named else {})
    if where is not None:
        inner["where"] = where
    made = {operator: inner if named or where is not None else group}
    return made | _separated(name, typed, before, operator)


def _read_values(name: str, typed: Typed, before: Reckoned, function: str) -> dict[str, Any]:
    pair = function in (*OVER_TWO, "age")
    most = 1 if function in OVER_ONE else 2 if pair else VALUES_MAX
    begins = function in OVER_MANY and before.function not in OVER_MANY
    count = max(len(before.values), 2 if pair or begins else 1)
    values = [
        _read_value(f"{name}-{number}", typed, before, number, function) for number in range(min(count, most))
    ]
    asked, _dot, index = typed.get("_remove", "").rpartition(".")
    if asked == name and index.isascii() and index.isdigit() and int(index[:4]) < len(values) > 1:
        values.pop(int(index[:4]))
    if typed.get("_add") == name and len(values) < most:
        values.append({"field": ""})
    if function == "field":
        return values[0] if isinstance(values[0], dict) and "field" in values[0] else {"field": ""}
    if function == "age":
        return {"age": values[0]} | ({} if values[1] == {"field": ""} else {"on": values[1]})
    made = {function: values[0] if function in OVER_ONE else values}
    return made | _separated(name, typed, before, function)


def _separated(name: str, typed: Typed, before: Reckoned, operator: str) -> dict[str, Any]:
    said = SEPARATORS.get(clean(typed.get(f"{name}-separator", before.separator)))
    return {} if said is None or operator != "concat" else {"separator": said}


def _read_value(name: str, typed: Typed, before: Reckoned, number: int, function: str) -> Any:
    was = before.values[number] if number < len(before.values) else Value("", "", {"field": ""})
    of, written = clean(typed.get(f"{name}-of", was.of)), clean(typed.get(f"{name}-written", was.written))
    as_before = function == before.function or function not in OF_TEXTS
    if (of, written) == (was.of, was.written) and was.raw is not None and as_before:
        return was.raw
    if of == WRITTEN:
        if function in OF_TEXTS:
            return written
        return composing.answer(written, Kind.NUMBER) if written else 0
    if of == TODAY:
        return {"today": True}
    if of.startswith(COUNT):
        return {"count": of.removeprefix(COUNT)}
    return {"field": of}
