"""A dot and how sure it is: estimates or ranks with their 95 % range. Always for ranks; the own unit red."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .parts import Figures, Number, Scale, Table, TableRow, Tick, Words, at, nice_ticks, tick_places

WIDTH, RIGHT, TOP = 390, 368, 14
NAME_WIDTH, NAME_LETTERS = 118, 17  # as many letters of 12 units as fit beside the ranges
ROW, TALL_ROW = 20, 36


@dataclass(frozen=True)
class Interval:
    """One unit: a value and its range. Without bounds only the dot is drawn."""

    name: str
    value: Number
    lower: Number | None = None
    upper: Number | None = None
    own: bool = False
    url: str = ""


@dataclass(frozen=True)
class DrawnInterval:
    name: str
    own: bool
    title: str
    label_x: str
    label_y: str
    y: str
    x: str
    lower_x: str  # empty when not known
    upper_x: str
    radius: int


@dataclass(frozen=True)
class IntervalChart:
    words: Words
    table: Table
    width: int
    height: int
    top: int
    bottom: str
    tick_y: str
    ticks: tuple[Tick, ...]
    reference: Tick | None
    rows: tuple[DrawnInterval, ...]
    template: str = "design/parts/charts/intervals.html"
    look: str = "intervals"


def interval_chart(
    words: Words,
    rows: Sequence[Interval],
    *,
    ranks_of: int = 0,
    reference: tuple[Number, str] | None = None,
    figures: Figures = Figures(),  # noqa: B008 - frozen
    heads: tuple[str, str, str] | None = None,
) -> IntervalChart:
    """One row a unit, in the order given. Long names stand above their range, short ones beside it.

    `ranks_of=63` draws places from 1 to 63 and writes them whole. `reference` is a value with its name, drawn as a
    line through all rows: the mean. `heads` names value and bounds in the table where they are no 95 % interval.
    """
    figures = Figures(0) if ranks_of else figures
    ticks = _rank_ticks(ranks_of) if ranks_of else nice_ticks(*_reach(rows, reference), most=6)
    tall = any(len(row.name) > NAME_LETTERS for row in rows)
    left, high = (24, TALL_ROW) if tall else (NAME_WIDTH, ROW)
    across = Scale(ticks[0], ticks[-1], left, RIGHT)
    top = TOP + (16 if reference else 0)
    bottom = top + high * len(rows)
    written = Figures(0 if ranks_of else tick_places(ticks), figures.unit)
    return IntervalChart(
        words=words,
        table=_table(words, rows, figures, heads),
        width=WIDTH,
        height=bottom + 24,
        top=top,
        bottom=at(bottom),
        tick_y=at(bottom + 16),
        ticks=tuple(Tick(at(across(tick)), written.write(tick)) for tick in ticks),
        reference=Tick(at(across(reference[0])), reference[1]) if reference else None,
        rows=tuple(_drawn(row, top + high * one, across, figures, tall) for one, row in enumerate(rows)),
    )


def _drawn(row: Interval, y: float, across: Scale, figures: Figures, tall: bool) -> DrawnInterval:
    dot = y + (26 if tall else 10)
    return DrawnInterval(
        name=row.name,
        own=row.own,
        title=f"{row.name}: {_said(row, figures)}",
        label_x="0",
        label_y=at(y + 14),
        y=at(dot),
        x=at(across(row.value)),
        lower_x="" if row.lower is None else at(across(row.lower)),
        upper_x="" if row.upper is None else at(across(row.upper)),
        radius=5 if row.own else 4,
    )


def _said(row: Interval, figures: Figures) -> str:
    if row.lower is None or row.upper is None:
        return figures.write(row.value)
    return f"{figures.write(row.value)} ({figures.write(row.lower)}–{figures.write(row.upper)})"


def _reach(rows: Sequence[Interval], reference: tuple[Number, str] | None) -> tuple[float, float]:
    known = [float(value) for row in rows for value in (row.value, row.lower, row.upper) if value is not None]
    known += [float(reference[0])] if reference else []
    return (min(known), max(known)) if known else (0.0, 1.0)


def _rank_ticks(of: int) -> tuple[float, ...]:
    """1, 10, 20, … and the last place, which pushes out a ten that stands too near."""
    step = 10 if of > 20 else 5
    return (1.0, *(float(tick) for tick in range(step, of, step) if of - tick >= step / 2), float(of))


def _table(
    words: Words, rows: Sequence[Interval], figures: Figures, named: tuple[str, str, str] | None
) -> Table:
    plain = (_("Value"), _("Lower bound, 95 %"), _("Upper bound, 95 %"))
    heads = (words.head or _("Unit"), *(named or plain))
    return Table(
        heads,
        tuple(
            TableRow(
                row.name,
                (figures.write(row.value), figures.write(row.lower), figures.write(row.upper)),
                row.own,
                row.url,
            )
            for row in rows
        ),
    )
