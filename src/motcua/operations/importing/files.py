"""The rows of a file, whatever wrote it: its encoding and separator found, its headings recognised, its memory bounded."""

import codecs
import csv
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from openpyxl.utils import get_column_letter

from motcua.documents import queries as documents
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import plain
from motcua.foundation.text_files import NO_TEXT, not_utf_8
from motcua.operations.importing import old_fonts, other_fonts
from motcua.operations.importing.cells import Cell, Nature
from motcua.operations.importing.columns import (
    COLUMNS,
    HEADING_ROWS_MAX,
    Kind,
    Recognised,
    recognised,
    says_nothing,
)
from motcua.operations.importing.old_fonts import Leaning, Letters
from motcua.operations.importing.rules import PAPERS_MAX

BYTES_MAX = 40 * 1024 * 1024
ROWS_MAX = 200_000
CELL_CHARACTERS_MAX = 4_000
COLUMNS_MAX = 60
SEPARATORS = (",", ";", "\t")
BYTES_AT_ONCE = 1024 * 1024
PACKED = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"

Line = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its number in the sheet, and its cells by the columns they stand in."""

    number: int
    cells: dict[str, Cell]
    turned: int = 0  # cells that stood in letters of an old font
    unsure: tuple[str, ...] = ()  # columns of cells that could be meant both ways
    letters: Letters | None = None  # which old ones they were
    capitals: tuple[str, ...] = ()  # columns of cells whose font drew capitals


class Table:
    """A file opened: of which kind it is, and its rows, as often as they are asked for. Closed, nothing of it is left."""

    def __init__(
        self, path: Path, *, kind: Kind | None = None, letters: Letters | None = None, field: str = "file"
    ) -> None:
        self._path, self._field, self._said = path, field, letters
        self.decoded: Letters | None = None  # an old code that the file itself was in
        self.letters = letters  # none: what they are was not said and the table has both, or needs no turning
        with ExitStack() as held:
            self._lines = self._opened(held, kind)
            self._held = held.pop_all()

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    @property
    def kind(self) -> Kind:
        return self.read.kind

    def rows(self) -> Iterator[Row]:
        """Below the headings, without those that say nothing."""
        places = self.read.columns
        key = places.get("number", places.get("code", 0))
        heading = self.read.heading
        said = 0
        for place, (number, cells) in enumerate(self._lines.all()):
            if place <= heading:
                continue
            texts = [cell.text or ("=" if cell.nature is Nature.FORMULA else "") for cell in cells]
            if says_nothing(texts, key=texts[key] if key < len(texts) else ""):
                continue
            said += 1
            if said > (most := PAPERS_MAX if self.kind is Kind.PAPERS else ROWS_MAX):
                raise _refused(self._field, TOO_MANY, most=most)
            yield self._row(
                number, {name: cells[index] for name, index in places.items() if index < len(cells)}
            )

    def _row(self, number: int, cells: dict[str, Cell]) -> Row:
        # What its font says of a cell is sure.
        loud = {name: Cell(other_fonts.capitals(c.text)) for name, c in cells.items() if c.in_capitals}
        cells = {name: loud.get(name, cell) for name, cell in cells.items()}
        if self.letters is Letters.UNICODE:
            return Row(number, cells, capitals=tuple(loud))
        turn = _TURNED.get(self.letters) if self.letters else None
        asked: tuple[Leaning, ...] = (Leaning.OLD, Leaning.EITHER, Leaning.BOTH)
        if turn:
            asked = (Leaning.BOTH,) if self.letters is Letters.TCVN3 else ()
        rest = {name: cell for name, cell in cells.items() if name not in loud}
        unsure = tuple(name for name, cell in rest.items() if old_fonts.leaning(cell.text) in asked)
        turned = cells | {name: turn(cell) if turn else cell for name, cell in rest.items()}
        count = sum(turned[name] != cell for name, cell in cells.items())
        return Row(number, turned, count, unsure, self.letters, tuple(loud))

    def _found_letters(self, lines: "_Lines") -> Letters | None:
        """What the rows below the headings are written in; the headings may come from somewhere else."""
        below = (c.text for _number, cells in islice(lines.all(), self.read.heading + 1, None) for c in cells)
        found = old_fonts.verdict(below)
        rows = islice(lines.all(), self.read.heading + 1, None)
        if other_fonts.looks_like_vni(cell.text for _number, cells in rows for cell in cells):
            raise _refused(self._field, IS_IT_VNI)
        if found is Leaning.EITHER:
            raise _refused(self._field, WHICH_LETTERS)
        return {Leaning.OLD: Letters.TCVN3, Leaning.BOTH: None}.get(found, Letters.UNICODE)

    def _opened(self, held: ExitStack, kind: Kind | None) -> "_Lines":
        try:
            size = self._path.stat().st_size
        except OSError:
            raise _refused(self._field, gettext_noop("The file cannot be opened.")) from None
        if size > BYTES_MAX:
            raise _refused(self._field, TOO_LARGE, most=BYTES_MAX // (1024 * 1024))
        with self._path.open("rb") as file:
            first = file.read(4)
        found = self._sheets(held) if first in (PACKED, OLD_WORKBOOK) else self._texts()
        known = []
        broken: list[InvalidInput] = []
        for lines in found:
            try:
                read = recognised(_texts(lines, self.letters), kind=kind)
            except InvalidInput as error:  # parted by another sign it may be whole
                broken.append(error)
                continue
            if read is not None:
                known.append((read, lines))
        if broken and len(broken) == len(found):
            raise broken[0]
        if not known:
            raise _refused(self._field, NO_HEADINGS, columns=_needed(kind))
        self.read: Recognised
        self.read, lines = max(known, key=lambda one: (not one[0].missing, len(one[0].columns)))
        if self.read.missing:
            lacks = "; ".join(c.vi for c in COLUMNS[self.read.kind] if c.name in self.read.missing)
            raise _refused(self._field, MISSING, columns=lacks)
        if self.read.twice:
            heading, places = self.read.twice
            letters = ", ".join(get_column_letter(place + 1) for place in places)
            raise _refused(self._field, TWICE, heading=heading, columns=letters)
        if self.letters is None:
            self.letters = self._found_letters(lines)
        return lines

    def _sheets(self, held: ExitStack) -> list["_Lines"]:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="motcua-import-"))
        count = documents.write_rows(
            path=str(self._path), folder=folder, rows_max=ROWS_MAX + HEADING_ROWS_MAX, field=self._field
        )
        return [_Sheet(Path(folder) / f"{place}.lines") for place in range(count)]

    def _texts(self) -> list["_Lines"]:
        encoding = _encoding(self._path, self._field, self._said)
        if encoding == OLD_BYTES and self._said is None:
            self.letters = Letters.TCVN3
        if encoding == other_fonts.VISCII_BYTES:
            # Read as what it is from the first byte.
            self.letters, self.decoded = Letters.UNICODE, Letters.VISCII
        return [_Text(self._path, encoding, separator, self._field) for separator in SEPARATORS]


TOO_LARGE = gettext_noop("The file is larger than %(most)s MB. Split it.")
TOO_MANY = gettext_noop("The file has more than %(most)s rows. Split it.")
NO_HEADINGS = gettext_noop(
    "No row of headings was found among the first thirty rows. The table needs these columns: %(columns)s."
)
MISSING = gettext_noop("The table has no column for: %(columns)s.")
TWICE = gettext_noop(
    "The heading “%(heading)s” stands over several columns: %(columns)s. Leave it over the one that is meant."
)
WHICH_LETTERS = gettext_noop(
    "It cannot be told whether this file is typed in an old TCVN3 (ABC) font or in Unicode. Say which: under “Typed in” on the page, or with --encoding tcvn3 or --encoding unicode."
)
IS_IT_VNI = gettext_noop(
    "This file looks as if it were typed in a VNI font. Say so: under “Typed in” on the page, or with --encoding vni; or --encoding unicode, if it is not."
)
NOT_TEXT = gettext_noop("The file is neither a table in CSV nor an .xlsx workbook.")
BROKEN = gettext_noop("The file cannot be read as CSV at row %(row)s. Save it again as “CSV UTF-8”.")


def _needed(kind: Kind | None) -> str:
    return "; ".join(column.vi for column in COLUMNS[kind or Kind.DOSSIERS] if column.needed)


def _refused(field: str, sentence: str, **facts: object) -> InvalidInput:
    return InvalidInput(faults=[Fault(field, sentence, facts)])


class _Lines(Protocol):
    """Numbered rows of cells, read again from the start each time."""

    def all(self) -> Iterator[Line]: ...


def _texts(lines: _Lines, letters: Letters | None) -> list[list[str]]:
    """The first rows to look for headings in, each cell as it reads."""
    return [
        [_heading(cell.text, letters) for cell in cells]
        for _number, cells in islice(lines.all(), HEADING_ROWS_MAX)
    ]


def _heading(text: str, letters: Letters | None) -> str:
    if letters in (Letters.VNI, Letters.VISCII):
        return _TURNED[letters](Cell(text)).text
    is_old = letters is not Letters.UNICODE and old_fonts.leaning(text) is Leaning.OLD
    return old_fonts.read(text) if is_old else text


class _Sheet(_Lines):
    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> Iterator[Line]:
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                number, cells = json.loads(line)
                yield number, [_cell(cell) for cell in cells]


def _cell(said: Any) -> Cell:
    if isinstance(said, str):
        return Cell(_clean(said))
    nature, text = said
    if nature == "capitals":
        return Cell(_clean(text), in_capitals=True)
    return Cell(text, Nature(nature))


def _clean(text: str) -> str:
    """NFC, without what nobody can see; a space that does not break is one."""
    return plain(text.replace("\u00a0", " ")).strip()[:CELL_CHARACTERS_MAX]


class _Text(_Lines):
    def __init__(self, path: Path, encoding: str, separator: str, field: str) -> None:
        self._path, self._encoding, self._separator, self._field = path, encoding, separator, field

    def all(self) -> Iterator[Line]:
        number = 0
        try:
            with self._path.open(encoding=self._encoding, errors=_errors(self._encoding), newline="") as file:
                # Strictly: a quotation mark that nobody closes would take the rows behind it into its cell.
                rows = csv.reader(file, delimiter=self._separator, strict=True)
                for number, texts in enumerate(rows, 1):
                    yield number, [Cell(_clean(text)) for text in texts[:COLUMNS_MAX]]
        except csv.Error:
            raise _refused(self._field, BROKEN, row=number + 1) from None


def _errors(encoding: str) -> str:
    return "replace" if encoding == OLD_BYTES else "strict"


def _encoding(path: Path, field: str, letters: Letters | None) -> str:
    """UTF-8 or UTF-16 if the whole file is; else one of the old Vietnamese codes of Windows, if it could be that.

    UTF-8 that is damaged somewhere could be read as that, too, and every name in it would be nonsense.
    """
    with path.open("rb") as file:
        first = file.read(BYTES_AT_ONCE)
    if not first:
        raise _refused(field, gettext_noop("The file is empty."))
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wanted: Sequence[str] = ("utf-16",)
    elif b"\0" in first:
        # UTF-16 without its mark: every second byte of plain letters is zero.
        odd, even = first[1:200:2].count(0), first[0:200:2].count(0)
        if max(odd, even) * 4 < len(first[0:200:2]):
            raise _refused(field, NO_TEXT)
        wanted = ("utf-16-le",) if odd > even else ("utf-16-be",)
    else:
        wanted = ("utf-8-sig", "cp1258")
    found = next((encoding for encoding in wanted if _is_in(path, encoding)), None)
    if found != "utf-8-sig" and "utf-8-sig" in wanted and _is_damaged_utf_8(first):
        raise InvalidInput(faults=[not_utf_8(path.read_bytes(), field)])
    if found == "cp1258" or (found is None and "cp1258" in wanted and _is_in(path, OLD_BYTES, "replace")):
        found = _bytes_of(path, field, letters, found)
    if found is None:
        raise _refused(field, NOT_TEXT)
    return found


_TURNED: Mapping[Letters, Callable[[Cell], Cell]] = {
    Letters.TCVN3: old_fonts.turned,
    Letters.VNI: other_fonts.turned_vni,
    Letters.VISCII: other_fonts.turned_viscii,
}
OLD_BYTES = "cp1252"  # signs of Western Europe, over which an old font drew its letters
SURE_TIMES = 10
_SAID_BYTES: Mapping[Letters, str] = {
    Letters.TCVN3: OLD_BYTES,
    Letters.VNI: OLD_BYTES,
    Letters.VISCII: other_fonts.VISCII_BYTES,
}


def _bytes_of(path: Path, field: str, letters: Letters | None, new: str | None) -> str | None:
    """One byte a letter: the code page 1258, or an old font, by which words are Vietnamese that way alone."""
    if letters is not None:
        return _SAID_BYTES.get(letters, new)
    with (
        path.open(encoding=OLD_BYTES, errors="replace") as one,
        path.open(encoding="cp1258", errors="replace") as two,
    ):
        old, other = old_fonts.sure_words(zip(one, two, strict=False))
        one.seek(0)
        if other_fonts.looks_like_vni(one):
            raise _refused(field, IS_IT_VNI)
    if new is None:
        return OLD_BYTES if old > SURE_TIMES * other else None
    if old > SURE_TIMES * other:
        return OLD_BYTES
    if old and other <= SURE_TIMES * old:
        raise _refused(field, WHICH_LETTERS)
    return new


def _is_damaged_utf_8(first: bytes) -> bool:
    """Whether more letters are sound UTF-8 than are not: in the old code page hardly any would be."""
    if first.startswith(codecs.BOM_UTF8):
        return True
    text = first.decode(errors="replace")
    broken = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) - broken > broken


def _is_in(path: Path, encoding: str, errors: str = "strict") -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        with path.open("rb") as file:
            while content := file.read(BYTES_AT_ONCE):
                if "\0" in decoder.decode(content):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
