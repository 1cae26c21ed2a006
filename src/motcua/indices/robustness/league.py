"""The table that is ranked, as plain arrays: units × components, with what is uncertain about each part.

No database and no framework file here: whoever has a round, a sheet or a file makes a `League` of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy
from numpy.typing import NDArray

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

Array = NDArray[Any]
DECIMALS = 2  # of a printed total
UNITS_MAX, COMPONENTS_MAX = 5000, 500
# Points of binary fractions add up a little off their decimals; so much is not a fault of a table.
HAIR = 1e-6


class BadLeague(Refusal):
    """A table that nothing can be ranked from; one fault for each thing that is wrong with it."""

    code = "indices.bad-league"
    status = 422
    sentence = gettext_noop("The table of points cannot be ranked.")
    next_step = gettext_noop("Correct what is listed and start again. Nothing was computed.")


@dataclass(frozen=True)
class RatioRule:
    """A component with points in proportion: nothing below the floor, all of them from the cap on, both as shares."""

    component: int  # its place among the components
    floor: float
    cap: float
    shares: Array  # of each unit

    def relative(self, shares: Array, floor: Array | float) -> Array:
        """The part of the maximum that such shares get."""
        return numpy.where(shares < floor, 0.0, numpy.minimum(shares / self.cap, 1.0))


@dataclass(frozen=True)
class League:
    """Points of every unit on every component. NaN is "not applicable": it leaves the unit's denominator."""

    units: tuple[str, ...]
    components: tuple[str, ...]
    domains: tuple[str, ...]  # the domain of each component
    maxima: Array
    points: Array
    errors: Array  # standard errors of the points; 0 where everything was counted and nobody was sampled
    appraised: Array  # which components somebody judged
    ratios: tuple[RatioRule, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        units: Sequence[str],
        components: Sequence[str],
        domains: Sequence[str],
        maxima: Sequence[float] | Array,
        points: Sequence[Sequence[float]] | Array,
        errors: Sequence[Sequence[float]] | Array | None = None,
        appraised: Sequence[bool] | Array | None = None,
        ratios: Sequence[RatioRule] = (),
    ) -> "League":
        """Checks everything, and names all that is wrong at once."""
        largest = numpy.asarray(maxima, dtype=numpy.float64)
        table = numpy.asarray(points, dtype=numpy.float64)
        shape = (len(units), len(components))
        assert shape[0] <= UNITS_MAX and shape[1] <= COMPONENTS_MAX
        assert len(domains) == len(largest) == shape[1] and table.shape == shape
        spread = numpy.zeros(shape) if errors is None else numpy.asarray(errors, dtype=numpy.float64)
        judged = numpy.zeros(shape[1], bool) if appraised is None else numpy.asarray(appraised, dtype=bool)
        assert spread.shape == shape and judged.shape == (shape[1],)
        faults = _faults(units, components, largest, table, spread)
        if faults:
            raise BadLeague(faults=faults)
        return cls(
            tuple(units), tuple(components), tuple(domains), largest, table,
            numpy.where(numpy.isnan(table), 0.0, spread), judged, tuple(ratios),
        )  # fmt: skip

    @cached_property
    def relative(self) -> Array:
        """Points as parts of their maxima, 0 where a component does not apply."""
        return numpy.nan_to_num(self.points / self.maxima)

    @cached_property
    def applies(self) -> Array:
        return ~numpy.isnan(self.points)

    @cached_property
    def whole(self) -> bool:
        """Whether every component applies to every unit."""
        return bool(self.applies.all())

    @cached_property
    def totals(self) -> Array:
        """Points obtained of those that apply, brought to 100: the index as it is published, unrounded."""
        return 100 * numpy.nansum(self.points, axis=1) / (self.applies @ self.maxima)  # type: ignore[no-any-return]

    @cached_property
    def domain_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.domains))

    @cached_property
    def domain_places(self) -> Array:
        """The place of each component's domain among `domain_names`."""
        where = {name: place for place, name in enumerate(self.domain_names)}
        return numpy.array([where[name] for name in self.domains])

    def without(self, domain: str) -> "League":
        """The same units measured without one domain."""
        kept = numpy.array([name != domain for name in self.domains])
        assert kept.any() and not kept.all(), domain
        moved = {int(old): new for new, old in enumerate(numpy.flatnonzero(kept))}
        return League(
            self.units,
            tuple(name for name, stays in zip(self.components, kept, strict=True) if stays),
            tuple(name for name in self.domains if name != domain),
            self.maxima[kept],
            self.points[:, kept],
            self.errors[:, kept],
            self.appraised[kept],
            tuple(
                replace(rule, component=moved[rule.component])
                for rule in self.ratios
                if rule.component in moved
            ),
        )


def _faults(
    units: Sequence[str], components: Sequence[str], maxima: Array, points: Array, errors: Array
) -> list[Fault]:
    faults = []
    for names, sentence in (
        (units, gettext_noop("%(name)s is in the table twice.")),
        (components, gettext_noop("Component %(name)s is in the table twice.")),
    ):
        twice = sorted({name for name in names if list(names).count(name) > 1})
        faults += [Fault("table", sentence, {"name": name}) for name in twice]
    for place in numpy.flatnonzero(~(maxima > 0)).tolist():
        sentence = gettext_noop("Component %(name)s has no maximum above 0.")
        faults.append(Fault("maximum", sentence, {"name": components[place]}))
    with numpy.errstate(invalid="ignore"):
        outside = (points < 0) | (points > maxima + HAIR) | numpy.isinf(points)
    unsure = ~(errors >= 0) & ~numpy.isnan(points)
    for column, wrong, sentence in (
        (
            "points",
            outside & (maxima > 0),
            gettext_noop(
                "%(unit)s has points for component %(name)s that are not between 0 and the maximum."
            ),
        ),
        (
            "errors",
            unsure,
            gettext_noop("%(unit)s has a standard error for component %(name)s that is no number from 0 on."),
        ),
    ):
        for unit, part in numpy.argwhere(wrong).tolist():
            faults.append(Fault(column, sentence, {"unit": units[unit], "name": components[part]}))
    for unit in numpy.flatnonzero(numpy.isnan(points).all(axis=1)).tolist():
        faults.append(Fault("points", gettext_noop("Nothing applies to %(unit)s."), {"unit": units[unit]}))
    return faults
