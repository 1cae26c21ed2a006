"""The explained date: how a due date was counted, one cell a day. Reads the answer of foundation.calendar; counts nothing itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from motcua.design import writing


class Day(Protocol):
    """What this part needs of motcua.foundation.calendar.Day."""

    @property
    def date(self) -> date: ...
    @property
    def number(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Cell:
    """One day: its colour, its number if it counts, why it does not, and the whole read aloud."""

    date: date
    colour: str
    number: int | None
    why: str
    aloud: str


@dataclass(frozen=True)
class Sum:
    """One line of the legend."""

    colour: str
    words: str


@dataclass(frozen=True)
class Count:
    """The whole part; `start` is the column of the first day, Monday being 1."""

    start: int
    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]

    @property
    def fortnight(self) -> bool:
        return len(self.cells) <= 14


_COLOURS = {
    "received": "start", "counted": "counted", "worked": "counted", "paused": "paused", "holiday": "holiday", "due": "due",
}  # fmt: skip


def count(days: Sequence[Day]) -> Count:
    """The cells and the sums of a counted term."""
    cells = tuple(_cell(day) for day in days)
    return Count(start=days[0].date.isoweekday() if days else 1, cells=cells, sums=_sums(days))


def _cell(day: Day) -> Cell:
    why = _why(day)
    number = _("counted day %(n)s") % {"n": day.number} if day.number is not None else ""
    aloud = ", ".join(part for part in (writing.long_day(day.date), number, why) if part)
    return Cell(day.date, _COLOURS.get(day.reason, ""), day.number, why, aloud)


def _why(day: Day) -> str:
    """The reason in a word or two; a holiday says its name, which is data."""
    words = {
        "received": pgettext("a day of the count", "received"),
        "weekend": pgettext("a day of the count", "weekend"),
        "holiday": day.name or pgettext("a day of the count", "public holiday"),
        "worked": day.name or pgettext("a day of the count", "worked instead"),
        "paused": day.name or pgettext("a day of the count", "paused"),
        "due": pgettext("a day of the count", "due"),
        "moved": pgettext("a day of the count", "moved on"),
    }
    return words.get(day.reason, "")


def _sums(days: Sequence[Day]) -> tuple[Sum, ...]:
    counted = sum(day.number is not None for day in days)
    by_reason = Counter(str(day.reason) for day in days)
    lines = (
        ("done-tint", counted, ngettext("%(n)s day counted", "%(n)s days counted", counted)),
        (
            "wash",
            by_reason["weekend"],
            ngettext("%(n)s weekend day", "%(n)s weekend days", by_reason["weekend"]),
        ),
        (
            "info-tint",
            by_reason["holiday"],
            ngettext("%(n)s public holiday", "%(n)s public holidays", by_reason["holiday"]),
        ),
        (
            "soon-tint",
            by_reason["paused"],
            ngettext("%(n)s day paused", "%(n)s days paused", by_reason["paused"]),
        ),
    )
    return tuple(Sum(colour, words % {"n": n}) for colour, n, words in lines if n)
