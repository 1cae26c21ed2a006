"""From points of components to totals, places and bands: exact, plain values only.

What does not apply to a unit leaves the denominator at every level, so its index is points / what counted × 100
(a provincial copy prints 68.32 points of 84 as 81.33 %). Components without a score give no points and stay in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

from .frameworks import Domain, Framework, Source
from .points import NONE, ONE, Given, Points, rounded, score
from .published import Index, Series, check_comparable

HUNDRED = Decimal(100)


class BadScores(InvalidInput):
    """Scores of a unit that its framework cannot hold; each fault names its component."""

    code = "indices.scores-unsound"
    sentence = gettext_noop("These scores do not fit the framework.")
    next_step = gettext_noop("Correct what is named; nothing was changed.")


class Sum(NamedTuple):
    """Points of a part, and the maximum of what applied."""

    points: Decimal
    counted: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Of what applied; None where nothing did."""
        return self.to(2)

    def to(self, decimals: int) -> Decimal | None:
        return rounded(self.points * HUNDRED, self.counted, decimals) if self.counted else None


@dataclass(frozen=True, slots=True)
class Totals:
    """One unit: all sums by code, and which components nobody has scored."""

    total: Sum
    blocks: Mapping[str, Sum]
    domains: Mapping[str, Sum]
    criteria: Mapping[str, Sum]
    missing: tuple[str, ...]

    @property
    def index(self) -> Decimal | None:
        return self.total.percent


def score_all(framework: Framework, given: Mapping[str, Given]) -> dict[str, Points]:
    """Points of every component that something was given for; raises one `BadScores` with all that is wrong."""
    faults: list[Fault] = []
    found: dict[str, Points] = {}
    left = len(given)
    for component in framework.components:
        what = given.get(component.code)
        if what is None:
            continue
        left -= 1
        if component.rule is None or component.maximum is None:
            faults.append(Fault(component.code, UNKNOWN_POINTS, {"code": component.code}))
        elif not what.applicable and not component.waivable:
            faults.append(Fault(component.code, ALWAYS_APPLIES, {"code": component.code}))
        else:
            try:
                found[component.code] = score(
                    component.rule, maximum=component.maximum, given=what, decimals=framework.decimals
                )
            except InvalidInput as refused:
                # The code goes before the field, so that a person finds the place in the sheet.
                faults += [Fault(f"{component.code}.{f.field}", f.sentence, f.facts) for f in refused.faults]
    if left:
        known = {component.code for component in framework.components}
        faults += [Fault(code, UNKNOWN_CODE, {"code": code}) for code in sorted(set(given) - known)]
    if faults:
        raise BadScores(faults=faults)
    return found


UNKNOWN_POINTS = gettext_noop("Nobody published the points of %(code)s, so nothing is scored by it.")
ALWAYS_APPLIES = gettext_noop("%(code)s applies to every unit; it cannot be left out.")
UNKNOWN_CODE = gettext_noop("The framework has no component %(code)s.")


def totals(framework: Framework, points: Mapping[str, Points]) -> Totals:
    """Sums of one unit at every level."""
    criteria: dict[str, Sum] = {}
    domains: dict[str, Sum] = {}
    got_from, counted_from = dict.fromkeys(Source, NONE), dict.fromkeys(Source, NONE)
    missing: list[str] = []
    whole, whole_counted = NONE, NONE
    for domain, of_domain in framework.leaves:
        in_domain, counted_in_domain = NONE, NONE
        for criterion, of_criterion in of_domain:
            got, counted = NONE, NONE
            for component, source, most in of_criterion:
                one = points.get(component)
                if one is None:
                    missing.append(component)
                else:
                    part = one.points
                    if not one.given.applicable:
                        most = NONE
                    got_from[source] += part
                    got += part
                counted_from[source] += most
                counted += most
            criteria[criterion] = Sum(got, counted)
            in_domain += got
            counted_in_domain += counted
        domains[domain] = Sum(in_domain, counted_in_domain)
        whole += in_domain
        whole_counted += counted_in_domain
    blocks = {
        block.code: Sum(
            sum((got_from[source] for source in block.sources), NONE),
            sum((counted_from[source] for source in block.sources), NONE),
        )
        for block in framework.blocks
    }
    return Totals(Sum(whole, whole_counted), blocks, domains, criteria, tuple(missing))


def added(framework: Framework, parts: Mapping[str, Decimal], *, of: str) -> Sum:
    """The total of printed points of all blocks or all domains (`of`), each within its maximum; raises `BadScores`."""
    maxima: dict[str, Decimal | None] = (
        {block.code: block.maximum for block in framework.blocks}
        if of == "blocks"
        else {domain.code: domain.maximum for domain in framework.domains}
    )
    faults = []
    for code in sorted({*parts, *maxima}):
        facts = {"code": code, "points": parts.get(code), "maximum": maxima.get(code)}
        most = maxima.get(code)
        if code not in maxima:
            faults.append(Fault(code, gettext_noop("The framework has no part %(code)s."), facts))
        elif code not in parts:
            faults.append(Fault(code, gettext_noop("The points of %(code)s are missing."), facts))
        elif not parts[code].is_finite() or parts[code] < 0 or (most is not None and parts[code] > most):
            said = gettext_noop("%(code)s has %(points)s points; it can have 0 to %(maximum)s.")
            faults.append(Fault(code, said, facts))
    if faults:
        raise BadScores(faults=faults)
    return Sum(sum(parts.values(), NONE), framework.total)


def lost(framework: Framework, domains: Mapping[str, Sum]) -> dict[str, Decimal]:
    """What each domain is short of the maximum that applied, the largest gap first."""
    gaps = {domain.code: _gap(domain, domains[domain.code]) for domain in framework.domains}
    return dict(sorted(gaps.items(), key=lambda item: -item[1]))


def _gap(domain: Domain, got: Sum) -> Decimal:
    return got.counted - got.points


# Places, bands, means ------------------------------------------------------------------------------------------------


def competition_ranks(values: Sequence[Decimal | None], *, decimals: int = 2) -> list[int | None]:
    """The highest is 1; equals at the printed decimals share the better place and the next is passed over: 1, 2, 2, 4."""
    printed = [None if value is None else rounded_half_up(value, decimals) for value in values]
    place: dict[Decimal, int] = {}
    order = sorted((value for value in printed if value is not None), reverse=True)
    for rank, value in enumerate(order, start=1):
        place.setdefault(value, rank)
    return [None if value is None else place[value] for value in printed]


def rounded_half_up(value: Decimal, decimals: int = 2) -> Decimal:
    """As a table is printed; below zero away from it."""
    return value.quantize(ONE.scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True)
class Band:
    """A class of scores as it was published: from `lowest` to below `below`, in some years."""

    code: str
    lowest: Decimal
    below: Decimal | None
    starts: int
    ends: int | None
    basis: str

    def holds(self, year: int) -> bool:
        return self.starts <= year and (self.ends is None or year <= self.ends)


def band_of(known: Iterable[Band], value: Decimal, *, year: int) -> Band | None:
    """The band of a printed score; None where nothing was published that would name it."""
    for band in known:
        if band.holds(year) and band.lowest <= value and (band.below is None or value < band.below):
            return band
    return None


def mean(values: Collection[Decimal], *, decimals: int = 2) -> Decimal | None:
    """The plain mean of units, as PAR INDEX takes it of provinces."""
    return rounded(sum(values, NONE), Decimal(len(values)), decimals) if values else None


@dataclass(frozen=True)
class RegionMean:
    region: str
    units: int
    mean: Decimal


def region_means(
    scores: Mapping[str, Decimal], regions: Mapping[str, str], *, decimals: int = 2
) -> list[RegionMean]:
    """The plain mean of each region, the highest first; units of no known region are left out."""
    members: dict[str, list[Decimal]] = {}
    for unit, value in scores.items():
        if unit in regions:
            members.setdefault(regions[unit], []).append(value)
    found = [
        RegionMean(region, len(values), mean(values, decimals=decimals) or NONE)
        for region, values in members.items()
    ]
    return sorted(found, key=lambda one: (-one.mean, one.region))


def mean_of_regions(means: Iterable[RegionMean], *, decimals: int = 2) -> Decimal | None:
    """The mean of all units from printed means of regions, each weighing as many units as it has."""
    means = list(means)
    units = sum(one.units for one in means)
    if not units:
        return None
    return rounded(sum((one.mean * one.units for one in means), NONE), Decimal(units), decimals)


@dataclass(frozen=True)
class Change:
    """Against an earlier year: points more, places up (a smaller rank is up)."""

    points: Decimal
    places: int | None


def change(
    known: Sequence[Series],
    *,
    index: Index,
    level: str,
    years: tuple[int, int],
    points: tuple[Decimal, Decimal],
    ranks: tuple[int, int] | None = None,
) -> Change:
    """From the first to the second of `years`; raises `NotComparable` unless one known method measured both."""
    check_comparable(known, index=index, level=level, first=years[0], second=years[1])
    return Change(points[1] - points[0], ranks[0] - ranks[1] if ranks else None)
