"""Every combination of answers that could make a difference to a condition, given what must be visible first.

Where an option depends on another answer, only combinations that are offered are made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from motcua.foundation.forms.conditions import Condition, Other, Test
from motcua.foundation.forms.fields import Field, Group, Item, Page
from motcua.foundation.forms.kinds import INTEGER_MAX, NUMERIC, WHOLE, YEARS, Kind
from motcua.foundation.forms.offering import answers_of
from motcua.foundation.forms.reading import Path

COMBINATIONS_MAX = 20_000
ELSE = "\uffff"  # stands for any text the form does not mention


@dataclass(frozen=True)
class Spot:
    """A field, group or page with everything that must hold before it is seen."""

    item: Item | Page
    path: Path
    outer: tuple[Condition, ...]  # conditions of the page and group around it
    order: int
    group: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.outer + ((self.item.when,) if self.item.when else ())


def spots(pages: tuple[Page, ...], path: Path = ()) -> Iterator[Spot]:
    """Pages, fields, groups and columns, in reading order."""
    order = 0
    for p, page in enumerate(pages):
        place = (*path, "pages", p)
        yield Spot(page, place, (), order)
        around = (page.when,) if page.when else ()
        for i, item in enumerate(page.items):
            order += 1
            yield Spot(item, (*place, "fields", i), around, order)
            if isinstance(item, Group):
                inner = around + ((item.when,) if item.when else ())
                for c, column in enumerate(item.fields):
                    order += 1
                    yield Spot(column, (*place, "fields", i, "fields", c), inner, order, item.code)


def outcomes(condition: Condition, outer: tuple[Condition, ...], known: Mapping[str, Spot]) -> set[bool]:
    """The truth values a condition can take, in all complete sets of answers in which what is around it is seen."""
    seen, is_all = found(condition, outer, known)
    return seen if is_all else {True, False}


def found(
    condition: Condition, outer: tuple[Condition, ...], known: Mapping[str, Spot]
) -> tuple[set[bool], bool]:
    """The truth values that were met, each with certainty, and whether there can be no others."""
    concerned = _closure(condition, outer, known)
    tests = [test for spot in concerned for each in spot.conditions for test in each.tests()]
    tests += [test for each in (condition, *outer) for test in each.tests()]
    if any(isinstance(test.value, Other) for test in tests):
        return set(), False
    # Which answer was given before counts where options depend on it.
    tests += [
        Test(spot.item.options_by, "in", tuple(answers_of(spot.item)))
        for spot in concerned
        if isinstance(spot.item, Field) and spot.item.options_by
    ]
    seen: set[bool] = set()
    for tried, values in enumerate(_worlds(concerned, tests, {})):
        if tried >= COMBINATIONS_MAX:
            return seen, False
        if all(each.holds(values) for each in outer):
            seen.add(condition.holds(values))
            if len(seen) == 2:
                break
    return seen, True


def _closure(condition: Condition, outer: tuple[Condition, ...], known: Mapping[str, Spot]) -> list[Spot]:
    """The fields that matter to a condition, and those that matter to their being seen; in reading order."""
    found: dict[str, Spot] = {}
    waiting = [name for each in (condition, *outer) for name in each.names]
    while waiting:
        name = waiting.pop()
        if name in found or name not in known:
            continue
        found[name] = known[name]
        waiting += [other for each in known[name].conditions for other in each.names]
        item = known[name].item
        if isinstance(item, Field) and item.options_by:
            waiting.append(item.options_by)
    return sorted(found.values(), key=lambda spot: spot.order)


def _worlds(concerned: list[Spot], tests: list[Test], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not concerned:
        yield values
        return
    spot, rest = concerned[0], concerned[1:]
    if not all(each.holds(values) for each in spot.conditions):
        yield from _worlds(rest, tests, values)
        return
    for answer in _answers(spot.item, [test for test in tests if test.field == spot.item.code], values):
        yield from _worlds(rest, tests, values if answer is None else {**values, spot.item.code: answer})


def _answers(item: Item | Page, tests: list[Test], values: Mapping[str, Any]) -> list[Any]:
    """Answers of which one behaves like each answer there could be, as far as the tests can tell."""
    if isinstance(item, Group):
        return [[{}]] if item.rows_min else [None, [{}]]
    assert isinstance(item, Field)
    mentioned = [
        value
        for test in tests
        if test.verb != "filled"
        for value in (test.value if isinstance(test.value, tuple) else (test.value,))
    ]
    codes = [option.code for option in item.offered(values)]
    answers: list[Any] = [] if item.required and (codes or not item.options_by) else [None]
    if item.kind is Kind.YES_NO:
        return [*answers, True, False]
    if item.kind is Kind.CHOICE and item.compute is None:
        others = [code for code in codes if code not in mentioned]
        return answers + [code for code in codes if code in mentioned] + others[:1]
    if item.kind is Kind.CHOICES:
        return answers + _subsets(codes, mentioned)
    if item.kind in NUMERIC:
        return answers + _numbers(item, mentioned)
    if item.kind is Kind.DATE:
        return answers + _dates(item, mentioned)
    return [*answers, *dict.fromkeys(mentioned), ELSE]


def _subsets(offered: list[str], mentioned: list[Any]) -> list[list[str]]:
    codes = [code for code in dict.fromkeys(mentioned) if code in offered]
    others = [code for code in offered if code not in codes][:1]
    sets = [list(chosen) for size in range(1, len(codes) + 1) for chosen in combinations(codes, size)]
    return sets + [[*chosen, *others] for chosen in [[], *sets] if others]


def _numbers(field: Field, mentioned: list[Any]) -> list[int | float]:
    step = 1 if field.kind in WHOLE else 10**-field.decimals
    first, last = YEARS if field.kind is Kind.YEAR else (0, INTEGER_MAX)
    low = first if field.low is None else field.low
    high = last if field.high is None else field.high
    if field.compute is not None:
        low, high = -INTEGER_MAX, INTEGER_MAX
    near = {
        value + move for value in mentioned if isinstance(value, int | float) for move in (-step, 0, step)
    }
    return sorted({low, high} | {value for value in near if low <= value <= high})


def _dates(field: Field, mentioned: list[Any]) -> list[str]:
    days = {date(1900, 1, 1), date(2100, 1, 1)}
    for value in mentioned:
        try:
            days |= {date.fromisoformat(value) + timedelta(days=move) for move in (-1, 0, 1)}
        except (TypeError, ValueError):
            continue
    low = field.earliest if field.earliest not in ("", "today") else "0001-01-01"
    high = field.latest if field.latest not in ("", "today") else "9999-12-31"
    return sorted(
        {day.isoformat() for day in days if low <= day.isoformat() <= high}
        | {edge for edge in (low, high) if edge[:4] not in ("0001", "9999")}
    )
