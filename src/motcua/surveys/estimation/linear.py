"""Estimates by domain, and what each row adds to them: the linearised value of every measure."""

from dataclasses import dataclass

import numpy

from motcua.surveys.estimation.columns import Floats, Ints, Mask
from motcua.surveys.estimation.measures import Term


@dataclass(frozen=True)
class Domains:
    """Rows in cells, cells in domains. Without `mean_of` a cell is its domain; with it a domain is the plain mean of its cells."""

    labels: list[object]
    row: Ints  # row → domain; rows outside every domain have the one past the last
    cell: Ints  # row → cell; likewise
    domain: Ints  # cell → domain

    @property
    def count(self) -> int:
        return len(self.labels)

    @property
    def cells(self) -> int:
        return len(self.domain)

    @property
    def cells_in(self) -> Ints:
        return numpy.bincount(self.domain, minlength=self.count)


@dataclass(frozen=True)
class Linear:
    estimate: Floats  # domain
    influence: Floats  # row: the estimate is, to first order, the weighted sum of these over its domain
    counted: Mask | None  # rows that have something to say; None: all
    nobody: list[tuple[int, str]]  # domain and term that nobody answered


class Sums:
    """Sums over cells. What is the same for every measure without missing values is added up once."""

    def __init__(self, domains: Domains, weights: Floats) -> None:
        self.domains, self.weights = domains, weights
        self.whole = self.over(weights)

    def over(self, values: Floats) -> Floats:
        return numpy.bincount(self.domains.cell, values, self.domains.cells + 1)[:-1]


def linear(terms: list[Term], sums: Sums) -> Linear:
    domains, weights = sums.domains, sums.weights
    share = 1 / domains.cells_in[domains.domain]  # of a cell in its domain
    cell_estimate = numpy.zeros(domains.cells)
    influence = numpy.zeros(len(weights))
    counted: Mask | None = None if any(term.x is None for term in terms) else numpy.zeros(len(weights), bool)
    nobody = []
    for term in terms:
        whole = sums.whole if term.x is None else sums.over(weights * term.x)
        # About the middle, so that a large common part does not eat the digits of the small differences.
        middle = _middle(term, weights)
        y = term.y - middle if term.x is None else term.y - middle * term.x
        total = sums.over(weights * y)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            ratio = total / whole
            per_row = term.coefficient * share / whole
        nobody += [(int(domains.domain[cell]), term.label) for cell in numpy.flatnonzero(whole == 0).tolist()]
        cell_estimate = cell_estimate + term.coefficient * (ratio + middle)
        ratio_row, scale = _to_rows(ratio, domains), _to_rows(per_row, domains)
        part = y - ratio_row if term.x is None else y - ratio_row * term.x
        influence = influence + part * scale
        if counted is not None and term.x is not None:
            counted |= term.x != 0
    estimate = numpy.bincount(domains.domain, cell_estimate * share, domains.count)
    return Linear(estimate, influence, counted, nobody)


def _middle(term: Term, weights: Floats) -> float:
    # Sums, not products of vectors: those are handed to threads that wait for each other longer than they add up.
    below = float(weights.sum() if term.x is None else (weights * term.x).sum())
    return float((weights * term.y).sum()) / below if below > 0 else 0.0


def _to_rows(values: Floats, domains: Domains) -> Floats:
    """Cell → row; rows outside every domain, and cells that say nothing, add nothing."""
    padded = numpy.append(values, 0.0)
    padded[~numpy.isfinite(padded)] = 0.0
    return padded[domains.cell]
