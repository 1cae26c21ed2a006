"""A page of a form as the parts of the design draw it: one mapping for drafts, the counter and the paper twin.

Values are shown as they were typed when they could not be understood, otherwise as people here write them.
Questions that another answer on the same page may call up are drawn with their condition: a script shows them
when they are asked, and without a script they simply stand there, and are only looked at when they count.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.design.fields import BLANK_ROW, DrawnChoice, DrawnField, DrawnRow
from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms import Condition, Field, Form, Group, Kind, Page, retype
from motcua.foundation.forms.conditions import All, AnyOf, Not, Other, Test
from motcua.foundation.forms.posted import is_blank
from motcua.foundation.refusal import Fault
from motcua.procedures.drawing_tied import Tied

_KINDS = {
    Kind.PARAGRAPH: Drawn.TEXTAREA,
    Kind.DATE: Drawn.DATE,
    Kind.INTEGER: Drawn.NUMBER,
    Kind.NUMBER: Drawn.NUMBER,
    Kind.MONEY: Drawn.NUMBER,
    Kind.YES_NO: Drawn.CHOICE,
    Kind.CHOICES: Drawn.CHECKS,
    Kind.LISTED: Drawn.LISTED,
}
_TYPES = {Kind.EMAIL: "email", Kind.PHONE: "tel"}
_UNCHECKED = frozenset({Kind.IDENTITY_NUMBER, Kind.TAX_CODE, Kind.PHONE, Kind.EMAIL, Kind.NAME, Kind.LISTED})
COUNTED_FROM = 200  # a paragraph that may hold more says how many characters are left


def draw(
    form: Form,
    page: Page,
    data: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    language: str = "vi",
    *,
    with_blank_rows: bool = False,
    along: Collection[str] = (),
) -> list[DrawnField]:
    """The questions of one page, with what was answered and what has to be corrected.

    `with_blank_rows`: a group also brings a row with nothing in it, so that one can be added without asking here.
    `along`: questions on pages that lie in the browser before this one, whose answers may still change there.
    """
    with override(language):
        values = form.clean(data)
        errors = {fault.field: sentence(fault, language) for fault in faults}
        here = {item.code for item in page.items if isinstance(item, Field) and item.compute is None}
        tied = Tied(form, here | set(along), language)
        return [
            drawn
            for item in page.items
            if (live := _live(item.when, values, here, "")) is not False
            for drawn in (_draw_item(item, data, values, errors, language, live, tied, with_blank_rows),)
        ]


def sentence(fault: Fault, language: str) -> str:
    """A fault in a language; facts that know both languages are shown in it."""
    with override(language):
        facts = {
            name: fact.in_language(language) if hasattr(fact, "in_language") else fact
            for name, fact in fault.facts.items()
        }
        return str(_(fault.sentence) % facts)


def summary(form: Form, faults: Iterable[Fault], language: str) -> list[tuple[Fault, str]]:
    """Faults with a line for a list: the name of the field, the row when there is one, and the sentence."""
    lines = []
    for fault in faults:
        place = form.place(fault.field)
        label = form.label(fault.field, language)
        if place is not None and place.row is not None and isinstance(place.item, Group):
            label = f"{place.item.row_label.in_language(language)} {place.row + 1}, {label}"
        lines.append((fault, f"{label}: {sentence(fault, language)}"))
    return lines


def control_name(path: str) -> str:
    """The name of the control of a path: members.0.name → members-0-name"""
    return path.replace(".", "-")


# One item -----------------------------------------------------------------------------------------------


def _draw_item(
    item: Field | Group,
    data: Mapping[str, Any],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    language: str,
    live: Any,
    tied: Tied,
    with_blank_rows: bool,
) -> DrawnField:
    if isinstance(item, Group):
        drawn = _draw_group(item, data, values, errors, language, live, tied)
        if not with_blank_rows:
            return drawn
        blank = _draw_row(item, BLANK_ROW, {}, values, {}, language, tied)
        return replace(drawn, blank=blank, add_label=_add_label(drawn.row_label))
    value = values.get(item.code) if item.compute else data.get(item.code)
    drawn = _draw_field(item, item.code, value, errors.get(item.code, ""), language, live)
    return tied.narrowed(drawn, item, values)


def _draw_group(
    group: Group,
    data: Mapping[str, Any],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    language: str,
    live: Any,
    tied: Tied,
) -> DrawnField:
    given = data.get(group.code)
    typed = (
        [row if isinstance(row, Mapping) else {} for row in given] if isinstance(given, list | tuple) else []
    )
    while len(typed) < group.rows_min:
        typed.append({})
    # Blank rows are not among the values, so the two lists are walked side by side.
    kept = iter(values.get(group.code) or [])
    rows = tuple(
        DrawnRow(
            number + 1,
            _draw_row(
                group,
                number,
                row,
                {**values, **({} if is_blank(row) else next(kept, {}))},
                errors,
                language,
                tied,
            ),
        )
        for number, row in enumerate(typed[: group.rows_max])
    )
    row_label = group.row_label.in_language(language)
    return DrawnField(
        kind=Drawn.GROUP,
        name=group.code,
        label=group.label.in_language(language),
        row_label=row_label,
        hint=group.hint.in_language(language),
        error=errors.get(group.code, ""),
        required=group.rows_min > 0,
        rows=rows,
        rows_min=group.rows_min,
        rows_max=group.rows_max,
        add_label=_add_label(row_label) if len(rows) < group.rows_max else "",
        removable=len(rows) > group.rows_min,
        when=_as_json(live),
    )


def _add_label(row_label: str) -> str:
    return _("Add: %(row)s") % {"row": row_label}


def _draw_row(
    group: Group,
    number: int | str,
    row: Mapping[str, Any],
    scope: Mapping[str, Any],
    errors: Mapping[str, str],
    language: str,
    tied: Tied,
) -> tuple[DrawnField, ...]:
    here = {column.code for column in group.fields if column.compute is None}
    drawn = []
    for column in group.fields:
        live = _live(column.when, scope, here, f"{group.code}-{number}-")
        if live is False:
            continue
        value = scope.get(column.code) if column.compute else row.get(column.code)
        path = f"{group.code}.{number}.{column.code}"
        one = _draw_field(column, control_name(path), value, errors.get(path, ""), language, live)
        drawn.append(tied.narrowed(one, column, scope, here=here, prefix=f"{group.code}-{number}-"))
    return tuple(drawn)


def _draw_field(field: Field, name: str, value: Any, error: str, language: str, live: Any) -> DrawnField:
    if field.compute is not None:
        return DrawnField(
            kind=Drawn.COMPUTED,
            name=name,
            label=field.label.in_language(language),
            hint=field.hint.in_language(language),
            value=field.show(value, language),
            required=True,
            when=_as_json(live),
        )
    kind = _kind(field)
    return DrawnField(
        kind=kind,
        name=name,
        label=field.label.in_language(language),
        hint=field.hint.in_language(language),
        value="" if kind is Drawn.CHECKS else retype(field.kind, value, language),
        values=tuple(str(part) for part in value)
        if kind is Drawn.CHECKS and isinstance(value, list | tuple)
        else (),
        error=error,
        choices=_choices(field, kind, language),
        required=field.required,
        width="" if field.width in ("full", "l") else field.width,
        suffix=field.unit.in_language(language) or ("đ" if field.kind is Kind.MONEY else ""),
        autocomplete=field.autocomplete,
        inputmode=field.input_mode if kind in (Drawn.TEXT, Drawn.NUMBER, Drawn.DATE) else "",
        type=_TYPES.get(field.kind, ""),
        maxlength=_length_max(field),
        counted=field.kind is Kind.PARAGRAPH and field.length_max >= COUNTED_FROM,
        spellcheck=field.kind not in _UNCHECKED,
        when=_as_json(live),
        lookup=reverse("law:table", args=[field.table]) if field.table else "",
    )


def _kind(field: Field) -> Drawn:
    if field.kind is Kind.CHOICE:
        return Drawn.SELECT if field.drawn == "select" else Drawn.CHOICE
    return _KINDS.get(field.kind, Drawn.TEXT)


def _length_max(field: Field) -> int | None:
    """A control never cuts off what people paste with spaces or dots in a number; only texts have a hard end."""
    return field.length_max if field.kind in (Kind.TEXT, Kind.NAME, Kind.PARAGRAPH, Kind.EMAIL) else None


def _choices(field: Field, kind: Drawn, language: str) -> tuple[DrawnChoice, ...]:
    if field.kind is Kind.YES_NO:
        return (
            DrawnChoice("yes", field.show(True, language)),
            DrawnChoice("no", field.show(False, language)),
        )
    options = tuple(
        DrawnChoice(option.code, option.name.in_language(language), option.hint.in_language(language))
        for option in field.options
    )
    return (DrawnChoice("", _("– choose –")), *options) if kind is Drawn.SELECT else options


# Conditions that the page itself can change ----------------------------------------------------------------


def _live(condition: Condition | None, values: Mapping[str, Any], here: set[str], prefix: str) -> Any:
    """True, False, or what is left to decide by answers on the same page, in terms of the names of controls."""
    if condition is None:
        return True
    match condition:
        case Test():
            return _live_test(condition, values, here, prefix)
        case Not():
            inner = _live(condition.part, values, here, prefix)
            return not inner if isinstance(inner, bool) else {"not": inner}
        case All() | AnyOf():
            parts = [_live(part, values, here, prefix) for part in condition.parts]
            decides = isinstance(condition, AnyOf)
            if any(part is decides for part in parts):
                return decides
            open_parts = [part for part in parts if not isinstance(part, bool)]
            return {"any" if decides else "all": open_parts} if open_parts else not decides
    return True


def _live_test(test: Test, values: Mapping[str, Any], here: set[str], prefix: str) -> Any:
    if not test.fields & here:
        return test.holds(values)
    if isinstance(test.value, Other) or test.field not in here or _compares_texts(test):
        # Two answers compared, or dates: too fine for the script, so the question stays in sight.
        return True
    posted = (
        {True: "yes", False: "no"}.get(test.value, test.value)
        if isinstance(test.value, bool) and test.verb != "filled"
        else test.value
    )
    return {"field": prefix + test.field, test.verb: posted}


def _compares_texts(test: Test) -> bool:
    return test.verb in ("more_than", "less_than", "at_least", "at_most") and isinstance(test.value, str)


def _as_json(live: Any) -> str:
    return "" if isinstance(live, bool) else json.dumps(live, ensure_ascii=False)
