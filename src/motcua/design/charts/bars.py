"""Points against a maximum: one bar a row, from zero. The mean of all is a tick of ink, the best a tick of jade."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.design import writing

from .parts import Figures, Number, Table, TableRow, Words, at


@dataclass(frozen=True)
class Bar:
    """One row: what was reached of what could be."""

    name: str
    value: Number
    maximum: Number
    mean: Number | None = None
    best: Number | None = None
    note: str = ""
    own: bool = False
    url: str = ""


@dataclass(frozen=True)
class DrawnBar:
    name: str
    url: str
    own: bool
    note: str
    value: str
    maximum: str
    title: str
    width: str
    mean_x: str
    best_x: str


@dataclass(frozen=True)
class BarChart:
    words: Words
    table: Table
    bars: tuple[DrawnBar, ...]
    has_mean: bool
    has_best: bool
    template: str = "design/parts/charts/bars.html"
    look: str = "bars"


def bar_chart(
    words: Words,
    bars: Sequence[Bar],
    *,
    figures: Figures = Figures(),  # noqa: B008 - frozen
) -> BarChart:
    """Bars against their maxima, as wide as the column they stand in; the words stand above each bar."""
    has_mean = any(bar.mean is not None for bar in bars)
    has_best = any(bar.best is not None for bar in bars)
    heads = [words.head or _("Part"), _("Points"), _("Maximum"), _("Reached")]
    heads += [_("Mean")] * has_mean + [_("Best")] * has_best
    rows = []
    for bar in bars:
        cells = [figures.write(bar.value), Figures(None).write(bar.maximum), _share(bar)]
        cells += [figures.write(bar.mean)] * has_mean + [figures.write(bar.best)] * has_best
        rows.append(TableRow(bar.name, tuple(cells), own=bar.own, url=bar.url))
    return BarChart(
        words=words,
        table=Table(tuple(heads), tuple(rows)),
        bars=tuple(_drawn(bar, figures) for bar in bars),
        has_mean=has_mean,
        has_best=has_best,
    )


def _drawn(bar: Bar, figures: Figures) -> DrawnBar:
    maximum = Figures(None).write(bar.maximum)
    title = _("%(name)s: %(value)s of %(maximum)s") % {
        "name": bar.name,
        "value": figures.write(bar.value),
        "maximum": maximum,
    }
    if bar.mean is not None:
        title += "; " + _("mean %(value)s") % {"value": figures.write(bar.mean)}
    if bar.best is not None:
        title += "; " + _("best %(value)s") % {"value": figures.write(bar.best)}
    return DrawnBar(
        name=bar.name,
        url=bar.url,
        own=bar.own,
        note=bar.note,
        value=figures.write(bar.value),
        maximum=maximum,
        title=title,
        width=at(_across(bar.value, bar.maximum)),
        mean_x="" if bar.mean is None else at(_across(bar.mean, bar.maximum)),
        best_x="" if bar.best is None else at(_across(bar.best, bar.maximum)),
    )


def _across(value: Number, maximum: Number) -> float:
    """Hundredths of the width; what is more than the maximum fills the bar, and its words say so."""
    return min(100.0, max(0.0, 100 * float(value) / float(maximum))) if maximum else 0.0


def _share(bar: Bar) -> str:
    return writing.percent(float(bar.value) / float(bar.maximum)) if bar.maximum else ""
