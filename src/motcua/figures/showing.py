"""Figures as pages show them: finished words and numbers. What is published counts at least ten, months and year together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.foundation.downloads import Column, Kind, Nature, Source, Table
from motcua.surveys.rules import groups

from . import named
from .queries import Figures
from .rules.heads import Query, Unit
from .rules.months import Month

HALF, NINE = 0.5, 0.9
HIDDEN = "…"


@dataclass(frozen=True)
class Cell:
    """One number: in words, as a value for a picture, what it is of; nothing of it when it is hidden."""

    words: str
    value: float | None
    part: int | None
    whole: int | None
    hidden: bool = False
    days: float | None = None  # of what is measured in time


EMPTY = Cell("–", None, None, 0)
AWAY = Cell(HIDDEN, None, None, None, hidden=True)


@dataclass(frozen=True)
class MonthLine:
    month: Month
    own: Cell
    before: Cell  # the same month a year ago


def cell(query: Query, figures: Figures | None) -> Cell:
    if figures is None or not figures.share(query.name).whole:
        return EMPTY
    share = figures.share(query.name)
    if query.unit is Unit.SHARE:
        assert share.value is not None
        return Cell(writing.percent(share.value), 100 * share.value, share.part, share.whole)
    took = figures.took(query.name, HALF)
    assert took is not None
    return Cell(writing.working_days(took.value), took.value / 2, None, share.whole, days=took.value / 2)


def lines(query: Query, months: Mapping[Month, Figures], *, year: int, public: bool) -> list[MonthLine]:
    """The twelve months of a year beside those of the year before. For the public, small months and what would give
    them away are left out."""
    cells = {month: cell(query, figures) for month, figures in months.items()}
    if public:
        for which in (year, year - 1):
            counts = {str(month): one.whole or 0 for month, one in cells.items() if month.year == which}
            for month in groups.hidden(counts):
                cells = {key: AWAY if str(key) == month else one for key, one in cells.items()}
    return [
        MonthLine(month, cells.get(month, EMPTY), cells.get(month.later(-12), EMPTY))
        for month in (Month(year, number) for number in range(1, 13))
    ]


def whole(months: Mapping[Month, Figures], *, year: int, query: Query, public: bool) -> Cell:
    """The year so far; the same months make it up as the table shows."""
    found = Figures()
    for month, figures in months.items():
        if month.year == year:
            for name, share in figures.shares.items():
                found.add({name: [share.part, share.whole]}, simulated=figures.simulated)
            for name, bins in figures.half_days.items():
                found.half_days.setdefault(name, type(bins)()).update(bins)
    said = cell(query, found)
    return AWAY if public and 0 < (said.whole or 0) < groups.LEAST else said


def told(query: Query, language: str) -> dict[str, str]:
    """What a query says of itself, in the reader's language."""
    return {
        "name": query.name,
        "slug": query.slug,
        "title": query.title[language],
        "numerator": query.numerator[language],
        "denominator": query.denominator[language],
        "basis": query.basis,
    }


def table(
    query: Query, rows: Sequence[MonthLine], *, language: str, year: int, place: str, simulated: bool
) -> Table:
    """What the page of a figure shows, to be taken away; what is hidden there is empty here."""
    shares = query.unit is Unit.SHARE
    columns = (
        Column("month", Kind.TEXT, _("Month")),
        Column("place", Kind.TEXT, _("Place")),
        Column("numerator", Kind.INTEGER, _("Numerator"), query.numerator[language]),
        Column("denominator", Kind.INTEGER, _("Denominator"), query.denominator[language]),
        Column("value", Kind.NUMBER, _("Share in percent") if shares else _("Median in working days")),
        Column("year_before", Kind.NUMBER, _("The same month a year ago")),
    )
    return Table(
        name=f"{query.name}-{year}",
        title=f"{query.title[language]} {year}",
        columns=columns,
        rows=[
            (
                str(one.month),
                place,
                one.own.part,
                one.own.whole,
                _rounded(one.own.value),
                _rounded(one.before.value),
            )
            for one in rows
            if one.own.whole or one.own.hidden
        ],
        nature=Nature.SIMULATED if simulated else Nature.COMPUTED,
        description=query.basis,
        sources=(Source(f"figures/sql/{query.name.replace('-', '_')}.sql"),),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def of_slug(slug: str) -> Query | None:
    return next((one for one in named.every().values() if one.slug == slug), None)
