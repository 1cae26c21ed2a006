"""The machine check of a form: unknown fields, questions that cannot be asked, conditions that decide nothing, circles.

A condition is tried against every combination of answers that could make a difference to it, given the pages
and fields that must be visible first. What is reported is certain; where there are too many combinations to
try, nothing is claimed.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any

from motcua.foundation.forms.computing import ANY, DATE, NUMBER, TEXT, Expression
from motcua.foundation.forms.conditions import Condition, Other, Test
from motcua.foundation.forms.fields import Field, Group, Item, Page, Rule
from motcua.foundation.forms.kinds import NUMERIC, Kind
from motcua.foundation.forms.reading import Notes, Path
from motcua.foundation.forms.worlds import Spot, outcomes, spots
from motcua.foundation.refusal import gettext_noop as _


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
    if isinstance(spot.item, Field) and spot.item.options_by:
        _check_first(spot, spot.item, known, notes)


def _check_first(spot: Spot, field: Field, known: Mapping[str, Spot], notes: Notes) -> None:
    """Options depend on one question of one choice that stands before them, and on answers that it has."""
    path = (*spot.path, "options_by")
    first = known.get(field.options_by)
    if first is None or (first.group and first.group != spot.group):
        _note_unknown(field.options_by, path, known, notes, inside=first.group if first else "")
        return
    if circle := _circle(field, known):
        notes.add(path, _("These depend on each other in a circle: %(circle)s."), circle=" → ".join(circle))
    elif first.order > spot.order:
        notes.add(
            path,
            _("These options depend on “%(name)s”, which comes later in the form."),
            name=field.options_by,
        )
    elif not isinstance(first.item, Field) or first.item.kind is not Kind.CHOICE:
        notes.add(
            path,
            _("Options can depend on a choice of one of several only; “%(name)s” is none."),
            name=field.options_by,
        )
    else:
        for index, option in enumerate(field.options):
            _check_answers(first.item, option.under, (*spot.path, "options", index, "under"), notes)


def _circle(field: Field, known: Mapping[str, Spot]) -> list[str]:
    """The way from a question over those its options depend on back to itself; nothing where it leads elsewhere."""
    way = [field.code]
    while True:
        here = known.get(way[-1])
        before = here.item.options_by if here and isinstance(here.item, Field) else ""
        if not before or before in way[1:]:
            return []
        way.append(before)
        if before == field.code:
            return way


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
    if item.kind is Kind.LISTED:
        notes.add(test.path, _("A line of a table can only be tested with “filled”."))
        return
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
    if isinstance(spot.item, Field) and spot.item.options_by:
        names.add(spot.item.options_by)
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
        names |= {column.options_by}
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
