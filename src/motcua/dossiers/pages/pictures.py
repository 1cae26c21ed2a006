"""Pictures of the leader's page as finished coordinates: texts, because a decimal comma would break the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from motcua.design import writing
from motcua.dossiers.queries.overview import BIN_HOURS, LEFT_BINS, Unit, Week
from motcua.dossiers.rules.figures import nice_number
from motcua.foundation.shares import Share

SOON_BINS = range(8 // BIN_HOURS)
STACK_MAX = 4
CELL = 19.2
DOTS_MAX = 10
DOT_LEFT, DOT_RIGHT, DOT_ROW = 150.0, 340.0, 26
LINE_TOP, LINE_BOTTOM, LINE_LEFT, LINE_RIGHT = 28.0, 150.0, 44.0, 341.0


@dataclass(frozen=True)
class Square:
    x: str
    y: str
    look: str


@dataclass(frozen=True)
class Dot:
    name: str
    unit_id: int
    y: str
    text_y: str
    low: str
    high: str
    x: str
    share: Share


@dataclass(frozen=True)
class Dots:
    rows: tuple[Dot, ...]
    height: int
    bottom: int
    label_y: int
    mean: str
    ticks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Lines:
    received: str
    done: str
    received_y: str
    done_y: str
    ticks: tuple[tuple[str, str, int], ...]
    days: tuple[tuple[str, date], ...]


def lane_scale(units: Sequence[Unit]) -> int:
    """How many requests one square stands for, so that no stack grows over its lane."""
    most = max((n for unit in units for n in unit.left.values()), default=1)
    return nice_number(most / STACK_MAX)


def squares(left: Mapping[int, int], *, scale: int) -> tuple[Square, ...]:
    """One square for so many requests, by working hours left; a begun square is drawn whole."""
    drawn = []
    for column, edge in enumerate(LEFT_BINS):
        look = "late" if edge < 0 else "soon" if edge in SOON_BINS else ""
        for level in range(ceil(left.get(edge, 0) / scale)):
            drawn.append(Square(_n(1.6 + CELL * column), _n(38 - 12 * level), look))
    return tuple(drawn)


def dots(units: Sequence[Unit], *, mean: Share) -> Dots | None:
    """On-time shares with their 95 % intervals, the best on top; the lowest are always among them."""
    known = sorted(
        (unit for unit in units if unit.on_time.whole), key=lambda unit: (unit.on_time.value, unit.name)
    )
    shown = list(reversed(known[:DOTS_MAX]))
    if not shown:
        return None
    lowest = min(unit.on_time.interval[0] for unit in shown)
    floor_percent = min(90, floor(lowest * 10) * 10)
    step = nice_number((100 - floor_percent) / 4)
    place = lambda share: DOT_LEFT + (DOT_RIGHT - DOT_LEFT) * (share * 100 - floor_percent) / (100 - floor_percent)  # noqa: E731  # fmt: skip
    rows = []
    for index, unit in enumerate(shown):
        low, high = unit.on_time.interval
        y = 30 + DOT_ROW * index
        at = place(unit.on_time.value)
        rows.append(
            Dot(
                unit.name,
                unit.id,
                _n(y),
                _n(y + 4),
                _n(place(low)),
                _n(place(high)),
                _n(at),
                unit.on_time,
            )
        )
    bottom = 30 + DOT_ROW * len(shown) - 8
    return Dots(
        rows=tuple(rows),
        height=bottom + 26,
        bottom=bottom,
        label_y=bottom + 20,
        mean=_n(place(max(mean.value or 0, floor_percent / 100))),
        ticks=tuple((_n(place(p / 100)), p) for p in range(100, floor_percent - 1, -step)),
    )


def lines(weeks: Sequence[Week]) -> Lines | None:
    """Received and finished, week by week, from zero."""
    most = max((max(week.received, week.done) for week in weeks), default=0)
    if not most:
        return None
    step = nice_number(most / 3)
    top = step * ceil(most / step)
    across = (LINE_RIGHT - LINE_LEFT) / max(len(weeks) - 1, 1)

    def y(n: int) -> float:
        return LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * n / top

    def path(name: str) -> str:
        points = (
            f"{_n(LINE_LEFT + across * i)} {_n(y(getattr(week, name)))}" for i, week in enumerate(weeks)
        )
        return "M" + " L".join(points)

    received_y, done_y = y(weeks[-1].received), y(weeks[-1].done)
    if abs(received_y - done_y) < 15:  # the words at the ends must not lie on each other
        middle, sign = (received_y + done_y) / 2, -1 if received_y <= done_y else 1
        received_y, done_y = middle + sign * 7.5, middle - sign * 7.5
    return Lines(
        received=path("received"),
        done=path("done"),
        received_y=_n(received_y + 4),
        done_y=_n(done_y + 4),
        ticks=tuple((_n(y(n)), _n(y(n) + 4), n) for n in range(0, top + 1, step)),
        days=tuple(
            (_n(LINE_LEFT + across * i), weeks[i].begins)
            for i in sorted({0, len(weeks) // 2, len(weeks) - 1})
        ),
    )


def short_name(name: str) -> str:
    """A name as it fits left of the dots."""
    return name if len(name) <= 21 else f"{name[:20].rstrip()}…"


def percent(share: Share) -> str:
    return "" if share.value is None else writing.percent(share.value)


def _n(value: float) -> str:
    return f"{value:.1f}"
