"""What all charts share: their words, their table, and the little arithmetic of scales and labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil, floor, log10

from motcua.design import writing

Number = int | float | Decimal


class Mark(StrEnum):
    """Where the figures come from. Published and simulated ones never stand on one page."""

    NONE = ""
    PUBLISHED = "published"
    SIMULATED = "simulated"
    COMPUTED = "computed"  # from a survey
    SCORED = "scored"  # in a round of scoring


@dataclass(frozen=True)
class Words:
    """What a chart says in words, already in the reader's language.

    `id` is unique on the page. `finding` is what a person sees at a glance; it is read aloud instead of the picture.
    `note` names unit and period, `head` is the head of the first column of the table.
    """

    id: str
    caption: str
    finding: str
    note: str = ""
    mark: Mark = Mark.NONE
    head: str = ""


@dataclass(frozen=True)
class TableRow:
    name: str
    cells: tuple[str, ...]
    own: bool = False
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The figures behind a chart. Cells are written as the reader's language writes numbers."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Figures:
    """How numbers are written on a chart: how many decimals, and what follows them (“ %”)."""

    places: int | None = 2
    unit: str = ""

    def write(self, value: Number | None) -> str:
        return "" if value is None else writing.number(value, self.places) + self.unit


@dataclass(frozen=True)
class Tick:
    at: str
    label: str


def at(value: float) -> str:
    """A coordinate as SVG reads it, whatever the reader's language: one decimal, a full stop."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Scale:
    """From values to places on the page, both ends included."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_ticks(low: float, high: float, *, most: int = 5) -> tuple[float, ...]:
    """Round numbers that hold the stretch between them: 70, 80, 90. The first and last are the ends of the scale."""
    if high <= low:
        low, high = low - 1, low + 1
    rough = (high - low) / max(1, most - 1)
    size = 10.0 ** floor(log10(rough))
    # The smallest round step that needs no more ticks than fit.
    for step in (size * factor for factor in (1, 2, 2.5, 5, 10, 20)):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < most:
            break
    return tuple(round(step * n, 10) for n in range(first, last + 1))


def round_step(rough: float) -> float:
    """The round number next above: 0.1, 0.2, 0.5, 1, 2, 5, 10 …"""
    size = 10.0 ** floor(log10(rough))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * (1 - 1e-9))


def tick_places(ticks: Sequence[float]) -> int:
    """The fewest decimals that write every tick exactly."""
    return next(
        (places for places in range(4) if all(abs(tick - round(tick, places)) < 1e-9 for tick in ticks)), 4
    )


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places for labels: in their order, at least a gap apart, as near to where they belong as that allows."""
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    # Labels that touch form a block which moves as one, to the middle of what its members want.
    blocks: list[list[int]] = []

    def top(block: list[int]) -> float:
        middle = sum(wanted[one] - place * gap for place, one in enumerate(block)) / len(block)
        return min(max(middle, low), max(low, high - (len(block) - 1) * gap))

    for one in order:
        blocks.append([one])
        while len(blocks) > 1 and top(blocks[-2]) + len(blocks[-2]) * gap > top(blocks[-1]) + 1e-9:
            last = blocks.pop()
            blocks[-1] += last
    placed = [0.0] * len(wanted)
    for block in blocks:
        for place, one in enumerate(block):
            placed[one] = top(block) + place * gap
    return placed
