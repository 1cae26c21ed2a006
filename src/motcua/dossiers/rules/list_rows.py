"""Rows of a list that is being written: added, mended, taken away and put back. Pure; each step answers a new list."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from motcua.dossiers.rules import checks
from motcua.dossiers.rules.lists import ROWS_MAX, ListRow
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

UNDONE_MAX = 20  # so many steps back
ROWS_TYPED_CHARACTERS_MAX = 1000
STRETCH = re.compile(r"([0-9]{1,6})(?:[-–]([0-9]{1,6}))?", re.ASCII)


def rows_named(text: str, known: Collection[int], *, field: str) -> frozenset[int]:
    """Rows of the list as somebody names them: “2, 5–7”. Refuses what is no row of it."""
    if len(text.strip()) > ROWS_TYPED_CHARACTERS_MAX:
        raise InvalidInput(faults=[checks.too_long(field, most=ROWS_TYPED_CHARACTERS_MAX)])
    unspaced = re.sub(r"\s*[-–]\s*", "-", text.strip())
    found: set[int] = set()
    for said in filter(None, re.split(r"[,;\s]+", unspaced)):
        match = STRETCH.fullmatch(said)
        if match is None:
            sentence = gettext_noop("Write the numbers of rows, for example 2, 5–7.")
            raise InvalidInput(faults=[Fault(field, sentence)])
        first, last = int(match[1]), int(match[2] or match[1])
        rows = {number for number in known if first <= number <= last}
        if not rows:
            sentence = gettext_noop("The list has no row %(row)s.")
            raise InvalidInput(faults=[Fault(field, sentence, {"row": said.replace("-", "–")})])
        found |= rows
    return frozenset(found)


@dataclass(frozen=True)
class Rows:
    """What stands in the list, by number; and what was taken out of it, the latest last."""

    rows: tuple[ListRow, ...] = ()
    removed: tuple[tuple[ListRow, ...], ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= ROWS_MAX

    @property
    def next_number(self) -> int:
        return max((row.number for row in self.rows), default=0) + 1

    def row(self, number: int) -> ListRow | None:
        return next((row for row in self.rows if row.number == number), None)

    def put(self, row: ListRow) -> "Rows":
        """In the place of the row that has its number, else at its place among the others."""
        stood = self.row(row.number)
        if stood is not None and not row.aside:
            row = replace(row, aside=stood.aside)
        others = [one for one in self.rows if one.number != row.number]
        return replace(self, rows=tuple(sorted([*others, row], key=lambda one: one.number)))

    def behind(self, rows: Sequence[ListRow]) -> "Rows":
        """Further rows, numbered on."""
        first = self.next_number
        return replace(
            self, rows=(*self.rows, *(replace(row, number=first + n) for n, row in enumerate(rows)))
        )

    def without(self, number: int) -> "Rows":
        gone = tuple(row for row in self.rows if row.number == number)
        kept = tuple(row for row in self.rows if row.number != number)
        return Rows(kept, self._aside(gone))

    def replaced(self, rows: Sequence[ListRow]) -> "Rows":
        """Another table in its place; what stood here is set aside."""
        return Rows(tuple(rows), self._aside(self.rows))

    def undone(self) -> "Rows":
        """What was taken out last stands there again, under its number where that is free."""
        if not self.removed:
            return self
        found = Rows(self.rows, self.removed[:-1])
        for row in self.removed[-1]:
            if found.is_full:
                break
            found = found.put(row) if found.row(row.number) is None else found.behind([row])
        return found

    def _aside(self, gone: tuple[ListRow, ...]) -> tuple[tuple[ListRow, ...], ...]:
        return (*self.removed, gone)[-UNDONE_MAX:] if gone else self.removed
