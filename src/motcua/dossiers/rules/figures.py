"""Arithmetic of the figures: medians from bins, round numbers. Pure."""

from collections.abc import Mapping

# A share that is published counts at least as many, so that nobody can be made out in it.
PUBLISHED_COUNT_MIN = 10


def quantile(bins: Mapping[int, int], share: float) -> int | None:
    """The smallest bin up to which this share of all cases lies; None when there are none."""
    total = sum(bins.values())
    if not total:
        return None
    seen = 0
    for edge in sorted(bins):
        seen += bins[edge]
        if seen >= share * total:
            return edge
    return max(bins)


def nice_number(at_least: float) -> int:
    """1, 2, 5, 10, 20, 50 …: the smallest that is not below."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= at_least:
                return step * scale
        scale *= 10
