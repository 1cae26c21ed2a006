"""A league as matrices that thousands of weights are multiplied with at once, and what may be doubted about it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy

from .league import Array, League

Noise = numpy.random.Generator | Array | None


class Aggregation(StrEnum):
    LINEAR = "linear"  # as published: points add up, a weak domain is made good by a strong one
    GEOMETRIC = "geometric"  # domains multiply: a weak one is felt, one without points takes everything


@dataclass(frozen=True)
class Doubt:
    """What is not taken as given. Weights are drawn by `concentration` or by `share`, or stay as published."""

    concentration: float | None = None  # of a Dirichlet law around the published weights: larger is closer
    share: float | None = None  # each weight off by up to this share of itself, evenly
    by_domain: bool = False  # a domain's weights move together
    floors: float = 0.0  # each floor moved up or down by up to so much of a share
    appraisal: float = 0.0  # standard deviation of an appraiser's points, as part of the maximum
    sampling: bool = True  # whether surveyed points vary by their standard errors
    aggregation: Aggregation = Aggregation.LINEAR

    def __post_init__(self) -> None:
        assert self.concentration is None or (self.concentration > 0 and self.share is None)
        assert self.share is None or 0 <= self.share < 1
        assert 0 <= self.floors < 1 and self.appraisal >= 0


@dataclass(frozen=True)
class Moved:
    """What moved floors change: in each draw, the part of the maximum that one unit gains or loses on one rule."""

    unit: int
    component: int
    change: Array


@dataclass(frozen=True)
class Parts:
    """The league as matrices of unit × group; a group is what gets one weight: a component or a domain."""

    obtained: Array
    possible: Array
    variance: Array
    maxima: Array  # of each group
    domain_of: Array  # of each group
    sets: tuple[Array, ...]  # groups that are added up; several sets are multiplied
    group_of: Array  # of each component
    part_of: Array  # of its group's maximum that a component has

    @classmethod
    def of(cls, league: League, doubt: Doubt) -> "Parts":
        count = len(league.components)
        group_of = league.domain_places if doubt.by_domain else numpy.arange(count)
        maxima = numpy.bincount(group_of, league.maxima)
        part = league.maxima / maxima[group_of]
        # Component × group: how much of the group a component is.
        gather = numpy.zeros((count, len(maxima)))
        gather[numpy.arange(count), group_of] = part
        spread = (league.errors / league.maxima) ** 2 if doubt.sampling else numpy.zeros(league.points.shape)
        spread = spread + doubt.appraisal**2 * league.appraised * league.applies
        domain_of = numpy.zeros(len(maxima), int)
        domain_of[group_of] = league.domain_places
        sets: tuple[Array, ...] = (numpy.arange(len(maxima)),)
        if doubt.aggregation is Aggregation.GEOMETRIC:
            sets = tuple(numpy.flatnonzero(domain_of == domain) for domain in range(len(league.domain_names)))
        return cls(
            league.relative @ gather, league.applies @ gather, spread @ gather**2, maxima, domain_of, sets,
            group_of, part,
        )  # fmt: skip

    def totals(self, weights: Array, moved: list[Moved], noise: Noise) -> Array:
        """Unit × draw, 0–100. Noise is a source of chance, or unit × draw in standard deviations, or none."""
        if len(self.sets) == 1:
            return self._added(weights, self.sets[0], moved, noise)[0]
        logs: Array = numpy.zeros(1)
        whole: Array = numpy.zeros(1)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            for groups in self.sets:
                share, possible = self._added(weights, groups, moved, noise)
                # A domain of which nothing applies has no say; one without points says 0.
                logs = logs + numpy.where(possible > 0, possible * numpy.log(share / 100), 0.0)
                whole = whole + possible
            return 100 * numpy.exp(logs / whole)

    def _added(self, weights: Array, groups: Array, moved: list[Moved], noise: Noise) -> tuple[Array, Array]:
        every = len(groups) == len(self.maxima)
        own = weights if every else weights[groups]
        pick = slice(None) if every else groups
        got = self.obtained[:, pick].astype(own.dtype) @ own
        inside = set(groups.tolist())
        for move in moved:
            group = int(self.group_of[move.component])
            if group in inside:
                got[move.unit] += self.part_of[move.component] * move.change * weights[group]
        unsure = self.variance[:, pick]
        if noise is not None and unsure.any():
            # One normal error a unit stands for those of all its components.
            some = unsure.any(axis=0)
            error = unsure[:, some].astype(own.dtype) @ own[some] ** 2
            numpy.sqrt(error, out=error)
            error *= _normal(noise, got)
            got += error
        if (self.possible[:, pick] == 1).all():
            possible = numpy.broadcast_to(own.sum(axis=0), got.shape)
            got *= 100 / own.sum(axis=0)
        else:
            possible = self.possible[:, pick].astype(own.dtype) @ own
            with numpy.errstate(divide="ignore", invalid="ignore"):
                got *= 100 / possible
        return numpy.clip(got, 0.0, 100.0, out=got), possible


def _normal(noise: numpy.random.Generator | Array, like: Array) -> Array:
    if not isinstance(noise, numpy.random.Generator):
        return noise
    if like.dtype == numpy.float32:
        return noise.standard_normal(like.shape, dtype=numpy.float32)
    return noise.standard_normal(like.shape)
