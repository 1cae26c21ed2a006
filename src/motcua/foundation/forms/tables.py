"""Named, dated tables that questions take their answers from: too many lines for options, and kept once for all forms.

The answer is the line as it reads on its day, name and code in one text: `Phường Mẫu, Tỉnh Mẫu (00001)`. So it is
shown, printed, compared and kept like any text, and says by itself what it meant when it was given.

Pure, but for one thing: where the lines are kept is known higher up in the house, which says so once (`read_from`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold

TABLE_KEY = r"[a-z][a-z0-9-]{0,39}"
LINE_CODE = r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}"
NEAREST_MAX = 5
ALIKE_MIN = 0.45  # of pairs of letters, from which two names may be the same with a slip of the hand
# What stands before the name of a place and is left out by whoever writes it.
UNIT_WORDS = ("thành phố", "tỉnh", "đặc khu", "phường", "xã", "thị trấn", "thị xã", "quận", "huyện")
_SAID = re.compile(rf"(.*\S)\s*\(({LINE_CODE})\)")


@dataclass(frozen=True)
class Line:
    """One line: a code, a name, and within what it lies, where names alone do not tell lines apart."""

    code: str
    name: str
    within: str = ""

    @property
    def place(self) -> str:
        return f"{self.name}, {self.within}" if self.within else self.name

    @property
    def said(self) -> str:
        """The answer: name and code."""
        return f"{self.place} ({self.code})"


@dataclass(frozen=True)
class Table:
    """The lines of a table that hold on one day, in their order."""

    key: str
    name: Wording
    lines: tuple[Line, ...]

    @cached_property
    def _by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.lines}

    @cached_property
    def _written(self) -> dict[str, list[Line]]:
        """Every way in which a line may be written out, with its marks and without, and who is meant by it."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            for text in dict.fromkeys(
                way for key in (_plain, _folded) for way in _ways(key(line.name), key(line.within))
            ):
                found.setdefault(text, []).append(line)
        return found

    @cached_property
    def _searched(self) -> "tuple[_Searched, ...]":
        return tuple(_searched(line) for line in self.lines)

    def meant(self, typed: str) -> tuple[Line, ...]:
        """The lines that a text may mean; exactly one where it is clear."""
        text = " ".join(typed.split())
        if line := self._by_code.get(text):
            return (line,)
        said = _SAID.fullmatch(text)
        if said and (line := self._by_code.get(said[2])):
            # A code beside another name is a slip, or a line as it read on another day: neither is guessed at.
            return (line,) if _folded(said[1]) in (_folded(line.name), _folded(line.place)) else ()
        return tuple(self._written.get(_plain(text)) or self._written.get(_folded(text)) or ())

    def search(self, typed: str, most: int) -> list[Line]:
        """Lines in which each word of a text begins a word, those that begin with it first; without a text the first."""
        words = _folded(typed).split()
        found = [one for one in self._searched if all(f" {word}" in one.text for word in words)]
        first = " ".join(words)
        found.sort(key=lambda one: not one.bare.startswith(first))
        return [one.line for one in found[:most]]

    def nearest(self, typed: str, most: int = NEAREST_MAX) -> list[Line]:
        """What may have been meant by a text that no line is called."""
        said = _SAID.fullmatch(typed)
        text = said[1] if said else typed
        if said and (line := self._by_code.get(said[2])):
            return [line]
        if found := self.search(text, most):
            return found
        pairs = _pairs(_folded(_bare(text.partition(",")[0])))
        alike = [(_alike(pairs, one.pairs), one.line) for one in self._searched]
        alike = [one for one in alike if one[0] >= ALIKE_MIN]
        return [line for _share, line in sorted(alike, key=lambda one: -one[0])[:most]]


@dataclass(frozen=True)
class _Searched:
    """A line as it is searched: all its words, its bare name, and that name in pairs of letters."""

    text: str
    bare: str
    pairs: frozenset[str]
    line: Line


def _searched(line: Line) -> _Searched:
    bare = _folded(_bare(line.name))
    return _Searched(f" {_folded(line.said)}", bare, _pairs(bare), line)


# Where the lines are kept ---------------------------------------------------------------------------------------

Source = Callable[[str, date], Table]
Names = Callable[[], Mapping[str, Wording]]
_kept: list[tuple[Source, Names]] = []


def read_from(source: Source, names: Names) -> None:
    """Said once, by the room that keeps the tables."""
    _kept[:] = [(source, names)]


def table(key: str, on: date) -> Table:
    """A table as it holds on a day; without lines where nothing was brought in for it."""
    return _kept[0][0](key, on)


def names() -> Mapping[str, Wording]:
    """The tables there are, by key."""
    return _kept[0][1]() if _kept else {}


# An answer ------------------------------------------------------------------------------------------------------


def settled(key: str, typed: str, path: str, today: date) -> tuple[str, Fault | None]:
    """The answer as it is kept, or what was typed and what is wrong with it."""
    found = table(key, today)
    meant = found.meant(typed)
    if len(meant) == 1:
        return meant[0].said, None
    facts = {"table": found.name, "day": f"{today:%d/%m/%Y}"}
    if not found.lines:
        return typed, Fault(
            path, _("“%(table)s” holds nothing on %(day)s: the office has to bring it in first."), facts
        )
    near = list(meant[:NEAREST_MAX]) or found.nearest(typed)
    facts["near"] = "; ".join(line.said for line in near)
    if meant:
        return typed, Fault(
            path,
            _("Several lines of “%(table)s” are called so. Write which is meant: %(near)s."),
            facts,
        )
    if near:
        return typed, Fault(
            path, _("This does not stand in “%(table)s” on %(day)s. The nearest: %(near)s."), facts
        )
    return typed, Fault(path, _("This does not stand in “%(table)s” on %(day)s."), facts)


# How names are compared -----------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _folded(text: str) -> str:
    return fold(text.replace(",", " ").replace("(", " ").replace(")", " "))


_UNITS = tuple(sorted({word for one in UNIT_WORDS for word in (one, fold(one))}, key=len, reverse=True))


def _bare(name: str) -> str:
    """“Phường Hải Châu” as people say it: Hải Châu."""
    lower = name.casefold()
    unit = next((one for one in _UNITS if lower.startswith(f"{one} ")), "")
    return name[len(unit) :].strip()


def _ways(name: str, within: str) -> Iterable[str]:
    for one in (name, _bare(name)):
        yield one
        for around in (within, _bare(within)):
            if around:
                yield f"{one} {around}"


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[index : index + 2] for index in range(len(text) - 1)) or frozenset((text,))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
