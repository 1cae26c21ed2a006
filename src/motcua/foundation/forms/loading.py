"""From a document to a `Form`: read it, prove it sound, put its fields in the order in which they depend on each other."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.foundation.forms import tables
from motcua.foundation.forms.computing import parse_expression
from motcua.foundation.forms.conditions import parse, read_condition
from motcua.foundation.forms.fields import TODAY, Field, Group, Item, Option, Page, Rule
from motcua.foundation.forms.form import Form
from motcua.foundation.forms.kinds import LENGTHS_MAX, NUMERIC, TEXTUAL, WIDTHS, Kind
from motcua.foundation.forms.offers import check_offers
from motcua.foundation.forms.reading import Entry, Notes, Path, Problem, only_once
from motcua.foundation.forms.soundness import check, in_order
from motcua.foundation.refusal import gettext_noop as _

CODE = r"[a-z][a-z0-9_]{0,40}"
PAGE_CODE = r"[a-z][a-z0-9-]{0,40}"
OPTION_CODE = r"[A-Za-z0-9][A-Za-z0-9.-]{0,58}"
PREFILLS = frozenset(
    f"person.{fact}"
    for fact in ("full_name", "identity_number", "birth_date", "gender", "phone", "email", "address")
)
WIDE = frozenset({"xs", "s", "m", "l", "full"})
ROWS_MAX = 50


class FormProblem(Exception):
    """A form that cannot be used, and everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(f"{first.place}: {first.sentence % first.facts} ({len(problems)} problems)")
        self.problems = problems


def load(document: Mapping[str, Any]) -> Form:
    """The form a document describes; raises `FormProblem` naming every problem and its path."""
    form, problems = examine(document)
    if problems:
        raise FormProblem(problems)
    return form


def examine(document: Mapping[str, Any], path: Path = ()) -> tuple[Form, tuple[Problem, ...]]:
    """The form and its problems; the form may be used only when there are none."""
    notes = Notes()
    top = Entry(document, path, notes)
    title = top.wording("title")
    pages = tuple(_page(entry) for entry in top.entries("pages"))
    rules = tuple(_rule(entry) for entry in top.entries("rules", required=False))
    top.done()
    only_once(notes, (*path, "pages"), [page.code for page in pages])
    _codes_once(notes, path, pages)
    if not notes.problems:
        check(pages, rules, notes, path)
    if not notes.problems:
        check_offers(pages, notes, path)
    order, row_order = in_order(pages)
    return Form(title, pages, order, row_order, rules), tuple(notes.problems)


def _rule(entry: Entry) -> Rule:
    that = parse(entry.raw("that"), (*entry.path, "that"), entry.notes)
    rule = Rule(that, entry.text("field", pattern=CODE), entry.wording("says"))
    entry.done()
    return rule


def _codes_once(notes: Notes, path: Path, pages: tuple[Page, ...]) -> None:
    """One name, one field, in the whole form: groups' columns too, so that a condition never means two things."""
    seen: set[str] = set()
    for p, page in enumerate(pages):
        for i, item in enumerate(page.items):
            codes = [item.code] + ([column.code for column in item.fields] if isinstance(item, Group) else [])
            for code in codes:
                if code in seen:
                    notes.add(
                        (*path, "pages", p, "fields", i), _("The code “%(code)s” is used twice."), code=code
                    )
                seen.add(code)


def _page(entry: Entry) -> Page:
    page = Page(
        code=entry.text("code", pattern=PAGE_CODE),
        title=entry.wording("title"),
        text=entry.wording("text", required=False),
        when=read_condition(entry),
        items=tuple(_item(part) for part in entry.entries("fields")),
    )
    entry.done()
    return page


def _item(entry: Entry) -> Item:
    return _group(entry) if entry.has("group") else _field(entry)


def _group(entry: Entry) -> Group:
    group = Group(
        code=entry.text("group", pattern=CODE),
        label=entry.wording("label"),
        hint=entry.wording("hint", required=False),
        row_label=entry.wording("row_label"),
        rows_min=entry.integer("rows_min", low=0, high=ROWS_MAX, default=0),
        rows_max=entry.integer("rows_max", low=1, high=ROWS_MAX, default=10),
        when=read_condition(entry),
        fields=tuple(_field(part) for part in entry.entries("fields")),
    )
    if group.rows_min > group.rows_max:
        entry.note(_("The least number of rows is larger than the most."), key="rows_min")
    entry.done()
    return group


def _field(entry: Entry) -> Field:
    kind = Kind(entry.choice("kind", set(Kind)))
    compute = entry.raw("compute")
    options = tuple(_option(part) for part in entry.entries("options", required=False))
    field = Field(
        code=entry.text("code", pattern=CODE),
        kind=kind,
        label=entry.wording("label"),
        hint=entry.wording("hint", required=False),
        required=entry.flag("required", default=compute is None),
        # An identity number is sensitive wherever it is asked.
        sensitive=entry.flag("sensitive", default=kind is Kind.IDENTITY_NUMBER),
        options=options,
        low=_number(entry, "low", kind),
        high=_number(entry, "high", kind),
        decimals=entry.integer("decimals", low=0, high=6, default=2),
        unit=entry.wording("unit", required=False),
        length_min=entry.integer("length_min", low=0, high=3000, default=0),
        length_max=entry.integer("length_max", low=1, high=20000, default=LENGTHS_MAX.get(kind, 300)),
        pattern=_pattern(entry),
        pattern_says=entry.wording("pattern_says", required=False),
        earliest=_day(entry, "earliest"),
        latest=_day(entry, "latest"),
        drawn=entry.choice("drawn", {"radio", "select"}, default="radio" if len(options) <= 7 else "select"),
        width=entry.choice("width", WIDE, default=WIDTHS.get(kind, "full")),
        autocomplete=entry.text("autocomplete", required=False, pattern=r"[a-z -]{2,40}"),
        prefill=entry.choice("prefill", PREFILLS | {""}, default=""),
        when=read_condition(entry),
        options_by=entry.text("options_by", required=False, pattern=CODE),
        table=_table(entry, kind),
        compute=None if compute is None else parse_expression(compute, (*entry.path, "compute"), entry.notes),
    )
    _check_kind(entry, field)
    entry.done()
    return field


def _option(entry: Entry) -> Option:
    option = Option(
        entry.text("code", pattern=OPTION_CODE),
        entry.wording("name"),
        entry.wording("hint", required=False),
        under=entry.texts("under"),
    )
    entry.done()
    return option


def _table(entry: Entry, kind: Kind) -> str:
    """The table whose lines are the answers; one that is kept here."""
    if kind is not Kind.LISTED:
        if entry.has("table"):
            entry.note(_("“%(name)s” has no meaning for this kind of field."), key="table", name="table")
        entry.raw("table")
        return ""
    key = entry.text("table", pattern=tables.TABLE_KEY)
    known = tables.names() if key else {}
    if key and key not in known:
        sentence = _("There is no table “%(found)s” here; there are: %(allowed)s.")
        entry.note(sentence, key="table", found=key, allowed=", ".join(sorted(known)) or "–")
    return key


def _number(entry: Entry, key: str, kind: Kind) -> int | float | None:
    value = entry.raw(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        entry.note(_("“%(found)s” should be a number."), key=key, found=value)
        return None
    if kind not in NUMERIC:
        entry.note(_("“%(name)s” has no meaning for this kind of field."), key=key, name=key)
    return value


def _pattern(entry: Entry) -> str:
    pattern = entry.text("pattern", required=False, length_max=200)
    try:
        re.compile(pattern)
    except re.error:
        entry.note(_("This pattern is not a regular expression."), key="pattern")
        return ""
    if re.search(r"[+*}]\)?[+*{]|\([^)]*[+*][^)]*\)[+*{]|\\[1-9]", pattern):
        entry.note(
            _("This pattern repeats a repetition, which can take for ever; write it more simply."),
            key="pattern",
        )
        return ""
    return pattern and f"^(?:{pattern})$"


def _day(entry: Entry, key: str) -> str:
    value = entry.text(key, required=False)
    if value in ("", TODAY):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        entry.note(_("%(found)s is not a day of the calendar."), key=key, found=value)
        return ""


def _check_kind(entry: Entry, field: Field) -> None:
    """What belongs to other kinds than this field's."""
    chooses = field.kind in (Kind.CHOICE, Kind.CHOICES)
    if chooses and len(field.options) < 2:
        entry.note(_("A choice needs at least two options."))
    if not chooses and field.options:
        entry.note(_("“%(name)s” has no meaning for this kind of field."), key="options", name="options")
    if chooses and len({option.code for option in field.options}) < len(field.options):
        entry.note(_("The code “%(code)s” is used twice."), key="options", code=field.code)
    tied = any(option.under for option in field.options)
    if field.options_by and not chooses:
        entry.note(
            _("“%(name)s” has no meaning for this kind of field."), key="options_by", name="options_by"
        )
    elif tied and not field.options_by:
        entry.note(
            _("Options are tied to answers, but “%(name)s” does not say to which question."),
            key="options",
            name="options_by",
        )
    elif field.options_by and not tied:
        entry.note(
            _(
                "No option here depends on “%(question)s”: say of each with which answers it is offered, or depend on none."
            ),
            key="options_by",
            question=field.options_by,
        )
    for key, kinds in (
        ("earliest", {Kind.DATE}),
        ("latest", {Kind.DATE}),
        ("pattern", TEXTUAL),
        ("length_min", TEXTUAL),
        ("length_max", TEXTUAL),
    ):
        if entry.has(key) and field.kind not in kinds:
            entry.note(_("“%(name)s” has no meaning for this kind of field."), key=key, name=key)
    if field.low is not None and field.high is not None and field.low > field.high:
        entry.note(_("The least is larger than the most."), key="low")
    if field.length_min > field.length_max:
        entry.note(_("The least is larger than the most."), key="length_min")
    if field.compute is not None and (
        field.required or chooses or field.kind in (Kind.YES_NO, Kind.LISTED) or field.prefill
    ):
        entry.note(
            _("A computed value is not asked for: it cannot be required, chosen or filled from a person."),
            key="compute",
        )
