"""The country with a tile for each province: five steps of one hue, the own province outlined in red."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from math import floor
from pathlib import Path

from django.utils.translation import gettext as _

from .parts import Figures, Number, Table, TableRow, Words, at, round_step

DATA = Path(__file__).resolve().parent.parent / "data"
WIDTH, TILE_WIDTH, TILE_HEIGHT = 416, 44, 36
STEPS = 5
# The archipelagos are small marks beside the coast, each in the rows of the province it belongs to.
_ISLE_X = 374


class Tiles(StrEnum):
    """Which provinces: 63 until 2025-06-30, 34 from 2025-07-01. The two maps never stand in one comparison."""

    OF_63 = "63"
    OF_34 = "34"


@dataclass(frozen=True)
class Tile:
    code: str  # two digits, as the General Statistics Office counts
    name: str
    short: str
    row: int
    column: int


@dataclass(frozen=True)
class DrawnTile:
    x: str
    y: str
    text_x: str
    text_y: str
    short: str
    title: str
    step: int  # 1 to 5; 0 has no figure
    url: str


@dataclass(frozen=True)
class Isles:
    name: str
    of: str
    x: str
    y: str


@dataclass(frozen=True)
class TileMap:
    words: Words
    table: Table
    width: int
    height: int
    tiles: tuple[DrawnTile, ...]
    isles: tuple[Isles, ...]
    own: DrawnTile | None
    legend: tuple[tuple[str, str], ...]  # class of the colour, words
    role: str
    template: str = "design/parts/charts/tiles.html"
    look: str = "tilemap"


def tile_map(
    words: Words,
    values: Mapping[str, Number],
    *,
    tiles: Tiles = Tiles.OF_63,
    own: str = "",
    steps: Sequence[float] = (),
    urls: Mapping[str, str] | None = None,
    figures: Figures = Figures(),  # noqa: B008 - frozen
) -> TileMap:
    """A tile map of `values` by GSO code. Provinces without a figure are drawn empty and said to have none.

    `steps` are the four bounds between the five shades; without them round bounds are taken. `urls` makes tiles links.
    """
    every = {tile.code: tile for tile in read(tiles)}
    if strange := sorted(set(values) - set(every)):
        raise ValueError(f"no tile for {strange}")
    bounds = tuple(steps) or bounds_of(list(values.values()))
    drawn = {
        code: _drawn(tile, values.get(code), bounds, (urls or {}).get(code, ""), figures)
        for code, tile in every.items()
    }
    ordered = sorted(values, key=lambda code: (-float(values[code]), every[code].row, every[code].column))
    rows = tuple(
        TableRow(every[code].name, (figures.write(values[code]),), own=code == own, url=drawn[code].url)
        for code in ordered
    )
    return TileMap(
        words=words,
        table=Table((words.head or _("Province"), words.caption), rows),
        width=WIDTH,
        height=max(tile.row for tile in every.values()) * TILE_HEIGHT + 2,
        tiles=tuple(drawn.values()),
        isles=_isles(every),
        own=drawn.get(own),
        legend=_legend(bounds, figures, missing=len(values) < len(every)) if values else (),
        role="group" if urls else "img",
    )


@cache
def read(tiles: Tiles) -> tuple[Tile, ...]:
    """The tiles from north to south, as the product ships them."""
    with (DATA / f"tiles_{tiles}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Tile(row["gso_code"], row["name"], row["short"], int(row["row"]), int(row["col"]))
            for row in csv.DictReader(lines)
        )


def bounds_of(values: Sequence[Number]) -> tuple[float, ...]:
    """At most four round bounds that cut the values into parts of about equal number."""
    known = sorted(float(value) for value in values)
    if len(known) < 2 or known[0] == known[-1]:
        return ()
    unit = round_step((known[-1] - known[0]) / 20)
    cuts = (known[len(known) * part // STEPS] for part in range(1, STEPS))
    bounds = sorted({round(floor(cut / unit + 1e-9) * unit, 10) for cut in cuts})
    # A bound at or below everything would leave a shade that nobody has.
    return tuple(bound for bound in bounds if known[0] < bound <= known[-1])


def step_of(value: Number, bounds: Sequence[float]) -> int:
    """Which shade: one darker from each bound on. Few bounds take the middle of the scale."""
    passed = sum(float(value) >= bound for bound in bounds)
    return 1 + passed + (STEPS - 1 - len(bounds)) // 2


def _drawn(
    tile: Tile, value: Number | None, bounds: Sequence[float], url: str, figures: Figures
) -> DrawnTile:
    x, y = (tile.column - 1) * TILE_WIDTH, (tile.row - 1) * TILE_HEIGHT + 1
    said = _("no figure") if value is None else figures.write(value)
    return DrawnTile(
        x=at(x),
        y=at(y),
        text_x=at(x + TILE_WIDTH / 2),
        text_y=at(y + TILE_HEIGHT / 2 + 3.5),
        short=tile.short,
        title=f"{tile.name}: {said}",
        step=0 if value is None else step_of(value, bounds),
        url=url,
    )


def _isles(every: Mapping[str, Tile]) -> tuple[Isles, ...]:
    found = []
    for name, code in (("Hoàng Sa", "48"), ("Trường Sa", "56")):
        home = every[code]
        y = (home.row - 1) * TILE_HEIGHT + TILE_HEIGHT * (1 if code == "48" else 1.6)
        found.append(Isles(name, home.name, at(_ISLE_X), at(y)))
    return tuple(found)


def _legend(bounds: Sequence[float], figures: Figures, *, missing: bool) -> tuple[tuple[str, str], ...]:
    places = 0 if all(float(bound).is_integer() for bound in bounds) else 1
    short = Figures(places, figures.unit)
    first = 1 + (STEPS - 1 - len(bounds)) // 2
    found = []
    if bounds:
        found.append((f"c-seq-{first}", _("below %(bound)s") % {"bound": short.write(bounds[0])}))
        for step, (low, high) in enumerate(pairwise(bounds), first + 1):
            found.append((f"c-seq-{step}", f"{short.write(low)} – {short.write(high)}"))
        found.append(
            (f"c-seq-{first + len(bounds)}", _("from %(bound)s") % {"bound": short.write(bounds[-1])})
        )
    if missing:
        found.append(("c-none", _("no figure")))
    return tuple(found)
