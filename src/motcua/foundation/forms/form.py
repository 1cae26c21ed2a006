"""A form at work: which pages and fields are asked, what is wrong with the answers, what is kept of them.

Answers are a plain mapping: field → value, group → list of rows. Computed values and hidden fields are the
form's own business: what a client sends for them is dropped.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from motcua.foundation.forms import tables
from motcua.foundation.forms.conditions import is_empty
from motcua.foundation.forms.fields import Field, Group, Item, Page, Rule
from motcua.foundation.forms.kinds import WHOLE, Kind
from motcua.foundation.forms.offering import in_schema, is_misfit, misfit
from motcua.foundation.forms.posted import as_list, is_blank, read_field, read_rows
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.typed import integer


@dataclass(frozen=True)
class Settled:
    """Answers after the form has looked at them."""

    values: dict[str, Any]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Row:
    """One answer as it is read back: for check-your-answers, for an officer, for print."""

    page: str
    page_title: str
    path: str
    label: str
    shown: str  # "" when nothing was answered
    sensitive: bool
    computed: bool
    group: str = ""  # the name of the group and the number of its row, for answers that repeat
    number: int = 0


@dataclass(frozen=True)
class Place:
    """Where a field stands."""

    page: Page
    item: Item
    field: Field | None
    row: int | None


@dataclass(frozen=True, eq=False)
class Form:
    """Made by `load`, which proves that it is sound; then only read."""

    title: Wording
    pages: tuple[Page, ...]
    order: tuple[tuple[Page, Item], ...]  # so that whatever an item depends on comes before it
    row_order: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    # What there is ------------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> Mapping[str, Item]:
        """Fields and groups by code, in the order of the pages."""
        return {item.code: item for page in self.pages for item in page.items}

    def question(self, code: str) -> Field:
        """One question of the form, columns among them."""
        return self._asked[code]

    @cached_property
    def _asked(self) -> Mapping[str, Field]:
        """Every question by its code, columns among them: no code is used twice."""
        found: dict[str, Field] = {}
        for item in self.fields.values():
            found |= {one.code: one for one in (item.fields if isinstance(item, Group) else (item,))}
        return found

    @cached_property
    def _page_of(self) -> Mapping[str, Page]:
        return {item.code: page for page in self.pages for item in page.items}

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """Codes of fields to encrypt and to mask; a column of a group reads group.field."""
        found = set()
        for item in self.fields.values():
            if isinstance(item, Group):
                found |= {f"{item.code}.{column.code}" for column in item.fields if column.sensitive}
            elif item.sensitive:
                found.add(item.code)
        return frozenset(found)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code there is, columns as group.field."""
        found: list[str] = []
        for item in self.fields.values():
            found.append(item.code)
            if isinstance(item, Group):
                found += [f"{item.code}.{column.code}" for column in item.fields]
        return tuple(found)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The data as JSON Schema, draft 2020-12. Conditions and computed values are the form's, not the schema's."""
        asked = [
            item.code
            for page in self.pages
            for item in page.items
            if isinstance(item, Field)
            and item.required
            and not item.compute
            and not item.when
            and not page.when
        ]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {code: item.schema for code, item in self.fields.items()},
            "required": asked,
            "additionalProperties": False,
            **in_schema([item for item in self.fields.values() if isinstance(item, Field)]),
        }

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    def place(self, path: str) -> Place | None:
        """Where the field of a path (members.0.name) stands, so that a fault can link to it."""
        parts = path.split(".")
        item = self.fields.get(parts[0])
        if item is None:
            return None
        row = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
        column = item.field(parts[2]) if isinstance(item, Group) and len(parts) == 3 else None
        return Place(self._page_of[item.code], item, column if isinstance(item, Group) else item, row)

    def label(self, path: str, language: str) -> str:
        place = self.place(path)
        if place is None:
            return path
        return (place.field or place.item).label.in_language(language)

    # What is asked --------------------------------------------------------------------------------------

    def visible_pages(self, data: Mapping[str, Any], *, today: date | None = None) -> tuple[Page, ...]:
        """The pages this person is asked, in order."""
        values = self.clean(data, today=today)
        return tuple(
            page
            for page in self.pages
            if (page.when is None or page.when.holds(values))
            and any(
                item.when is None or item.when.holds(values) or self._asked_here(page, item)
                for item in page.items
            )
        )

    def _asked_here(self, page: Page, item: Item) -> bool:
        """Whether an answer on the same page may make the item visible."""
        return item.when is not None and bool(item.when.names & {other.code for other in page.items})

    # What is wrong, and what is kept ----------------------------------------------------------------------

    def check(
        self, data: Mapping[str, Any], *, today: date | None = None, page: Page | None = None
    ) -> tuple[Fault, ...]:
        """What has to be corrected, in the order of the pages; with a page, only what stands there.

        Without `today`, limits and ages counted from today are not applied.
        """
        faults = self.settle(data, today).faults
        if page is None:
            return faults
        codes = {item.code for item in page.items}
        return tuple(fault for fault in faults if fault.field.split(".")[0] in codes)

    def misfits(
        self, data: Mapping[str, Any], *, today: date | None = None, page: Page | None = None
    ) -> tuple[Fault, ...]:
        """Answers that were sound and no longer go with another that was changed since."""
        return tuple(fault for fault in self.check(data, today=today, page=page) if is_misfit(fault))

    def unsound(self, data: Mapping[str, Any], *, today: date | None = None) -> tuple[Fault, ...]:
        """What is wrong with what was answered; what was left out may come later."""
        return tuple(fault for fault in self.check(data, today=today) if not is_left_out(fault, data))

    def clean(self, data: Mapping[str, Any], *, today: date | None = None) -> dict[str, Any]:
        """The answers to keep: in the form of the data, computed values filled in, hidden fields left out."""
        return self.settle(data, today).values

    def settle(self, data: Mapping[str, Any], today: date | None = None) -> Settled:
        values: dict[str, Any] = {}
        faults: dict[str, list[Fault]] = {}
        open_pages: dict[str, bool] = {}
        asked: set[str] = set()
        for page, item in self.order:
            if page.code not in open_pages:
                open_pages[page.code] = page.when is None or page.when.holds(values)
            if not open_pages[page.code] or (item.when is not None and not item.when.holds(values)):
                continue
            asked.add(item.code)
            if isinstance(item, Group):
                value, wrong = self._settle_rows(item, data.get(item.code), values, today)
            else:
                value, wrong = self._settle_field(item, data, item.code, values, today)
            if value is not None:
                values[item.code] = value
            if wrong:
                faults[item.code] = wrong
        for rule in self.rules:
            if rule.field not in faults and _is_broken(rule, asked, values):
                faults[rule.field] = [Fault(rule.field, _("%(says)s"), {"says": rule.says})]
        ordered = [fault for code in self.fields if code in faults for fault in faults[code]]
        ordered += [
            Fault(str(key), _("This form does not ask for this.")) for key in data if key not in self.fields
        ]
        return Settled({code: values[code] for code in self.fields if code in values}, tuple(ordered))

    def _settle_rows(
        self, group: Group, typed: Any, values: Mapping[str, Any], today: date | None
    ) -> tuple[list[dict[str, Any]] | None, list[Fault]]:
        if typed is not None and not isinstance(typed, list | tuple):
            return None, [Fault(group.code, _("A list of rows is expected here."))]
        # A blank row is not an answer; faults keep the number the row has in what was sent.
        given = [(number, row) for number, row in enumerate(typed or ()) if not is_blank(row)]
        faults: list[Fault] = []
        if len(given) < group.rows_min:
            faults.append(Fault(group.code, _("Fill in at least %(least)s rows."), {"least": group.rows_min}))
        if len(given) > group.rows_max:
            faults.append(
                Fault(group.code, _("At most %(most)s rows fit here; remove some."), {"most": group.rows_max})
            )
        rows = []
        for number, row in given[: group.rows_max]:
            if not isinstance(row, Mapping):
                faults.append(Fault(f"{group.code}.{number}", _("A list of rows is expected here.")))
                continue
            kept, wrong = self._settle_row(group, f"{group.code}.{number}", row, values, today)
            faults += wrong
            if not is_blank(kept):
                rows.append(kept)
        return rows or None, faults

    def _settle_row(
        self, group: Group, path: str, row: Mapping[str, Any], values: Mapping[str, Any], today: date | None
    ) -> tuple[dict[str, Any], list[Fault]]:
        scope = dict(values)
        kept: dict[str, Any] = {}
        faults: dict[str, list[Fault]] = {}
        for column in self.row_order[group.code]:
            if column.when is not None and not column.when.holds(scope):
                continue
            value, wrong = self._settle_field(column, row, f"{path}.{column.code}", scope, today)
            if value is not None:
                kept[column.code] = scope[column.code] = value
            if wrong:
                faults[column.code] = wrong
        codes = [column.code for column in group.fields]
        ordered = [fault for code in codes if code in faults for fault in faults[code]]
        ordered += [
            Fault(f"{path}.{key}", _("This form does not ask for this.")) for key in row if key not in codes
        ]
        return {code: kept[code] for code in codes if code in kept}, ordered

    def _settle_field(
        self, asked: Field, data: Mapping[str, Any], path: str, values: Mapping[str, Any], today: date | None
    ) -> tuple[Any, list[Fault]]:
        if asked.compute is not None:
            return _computed(asked, asked.compute.value(values, today)), []
        value = asked.understand(data.get(asked.code))
        if value is None:
            # Where nothing is offered yet, the answer on which it depends is what is missing.
            needed = asked.required and (not asked.options_by or asked.offered(values))
            return None, [Fault(path, missing(asked))] if needed else []
        wrong = asked.fault(value, path, today)
        if wrong is None and asked.table and today is not None:
            value, wrong = tables.settled(asked.table, value, path, today)
        if wrong is None and asked.options_by:
            wrong = misfit(asked, self.question(asked.options_by), value, path, values)
        return value, [wrong] if wrong else []

    # Reading back -----------------------------------------------------------------------------------------

    def rows(self, data: Mapping[str, Any], language: str) -> tuple[Row, ...]:
        """Each question asked with its answer, in order. Takes cleaned data and shows it as it was kept."""
        return tuple(
            row
            for page in self.pages
            if page.when is None or page.when.holds(data)
            for item in page.items
            if item.when is None or item.when.holds(data)
            for row in _rows_of(page, item, data, language)
        )

    def prefill(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """First answers from what is known of a person: {"person.full_name": "…", …}."""
        known = {}
        for item in self.fields.values():
            if isinstance(item, Field) and item.prefill and not is_empty(facts.get(item.prefill)):
                value = item.understand(facts[item.prefill])
                if item.fault(value, item.code, None) is None:
                    known[item.code] = value
        return known

    # Reading what a browser sends ---------------------------------------------------------------------------

    def read_post(self, page: Page, posted: Mapping[str, Any]) -> dict[str, Any]:
        """The answers of one page out of posted strings (`name`, `members-0-name`, `born-day`), as data.

        What cannot be understood stays as it was typed. A field left empty is None, so that merging
        (`{**data, **answers}`) also empties it. The button `_add` with the value `members` asks for one more row,
        `_remove` with `members.2` for one less.
        """
        every: Callable[[str], list[str]] = getattr(posted, "getlist", None) or (
            lambda name: as_list(posted.get(name))
        )
        answers: dict[str, Any] = {}
        for item in page.items:
            if isinstance(item, Group):
                answers[item.code] = read_rows(item, posted, every)
            elif item.compute is None:
                answers[item.code] = read_field(item, item.code, posted, every)
        return answers

    def rows_changed(self, page: Page, posted: Mapping[str, Any]) -> bool:
        """Whether the person pressed a button that adds or removes a row, and so wants to stay on the page."""
        groups = {item.code for item in page.items if isinstance(item, Group)}
        return posted.get("_add") in groups or str(posted.get("_remove", "")).partition(".")[0] in groups


def _is_broken(rule: Rule, asked: set[str], values: Mapping[str, Any]) -> bool:
    """A rule waits until everything it asks about has an answer, or is not asked at all."""
    waiting = any(name in asked and name not in values for name in rule.that.names)
    return rule.field in asked and not waiting and not rule.that.holds(values)


# One field -------------------------------------------------------------------------------------------------


def is_left_out(fault: Fault, data: Mapping[str, Any]) -> bool:
    """Whether nothing was answered where this is wrong."""
    value: Any = data
    for part in fault.field.split("."):
        if isinstance(value, list | tuple):
            row = integer(part, most=len(value) - 1) if value else None
            value = value[row] if row is not None else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return is_empty(value)


_MISSING = {
    Kind.CHOICE: _("Choose one of the answers."),
    Kind.CHOICES: _("Choose at least one of the answers."),
    Kind.LISTED: _("Write a name from the table, or its code."),
    Kind.YES_NO: _("Choose yes or no."),
    Kind.DATE: _("Write the date as day/month/year, like 19/04/2023."),
    Kind.NAME: _("Write the full name, as on the identity card."),
    Kind.IDENTITY_NUMBER: _("Write the 12 digits of the identity number."),
    Kind.PHONE: _("Write a phone number like 0905 123 456, or with + and the country code."),
    Kind.EMAIL: _("Write an e-mail address like ten@example.vn."),
}


def missing(asked: Field) -> str:
    """What is said where an answer is needed and none was given."""
    return _MISSING.get(asked.kind, _("Write an answer here."))


def _computed(asked: Field, value: Any) -> Any:
    """A computed value in the shape of its kind; nothing rather than a wrong shape."""
    if is_empty(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if asked.kind in WHOLE:
            return int(value) if isinstance(value, int) or value.is_integer() else None
        return (
            round(value, asked.decimals)
            if asked.kind is Kind.NUMBER and isinstance(value, float)
            else _as_text(asked, value)
        )
    return (
        value
        if isinstance(value, str) and asked.kind not in WHOLE and asked.kind is not Kind.NUMBER
        else None
    )


def _as_text(asked: Field, value: int | float) -> Any:
    return value if asked.kind is Kind.NUMBER else str(value)


def _rows_of(page: Page, item: Item, data: Mapping[str, Any], language: str) -> Iterator[Row]:
    if isinstance(item, Field):
        if item.compute is None or item.code in data:
            yield _row(page, item, item.code, data.get(item.code), language)
        return
    for number, row in enumerate(data.get(item.code) or ()):
        scope = {**data, **row}
        for column in item.fields:
            if (column.when is None or column.when.holds(scope)) and (
                column.compute is None or column.code in row
            ):
                path = f"{item.code}.{number}.{column.code}"
                yield _row(
                    page,
                    column,
                    path,
                    row.get(column.code),
                    language,
                    group=item.row_label,
                    number=number + 1,
                )


def _row(
    page: Page,
    asked: Field,
    path: str,
    value: Any,
    language: str,
    *,
    group: Wording | None = None,
    number: int = 0,
) -> Row:
    return Row(
        page=page.code,
        page_title=page.title.in_language(language),
        path=path,
        label=asked.label.in_language(language),
        shown=asked.show(value, language),
        sensitive=asked.sensitive,
        computed=asked.compute is not None,
        group=group.in_language(language) if group else "",
        number=number,
    )
