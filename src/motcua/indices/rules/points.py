"""How points are given: one rule a component, plain values in, points with numerator, denominator and words out.

After the forms that guidance annexes use (facts of the field, not of one decision): yes/no, tiers, ratio with floor
and cap, check-list, deduction with cap, option-weighted survey mean, external index, table.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class YesNo:
    """All of the points for yes, none for no."""


@dataclass(frozen=True)
class Tiers:
    """Named steps, each with the share of the maximum that it gives (0–1)."""

    tiers: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Ratio:
    """`numerator / denominator`, linear between floor and cap: below the floor nothing, from the cap on everything.

    Between them the points are `share / cap × maximum`. Both are shares (0–1).
    """

    floor: Decimal = Decimal()
    cap: Decimal = Decimal(1)


@dataclass(frozen=True)
class CheckList:
    """Parts that are ticked; each gives its share of the maximum (together 1)."""

    items: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Deduction:
    """Starts full; each case takes away so many points, at most `cap` points in all."""

    each: Decimal
    cap: Decimal


@dataclass(frozen=True)
class OptionMean:
    """Answers to a question, each option with its weight (0–1); options without one are left out of the mean."""

    weights: tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True)
class ExternalIndex:
    """An index that others publish, on its own scale from `lowest` to `highest`."""

    highest: Decimal
    lowest: Decimal = Decimal()


@dataclass(frozen=True)
class Table:
    """Ranges of a value, each with its share of the maximum: the first whose lower bound is reached, from the highest."""

    rows: tuple[tuple[Decimal, Decimal], ...]


Rule = YesNo | Tiers | Ratio | CheckList | Deduction | OptionMean | ExternalIndex | Table


@dataclass(frozen=True)
class Given:
    """What a unit puts in: only the part that its rule asks for is filled; `applicable=False` leaves the denominator."""

    applicable: bool = True
    yes: bool | None = None
    tier: str = ""
    ticks: tuple[str, ...] = ()
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    counts: tuple[tuple[str, int], ...] = ()
    standard_error: Decimal | None = None  # of a surveyed value, in its own unit
