"""Skip rules: ours as an expression of XLSForm, and the expressions that we can read.

Read are comparisons of a question with a value or another question, `selected(…)`, `not(…)`, `and`, `or` and brackets.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from motcua.foundation.forms import Field, Form, Kind
from motcua.foundation.forms.kinds import NUMERIC

from .expressions import Kinds, Reader, Unreadable

DEPTH_MAX = 8
SIGNS = {"is": "=", "is_not": "!=", "more_than": ">", "less_than": "<", "at_least": ">=", "at_most": "<="}
VERBS = {sign: verb for verb, sign in SIGNS.items()}
TURNED = {"=": "=", "!=": "!=", ">": "<", "<": ">", ">=": "<=", "<=": ">="}

# Written ---------------------------------------------------------------------------------------------------


def written(when: Mapping[str, Any], form: Form) -> str:
    """A condition of a document as an expression."""
    if "all" in when:
        return " and ".join(_inner(part, form) for part in when["all"])
    if "any" in when:
        return " or ".join(_inner(part, form) for part in when["any"])
    if "not" in when:
        return f"not({written(when['not'], form)})"
    return _test(when, form)


def _inner(when: Mapping[str, Any], form: Form) -> str:
    text = written(when, form)
    return f"({text})" if "all" in when or "any" in when or "in" in when else text


def _test(when: Mapping[str, Any], form: Form) -> str:
    verb = next(key for key in when if key != "field")
    value, name = when[verb], f"${{{when['field']}}}"
    field = form.fields[when["field"]]
    assert isinstance(field, Field), "a questionnaire has no repeating rows"
    match verb:
        case "filled":
            return f"{name} {'!=' if value else '='} ''"
        case "has":
            return f"selected({name}, {_literal(value, field)})"
        case "lacks":
            return f"not(selected({name}, {_literal(value, field)}))"
        case "in":
            return " or ".join(f"{name} = {_literal(one, field)}" for one in value)
        case "not_in":
            return f"not({' or '.join(f'{name} = {_literal(one, field)}' for one in value)})"
    if isinstance(value, Mapping):
        # Two that are left out are equal to ODK; to us nothing was said.
        other = f"${{{value['field']}}}"
        return f"({other} != '' and {name} {SIGNS[verb]} {other})"
    return f"{name} {SIGNS[verb]} {_literal(value, field)}"


def _literal(value: Any, field: Field) -> str:
    if isinstance(value, bool):
        return "'yes'" if value else "'no'"
    if isinstance(value, int | float):
        return str(value)
    quoted = f'"{value}"' if "'" in value else f"'{value}'"
    return f"date({quoted})" if field.kind is Kind.DATE else quoted


# Read ------------------------------------------------------------------------------------------------------


def parsed(text: str, kinds: Kinds) -> dict[str, Any]:
    """The condition of an expression."""
    reader = RuleReader(text, kinds)
    found = reader.either(0)
    reader.end()
    return found


class RuleReader(Reader):
    def either(self, depth: int) -> dict[str, Any]:
        parts = [self.both(depth)]
        while self.next("word", "or"):
            parts.append(self.both(depth))
        return _in_list(parts) or _joined("any", parts)

    def both(self, depth: int) -> dict[str, Any]:
        parts = [self.unit(depth)]
        while self.next("word", "and"):
            parts.append(self.unit(depth))
        return _joined("all", parts)

    def unit(self, depth: int) -> dict[str, Any]:
        if depth > DEPTH_MAX:
            raise self.lost()
        if self.next("word", "not"):
            self.need("(")
            inner = self.either(depth + 1)
            self.need(")")
            return _turned(inner)
        if self.next("word", "selected"):
            self.need("(")
            name = self.name()
            self.need(",")
            code = self.text()
            self.need(")")
            if self.kinds[name][0] is Kind.CHOICES:
                return {"field": name, "has": _code(code, self.kinds[name][1])}
            return {"field": name, "is": self._value(name, code)}
        if self.next("mark", "("):
            inner = self.either(depth + 1)
            self.need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> dict[str, Any]:
        kind, _token = self.peek()
        if kind == "ref":
            name = self.name()
            sign = self.sign()
            if self.peek()[0] == "ref":
                return {"field": name, VERBS[sign]: {"field": self.name()}}
            return self._test(name, sign, self.text())
        value = self.text()
        sign = TURNED[self.sign()]
        return self._test(self.name(), sign, value)

    def _test(self, name: str, sign: str, text: str) -> dict[str, Any]:
        if text == "" and sign in ("=", "!="):
            return {"field": name, "filled": sign == "!="}
        if self.kinds[name][0] is Kind.CHOICES:
            raise self.lost()  # one of several is asked with selected()
        return {"field": name, VERBS[sign]: self._value(name, text)}

    def _value(self, name: str, text: str) -> Any:
        kind, codes = self.kinds[name]
        if kind is Kind.YES_NO:
            if text not in ("yes", "no"):
                raise Unreadable(text)
            return text == "yes"
        if kind in NUMERIC:
            if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
                raise Unreadable(text)
            return float(text) if "." in text.rstrip("0").rstrip(".") else int(float(text))
        if kind is Kind.DATE:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise Unreadable(text) from None
        return _code(text, codes)


def _code(text: str, codes: Sequence[str]) -> str:
    """`4.0` is what a spreadsheet makes of 4."""
    whole = re.fullmatch(r"(\d+)\.0+", text)
    return whole[1] if whole and text not in codes and whole[1] in codes else text


def _joined(shape: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {shape: parts}


def _in_list(parts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """x = a or x = b is: x in (a, b)."""
    names = {part.get("field") for part in parts}
    if len(parts) < 2 or len(names) != 1 or not all(part.keys() == {"field", "is"} for part in parts):
        return None
    if any(isinstance(part["is"], dict) for part in parts):
        return None
    return {"field": parts[0]["field"], "in": [part["is"] for part in parts]}


def _turned(inner: dict[str, Any]) -> dict[str, Any]:
    """not(…) as our own verb, where there is one that says the same of an answer left out."""
    for verb, other in (("has", "lacks"), ("in", "not_in")):
        if inner.keys() == {"field", verb}:
            return {"field": inner["field"], other: inner[verb]}
    return {"not": inner}
