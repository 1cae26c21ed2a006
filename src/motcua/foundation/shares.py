"""Shares with their interval. Pure."""

from dataclasses import dataclass
from math import sqrt

# Two-sided 95 % of the normal distribution.
Z_95 = 1.959964


@dataclass(frozen=True)
class Share:
    """A part of a whole; the whole is named beside it."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.part, self.whole) if self.whole else None


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score: sound for few cases and for shares near 0 or 1."""
    assert 0 <= part <= whole and whole > 0
    share, square = part / whole, Z_95**2
    centre = share + square / (2 * whole)
    spread = Z_95 * sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    scale = 1 + square / whole
    low = 0.0 if part == 0 else (centre - spread) / scale
    high = 1.0 if part == whole else (centre + spread) / scale
    return max(0.0, low), min(1.0, high)
