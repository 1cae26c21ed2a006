"""From the extract to the tallies: every figure of every agency and month, added up along the tree of agencies."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.procedures.actions import Took

from . import named
from .engine import Asking
from .named import MonthCount, Times
from .rules.quantiles import SAMPLE_MIN, quantile

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


def took(times: Iterable[Times]) -> list[Took]:
    """For each procedure: everywhere, and at each place; where too few were done, nothing."""
    places: dict[tuple[str, int | None], Counter[int]] = defaultdict(Counter)
    simulated: set[tuple[str, int | None]] = set()
    for one in times:
        for key in ((one.procedure, None), (one.procedure, one.agency_id)):
            places[key].update(one.half_days)
            if one.simulated:
                simulated.add(key)
    return [
        _took(*key, bins, simulated=key in simulated)
        for key, bins in sorted(places.items(), key=lambda item: (item[0][0], item[0][1] or 0))
        if sum(bins.values()) >= SAMPLE_MIN
    ]


def _took(code: str, agency_id: int | None, bins: Mapping[int, int], *, simulated: bool) -> Took:
    half, nine = quantile(bins, 0.5), quantile(bins, 0.9)
    return Took(
        code=code,
        agency_id=agency_id,
        requests=sum(bins.values()),
        half=half.value,
        half_low=half.low,
        half_high=half.high,
        nine=nine.value,
        nine_low=nine.low,
        nine_high=nine.high,
        simulated=simulated,
    )
