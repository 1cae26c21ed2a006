"""From the extract to the tallies: every figure of every agency and month, added up along the tree of agencies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import named
from .engine import Asking
from .named import MonthCount

HALF_DAYS = "half-days"


@dataclass
class Counted:
    """One agency and month, with all below it."""

    data: dict[str, Any] = field(default_factory=dict)
    simulated: bool = False

    def add(self, name: str, one: MonthCount) -> None:
        counts = self.data.setdefault(name, [0, 0])
        counts[0] += one.numerator
        counts[1] += one.denominator
        self.simulated |= one.simulated
        if one.half_days:
            bins = self.data.setdefault(f"{name}:{HALF_DAYS}", {})
            for edge, count in one.half_days.items():
                bins[str(edge)] = bins.get(str(edge), 0) + count


def tallies(asked: Asking) -> dict[tuple[int, str], Counted]:
    """By agency and month (`2026-03`)."""
    found: dict[tuple[int, str], Counted] = defaultdict(Counted)
    for name, query in named.every().items():
        _add(found, name, named.by_month(asked, query))
    return found


def _add(found: dict[tuple[int, str], Counted], name: str, counts: Iterable[MonthCount]) -> None:
    for one in counts:
        for agency_id in above(one.path):
            found[agency_id, one.month].add(name, one)


def above(path: str) -> Iterator[int]:
    """The agency of a path and those above it."""
    return (int(part) for part in path.split("/") if part)
