"""What stands in the sheet of a round, opened once a process: its text never changes under one hash.

How far a part is from its maximum, the mean and the best is counted in shares of what applied, then written in points of
the unit that asks: so a unit to which something does not apply is not behind in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from .. import frameworks, par_sheets
from ..models import ScoreSheet
from ..rules.frameworks import Component, Domain, Framework, Name
from ..rules.points import NONE, Points, rounded
from ..rules.totals import HUNDRED

OPENED_MAX = 4
JSON = Any


@dataclass(frozen=True)
class Part:
    """One block, domain, criterion or component of one unit; `counted` is the maximum of what applied to it."""

    code: str
    name: Name
    points: Decimal
    counted: Decimal
    mean: Decimal | None  # what the mean of all units would be in points of this one
    best: Decimal | None
    best_units: tuple[str, ...]

    @property
    def percent(self) -> Decimal | None:
        return rounded(self.points * HUNDRED, self.counted, 2) if self.counted else None

    @property
    def missing(self) -> Decimal:
        return self.counted - self.points


@dataclass(frozen=True)
class Scored:
    """A component of one unit with what its points were counted from."""

    part: Part
    component: Component
    points: Points | None  # nothing: nobody gave anything
    set_by: str  # the stage at which the points were set by hand, else ""


@dataclass(frozen=True)
class Content:
    """The document of one sheet."""

    document: Mapping[str, JSON]

    @cached_property
    def framework(self) -> Framework:
        return frameworks.of_document(self.document["framework"])

    @cached_property
    def units(self) -> dict[str, Mapping[str, JSON]]:
        return {one["code"]: one for one in self.document["units"]}

    @property
    def results(self) -> Mapping[str, Mapping[str, JSON]]:
        found: Mapping[str, Mapping[str, JSON]] = self.document["results"]
        return found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Units as the table lists them: the best first, those without an index last."""
        said = self.results

        def key(code: str) -> tuple[bool, int, str]:
            rank = said[code]["rank"]
            return rank is None, rank or 0, self.units[code]["name"]

        return tuple(sorted(said, key=key))

    def index(self, unit: str) -> Decimal | None:
        return _decimal(self.results[unit]["index"])

    @property
    def mean(self) -> Decimal | None:
        return _decimal(self.document["mean"])

    @cached_property
    def best(self) -> Decimal | None:
        return max((one for unit in self.results if (one := self.index(unit)) is not None), default=None)

    def parts(self, kind: str, unit: str) -> dict[str, Part]:
        """All blocks, domains, criteria or components of a unit."""
        return {code: self._part(kind, unit, code, name) for code, name in self._names[kind].items()}

    def scored(self, unit: str) -> dict[str, Scored]:
        """Components of one unit with why they have their points."""
        said = self.units[unit]
        read = par_sheets.read_unit(said)
        points, _totals = par_sheets.count(self.framework, read)
        return {
            one.code: Scored(
                self._part("components", unit, one.code, one.name),
                one,
                points.get(one.code),
                said["set"].get(one.code, {}).get("stage", ""),
            )
            for one in self.framework.components
        }

    def whole(self, kind: str) -> list[tuple[str, Name, Decimal, Decimal, Decimal]]:
        """(code, name, mean, best, maximum) of all units: shares of what applied, written in points of the maximum."""
        found = []
        for code, name in self._names[kind].items():
            shares = self._shares[kind].get(code, {})
            if not shares:
                continue
            most = self._maxima[kind][code]
            mean = sum(shares.values(), NONE) / len(shares)
            found.append((code, name, _points(mean, most), _points(max(shares.values()), most), most))
        return found

    def _part(self, kind: str, unit: str, code: str, name: Name) -> Part:
        got, most = self._got(kind, unit, code)
        shares = self._shares[kind].get(code, {})
        if not shares or not most:
            return Part(code, name, got, most, None, None, ())
        best = max(shares.values())
        leaders = tuple(sorted(one for one, share in shares.items() if share == best))
        mean = sum(shares.values(), NONE) / len(shares)
        return Part(code, name, got, most, _points(mean, most), _points(best, most), leaders)

    def _got(self, kind: str, unit: str, code: str) -> tuple[Decimal, Decimal]:
        said = self.results[unit][kind].get(code)
        if said is None:  # a component that nobody scored gives nothing and stays in the denominator
            return NONE, self._maxima[kind][code]
        return Decimal(said["points"]), Decimal(said["counted"])

    @cached_property
    def _shares(self) -> dict[str, dict[str, dict[str, Decimal]]]:
        """Kind → code → unit → its share of what applied."""
        found: dict[str, dict[str, dict[str, Decimal]]] = {kind: {} for kind in self._names}
        for kind, names in self._names.items():
            for code in names:
                for unit in self.results:
                    got, most = self._got(kind, unit, code)
                    if most:
                        found[kind].setdefault(code, {})[unit] = got / most
        return found

    @cached_property
    def _names(self) -> dict[str, dict[str, Name]]:
        of = self.framework
        return {
            "blocks": {one.code: one.name for one in of.blocks},
            "domains": {one.code: one.name for one in of.domains},
            "criteria": {one.code: one.name for domain in of.domains for one in domain.criteria},
            "components": {one.code: one.name for one in of.components},
        }

    @cached_property
    def _maxima(self) -> dict[str, dict[str, Decimal]]:
        of = self.framework
        return {
            "blocks": {one.code: one.maximum for one in of.blocks},
            "domains": {one.code: one.maximum or NONE for one in of.domains},
            "criteria": {one.code: one.maximum or NONE for domain in of.domains for one in domain.criteria},
            "components": {one.code: one.maximum or NONE for one in of.components},
        }

    def domain_of(self, criterion: str) -> Domain:
        return next(
            one for one in self.framework.domains if criterion in {each.code for each in one.criteria}
        )


@lru_cache(maxsize=OPENED_MAX)
def content(digest: str) -> Content:
    """Ask the gate first: this knows nobody."""
    text = ScoreSheet.objects.values_list("document", flat=True).get(digest=digest)
    return Content(json.loads(text))


def _points(share: Decimal, most: Decimal) -> Decimal:
    return rounded(share * most, Decimal(1), 2)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
