"""A computed value as controls and back: one function of a short list, and what it works on. Pure.

What it works on may be worked out first by a function of its own, and so once more. A value may also be chosen by
conditions, or looked up in a table by an answer. What is nested deeper is None here: it stays text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from motcua.foundation.forms import Kind
from motcua.foundation.forms.kinds import NUMERIC
from motcua.procedures import composing
from motcua.procedures.composing import Typed, clean

# Functions over the rows of what repeats: the operator of the file, and whether a column is named.
OVER_ROWS = {"count": ("count", False), "sum-rows": ("sum", True), "concat-rows": ("concat", True)}
# Functions over several values, over two, over one.
OVER_MANY = ("sum", "product", "smallest", "largest", "concat")
OVER_TWO = ("difference", "quotient", "days")
OVER_ONE = ("round", "words", "upper", "field")
CHOOSE, LOOKUP = "choose", "lookup"
FUNCTIONS = (
    "sum-rows", "count", "sum", "difference", "product", "quotient", "smallest", "largest", "round",
    "days", "age", CHOOSE, LOOKUP, "concat", "concat-rows", "words", "upper", "field",
)  # fmt: skip
OF_TEXTS = ("concat", "upper")
OF_DATES = ("days", "age")
GIVES_TEXT = ("concat", "concat-rows", "words", "upper", "field", CHOOSE, LOOKUP)  # or what cannot be told
TODAY, WRITTEN, COUNT, STEP = ":today", ":written", "count:", ":step"
STEPS_DEEP = 2
DECIMALS_MAX = 6
SEPARATORS = {"": None, "comma": ", ", "semicolon": "; ", "dash": " – ", "none": ""}
BLANK = {"sum": {"group": "", "field": ""}}
UNSAID = {"field": ""}
VALUES_MAX = 20
DROP = "_drop"  # the button that takes lines out of a table at once
TABLE_MAX = 60


@dataclass(frozen=True)
class Value:
    """What a function works on: an answer, a count of rows, today, what is written here, or a step worked out first."""

    of: str
    written: str
    raw: Any
    step: "Reckoned | None" = None


NOTHING = Value("", "", None)


@dataclass(frozen=True)
class Entry:
    """One line of a table: for which answer, which value."""

    key: str
    value: str
    raw: tuple[Any, Any]


@dataclass(frozen=True)
class Reckoned:
    function: str
    values: tuple[Value, ...]  # of a choice: one for each condition
    rows: str  # group, or group.column
    where: Any
    separator: str
    raw: Any
    decimals: str = ""
    whens: tuple[Any, ...] = ()
    otherwise: Value = NOTHING
    table: tuple[Entry, ...] = ()


def seen(value: Any, kinds: Mapping[str, str], deep: int = 0) -> Reckoned | None:
    """A computed value as the controls show it; None when they cannot."""
    if not isinstance(value, Mapping) or not value:
        return None
    operator = next(iter(value))
    separator = next((key for key, said in SEPARATORS.items() if said == value.get("separator")), None)
    if separator is None or value.keys() - {operator, *_MODIFIERS.get(operator, ())}:
        return None
    inner = value[operator]
    if operator == "count" or (isinstance(inner, Mapping) and "group" in inner):
        return _over_rows(value, operator, inner, separator, kinds)
    if operator == CHOOSE:
        return _chosen(value, kinds, deep)
    if operator == LOOKUP:
        return _looked_up(value, kinds, deep)
    if operator == "field":
        return _with((_value(value, kinds, deep),), operator, "", value)
    if operator == "age":
        second = (_value(value["on"], kinds, deep),) if "on" in value else (NOTHING,)
        return _with((_value(inner, kinds, deep), *second), operator, "", value)
    if operator in OVER_ONE:
        found = _with((_value(inner, kinds, deep),), operator, "", value)
        decimals = value.get("decimals", "")
        sound = "decimals" not in value or (type(decimals) is int and 0 <= decimals <= DECIMALS_MAX)
        return replace(found, decimals=str(decimals)) if found and sound else None
    if operator not in OVER_MANY + OVER_TWO or not isinstance(inner, list) or not inner:
        return None
    if len(inner) > VALUES_MAX or (operator in OVER_TWO and len(inner) != 2):
        return None
    return _with(tuple(_value(one, kinds, deep) for one in inner), operator, separator, value)


_MODIFIERS = {
    "concat": ("separator",), "age": ("on",), "round": ("decimals",), CHOOSE: ("otherwise",),
    LOOKUP: ("table", "otherwise"),
}  # fmt: skip


def _with(values: tuple[Value | None, ...], function: str, separator: str, raw: Any) -> Reckoned | None:
    found = tuple(value for value in values if value is not None)
    return Reckoned(function, found, "", None, separator, raw) if len(found) == len(values) else None


def _chosen(raw: Mapping[str, Any], kinds: Mapping[str, str], deep: int) -> Reckoned | None:
    """The first value whose condition holds."""
    branches = raw[CHOOSE]
    if not isinstance(branches, list) or not 0 < len(branches) <= VALUES_MAX:
        return None
    if not all(isinstance(one, Mapping) and one.keys() == {"when", "then"} for one in branches):
        return None
    whens = tuple(one["when"] for one in branches)
    if any(when is None or composing.seen(when, kinds) is None for when in whens):
        return None
    found = _with(tuple(_value(one["then"], kinds, deep) for one in branches), CHOOSE, "", raw)
    otherwise = _value(raw["otherwise"], kinds, deep) if "otherwise" in raw else NOTHING
    return replace(found, whens=whens, otherwise=otherwise) if found and otherwise else None


def _looked_up(raw: Mapping[str, Any], kinds: Mapping[str, str], deep: int) -> Reckoned | None:
    table, otherwise = raw.get("table"), raw.get("otherwise")
    found = _with((_value(raw[LOOKUP], kinds, deep),), LOOKUP, "", raw)
    if found is None or not isinstance(table, Mapping) or not 0 < len(table) <= TABLE_MAX:
        return None
    if not all(_is_one_line(one) for pair in table.items() for one in pair):
        return None
    if "otherwise" in raw and (otherwise in ("", None) or not _is_one_line(otherwise)):
        return None
    kind = kind_of(found.values[0], kinds)
    entries = (Entry(composing.shown(key, kind), _written(said), (key, said)) for key, said in table.items())
    last = Value(WRITTEN, _written(otherwise), otherwise) if "otherwise" in raw else NOTHING
    return replace(found, table=tuple(entries), otherwise=last)


def _is_one_line(value: Any) -> bool:
    if isinstance(value, str):
        return value == " ".join(value.split())
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else composing.shown(value, Kind.NUMBER)


def kind_of(value: Value, kinds: Mapping[str, str]) -> str:
    """Of what kind a value is, as far as it can be told."""
    if value.step is not None:
        return "" if value.step.function in GIVES_TEXT else Kind.NUMBER.value
    return Kind.INTEGER.value if value.of.startswith(COUNT) else kinds.get(value.of, "")


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


def _value(raw: Any, kinds: Mapping[str, str], deep: int) -> Value | None:
    if isinstance(raw, str | int | float):
        return Value(WRITTEN, _written(raw), raw) if _is_one_line(raw) else None
    if not isinstance(raw, Mapping):
        return None
    key, said = next(iter(raw.items()), ("", None))
    if len(raw) == 1:
        if key == "today":
            return Value(TODAY, "", raw) if said is True else None
        if key == "count" and isinstance(said, str):
            return Value(f"{COUNT}{said}", "", raw)
        if key == "field":
            return Value(said, "", raw) if isinstance(said, str) else None
    step = seen(raw, kinds, deep + 1) if deep < STEPS_DEEP else None
    return Value(STEP, "", raw, step) if step else None


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
        typed += _typed_of(f"{name}-{number}", value, kinds)
    if found.function in ("concat", "concat-rows"):
        typed.append((f"{name}-separator", found.separator))
    if found.function == "round":
        typed.append((f"{name}-decimals", found.decimals))
    for number, when in enumerate(found.whens):
        typed += composing.typed_of(f"{name}-{number}-when", when, kinds)
    for number, entry in enumerate(found.table):
        typed += [(f"{name}-t-{number}-key", entry.key), (f"{name}-t-{number}-value", entry.value)]
    if found.function in (CHOOSE, LOOKUP):
        typed += _typed_of(f"{name}-else", found.otherwise, kinds)
    return typed


def _typed_of(name: str, value: Value, kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    typed = [(f"{name}-of", value.of), (f"{name}-written", value.written)]
    return typed + (typed_of_seen(name, value.step, kinds) if value.step else [])


# In -------------------------------------------------------------------------------------------------------------


def read(name: str, typed: Typed, was: Any, kinds: Mapping[str, str], deep: int = 0) -> Any:
    """The computed value with what was typed; as it was when nothing of it was touched."""
    before = seen(was, kinds, deep)
    if before is None:
        return was
    function = clean(typed.get(f"{name}-fn", before.function))
    function = function if function in FUNCTIONS else before.function
    within = (f"{name}-", f"{name}.", f"{name}:")
    pressed = any(f"{typed.get(button, '')}:".startswith(within) for button in ("_add", "_remove", DROP))
    touched = any(
        clean(typed[key]) != clean(value) for key, value in typed_of_seen(name, before, kinds) if key in typed
    )
    if not touched and not pressed:
        return was
    if function in OVER_ROWS:
        return _read_rows(name, typed, before, function, kinds)
    return _Reading(name, typed, before, kinds, deep).made(function)


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


def _separated(name: str, typed: Typed, before: Reckoned, operator: str) -> dict[str, Any]:
    said = SEPARATORS.get(clean(typed.get(f"{name}-separator", before.separator)))
    return {} if said is None or operator != "concat" else {"separator": said}


@dataclass(frozen=True)
class _Reading:
    """A function over values, read from its controls; what is new begins with the values that were there before."""

    name: str
    typed: Typed
    before: Reckoned
    kinds: Mapping[str, str]
    deep: int

    def made(self, function: str) -> dict[str, Any]:
        if function == CHOOSE:
            return self._chosen()
        if function == LOOKUP:
            return self._looked_up()
        pair = function in (*OVER_TWO, "age")
        most = 1 if function in OVER_ONE else 2 if pair else VALUES_MAX
        begins = function in OVER_MANY and self.before.function not in OVER_MANY
        count = max(len(self.before.values), 2 if pair or begins else 1)
        values = self._more_or_less([self._nth(n, function) for n in range(min(count, most))], most)
        if function == "field":
            return values[0] if isinstance(values[0], dict) and "field" in values[0] else {"field": ""}
        if function == "age":
            return {"age": values[0]} | ({} if values[1] == UNSAID else {"on": values[1]})
        made = {function: values[0] if function in OVER_ONE else values}
        decimals = clean(self.typed.get(f"{self.name}-decimals", self.before.decimals))
        if function == "round" and decimals.isascii() and decimals.isdigit():
            made["decimals"] = min(int(decimals[:4]), DECIMALS_MAX)
        return made | _separated(self.name, self.typed, self.before, function)

    def _more_or_less(self, values: list[Any], most: int, blank: Any = None) -> list[Any]:
        asked, _dot, index = self.typed.get("_remove", "").rpartition(".")
        if asked == self.name and index.isascii() and index.isdigit() and int(index[:4]) < len(values) > 1:
            values.pop(int(index[:4]))
        if self.typed.get("_add") == self.name and len(values) < most:
            values.append(blank or dict(UNSAID))
        return values

    def _nth(self, number: int, function: str) -> Any:
        values = self.before.values
        return self._value(str(number), values[number] if number < len(values) else NOTHING, function)

    def _value(self, place: str, was: Value, function: str) -> Any:
        name = f"{self.name}-{place}"
        of, written = (
            clean(self.typed.get(f"{name}-{part}", before))
            for part, before in (("of", was.of), ("written", was.written))
        )
        if of == STEP:
            # A step begins with the value that stood there; its controls may stand on the page before it is saved.
            first = dict(UNSAID) if was.raw is None else was.raw
            begun = {"concat" if function in OF_TEXTS else "sum": [first, dict(UNSAID)]}
            return read(name, self.typed, was.raw if was.step else begun, self.kinds, self.deep + 1)
        as_before = function == self.before.function or function not in OF_TEXTS
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

    def _chosen(self) -> dict[str, Any]:
        whens = self.before.whens or (dict(composing.BLANK),)
        branches = []
        for number, when in enumerate(whens):
            said = composing.read(f"{self.name}-{number}-when", self.typed, when, self.kinds)
            branches.append({"when": said or dict(composing.BLANK), "then": self._nth(number, CHOOSE)})
        blank = {"when": dict(composing.BLANK), "then": dict(UNSAID)}
        otherwise = self._value("else", self._otherwise(), CHOOSE)
        made: dict[str, Any] = {CHOOSE: self._more_or_less(branches, VALUES_MAX, blank)}
        return made if otherwise == UNSAID else made | {"otherwise": otherwise}

    def _otherwise(self) -> Value:
        """Of a function that has become a choice, the second of its values."""
        if self.before.function in (CHOOSE, LOOKUP):
            return self.before.otherwise
        return self.before.values[1] if len(self.before.values) > 1 else NOTHING

    def _dropped(self) -> list[str]:
        """The answers whose lines a button takes out, as it named them."""
        name, _colon, said = self.typed.get(DROP, "").partition(":")
        try:
            found = json.loads(said) if name == f"{self.name}-t" else []
        except (ValueError, RecursionError):
            return []
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def _looked_up(self) -> dict[str, Any]:
        """Lines are kept apart by their answer: an answer that another line has already is not taken over."""
        entries = self.before.table or (Entry("", "", ("", "")),)
        key = self._nth(0, LOOKUP)
        asked = _value(key, self.kinds, self.deep)
        kind = kind_of(asked, self.kinds) if asked else ""
        said = [clean(self.typed.get(f"{self.name}-t-{n}-value", one.value)) for n, one in enumerate(entries)]
        last = clean(self.typed.get(f"{self.name}-else-written", self.before.otherwise.written))
        # Numbers, where all of them are; as in the file, where nobody touched them.
        texts = any(
            isinstance(one.raw[1] if now == one.value else composing.answer(now, Kind.NUMBER), str)
            for now, one in zip(said, entries, strict=True)
            if now
        )
        as_written = (lambda now: now) if texts else (lambda now: composing.answer(now, Kind.NUMBER))
        pairs: list[tuple[Any, Any]] = []
        for number, (one, now) in enumerate(zip(entries, said, strict=True)):
            wanted = clean(self.typed.get(f"{self.name}-t-{number}-key", one.key))
            answer = one.raw[0] if wanted == one.key else composing.answer(wanted, kind) if kind in NUMERIC or kind == Kind.DATE else wanted  # fmt: skip
            taken = [other.raw[0] for other in entries if other is not one] + [pair[0] for pair in pairs]
            answer = one.raw[0] if answer in taken else answer
            pairs.append((answer, one.raw[1] if now == one.value else as_written(now)))
        gone = self._dropped()
        if gone:
            pairs = [pair for pair, one in zip(pairs, entries, strict=True) if one.key not in gone] or [("", "")]  # fmt: skip
        verb, _dot, index = self.typed.get("_remove", "").rpartition(".")
        if verb == f"{self.name}-t" and index.isascii() and index.isdigit() and int(index[:4]) < len(pairs) > 1:  # fmt: skip
            pairs.pop(int(index[:4]))
        if self.typed.get("_add") == f"{self.name}-t" and len(pairs) < TABLE_MAX:
            pairs.append(("", ""))
        made: dict[str, Any] = {LOOKUP: key, "table": dict(pairs)}
        if not last:
            return made
        was = self.before.otherwise
        kept = self.before.function == LOOKUP and last == was.written and was.raw is not None
        return made | {"otherwise": was.raw if kept else as_written(last)}
