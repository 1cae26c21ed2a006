"""What the checks of all kinds share: cells read with what is wrong noted, and who says what a row would make."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from django.conf import settings

from motcua.foundation import secret_text
from motcua.foundation.refusal import gettext_noop as _
from motcua.operations.importing import cells
from motcua.operations.importing.cells import EMPTY, Cell, Moment, Remark, WrongCell
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Row
from motcua.operations.importing.folder import Files
from motcua.operations.importing.old_fonts import NAMES, Letters
from motcua.operations.importing.rules import Fate
from motcua.people.rules import Reach

T = TypeVar("T")
LABEL_CHARACTERS_MAX = 80
NEEDED = _("must not be empty.")
TOO_LONG = _("is longer than %(most)s characters.")
TURNED = _("%(count)s cells of this row were typed in %(letters)s and are read as Unicode.")
SMALL = _(
    "has no capitals: a capital font (.VnTimeH) keeps none in the file. Look at it, or bring a workbook, where the font is known."
)
LOUD = _("stands in a capital font (.VnTimeH) and is read in capitals.")
NAMES_OF_PEOPLE = ("applicant", "name", "organisation", "who")
UNSURE = _(
    "may be typed in an old TCVN3 (ABC) font or in Unicode: the file has both. Say which (“Typed in” on the page, or --encoding), or write the cell anew."
)
TWICE = _("stands in row %(row)s already.")


@dataclass(slots=True)
class Reading:
    """One row while it is read: what its cells say, and what is wrong with them."""

    row: Row
    remarks: list[Remark] = field(default_factory=list)
    # What the row is beside its cells: the digest of a file that is another than when the row came in.
    beside: str = ""
    is_past: bool = False  # its time of keeping is over: it is left out, which is no fault

    def wrong(self, column: str, sentence: str, **facts: object) -> None:
        self.remarks.append(Remark(column, sentence, facts))

    def note(self, column: str, sentence: str, **facts: object) -> None:
        self.remarks.append(Remark(column, sentence, facts, is_wrong=False))

    @property
    def is_good(self) -> bool:
        return not any(one.is_wrong for one in self.remarks)

    def cell(self, column: str) -> Cell:
        return self.row.cells.get(column, EMPTY)

    def read(self, column: str, by: Callable[[Cell], T]) -> T | None:
        """What the cell says; nothing if it is empty or wrong, and then that is noted."""
        cell = self.cell(column)
        if not cell.text and cell.nature is not cells.Nature.FORMULA:
            return None
        try:
            return by(cell)
        except WrongCell as error:
            self.wrong(column, error.sentence, **error.facts)
            return None

    def text(self, column: str, *, most: int, needed: bool = False) -> str:
        """Words on one line."""
        found = " ".join((self.read(column, cells.value) or "").split())
        if len(found) > most:
            self.wrong(column, TOO_LONG, most=most)
            return ""
        if needed and not found and not any(one.column == column for one in self.remarks):
            self.wrong(column, NEEDED)
        return found

    def moment(self, column: str) -> Moment | None:
        return self.read(column, cells.moment)


@dataclass(frozen=True, slots=True)
class Checked:
    """One row, checked: what it is called in the file, and what it would make, if anything."""

    number: int
    label: str
    digest: str
    remarks: tuple[Remark, ...]
    plan: object | None  # of the kind; None when it is wrong
    is_past: bool = False

    def fate(self, known: Collection[str]) -> Fate:
        """What would become of it. A row that is here already is not wrong because of what it made here."""
        if self.digest in known:
            return Fate.SAME
        if self.is_past:
            return Fate.PAST
        return Fate.WRONG if self.plan is None else Fate.READY


class Checker(Protocol):
    """Reads rows of one kind and writes what they make."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask the database once for the whole lot."""

    def check(self, reading: Reading) -> object | None: ...
    def label(self, row: Row) -> str: ...
    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]: ...


@dataclass(frozen=True)
class Around:
    """Who brings in, and when."""

    reach: Reach
    at: datetime
    # Identifiers of agencies and numbers of requests that an earlier file of the same dry run would bring in.
    planned: frozenset[str] = frozenset()
    # Of these requests, those that ended: procedure, and the day if it is known.
    ended: Mapping[str, tuple[str, date | None]] = field(default_factory=dict)
    files: Files | None = None  # what a table of papers names


def digest_of(kind: Kind, row: Row, *, beside: str = "") -> str:
    """A keyed digest: the same row has the same, and nobody without the key can try out what it says."""
    said = sorted((name, cell.text) for name, cell in row.cells.items() if cell.text)
    text = "\x1e".join([kind.value, *(f"{name}\x1f{value}" for name, value in said)])
    if beside:
        text += f"\x1e{beside}"
    return secret_text.fingerprint(text, use="import-row", folder=settings.KEYS_DIR)


def checked(kind: Kind, checker: Checker, rows: Iterable[Row]) -> list[Checked]:
    """A lot of rows, checked."""
    lot = list(rows)
    checker.prepare(lot)
    found = []
    for row in lot:
        reading = Reading(row)
        for column in row.unsure:
            reading.wrong(column, UNSURE)
        for column in row.capitals:
            reading.note(column, LOUD)
        if row.turned:
            reading.note("", TURNED, count=row.turned, letters=NAMES.get(row.letters or Letters.TCVN3, ""))
            for column in NAMES_OF_PEOPLE:
                if reading.cell(column).text.islower():
                    reading.note(column, SMALL)
        plan = checker.check(reading)
        good = reading.is_good and plan is not None
        label = checker.label(row)[:LABEL_CHARACTERS_MAX]
        digest = digest_of(kind, row, beside=reading.beside)
        plan = plan if good and not reading.is_past else None
        is_past = reading.is_past and reading.is_good
        found.append(Checked(row.number, label, digest, tuple(reading.remarks), plan, is_past))
    return found
