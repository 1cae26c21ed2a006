"""Computed values as data: {sum: […]}, {age: …}, {lookup: …}. A small tree that is walked, never code that is run.

An operand that is empty makes the result empty, except where a sum, a list of words or a count can do without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.foundation.forms.conditions import Condition, is_empty, parse
from motcua.foundation.forms.reading import Notes, Path
from motcua.foundation.forms.words import date_in_words, number_in_words
from motcua.foundation.refusal import gettext_noop as _

TODAY = "today"
DEPTH_MAX = 10

# The sort of value an expression gives or wants: numbers and texts do not mix, dates are their own.
NUMBER, TEXT, DATE, ANY = "number", "text", "date", "any"


@dataclass(frozen=True)
class Ref:
    """A field (or, with a group, a column of its rows) that an expression reads."""

    field: str
    group: str
    sort: str
    path: Path


@dataclass(frozen=True)
class Expression:
    """One step of a computation. `work` takes the values and today; `refs` and `conditions` are what it reads."""

    sort: str
    work: Callable[[Mapping[str, Any], date | None], Any]
    refs: tuple[Ref, ...] = ()
    conditions: tuple[tuple[str, Condition], ...] = ()  # (group or "", condition)
    is_bare: bool = False  # nothing but a field
    tables: tuple[tuple[str, tuple[Any, ...], Path], ...] = ()  # by which field, for which answers, where

    def value(self, values: Mapping[str, Any], today: date | None) -> Any:
        return self.work(values, today)

    @property
    def names(self) -> frozenset[str]:
        """The top-level fields and groups it reads."""
        read = {ref.group or ref.field for ref in self.refs}
        for group, condition in self.conditions:
            read |= {group} if group else condition.names
        return frozenset(read - {""})


NOTHING = Expression(ANY, lambda values, today: None)


def parse_expression(value: Any, path: Path, notes: Notes, depth: int = 0) -> Expression:
    if depth > DEPTH_MAX:
        notes.add(path, _("This computation is nested too deeply."))
        return NOTHING
    if isinstance(value, str):
        return Expression(TEXT, lambda values, today: value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Expression(NUMBER, lambda values, today: value)
    if not isinstance(value, Mapping):
        notes.add(
            path,
            _("A computation is a number, a text, or one of: %(allowed)s."),
            allowed=", ".join(sorted(_OPERATORS)),
        )
        return NOTHING
    operators = [key for key in value if key in _OPERATORS]
    if len(operators) != 1:
        notes.add(
            path,
            _("A computation is a number, a text, or one of: %(allowed)s."),
            allowed=", ".join(sorted(_OPERATORS)),
        )
        return NOTHING
    read = _Reader(value, operators[0], path, notes, depth)
    for key in value.keys() - {operators[0], *_MODIFIERS.get(operators[0], ())}:
        notes.add((*path, str(key)), _("“%(name)s” is not known here; remove it."), name=key)
    return _OPERATORS[operators[0]](read)


@dataclass(frozen=True)
class _Reader:
    """One operator with its operands, being read."""

    value: Mapping[str, Any]
    operator: str
    path: Path
    notes: Notes
    depth: int

    def one(self, key: str, sort: str = ANY) -> Expression:
        found = parse_expression(self.value[key], (*self.path, key), self.notes, self.depth + 1)
        return self.wants(found, sort, (*self.path, key))

    def list(self, sort: str = ANY, *, exactly: int = 0) -> tuple[Expression, ...]:
        parts = self.value[self.operator]
        if not isinstance(parts, list | tuple) or not parts or (exactly and len(parts) != exactly):
            self.notes.add((*self.path, self.operator), _("A list of values is expected here."))
            return (NOTHING,) * max(exactly, 1)
        place = (*self.path, self.operator)
        return tuple(
            self.wants(
                parse_expression(part, (*place, index), self.notes, self.depth + 1), sort, (*place, index)
            )
            for index, part in enumerate(parts)
        )

    def wants(self, found: Expression, sort: str, path: Path) -> Expression:
        """Check the sort of what is known now; what fields hold is checked once all fields are known."""
        if sort != ANY and found.sort not in (ANY, sort):
            self.notes.add(
                path, _("A %(wanted)s is needed here, not a %(found)s."), wanted=sort, found=found.sort
            )
        if not found.is_bare or sort == ANY:
            return found
        return replace(found, refs=tuple(replace(ref, sort=sort) for ref in found.refs))

    def number(self, key: str, default: int) -> int:
        value = self.value.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 6:
            self.notes.add((*self.path, key), _("“%(found)s” should be a whole number."), found=value)
            return default
        return value

    def column(self) -> tuple[str, str, Condition | None] | None:
        """{group: g, field: f, where: condition} – a column of a group's rows."""
        inner = self.value[self.operator]
        if not isinstance(inner, Mapping) or "group" not in inner:
            return None
        place = (*self.path, self.operator)
        for key in inner.keys() - {"group", "field", "where"}:
            self.notes.add((*place, str(key)), _("“%(name)s” is not known here; remove it."), name=key)
        where = (
            parse(inner["where"], (*place, "where"), self.notes) if inner.get("where") is not None else None
        )
        return str(inner["group"]), str(inner.get("field", "")), where


def _merge(parts: Sequence[Expression]) -> dict[str, Any]:
    return {
        "refs": tuple(ref for part in parts for ref in part.refs),
        "conditions": tuple(found for part in parts for found in part.conditions),
        "tables": tuple(found for part in parts for found in part.tables),
    }


def _field(read: _Reader) -> Expression:
    code = read.value["field"]
    return Expression(
        ANY, lambda values, today: values.get(code), (Ref(str(code), "", ANY, read.path),), is_bare=True
    )


def _rows(values: Mapping[str, Any], group: str, where: Condition | None) -> list[Mapping[str, Any]]:
    rows = values.get(group)
    if not isinstance(rows, list):
        return []
    return [
        row for row in rows if isinstance(row, Mapping) and (where is None or where.holds({**values, **row}))
    ]


def _over_column(
    read: _Reader, sort: str, gather: Callable[[list[Any]], Any], gives: str
) -> Expression | None:
    column = read.column()
    if column is None:
        return None
    group, field, where = column
    return Expression(
        gives,
        lambda values, today: gather([row.get(field) for row in _rows(values, group, where)]),
        (Ref(field, group, sort, (*read.path, read.operator)),),
        ((group, where),) if where else (),
    )


def _numbers(parts: list[Any]) -> list[Decimal]:
    return [
        Decimal(str(part)) for part in parts if isinstance(part, int | float) and not isinstance(part, bool)
    ]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _total(parts: list[Any]) -> int | float | None:
    numbers = _numbers(parts)
    return _plain(sum(numbers, Decimal(0))) if numbers else None


def _sum(read: _Reader) -> Expression:
    over = _over_column(read, NUMBER, _total, NUMBER)
    if over:
        return over
    parts = read.list(NUMBER)
    return Expression(
        NUMBER, lambda values, today: _total([part.value(values, today) for part in parts]), **_merge(parts)
    )


def _strictly(
    parts: Sequence[Expression], combine: Callable[[list[Decimal]], Decimal | None]
) -> Callable[..., Any]:
    """All operands or nothing."""

    def work(values: Mapping[str, Any], today: date | None) -> int | float | None:
        numbers = _numbers([part.value(values, today) for part in parts])
        result = combine(numbers) if len(numbers) == len(parts) else None
        return None if result is None else _plain(result)

    return work


def _arithmetic(
    combine: Callable[[list[Decimal]], Decimal | None], exactly: int = 0
) -> Callable[[_Reader], Expression]:
    def make(read: _Reader) -> Expression:
        parts = read.list(NUMBER, exactly=exactly)
        return Expression(NUMBER, _strictly(parts, combine), **_merge(parts))

    return make


def _product(numbers: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for number in numbers:
        result *= number
    return result


def _round(read: _Reader) -> Expression:
    part, decimals = read.one("round", NUMBER), read.number("decimals", 0)

    def work(values: Mapping[str, Any], today: date | None) -> int | float | None:
        numbers = _numbers([part.value(values, today)])
        # Half away from zero, as people round on paper.
        return _plain(numbers[0].quantize(Decimal(1).scaleb(-decimals), "ROUND_HALF_UP")) if numbers else None

    return Expression(NUMBER, work, **_merge([part]))


def _concat(read: _Reader) -> Expression:
    separator = str(read.value.get("separator", " "))

    def gather(parts: list[Any]) -> str | None:
        return separator.join(str(part).strip() for part in parts if not is_empty(part)) or None

    over = _over_column(read, ANY, gather, TEXT)
    if over:
        return over
    parts = read.list()
    return Expression(
        TEXT, lambda values, today: gather([part.value(values, today) for part in parts]), **_merge(parts)
    )


def _count(read: _Reader) -> Expression:
    column = read.column() or (str(read.value["count"]), "", None)
    group, _field_code, where = column
    return Expression(
        NUMBER,
        lambda values, today: len(_rows(values, group, where)),
        (Ref("", group, ANY, read.path),),
        ((group, where),) if where else (),
    )


def _as_date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _day(read: _Reader, key: str) -> Expression:
    if read.value.get(key, TODAY) == TODAY:
        return _today(read)
    return read.one(key, DATE)


def _today(read: _Reader) -> Expression:
    return Expression(DATE, lambda values, today: today.isoformat() if today else None)


def _age(read: _Reader) -> Expression:
    born, on = read.one("age", DATE), _day(read, "on")

    def work(values: Mapping[str, Any], today: date | None) -> int | None:
        birth, day = _as_date(born.value(values, today)), _as_date(on.value(values, today))
        if birth is None or day is None or birth > day:
            return None
        return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))

    return Expression(NUMBER, work, **_merge([born, on]))


def _days(read: _Reader) -> Expression:
    """Days from the first date to the second, both counted."""
    first, last = read.list(DATE, exactly=2)

    def work(values: Mapping[str, Any], today: date | None) -> int | None:
        start, end = _as_date(first.value(values, today)), _as_date(last.value(values, today))
        return (end - start).days + 1 if start and end and end >= start else None

    return Expression(NUMBER, work, **_merge([first, last]))


def _lookup(read: _Reader) -> Expression:
    key, table, otherwise = read.one("lookup"), read.value.get("table"), read.value.get("otherwise")
    if (
        not isinstance(table, Mapping)
        or not table
        or any(isinstance(v, Mapping | list) for v in table.values())
    ):
        read.notes.add((*read.path, "table"), _("A table of answers and values is expected here."))
        return NOTHING
    found = dict(table)
    sort = NUMBER if all(isinstance(part, int | float) for part in found.values()) else TEXT

    def work(values: Mapping[str, Any], today: date | None) -> Any:
        answer = key.value(values, today)
        if is_empty(answer):
            return None
        return found.get(
            {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer, otherwise
        )

    merged = _merge([key])
    if key.is_bare:
        merged["tables"] = ((key.refs[0].field, tuple(found), (*read.path, "table")),)
    return Expression(sort, work, **merged)


def _choose(read: _Reader) -> Expression:
    """{choose: [{when: condition, then: value}, …], otherwise: value} – the first that holds."""
    branches: list[tuple[Condition, Expression]] = []
    cases = read.value["choose"]
    for index, case in enumerate(cases if isinstance(cases, list | tuple) else ()):
        place = (*read.path, "choose", index)
        if not isinstance(case, Mapping) or case.keys() != {"when", "then"}:
            read.notes.add(place, _("Each choice needs “when” and “then”."))
            continue
        branches.append(
            (
                parse(case["when"], (*place, "when"), read.notes),
                parse_expression(case["then"], (*place, "then"), read.notes, read.depth + 1),
            )
        )
    if not branches:
        read.notes.add((*read.path, "choose"), _("A list of values is expected here."))
        return NOTHING
    otherwise = read.one("otherwise") if "otherwise" in read.value else NOTHING

    def work(values: Mapping[str, Any], today: date | None) -> Any:
        for condition, then in branches:
            if condition.holds(values):
                return then.value(values, today)
        return otherwise.value(values, today)

    results = [then for _condition, then in branches] + [otherwise]
    sorts = {result.sort for result in results} - {ANY}
    merged = _merge(results)
    merged["conditions"] += tuple(("", condition) for condition, _then in branches)
    return Expression(sorts.pop() if len(sorts) == 1 else ANY, work, **merged)


def _words(read: _Reader) -> Expression:
    part = read.one("words")

    def work(values: Mapping[str, Any], today: date | None) -> str | None:
        value = part.value(values, today)
        if isinstance(value, int) and not isinstance(value, bool):
            return number_in_words(value)
        return date_in_words(value) if _as_date(value) else None

    return Expression(TEXT, work, **_merge([part]))


def _upper(read: _Reader) -> Expression:
    part = read.one("upper", TEXT)

    def work(values: Mapping[str, Any], today: date | None) -> str | None:
        value = part.value(values, today)
        return value.upper() if isinstance(value, str) else None

    return Expression(TEXT, work, **_merge([part]))


_OPERATORS: dict[str, Callable[[_Reader], Expression]] = {
    "field": _field,
    "sum": _sum,
    "product": _arithmetic(_product),
    "difference": _arithmetic(lambda numbers: numbers[0] - numbers[1], exactly=2),
    "quotient": _arithmetic(lambda numbers: numbers[0] / numbers[1] if numbers[1] else None, exactly=2),
    "smallest": _arithmetic(min),
    "largest": _arithmetic(max),
    "round": _round,
    "concat": _concat,
    "count": _count,
    "age": _age,
    "days": _days,
    "today": _today,
    "lookup": _lookup,
    "choose": _choose,
    "words": _words,
    "upper": _upper,
}
_MODIFIERS: dict[str, tuple[str, ...]] = {
    "round": ("decimals",),
    "concat": ("separator",),
    "age": ("on",),
    "lookup": ("table", "otherwise"),
    "choose": ("otherwise",),
}
