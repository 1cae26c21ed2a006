"""One unit over the years. A year without a figure is dotted over; a change of method is a gap with its note."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from .parts import Figures, Number, Scale, Table, TableRow, Tick, Words, at, nice_ticks, tick_places

WIDTH, HEIGHT = 390, 212
LEFT, RIGHT, TOP, BOTTOM = 44, 372, 26, 168
YEARS_LABELLED_MOST = 9
BREAK_WORDS_WIDTH = 70


@dataclass(frozen=True)
class Point:
    """One year: the figure, and by which method it was measured. Figures of two methods are never joined."""

    year: int
    value: Number
    method: str = ""


@dataclass(frozen=True)
class DrawnPoint:
    x: str
    y: str
    label: str
    label_y: str
    title: str


@dataclass(frozen=True)
class Break:
    x: str
    year: int
    told: bool  # not when the words of the one before stand there


@dataclass(frozen=True)
class LineChart:
    words: Words
    table: Table
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    ticks: tuple[Tick, ...]
    years: tuple[Tick, ...]
    points: tuple[DrawnPoint, ...]
    joined: tuple[str, ...]  # paths through years that follow each other
    missing: tuple[str, ...]  # paths over years without a figure
    breaks: tuple[Break, ...]
    mean: tuple[str, ...]  # paths of the mean over all units
    mean_points: tuple[DrawnPoint, ...]
    own: bool
    name: str
    mean_name: str
    template: str = "design/parts/charts/line.html"
    look: str = "overyears"


def line_chart(
    words: Words,
    points: Sequence[Point],
    *,
    name: str = "",
    own: bool = True,
    mean: Sequence[Point] = (),
    mean_name: str = "",
    figures: Figures = Figures(),  # noqa: B008 - frozen
) -> LineChart:
    """The years of one unit, `name`. `mean` is a second, quieter line; both are named below.

    `own=False` is a line that is no unit's: the mean of all by itself.
    """
    points, mean = sorted(points, key=lambda one: one.year), sorted(mean, key=lambda one: one.year)
    both = [*points, *mean] or [Point(0, 0)]
    first, last = min(one.year for one in both), max(one.year for one in both)
    values = [float(one.value) for one in both]
    ticks = nice_ticks(min(values), max(values), most=5)
    across = Scale(first, last, LEFT + 18, RIGHT - 18)
    up = Scale(ticks[0], ticks[-1], BOTTOM, TOP)
    written = Figures(tick_places(ticks))
    every = (last - first) // YEARS_LABELLED_MOST + 1
    methods = {one.year: one.method for one in both}
    means = {one.year: one.value for one in mean}
    return LineChart(
        words=words,
        table=_table(words, points, means, mean_name, figures),
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP - 12,
        bottom=BOTTOM,
        ticks=tuple(Tick(at(up(tick)), written.write(tick)) for tick in ticks),
        years=tuple(Tick(at(across(year)), str(year)) for year in range(last, first - 1, -every)),
        points=tuple(_drawn(points, means, across, up, figures)),
        joined=tuple(_path(pair, across, up) for pair in _stretches(points, adjacent=True)),
        missing=tuple(_path(pair, across, up) for pair in _stretches(points, adjacent=False)),
        breaks=tuple(_breaks(methods, across)),
        mean=tuple(_path(pair, across, up) for pair in _stretches(mean, adjacent=None)),
        mean_points=tuple(
            DrawnPoint(at(across(one.year)), at(up(one.value)), "", "", _said(one, mean_name, figures))
            for one in mean
        ),
        own=own,
        name=name,
        mean_name=mean_name if mean else "",
    )


def _drawn(
    points: Sequence[Point], means: dict[int, Number], across: Scale, up: Scale, figures: Figures
) -> list[DrawnPoint]:
    found = []
    for one in points:
        y = up(one.value)
        # A figure stands above its dot, or below it where the line of the mean runs above.
        under = float(means.get(one.year, one.value)) > float(one.value) and y + 19 < BOTTOM + 6
        found.append(
            DrawnPoint(
                x=at(across(one.year)),
                y=at(y),
                label=figures.write(one.value),
                label_y=at(y + 19 if under else y - 10),
                title=f"{one.year}: {figures.write(one.value)}",
            )
        )
    return found


def _breaks(methods: dict[int, str], across: Scale) -> list[Break]:
    found, words_end = [], 0.0
    for before, after in pairwise(sorted(methods)):
        if methods[before] != methods[after]:
            x = (across(after) + across(before)) / 2
            told = x - BREAK_WORDS_WIDTH / 2 >= words_end
            words_end = x + BREAK_WORDS_WIDTH / 2 if told else words_end
            found.append(Break(at(x), after, told))
    return found


def _said(one: Point, name: str, figures: Figures) -> str:
    return f"{one.year}, {name}: {figures.write(one.value)}"


def _stretches(points: Sequence[Point], *, adjacent: bool | None) -> list[tuple[Point, Point]]:
    """Neighbours measured by one method: those a year apart, those with years missing between, or both."""
    return [
        (before, after)
        for before, after in pairwise(points)
        if before.method == after.method and (adjacent is None or (after.year - before.year == 1) is adjacent)
    ]


def _path(pair: tuple[Point, Point], across: Scale, up: Scale) -> str:
    before, after = pair
    return f"M{at(across(before.year))} {at(up(before.value))}L{at(across(after.year))} {at(up(after.value))}"


def _table(
    words: Words, points: Sequence[Point], means: dict[int, Number], mean_name: str, figures: Figures
) -> Table:
    own = {one.year: one.value for one in points}
    heads = (words.head or _("Year"), _("Score"), *((mean_name,) if means else ()))
    rows = tuple(
        TableRow(
            str(year),
            (figures.write(own.get(year)), *((figures.write(means.get(year)),) if means else ())),
        )
        for year in sorted({*own, *means})
    )
    return Table(heads, rows)
