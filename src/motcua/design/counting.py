"""The explained date: how a due date was counted, one cell a day. Words and colours only; the counting is foundation.calendar's."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from motcua.design import writing
from motcua.foundation import calendar


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

    sentences: tuple[str, ...]
    start: int
    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]

    @property
    def fortnight(self) -> bool:
        """Short enough for one line on a wide page."""
        return len(self.cells) <= 14


_COLOURS = {
    "received": "start",
    "counted": "counted",
    "worked": "counted",
    "paused": "paused",
    "holiday": "holiday",
    "due": "due",
    "dropped": "dropped",
}


def count(due: calendar.Due) -> Count:
    """The sentence, the cells and the sums of a counted term."""
    explained = calendar.explain(due)
    return Count(
        sentences=tuple(_sentences(explained)),
        start=explained.first_column,
        cells=tuple(_cell(cell, explained) for cell in explained.cells),
        sums=tuple(_sum(line) for line in explained.sums),
    )


def _cell(cell: calendar.Cell, explained: calendar.Explained) -> Cell:
    why = _why(cell, explained)
    number = _("counted day %(n)s") % {"n": cell.number} if cell.number is not None else ""
    aloud = ", ".join(part for part in (writing.long_day(cell.date), number, why) if part)
    return Cell(cell.date, _COLOURS.get(cell.code, ""), cell.number, why, aloud)


def _why(cell: calendar.Cell, explained: calendar.Explained) -> str:
    """The reason in a word or two; a holiday says its name, which is data."""
    if cell.code == "received" and cell.date != explained.arrived:
        return pgettext("a day of the count", "received, office closed")
    words = {
        "received": pgettext("a day of the count", "received"),
        "weekend": pgettext("a day of the count", "weekend"),
        "holiday": cell.name or pgettext("a day of the count", "public holiday"),
        "worked": cell.name or pgettext("a day of the count", "worked instead"),
        "paused": _pause(cell.name),
        "due": pgettext("a day of the count", "due"),
        "moved": pgettext("a day of the count", "off, moves on"),
        "dropped": pgettext("a day of the count", "counted afresh"),
    }
    return words.get(cell.code, "")


def _pause(reason: str) -> str:
    words = {
        "supplement": pgettext("a day of the count", "waiting for papers"),
        "financial-duty": pgettext("a day of the count", "waiting for payment"),
    }
    return words.get(reason) or reason or pgettext("a day of the count", "paused")


def _sentences(explained: calendar.Explained) -> list[str]:
    """The rule in plain words, then what was special this time."""
    n = explained.amount
    rules = {
        "same-day": _(
            "The result is due the same day, or the next working day when received after the cut-off."
        ),
        "working-hours": ngettext(
            "The term is %(n)s working hour; only hours when the office is open count.",
            "The term is %(n)s working hours; only hours when the office is open count.",
            n,
        ),
        "working-days": ngettext(
            "The term is %(n)s working day. The day of receipt is not counted.",
            "The term is %(n)s working days. The day of receipt is not counted.",
            n,
        ),
        "calendar-days": ngettext(
            "The term is %(n)s day, days off included. The day of receipt is not counted.",
            "The term is %(n)s days, days off included. The day of receipt is not counted.",
            n,
        ),
        "months": ngettext("The term is %(n)s month.", "The term is %(n)s months.", n),
        "paused": _("The clock stands still. The date is counted when what is missing has arrived."),
    }
    sentences = [rules[explained.sentence] % {"n": n}]
    if explained.arrived != explained.received_date and not explained.restarted:
        sentences.append(
            _("It arrived while the office was closed and counts as received on %(day)s.")
            % {"day": writing.long_day(explained.arrived)}
        )
    if explained.restarted:
        sentences.append(_("After the pause the whole term was counted afresh."))
    elif explained.due and any(line.code == "paused" for line in explained.sums):
        sentences.append(_("Days on which the clock stood still are not counted."))
    if explained.moved:
        sentences.append(_("The last day is a day off, so the date moves on to the next working day."))
    return sentences


def _sum(line: calendar.Sum) -> Sum:
    n = line.days
    words = {
        "counted": ngettext("%(n)s day counted", "%(n)s days counted", n),
        "worked": ngettext("%(n)s day off worked instead", "%(n)s days off worked instead", n),
        "weekend": ngettext("%(n)s weekend day", "%(n)s weekend days", n),
        "holiday": ngettext("%(n)s public holiday", "%(n)s public holidays", n),
        "paused": ngettext("%(n)s day paused", "%(n)s days paused", n),
        "dropped": ngettext("%(n)s day counted afresh", "%(n)s days counted afresh", n),
    }
    colours = {"counted": "done-tint", "worked": "done-tint", "holiday": "info-tint", "paused": "soon-tint"}
    return Sum(colours.get(line.code, "wash"), words[line.code] % {"n": n})
