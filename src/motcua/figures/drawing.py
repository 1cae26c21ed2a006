"""Pictures of months as finished coordinates: texts, because a decimal comma would break the drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from motcua.design.charts.parts import at, nice_ticks

LEFT, RIGHT, TOP, BOTTOM = 40.0, 372.0, 16.0, 150.0
BAR = 8.0
LEAST_HEIGHT = 10.0  # of a scale that ends at a value that nothing exceeds


@dataclass(frozen=True)
class Tick:
    at: str
    label: float


@dataclass(frozen=True)
class Column:
    """One month: what was received, and beside it what was done, its late part at the foot."""

    x: str
    label_x: str
    received_y: str
    received_height: str
    done_x: str
    done_y: str
    done_height: str
    late_y: str
    late_height: str


@dataclass(frozen=True)
class Columns:
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Dot:
    x: str
    y: str


@dataclass(frozen=True)
class Lines:
    ticks: tuple[Tick, ...]
    own: tuple[str, ...]  # paths through months that follow each other
    before: tuple[str, ...]
    dots: tuple[Dot, ...]
    dots_before: tuple[Dot, ...]


def _across(month: int) -> float:
    return LEFT + (RIGHT - LEFT) * (month + 0.5) / 12


def columns(received: Sequence[int], done: Sequence[int], late: Sequence[int]) -> Columns | None:
    """Twelve months from zero; None when nothing happened in any."""
    most = max([*received, *done], default=0)
    if not most:
        return None
    ticks = nice_ticks(0, most, most=5)
    if any(tick % 1 for tick in ticks):  # there is no half a request
        ticks = nice_ticks(0, max(most, 2), most=3)

    def height(value: int) -> float:
        return (BOTTOM - TOP) * value / ticks[-1]

    found = []
    for month, (came, ended, behind) in enumerate(zip(received, done, late, strict=True)):
        x = _across(month)
        found.append(
            Column(
                x=at(x - BAR - 0.5),
                label_x=at(x),
                received_y=at(BOTTOM - height(came)),
                received_height=at(height(came)),
                done_x=at(x + 0.5),
                done_y=at(BOTTOM - height(ended)),
                done_height=at(height(ended)),
                late_y=at(BOTTOM - height(behind)),
                late_height=at(height(behind)),
            )
        )
    drawn = tuple(Tick(at(BOTTOM - (BOTTOM - TOP) * tick / ticks[-1]), tick) for tick in ticks)
    return Columns(drawn, tuple(found))


def lines(
    own: Sequence[float | None],
    before: Sequence[float | None],
    *,
    low: float | None = None,
    high: float | None = None,
) -> Lines | None:
    """The months of a year, and quieter those of the year before; a month without a value is a gap."""
    known = [value for value in (*own, *before) if value is not None]
    if not known:
        return None
    most = max(known) if high is None else high
    # Where everything is at the top, a scale of its own height below it: a share has nothing above a hundred.
    least = low if low is not None else min(*known, most - LEAST_HEIGHT) if high is not None else min(known)
    ticks = nice_ticks(least, most, most=5)
    span = ticks[-1] - ticks[0]

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - ticks[0]) / span

    return Lines(
        ticks=tuple(Tick(at(y(tick)), tick) for tick in ticks),
        own=_paths(own, y),
        before=_paths(before, y),
        dots=_dots(own, y),
        dots_before=_dots(before, y),
    )


def _dots(values: Sequence[float | None], y: Callable[[float], float]) -> tuple[Dot, ...]:
    return tuple(Dot(at(_across(n)), at(y(value))) for n, value in enumerate(values) if value is not None)


def _paths(values: Sequence[float | None], y: Callable[[float], float]) -> tuple[str, ...]:
    """Months that follow each other are joined; a single one is its dot alone."""
    found: list[str] = []
    run: list[str] = []
    for month, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{at(_across(month))} {at(y(value))}")
            continue
        if len(run) > 1:
            found.append("M" + " L".join(run))
        run = []
    return tuple(found)
