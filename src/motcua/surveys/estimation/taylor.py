"""Variance by linearisation: at every stage, how far the totals of its units lie from each other within their parent.

Stage by stage, v = sum over parents of share · left · n/(n-1) · sum of (total - mean)²; units of a parent that a domain
does not reach have the total 0 and count. Units × domains are numbered once and used for every measure.
"""

from dataclasses import dataclass

import numpy

from motcua.surveys.estimation.columns import Floats, Ints, dense
from motcua.surveys.estimation.design import Design, Stage


@dataclass(frozen=True)
class Groups:
    """The units of one stage crossed with domains, and their parents crossed with domains."""

    row: Ints  # row → group
    pair: Ints  # group → parent × domain
    pair_parent: Ints
    pair_domain: Ints
    sampled: Floats  # pair → units drawn in the parent
    reached: Floats  # pair → those the domain reaches
    scale: Floats  # pair
    uncentred: Ints  # pairs whose parent is lonely and counts about zero


class Taylor:
    def __init__(self, design: Design, domain: Ints, domains: int, lonely: str) -> None:
        self.design, self.domains, self.lonely = design, domains, lonely
        # Rows outside every domain are a domain of their own, dropped at the end.
        self.stages = [
            _groups(stage, domain, domains, lonely, first=place == 0)
            for place, stage in enumerate(design.stages)
        ]
        if lonely == "average":
            self.alone = design.stages[0].lonely[self.stages[0].pair_parent]
        strata, pairs = dense(design.stratum * (domains + 1) + domain)
        self.row_stratum, self.stratum_domain = strata, pairs % (domains + 1)
        first = design.stages[0]
        self.spare = (first.sampled - 1)[pairs // (domains + 1)].astype(numpy.float64)

    def variance(self, contribution: Floats, counted: Floats | None = None) -> Floats:
        """Domain → variance of the sum of these weighted contributions."""
        whole: Floats = numpy.zeros(self.domains)
        for place, groups in enumerate(self.stages):
            total = numpy.bincount(groups.row, contribution, len(groups.pair))
            mean = numpy.bincount(groups.pair, total, len(groups.sampled)) / groups.sampled
            mean[groups.uncentred] = 0.0
            off = total - mean[groups.pair]
            squares: Floats = numpy.bincount(groups.pair, off * off, len(groups.sampled))
            squares = squares + (groups.sampled - groups.reached) * mean * mean
            part = self._by_domain(groups.pair_domain, groups.scale * squares)
            if place == 0 and self.lonely == "average":
                part = part * self._stretch(groups, counted)
            whole = whole + part
        return whole

    def _stretch(self, groups: Groups, counted: Floats | None) -> Floats:
        """Strata that a domain reaches, over those of them that show a variance."""
        rows = numpy.ones(len(groups.row)) if counted is None else counted
        there = numpy.bincount(groups.pair[groups.row], rows, len(groups.sampled)) > 0
        every = self._by_domain(groups.pair_domain, there.astype(numpy.float64))
        showing = self._by_domain(groups.pair_domain, (there & ~self.alone).astype(numpy.float64))
        stretch: Floats = numpy.full(self.domains, numpy.nan)
        return numpy.divide(every, showing, out=stretch, where=showing > 0)

    def degrees(self, counted: Floats | None = None) -> Floats:
        """Domain → clusters less strata, over the strata that the domain reaches."""
        if counted is None:
            return self._by_domain(self.stratum_domain, self.spare)
        there = numpy.bincount(self.row_stratum, counted, len(self.spare)) > 0
        return self._by_domain(self.stratum_domain, self.spare * there)

    def _by_domain(self, domain: Ints, values: Floats) -> Floats:
        return numpy.bincount(domain, values, self.domains + 1)[: self.domains]


def _groups(stage: Stage, domain: Ints, domains: int, lonely: str, *, first: bool) -> Groups:
    row, unit_pairs = dense(stage.unit * (domains + 1) + domain)
    parent = stage.parent[unit_pairs // (domains + 1)]
    pair, pairs = dense(parent * (domains + 1) + unit_pairs % (domains + 1))
    pair_parent = pairs // (domains + 1)
    sampled = stage.sampled[pair_parent].astype(numpy.float64)
    spread = numpy.divide(sampled, sampled - 1, out=numpy.ones(len(sampled)), where=sampled > 1)
    about_zero = lonely == "adjust" or (lonely == "average" and not first)
    return Groups(
        row=row,
        pair=pair,
        pair_parent=pair_parent,
        pair_domain=pairs % (domains + 1),
        sampled=sampled,
        reached=numpy.bincount(pair).astype(numpy.float64),
        scale=(stage.share * stage.left)[pair_parent] * spread,
        uncentred=numpy.flatnonzero(stage.lonely[pair_parent])
        if about_zero
        else numpy.zeros(0, dtype=numpy.int64),
    )


def factors(design: Design, contributions: Floats, lonely: str) -> Floats:
    """Rows × columns of contributions → a matrix F with FᵀF their covariance; columns may overlap as they like."""
    parts = []
    for place, stage in enumerate(design.stages):
        units, columns = len(stage.parent), contributions.shape[1]
        total = numpy.zeros((units, columns))
        for column in range(columns):
            total[:, column] = numpy.bincount(stage.unit, contributions[:, column], units)
        scale = stage.share * stage.left
        sampled = stage.sampled.astype(numpy.float64)
        several = sampled > 1
        scale = scale * numpy.where(several, sampled / numpy.maximum(sampled - 1, 1), 1.0)
        mean = numpy.zeros((len(sampled), columns))
        numpy.add.at(mean, stage.parent, total)
        mean /= sampled[:, None]
        if lonely == "adjust" or (lonely == "average" and place):
            mean[stage.lonely] = 0.0
        if lonely == "average" and not place and stage.lonely.any():
            scale = scale * len(sampled) / (~stage.lonely).sum()
        parts.append((total - mean[stage.parent]) * numpy.sqrt(scale)[stage.parent][:, None])
    return numpy.vstack(parts)
