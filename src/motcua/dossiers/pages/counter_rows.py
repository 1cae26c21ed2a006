"""The one row of a list that is being written at the counter: the questions about its person and the procedure's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from motcua.design.fields import DrawnField
from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules.card import read_card
from motcua.dossiers.rules.lists import ListRow, Trouble
from motcua.foundation.forms import Field, Form, Page, is_empty
from motcua.foundation.refusal import Fault
from motcua.foundation.typed import integer
from motcua.procedures import drawing

AT = "row-at"  # which row is being mended
ADD, EDIT, REMOVE, UNDO, PASTE = "add-row", "edit-row", "remove-row", "undo-row", "paste-rows"
BUTTONS = (ADD, EDIT, REMOVE, UNDO, PASTE, "look-table")
NUMBER_MAX = 100_000


@dataclass(frozen=True)
class Entry:
    """What stands in the fields of the row."""

    data: Mapping[str, Any] = field(default_factory=dict)
    at: int | None = None  # None: a new one
    from_card: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.data


@dataclass(frozen=True)
class Asked:
    """What is asked of one row, in the order of the page."""

    parts: tuple[tuple[Form, Page], ...]

    def read(self, posted: Mapping[str, Any]) -> Entry:
        typed = {
            code: value
            for form, page in self.parts
            for code, value in form.read_post(page, posted).items()
            if not is_empty(value)
        }
        entry = Entry(typed, integer(posted.get(AT), most=NUMBER_MAX))
        card = read_card(str(posted.get(persons.IDENTITY, "")))
        if card is None:
            return entry
        said = {persons.NAME: card.name, persons.BIRTH: str(card.birth_date or "")}
        known = {code: value for code, value in said.items() if value and code not in typed}
        return replace(entry, data={**typed, **known, persons.IDENTITY: card.number}, from_card=True)

    def draw(self, entry: Entry, troubles: Sequence[Trouble], *, language: str) -> list[DrawnField]:
        faults = [Fault(one.column, one.sentence, one.facts) for one in troubles]
        return [
            drawn
            for form, page in self.parts
            for drawn in drawing.draw(form, page, dict(entry.data), faults, language)
        ]


def asked_of_row(form: Form | None, *, for_each: bool) -> Asked:
    """Questions that a cell of a table can answer; what is filled from the row's person is not asked again."""
    parts: list[tuple[Form, Page]] = [(persons.FORM, persons.FORM.pages[0])] if for_each else []
    if form is not None:
        whole = at_counter.as_one_page(form)
        items = tuple(
            item
            for item in whole.items
            if isinstance(item, Field) and item.compute is None and not (for_each and persons.is_filled(item))
        )
        parts.append((form, replace(whole, items=items)))
    return Asked(tuple(parts))


def as_row(entry: Entry, *, number: int) -> ListRow:
    return ListRow(entry.at or number, dict(entry.data))


def of_row(row: ListRow) -> Entry:
    return Entry(dict(row.data), row.number)
