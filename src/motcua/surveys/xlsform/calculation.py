"""Computed answers: ours as an expression of XLSForm, and the expressions that we can read.

Read are numbers, texts and questions with + - * div, `min`, `max`, `round`, `concat`, `coalesce(…, 0)` and `if`. A program
that has no answer yet shows what it likes (ODK: NaN); what counts is worked out here again when answers come in.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from motcua.foundation.forms import Form, Kind
from motcua.foundation.forms.computing import ANY, DATE, NUMBER, parse_expression
from motcua.foundation.forms.kinds import NUMERIC
from motcua.foundation.forms.reading import Notes

from .expressions import Kinds, Unreadable
from .relevant import DEPTH_MAX, RuleReader
from .relevant import written as condition

TODAY = "today"


class Unwritable(Exception):
    """A computation that XLSForm has no function for; `what` is ours."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


# Written ---------------------------------------------------------------------------------------------------


def written(compute: Any, form: Form) -> str:
    """A computation of a document as an expression."""
    if isinstance(compute, str):
        return _text(compute)
    if isinstance(compute, int | float):
        return str(compute)
    operator = next(key for key in compute if key in _WRITTEN or key in _UNKNOWN)
    if operator in _UNKNOWN:
        raise Unwritable(operator)
    return _WRITTEN[operator](compute, form)


_UNKNOWN = {"words", "upper", "count"}


def _text(text: str) -> str:
    if "'" in text and '"' in text:
        raise Unwritable(text)  # an expression has no way to write both
    return f'"{text}"' if "'" in text else f"'{text}'"


def _inside(part: Any, form: Form) -> str:
    """An operand: in brackets where it is a chain of its own."""
    found = written(part, form)
    chain = isinstance(part, Mapping) and part.keys() & {
        "sum",
        "product",
        "difference",
        "quotient",
        "age",
        "days",
    }
    return f"({found})" if chain or found.startswith("-") else found


def _chain(operator: str, sign: str) -> Callable[[Mapping[str, Any], Form], str]:
    return lambda compute, form: f" {sign} ".join(_inside(part, form) for part in compute[operator])


def _called(operator: str, function: str) -> Callable[[Mapping[str, Any], Form], str]:
    return lambda compute, form: f"{function}({', '.join(written(part, form) for part in compute[operator])})"


def _sum(compute: Mapping[str, Any], form: Form) -> str:
    """Ours does without what was left out."""
    parts = [
        str(part) if isinstance(part, int | float) and part >= 0 else f"coalesce({written(part, form)}, 0)"
        for part in compute["sum"]
    ]
    return " + ".join(parts)


def _concat(compute: Mapping[str, Any], form: Form) -> str:
    between = str(compute.get("separator", " "))
    parts = [written(part, form) for part in compute["concat"]]
    return f"concat({(', ' + _text(between) + ', ' if between else ', ').join(parts)})"


def _round(compute: Mapping[str, Any], form: Form) -> str:
    return f"round({written(compute['round'], form)}, {compute.get('decimals', 0)})"


def _age(compute: Mapping[str, Any], form: Form) -> str:
    born, day = written(compute["age"], form), _day(compute.get("on", TODAY), form)
    years = f"format-date({day}, '%Y') - format-date({born}, '%Y')"
    return f"{years} - if(format-date({day}, '%m%d') < format-date({born}, '%m%d'), 1, 0)"


def _day(day: Any, form: Form) -> str:
    return "today()" if day == TODAY else written(day, form)


def _days(compute: Mapping[str, Any], form: Form) -> str:
    first, last = (written(part, form) for part in compute["days"])
    return f"decimal-date-time({last}) - decimal-date-time({first}) + 1"


def _lookup(compute: Mapping[str, Any], form: Form) -> str:
    key = written(compute["lookup"], form)
    cases = [(f"{key} = {written(one, form)}", value) for one, value in compute["table"].items()]
    return _cases(cases, compute.get("otherwise", ""), form)


def _choose(compute: Mapping[str, Any], form: Form) -> str:
    cases = [(condition(one["when"], form), one["then"]) for one in compute["choose"]]
    return _cases(cases, compute.get("otherwise", ""), form)


def _cases(cases: Sequence[tuple[str, Any]], otherwise: Any, form: Form) -> str:
    found = written("" if otherwise is None else otherwise, form)
    for when, then in reversed(cases):
        found = f"if({when}, {written(then, form)}, {found})"
    return found


_WRITTEN: dict[str, Callable[[Mapping[str, Any], Form], str]] = {
    "field": lambda compute, form: f"${{{compute['field']}}}",
    "sum": _sum,
    "product": _chain("product", "*"),
    "difference": _chain("difference", "-"),
    "quotient": _chain("quotient", "div"),
    "smallest": _called("smallest", "min"),
    "largest": _called("largest", "max"),
    "round": _round,
    "concat": _concat,
    "age": _age,
    "days": _days,
    "today": lambda compute, form: "today()",
    "lookup": _lookup,
    "choose": _choose,
}


# Read ------------------------------------------------------------------------------------------------------


def parsed(text: str, kinds: Kinds) -> Any:
    """The computation of an expression."""
    reader = _Calculation(text, kinds)
    found = reader.sum(0)
    reader.end()
    return found


def kind_of(compute: Any, kinds: Kinds) -> Kind:
    """What such a computation gives, where no form says so."""
    found = parse_expression(compute, (), Notes())
    read = {kinds[ref.field][0] for ref in found.refs if ref.field in kinds}
    if found.sort == NUMBER or (found.sort == ANY and read and read <= set(NUMERIC)):
        return Kind.NUMBER
    return Kind.DATE if found.sort == DATE or (found.sort == ANY and read == {Kind.DATE}) else Kind.TEXT


class _Calculation(RuleReader):
    def sum(self, depth: int) -> Any:
        found = self.product(depth)
        while sign := self._plus_or_minus():
            other = self.product(depth)
            if sign == "-":
                found = {"difference": [found, other]}
            elif isinstance(found, Mapping) and "sum" in found:
                found = {"sum": [*found["sum"], *self._parts(other)]}
            else:
                found = {"sum": [found, *self._parts(other)]}
        return found

    def _plus_or_minus(self) -> str:
        """`-1` after a value is minus one, not a number of its own."""
        kind, token = self.peek()
        if kind == "number" and token.startswith("-"):
            self.tokens[self.at] = (kind, token[1:])
            return "-"
        return self.take()[1] if (kind, token) in (("op", "+"), ("op", "-")) else ""

    @staticmethod
    def _parts(other: Any) -> list[Any]:
        return list(other["sum"]) if isinstance(other, Mapping) and "sum" in other else [other]

    def product(self, depth: int) -> Any:
        found = self.value(depth)
        while True:
            if self.next("op", "*"):
                other = self.value(depth)
                before = found["product"] if isinstance(found, Mapping) and "product" in found else [found]
                found = {"product": [*before, other]}
            elif self.next("word", "div"):
                found = {"quotient": [found, self.value(depth)]}
            else:
                return found

    def value(self, depth: int) -> Any:
        if depth > DEPTH_MAX:
            raise self.lost()
        kind, token = self.peek()
        if kind == "ref":
            return {"field": self.name()}
        if kind == "text":
            return self.take()[1][1:-1]
        if kind == "number":
            self.take()
            return float(token) if "." in token else int(token)
        if self.next("mark", "("):
            found = self.sum(depth + 1)
            self.need(")")
            return found
        function = _READ.get(token) if kind == "word" else None
        if function is None:
            raise Unreadable(token or "…")
        self.take()
        self.need("(")
        return function(self, depth + 1)

    def rest(self, depth: int, *, first: Sequence[Any] = ()) -> list[Any]:
        """Operands to the closing bracket."""
        found = [*first, self.sum(depth)]
        while self.next("mark", ","):
            found.append(self.sum(depth))
        self.need(")")
        return found


def _read_today(reader: _Calculation, depth: int) -> Any:
    reader.need(")")
    return {"today": True}


def _read_round(reader: _Calculation, depth: int) -> Any:
    part, *more = reader.rest(depth)
    if len(more) > 1 or not all(isinstance(one, int) and 0 <= one <= 6 for one in more):
        raise Unreadable("round")
    return {"round": part, "decimals": more[0]} if more and more[0] else {"round": part}


def _read_concat(reader: _Calculation, depth: int) -> Any:
    parts = reader.rest(depth)
    between = set(map(repr, parts[1::2]))
    if len(parts) > 2 and len(parts) % 2 and len(between) == 1 and isinstance(parts[1], str):
        found = {"concat": parts[::2]}
        return found if parts[1] == " " else {**found, "separator": parts[1]}
    return {"concat": parts, "separator": ""}


def _read_coalesce(reader: _Calculation, depth: int) -> Any:
    parts = reader.rest(depth)
    if len(parts) != 2 or parts[1] != 0:
        raise Unreadable("coalesce")
    return {"sum": parts[:1]}


def _read_if(reader: _Calculation, depth: int) -> Any:
    when = reader.either(depth)
    if not reader.next("mark", ","):
        raise reader.lost()
    then = reader.sum(depth)
    if not reader.next("mark", ","):
        raise reader.lost()
    otherwise = reader.sum(depth)
    reader.need(")")
    found = {"choose": [{"when": when, "then": then}]}
    if isinstance(otherwise, Mapping) and "choose" in otherwise:
        return {**otherwise, "choose": [*found["choose"], *otherwise["choose"]]}
    return found if otherwise == "" else {**found, "otherwise": otherwise}


_READ: dict[str, Callable[[_Calculation, int], Any]] = {
    "today": _read_today,
    "round": _read_round,
    "concat": _read_concat,
    "coalesce": _read_coalesce,
    "if": _read_if,
    "min": lambda reader, depth: {"smallest": reader.rest(depth)},
    "max": lambda reader, depth: {"largest": reader.rest(depth)},
}
