"""The machine check of a form: unknown fields, questions that cannot be asked, conditions that decide nothing, circles.

A condition is tried against every combination of answers that could make a difference to it, given the pages
and fields that must be visible first. What is reported is certain; where there are too many combinations to
try, nothing is claimed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import Any

from motcua.foundation.forms.computing import ANY, DATE, NUMBER, TEXT, Expression
from motcua.foundation.forms.conditions import Condition, Other, Test
from motcua.foundation.forms.fields import Field, Group, Item, Page, Rule
from motcua.foundation.forms.kinds import INTEGER_MAX, NUMERIC, WHOLE, YEARS, Kind
from motcua.foundation.forms.reading import Notes, Path
from motcua.foundation.refusal import gettext_noop as _

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


def check(pages: tuple[Page, ...], rules: tuple[Rule, ...], notes: Notes, path: Path = ()) -> None:
    """Note everything that is unsound. Each step relies on the one before it."""
    every = tuple(spots(pages, path))
    known = {spot.item.code: spot for spot in every if not isinstance(spot.item, Page)}
    for spot in every:
        _check_names(spot, known, notes)
    for index, rule in enumerate(rules):
        check_condition(rule.that, known, notes, None)
        if rule.field not in known or known[rule.field].group:
            _note_unknown(rule.field, (*path, "rules", index, "field"), known, notes)
    if notes.problems:
        return
    _check_circles(pages, known, notes, path)
    if notes.problems:
        return
    for spot in every:
        _check_effect(spot, known, notes)
    for index, rule in enumerate(rules):
        _check_rule(rule, (*path, "rules", index, "that"), known, notes)


# Names ---------------------------------------------------------------------------------------------------


def _check_names(spot: Spot, known: Mapping[str, Spot], notes: Notes) -> None:
    if spot.item.when is not None:
        check_condition(spot.item.when, known, notes, spot)
    if isinstance(spot.item, Field) and spot.item.compute is not None:
        _check_expression(spot.item, spot.item.compute, known, notes, spot)


def check_condition(
    condition: Condition, known: Mapping[str, Spot], notes: Notes, spot: Spot | None, group: str = ""
) -> None:
    """Every test of a condition: does its field exist here, and does the value fit it?"""
    for test in condition.tests():
        target = known.get(test.field)
        here = group or (spot.group if spot else "")
        if target is None or (target.group and target.group != here):
            _note_unknown(test.field, test.path, known, notes, inside=target.group if target else "")
            continue
        if spot is not None and target.order > spot.order:
            notes.add(
                test.path, _("This asks about “%(name)s”, which comes later in the form."), name=test.field
            )
        _check_test(test, target.item, known, notes)


def _note_unknown(code: str, path: Path, known: Mapping[str, Spot], notes: Notes, inside: str = "") -> None:
    near = get_close_matches(code, known, n=1, cutoff=0.6)
    if not code:
        notes.add(path, _("Choose a question here."))
    elif inside:
        notes.add(
            path,
            _("“%(name)s” is a column of “%(group)s” and can only be asked about inside it."),
            name=code,
            group=inside,
        )
    elif near:
        notes.add(
            path,
            _("There is no field “%(name)s” in this form. Did you mean “%(near)s”?"),
            name=code,
            near=near[0],
        )
    else:
        notes.add(path, _("There is no field “%(name)s” in this form."), name=code)


_ORDERED = frozenset({"more_than", "less_than", "at_least", "at_most"})


def _check_test(test: Test, item: Item | Page, known: Mapping[str, Spot], notes: Notes) -> None:
    if test.verb == "filled":
        return
    if isinstance(item, Group):
        notes.add(test.path, _("A group can only be tested with “filled”."))
        return
    assert isinstance(item, Field)
    if (test.verb in ("has", "lacks")) != (item.kind is Kind.CHOICES):
        notes.add(
            test.path, _("“has” and “lacks” are for choices of several, the other tests for single answers.")
        )
        return
    if test.verb in _ORDERED and item.kind not in NUMERIC | {Kind.DATE, Kind.MONTH}:
        notes.add(test.path, _("Only numbers and dates can be compared like this."))
        return
    if isinstance(test.value, Other):
        _check_other(test, item, known, notes)
        return
    _check_answers(item, test.value if isinstance(test.value, tuple) else (test.value,), test.path, notes)


def _check_answers(field: Field, answers: Iterable[Any], path: Path, notes: Notes) -> None:
    said = _("“%(found)s” can never be the answer to “%(name)s”.")
    for answer in answers:
        if not _could_answer(field, answer):
            notes.add(path, said, found=answer, name=field.code)


def _check_other(test: Test, item: Field, known: Mapping[str, Spot], notes: Notes) -> None:
    other = known.get(test.value.field)
    if other is None:
        _note_unknown(test.value.field, test.path, known, notes)
    elif not isinstance(other.item, Field) or _sort(other.item) != _sort(item):
        notes.add(
            test.path,
            _("“%(name)s” and “%(other)s” cannot be compared."),
            name=test.field,
            other=test.value.field,
        )


def _could_answer(field: Field, value: Any) -> bool:
    if field.compute is not None:
        return isinstance(value, str) != (field.kind in NUMERIC)
    if field.kind is Kind.CHOICES:
        value = [value]
    today = None
    return field.fault(value, field.code, today) is None


def _check_expression(
    field: Field, compute: Expression, known: Mapping[str, Spot], notes: Notes, spot: Spot
) -> None:
    for ref in compute.refs:
        if ref.group:
            _check_column(ref.group, ref.field, ref.sort, ref.path, known, notes)
        else:
            target = known.get(ref.field)
            if target is None or (target.group and target.group != spot.group):
                _note_unknown(ref.field, ref.path, known, notes, inside=target.group if target else "")
            else:
                _check_sort(target.item, ref.sort, ref.path, notes)
    for group, condition in compute.conditions:
        check_condition(condition, known, notes, None, group or spot.group)
    for code, answers, path in compute.tables:
        asked = known.get(code)
        if asked is not None and isinstance(asked.item, Field):  # what is no field is named where it is read
            yes_or_no = {"yes": True, "no": False} if asked.item.kind is Kind.YES_NO else {}
            _check_answers(asked.item, [yes_or_no.get(one, one) for one in answers], path, notes)
    wanted = _sort(field)
    if compute.sort not in (ANY, wanted) and not (wanted == TEXT and compute.sort == NUMBER):
        notes.add(
            (*spot.path, "compute"),
            _("A %(wanted)s is needed here, not a %(found)s."),
            wanted=wanted,
            found=compute.sort,
        )


def _check_column(
    group: str, code: str, sort: str, path: Path, known: Mapping[str, Spot], notes: Notes
) -> None:
    target = known.get(group)
    if not group:
        notes.add(path, _("Choose a question here."))
    elif target is None or not isinstance(target.item, Group):
        notes.add(path, _("There is no group “%(name)s” in this form."), name=group)
    elif code:
        column = target.item.field(code)
        if column is None:
            notes.add(path, _("The group “%(group)s” has no column “%(name)s”."), group=group, name=code)
        else:
            _check_sort(column, sort, path, notes)


def _check_sort(item: Item | Page, sort: str, path: Path, notes: Notes) -> None:
    if isinstance(item, Group):
        notes.add(path, _("“%(name)s” is a group; name one of its columns."), name=item.code)
    elif isinstance(item, Field) and sort not in (ANY, _sort(item)):
        notes.add(path, _("A %(wanted)s is needed here, not a %(found)s."), wanted=sort, found=_sort(item))


def _sort(field: Field) -> str:
    return NUMBER if field.kind in NUMERIC else DATE if field.kind is Kind.DATE else TEXT


# Order and circles -----------------------------------------------------------------------------------------


def _needs(spot: Spot) -> frozenset[str]:
    names: set[str] = set()
    for condition in spot.conditions:
        names |= condition.names
    if isinstance(spot.item, Field) and spot.item.compute is not None:
        names |= spot.item.compute.names
    return frozenset(names)


def _graph(pages: tuple[Page, ...]) -> dict[str, set[str]]:
    """What each top-level item depends on; a group answers for its columns."""
    graph: dict[str, set[str]] = {}
    owners = {}
    for spot in spots(pages):
        if isinstance(spot.item, Page):
            continue
        owners[spot.item.code] = spot.group or spot.item.code
        graph.setdefault(spot.group or spot.item.code, set()).update(_needs(spot))
    return {
        code: {owners[name] for name in names if name in owners}
        - ({code} if _is_group(pages, code) else set())
        for code, names in graph.items()
    }


def _is_group(pages: tuple[Page, ...], code: str) -> bool:
    return any(isinstance(item, Group) and item.code == code for page in pages for item in page.items)


def _check_circles(pages: tuple[Page, ...], known: Mapping[str, Spot], notes: Notes, path: Path) -> None:
    graphs = [_graph(pages)] + [
        _columns_graph(item) for page in pages for item in page.items if isinstance(item, Group)
    ]
    for graph in graphs:
        try:
            tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = [str(code) for code in error.args[1]]
            place = known[circle[0]].path if circle[0] in known else path
            notes.add(
                place,
                _("These depend on each other in a circle: %(circle)s."),
                circle=" → ".join(reversed(circle)),
            )


def _columns_graph(group: Group) -> dict[str, set[str]]:
    codes = {column.code for column in group.fields}
    graph = {}
    for column in group.fields:
        names = set(column.when.names if column.when else ()) | set(
            column.compute.names if column.compute else ()
        )
        graph[column.code] = names & codes
    return graph


def in_order(pages: tuple[Page, ...]) -> tuple[tuple[tuple[Page, Item], ...], dict[str, tuple[Field, ...]]]:
    """Items so that what they depend on comes first, otherwise as on the pages; the same for each group's columns."""
    items = {item.code: (page, item) for page in pages for item in page.items}
    order = tuple(items[code] for code in _sorted(_graph(pages), list(items)))
    rows = {}
    for _page, item in order:
        if isinstance(item, Group):
            columns = {column.code: column for column in item.fields}
            rows[item.code] = tuple(columns[code] for code in _sorted(_columns_graph(item), list(columns)))
    return order, rows


def _sorted(graph: Mapping[str, set[str]], codes: list[str]) -> list[str]:
    done: list[str] = []
    waiting = list(codes)
    while waiting:
        ready = [code for code in waiting if graph.get(code, set()) <= set(done)]
        # In a circle nothing is ready; the circle was reported, the order no longer matters.
        done += ready or waiting
        waiting = [code for code in waiting if code not in done]
    return done


# Conditions that decide nothing --------------------------------------------------------------------------------


def _check_effect(spot: Spot, known: Mapping[str, Spot], notes: Notes) -> None:
    condition = spot.item.when
    if condition is None:
        return
    seen = outcomes(condition, spot.outer, known)
    if seen == {False} or seen == set():
        sentence = (
            _("This page can never be reached: no answers make its condition hold.")
            if isinstance(spot.item, Page)
            else _("This condition can never hold, so the question is never asked.")
        )
        notes.add((*spot.path, "when"), sentence)
    elif seen == {True}:
        notes.add((*spot.path, "when"), _("This condition always holds here; remove it."))


def _check_rule(rule: Rule, path: Path, known: Mapping[str, Spot], notes: Notes) -> None:
    seen = outcomes(rule.that, known[rule.field].conditions, known)
    if seen == {False}:
        notes.add(path, _("No answers satisfy this rule, so the form could never be completed."))
    elif seen == {True}:
        notes.add(path, _("All answers satisfy this rule, so it checks nothing; remove it."))


def outcomes(condition: Condition, outer: tuple[Condition, ...], known: Mapping[str, Spot]) -> set[bool]:
    """The truth values a condition can take, in all complete sets of answers in which what is around it is seen."""
    concerned = _closure(condition, outer, known)
    tests = [test for spot in concerned for each in spot.conditions for test in each.tests()]
    tests += [test for each in (condition, *outer) for test in each.tests()]
    if any(isinstance(test.value, Other) for test in tests):
        return {True, False}
    seen: set[bool] = set()
    for tried, values in enumerate(_worlds(concerned, tests, {})):
        if tried >= COMBINATIONS_MAX:
            return {True, False}
        if all(each.holds(values) for each in outer):
            seen.add(condition.holds(values))
            if len(seen) == 2:
                break
    return seen


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
    return sorted(found.values(), key=lambda spot: spot.order)


def _worlds(concerned: list[Spot], tests: list[Test], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not concerned:
        yield values
        return
    spot, rest = concerned[0], concerned[1:]
    if not all(each.holds(values) for each in spot.conditions):
        yield from _worlds(rest, tests, values)
        return
    for answer in _answers(spot.item, [test for test in tests if test.field == spot.item.code]):
        yield from _worlds(rest, tests, values if answer is None else {**values, spot.item.code: answer})


def _answers(item: Item | Page, tests: list[Test]) -> list[Any]:
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
    answers: list[Any] = [] if item.required else [None]
    if item.kind is Kind.YES_NO:
        return [*answers, True, False]
    if item.kind is Kind.CHOICE and item.compute is None:
        codes = [option.code for option in item.options]
        others = [code for code in codes if code not in mentioned]
        return answers + [code for code in codes if code in mentioned] + others[:1]
    if item.kind is Kind.CHOICES:
        return answers + _subsets(item, mentioned)
    if item.kind in NUMERIC:
        return answers + _numbers(item, mentioned)
    if item.kind is Kind.DATE:
        return answers + _dates(item, mentioned)
    return [*answers, *dict.fromkeys(mentioned), ELSE]


def _subsets(field: Field, mentioned: list[Any]) -> list[list[str]]:
    codes = list(dict.fromkeys(mentioned))
    others = [option.code for option in field.options if option.code not in codes][:1]
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
