"""Two years and the lines between them: who went up, who went down. The own unit red, others faint."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .parts import Figures, Number, Scale, Table, TableRow, Words, at, spread

WIDTH, LEFT, RIGHT = 390, 128, 262
LABEL_GAP, TOP = 16, 20


@dataclass(frozen=True)
class Slope:
    """One unit in two years; a year that is not known draws no line."""

    name: str
    first: Number | None
    second: Number | None
    own: bool = False
    url: str = ""


@dataclass(frozen=True)
class DrawnSlope:
    own: bool
    first_y: str  # empty when not known
    second_y: str
    first_label: str
    second_label: str
    first_label_y: str
    second_label_y: str


@dataclass(frozen=True)
class SlopeChart:
    words: Words
    table: Table
    width: int
    height: int
    left: int
    right: int
    first: str
    second: str
    lines: tuple[DrawnSlope, ...]
    template: str = "design/parts/charts/slope.html"
    look: str = "slopes"


def slope_chart(
    words: Words,
    lines: Sequence[Slope],
    *,
    first: str,
    second: str,
    best_is_low: bool = True,
    figures: Figures = Figures(0),  # noqa: B008 - frozen
) -> SlopeChart:
    """Ranks (or, with `best_is_low=False`, scores) of some units in two years of one method; the best stands on top."""
    known = [float(value) for line in lines for value in (line.first, line.second) if value is not None] or [
        1.0
    ]
    side = max(
        sum(line.first is not None for line in lines), sum(line.second is not None for line in lines), 2
    )
    bottom = TOP + max(160, (side - 1) * (LABEL_GAP + 6))
    best, worst = (min(known), max(known)) if best_is_low else (max(known), min(known))
    place = Scale(best, worst, TOP, bottom)
    left = _labels([line.first for line in lines], place, bottom)
    right = _labels([line.second for line in lines], place, bottom)
    drawn = [
        DrawnSlope(
            own=line.own,
            first_y="" if line.first is None else at(place(line.first)),
            second_y="" if line.second is None else at(place(line.second)),
            first_label=f"{line.name} {figures.write(line.first)}",
            second_label=f"{figures.write(line.second)} {line.name}",
            first_label_y="" if line.first is None else at(left[one] + 4),
            second_label_y="" if line.second is None else at(right[one] + 4),
        )
        for one, line in enumerate(lines)
    ]
    rows = tuple(
        TableRow(line.name, (figures.write(line.first), figures.write(line.second)), line.own, line.url)
        for line in lines
    )
    # The own line is drawn last, over the others.
    return SlopeChart(
        words=words,
        table=Table((words.head or _("Unit"), first, second), rows),
        width=WIDTH,
        height=bottom + 36,
        left=LEFT,
        right=RIGHT,
        first=first,
        second=second,
        lines=tuple(sorted(drawn, key=lambda one: one.own)),
    )


def _labels(values: Sequence[Number | None], place: Scale, bottom: float) -> list[float]:
    known = [one for one, value in enumerate(values) if value is not None]
    placed = spread(
        [place(value) for value in values if value is not None], gap=LABEL_GAP, low=TOP, high=bottom
    )
    found = [0.0] * len(values)
    for one, y in zip(known, placed, strict=True):
        found[one] = y
    return found
