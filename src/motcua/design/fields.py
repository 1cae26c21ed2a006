"""Fields as they are drawn: plain values, so that every room can map its forms into the same parts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django import forms
from django.forms.boundfield import BoundField


class Kind(StrEnum):
    """One template each: design/parts/fields/<kind>.html."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"  # digits with a decimal comma or point; see suffix
    DATE = "date"  # typed: 19/04/2023, 19.4.2023 or 19042023
    CHOICE = "choice"  # one of a few, all in sight
    SELECT = "select"  # one of many
    CHECKS = "checks"  # several of a few
    TICK = "tick"  # yes or nothing
    FILE = "file"
    PASSWORD = "password"  # noqa: S105
    HIDDEN = "hidden"
    LISTED = "listed"  # a line of a table, written and looked up
    COMPUTED = "computed"  # shown, not asked
    NOTE = "note"  # words between fields
    GROUP = "group"  # rows of fields that repeat


BLANK_ROW = "__n__"


@dataclass(frozen=True)
class DrawnChoice:
    """One option; `hint` stands below its label."""

    value: str
    label: str
    hint: str = ""
    under: str = ""  # with which answers to another question it is offered, parted by blanks; none: with any
    only: str = ""  # the same in words, for whoever has no script


@dataclass(frozen=True)
class DrawnField:
    """One question as it stands on the page. `value` is what was typed, as typed; `values` is for CHECKS."""

    kind: Kind
    name: str
    label: str = ""
    hint: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    error: str = ""
    choices: tuple[DrawnChoice, ...] = ()
    required: bool = True
    width: str = ""  # "xs", "s", "m" or the full measure
    suffix: str = ""  # đ, m², người
    autocomplete: str = ""
    inputmode: str = ""
    type: str = ""  # of the input: text, email, tel
    maxlength: int | None = None
    counted: bool = False  # says how many characters are left
    accept: str = ""  # of a file: .pdf,.jpg
    multiple: bool = False
    capture: str = ""  # of a file: "environment" opens the camera of a phone
    rows: "tuple[DrawnRow, ...]" = ()  # of a group
    add_label: str = ""
    removable: bool = True
    heading: bool = False  # the label is the page's only question and its h1
    spellcheck: bool = True
    autofocus: bool = False
    row_label: str = ""  # of a group: what one row is called
    rows_min: int = 0
    rows_max: int = 0
    # Of a group: a row with nothing in it, for a script that adds one without a line; BLANK_ROW stands for its number.
    blank: "tuple[DrawnField, ...]" = ()
    when: str = (
        ""  # a condition over other controls of the page, as JSON; page.js shows the field while it holds
    )

    by: str = ""  # the control on whose answer the choices depend; offered.js narrows them to what fits
    lost: str = ""  # what is told when a choice ({}) no longer fits
    lookup: str = ""  # of a line of a table: where the table can be searched

    @property
    def id(self) -> str:
        """Id of the control: the name without what an id may not hold."""
        return "f-" + re.sub(r"[^a-zA-Z0-9_-]+", "-", self.name)

    @property
    def described_by(self) -> str:
        """Ids of hint and error, in the order they are read."""
        parts = [f"{self.id}-h"] * bool(self.hint or self.kind is Kind.DATE) + [f"{self.id}-f"] * bool(
            self.error
        )
        return " ".join(parts)

    @property
    def template(self) -> str:
        return f"design/parts/fields/{self.kind}.html"

    @property
    def grouped(self) -> bool:
        """Several controls under one question want a fieldset."""
        return self.kind in (Kind.CHOICE, Kind.CHECKS, Kind.GROUP)

    @property
    def is_full(self) -> bool:
        """Whether the button for one more row waits out of sight until one is taken out."""
        return bool(self.blank) and len(self.rows) >= self.rows_max

    @property
    def anchor(self) -> str:
        """Where the summary of faults leads: the first control of the field."""
        return f"{self.id}-0" if self.kind in (Kind.CHOICE, Kind.CHECKS) and self.choices else self.id


@dataclass(frozen=True)
class DrawnRow:
    """One row of a repeating group."""

    number: int
    fields: tuple[DrawnField, ...]


@dataclass(frozen=True)
class DrawnFault:
    """One line of the summary of faults."""

    anchor: str
    sentence: str


def faults_of(fields: Iterable[DrawnField]) -> list[DrawnFault]:
    """The summary, in the order of the page; rows of groups included."""
    found: list[DrawnFault] = []
    for field in fields:
        if field.error:
            found.append(DrawnFault(field.anchor, f"{field.label}: {field.error}"))
        for row in field.rows:
            found += faults_of(row.fields)
    return found


_WIDGETS: tuple[tuple[type[forms.Widget], Kind], ...] = (
    # The narrower type first: RadioSelect is a ChoiceWidget like Select.
    (forms.CheckboxSelectMultiple, Kind.CHECKS),
    (forms.RadioSelect, Kind.CHOICE),
    (forms.Select, Kind.SELECT),
    (forms.CheckboxInput, Kind.TICK),
    (forms.Textarea, Kind.TEXTAREA),
    (forms.PasswordInput, Kind.PASSWORD),
    (forms.FileInput, Kind.FILE),
    (forms.DateInput, Kind.DATE),
    (forms.NumberInput, Kind.NUMBER),
    (forms.HiddenInput, Kind.HIDDEN),
)


def from_bound(bound: BoundField) -> DrawnField:
    """A field of a Django form, drawn by the same parts."""
    widget = bound.field.widget
    kind = next((kind for type_, kind in _WIDGETS if isinstance(widget, type_)), Kind.TEXT)
    value = bound.value()
    several = kind is Kind.CHECKS
    return DrawnField(
        kind=kind,
        name=bound.html_name,
        label=str(bound.label),
        hint=str(bound.help_text),
        value="" if value is None or several or kind in (Kind.FILE, Kind.PASSWORD) else _typed(value),
        values=tuple(str(v) for v in value or ()) if several else (),
        error=" ".join(str(error) for error in bound.errors),
        choices=_choices(bound, kind),
        required=bound.field.required,
        width=widget.attrs.get("data-width", ""),
        autocomplete=widget.attrs.get("autocomplete", ""),
        inputmode=widget.attrs.get("inputmode", ""),
        type=getattr(widget, "input_type", "") if kind is Kind.TEXT else "",
        maxlength=getattr(bound.field, "max_length", None),
        spellcheck=widget.attrs.get("spellcheck", "") != "false",
    )


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)


def _choices(bound: BoundField, kind: Kind) -> tuple[DrawnChoice, ...]:
    if kind not in (Kind.CHOICE, Kind.SELECT, Kind.CHECKS):
        return ()
    return tuple(DrawnChoice(str(value), str(label)) for value, label in getattr(bound.field, "choices", ()))


def with_errors(fields: Sequence[DrawnField], errors: dict[str, str]) -> list[DrawnField]:
    """The same fields with the sentences that belong to them, by name."""
    return [replace(field, error=errors.get(field.name, field.error)) for field in fields]
