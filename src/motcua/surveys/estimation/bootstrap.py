"""Rao–Wu replicates: units are drawn again within their parents, n-1 of n, and weights rescaled so that variances agree.

At each stage a unit drawn r times gets 1 + sqrt(share · left) · (r·n/(n-1) - 1); stages add up. For what is linear in the
weights the replicates then vary by the same as linearisation says, finite populations included.
"""

from collections.abc import Iterator, Sequence

import numpy

from motcua.surveys.estimation.columns import Floats, Ints, dense
from motcua.surveys.estimation.design import Design, Stage
from motcua.surveys.estimation.faults import BadTable
from motcua.surveys.estimation.linear import Domains, Sums, linear
from motcua.surveys.estimation.measures import Term
from motcua.surveys.estimation.weighting import Ready

# Numbers held at a time: replicates are made in lots of this size, 32 MB each.
LOT = 4_000_000


def replicate(
    design: Design,
    domains: Domains,
    measures: Sequence[list[Term]],
    steps: Sequence[Ready],
    *,
    replicates: int,
    seed: int,
    lonely: str,
) -> list[Floats]:
    """For each measure replicate × domain; NaN where a replicate drew nobody who can be asked."""
    chance = numpy.random.default_rng(seed)
    if steps:
        lots = (
            _recipe(design, domains, measures, steps, lot)
            for lot in _lots(design, chance, replicates, lonely)
        )
    else:
        totals = Totals(design, domains, measures)
        lots = (totals.estimates(lot) for lot in _lots(design, chance, replicates, lonely))
    found = list(lots)
    return [numpy.vstack([lot[place] for lot in found]) for place in range(len(measures))]


def _lots(design: Design, chance: numpy.random.Generator, replicates: int, lonely: str) -> Iterator[Floats]:
    """Factors of the units of the last stage, replicate × unit, some replicates at a time."""
    last = design.stages[-1]
    size = max(1, LOT // max(len(last.parent), 1))
    for begin in range(0, replicates, size):
        count = min(size, replicates - begin)
        factor = numpy.ones((count, len(last.parent)))
        for place, stage in enumerate(design.stages):
            part = _drawn_again(stage, chance, count, lonely)
            above = _unit_above(design, place)
            factor += part if above is None else part[:, above]
        yield factor


def _unit_above(design: Design, place: int) -> Ints | None:
    """Unit of the last stage → the unit of this stage that holds it."""
    if place == len(design.stages) - 1:
        return None
    last = design.stages[-1]
    above = numpy.zeros(len(last.parent), dtype=numpy.int64)
    above[last.unit] = design.stages[place].unit
    return above


def _drawn_again(stage: Stage, chance: numpy.random.Generator, count: int, lonely: str) -> Floats:
    """Replicate × unit: how far the factor of a unit is off one because of this stage."""
    # Units in the order of their parents; `place` leads back.
    order = numpy.argsort(stage.parent, kind="stable")
    off = numpy.zeros((count, len(order)))
    starts = numpy.concatenate([[0], numpy.cumsum(stage.sampled)])
    size = numpy.sqrt(stage.share * stage.left)
    for n in numpy.unique(stage.sampled).tolist():
        parents = numpy.flatnonzero(stage.sampled == n)
        units = order[(starts[parents][:, None] + numpy.arange(n)).ravel()]
        if n == 1:
            if lonely == "adjust":
                signs = chance.integers(0, 2, (count, len(parents))) * 2.0 - 1.0
                off[:, units] = signs * size[parents]
            continue
        draws = chance.integers(0, n, (count, len(parents), n - 1))
        draws += (numpy.arange(count)[:, None, None] * len(parents) + numpy.arange(len(parents))[:, None]) * n
        times = numpy.bincount(draws.ravel(), minlength=count * len(parents) * n)
        times = times.reshape(count, len(parents), n) * (n / (n - 1)) - 1.0
        off[:, units] = (times * size[parents][:, None]).reshape(count, -1)
    return off


class Totals:
    """Numerators and denominators of all terms by last unit and cell: replicates are products with these."""

    def __init__(self, design: Design, domains: Domains, measures: Sequence[list[Term]]) -> None:
        self.domains = domains
        unit, cells = design.stages[-1].unit, domains.cells
        inside = domains.cell < cells
        row, pairs = dense(domains.cell[inside] * len(design.stages[-1].parent) + unit[inside])
        self.unit = pairs % len(design.stages[-1].parent)
        self.edges = numpy.searchsorted(
            pairs, numpy.arange(cells + 1) * len(design.stages[-1].parent)
        ).tolist()
        weights = design.weights[inside]
        self.columns: list[Floats] = [numpy.bincount(row, weights, len(pairs))]
        self.measures: list[list[tuple[float, int, int]]] = []

        def add(values: Floats) -> int:
            self.columns.append(numpy.bincount(row, weights * values[inside], len(pairs)))
            return len(self.columns) - 1

        for terms in measures:
            self.measures.append(
                [(term.coefficient, add(term.y), 0 if term.x is None else add(term.x)) for term in terms]
            )
        self.matrix = numpy.column_stack(self.columns)

    def estimates(self, factor: Floats) -> list[Floats]:
        count, domains = len(factor), self.domains
        sums = numpy.zeros((count, domains.cells, len(self.columns)))
        for cell in range(domains.cells):
            place = slice(self.edges[cell], self.edges[cell + 1])
            sums[:, cell] = factor[:, self.unit[place]] @ self.matrix[place]
        found = []
        share = numpy.zeros((domains.cells, domains.count))
        share[numpy.arange(domains.cells), domains.domain] = 1 / domains.cells_in[domains.domain]
        one_each = domains.cells == domains.count
        for terms in self.measures:
            cells = numpy.zeros((count, domains.cells))
            for coefficient, y, x in terms:
                with numpy.errstate(divide="ignore", invalid="ignore"):
                    cells += coefficient * sums[:, :, y] / sums[:, :, x]
            found.append(cells if one_each else cells @ share)
        return found


def _recipe(
    design: Design,
    domains: Domains,
    measures: Sequence[list[Term]],
    steps: Sequence[Ready],
    factor: Floats,
) -> list[Floats]:
    """Every step of the weighting again for every replicate, because the steps are part of the chance."""
    found = [numpy.full((len(factor), domains.count), numpy.nan) for _ in measures]
    unit = design.stages[-1].unit
    for place in range(len(factor)):
        weights = design.weights * factor[place][unit]
        try:
            for step in steps:
                weights = step.weights(weights)
        except BadTable:
            continue  # totals that this replicate cannot meet
        sums = Sums(domains, weights)
        for answers, terms in zip(found, measures, strict=True):
            answers[place] = linear(terms, sums).estimate
    return found
