"""The one entry point: columns in, a table of estimates out."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation import bootstrap
from motcua.surveys.estimation.columns import Codes, Columns, Floats, Ints, dense
from motcua.surveys.estimation.design import LONELY, Design, design
from motcua.surveys.estimation.faults import refuse
from motcua.surveys.estimation.linear import Domains, Linear, Sums, linear
from motcua.surveys.estimation.measures import Measure, Term, from_text
from motcua.surveys.estimation.student import quantile
from motcua.surveys.estimation.table import Estimates, Note
from motcua.surveys.estimation.taylor import Taylor, factors
from motcua.surveys.estimation.weighting import Ready, Step

CONFIDENCE = 0.95
REPLICATES_MAX = 100_000
# Rows × domains that an answer may have.
CELLS_MAX = 5_000_000
JOINED = " · "

Names = str | Sequence[str] | None


def estimate(
    table: Any,
    *,
    values: str | Measure | Sequence[str | Measure],
    domains: Names = None,
    weights: str | None = None,
    strata: str | None = None,
    clusters: Names = (),
    fpc: Names = (),
    method: str = "taylor",
    replicates: int = 500,
    seed: int = 0,
    lonely: str = "adjust",
    mean_of: str | None = None,
    weighting: Sequence[Step] = (),
) -> Estimates:
    """Each value in each domain, with its standard error, 95 % interval and design effect.

    `values`: columns (means) or `Mean`, `Share`, `Ratio`, `Index`. `domains`: a column, or several that are crossed.
    `clusters`, `fpc`: one column a stage, the first stage first; sizes or sampling fractions. `lonely`: what is assumed
    of a stratum with one cluster: "adjust", "certainty", "average" or "refuse". `mean_of`: the plain mean over the
    labels of this column (the nation as mean of its provinces). `weighting`: steps that bring the weights into line.
    """
    if method not in ("taylor", "bootstrap") or (method == "bootstrap" and lonely == "average"):
        raise refuse("", gettext_noop("There is no such method: %(method)s"), method=f"{method}, {lonely}")
    if not 2 <= replicates <= REPLICATES_MAX:
        raise refuse("", gettext_noop("Replicates must lie between 2 and %(most)s."), most=REPLICATES_MAX)
    sample = Sample.read(table, domains, weights, strata, clusters, fpc, lonely, mean_of, weighting)
    measures = sample.measures(values)
    if len(measures) * sample.domains.count > CELLS_MAX:
        raise refuse("", gettext_noop("Values times domains may be %(most)s at most."), most=CELLS_MAX)
    rows = Rows(sample)
    again: list[Floats] = []
    terms = [measure.terms(sample.columns) for measure in measures]
    if method == "bootstrap":
        again = bootstrap.replicate(
            sample.design,
            sample.domains,
            terms,
            sample.steps,
            replicates=replicates,
            seed=seed,
            lonely=lonely,
        )
    for place, measure in enumerate(measures):
        rows.add(measure.name, terms[place], again[place] if again else None)
    return rows.answer(again)


def covariance(
    table: Any,
    *,
    value: str | Measure,
    domains: Names = None,
    weights: str | None = None,
    strata: str | None = None,
    clusters: Names = (),
    fpc: Names = (),
    lonely: str = "adjust",
    mean_of: str | None = None,
    weighting: Sequence[Step] = (),
) -> tuple[list[object], Floats, Floats]:
    """Labels of the domains, the estimates of one value in them, and how the estimates vary together."""
    sample = Sample.read(table, domains, weights, strata, clusters, fpc, lonely, mean_of, weighting)
    (measure,) = sample.measures(value)
    if sample.columns.rows * sample.domains.count > CELLS_MAX * 10:
        raise refuse("", gettext_noop("Values times domains may be %(most)s at most."), most=CELLS_MAX * 10)
    found = linear(measure.terms(sample.columns), sample.sums)
    every = sample.contribution(found)
    apart = numpy.zeros((len(every), sample.domains.count))
    inside = numpy.flatnonzero(sample.domains.row < sample.domains.count)
    apart[inside, sample.domains.row[inside]] = every[inside]
    for column in range(apart.shape[1] if sample.steps else 0):
        apart[:, column] = sample.residual(apart[:, column])
    spread = factors(sample.design, apart, lonely)
    return sample.domains.labels, found.estimate, spread.T @ spread


@dataclass
class Sample:
    """A table read once: its design, its domains, its weights after every step."""

    columns: Columns
    design: Design
    domains: Domains
    steps: list[Ready]
    trail: list[Floats]  # weights after each step
    lonely: str
    notes: list[Note]

    @classmethod
    def read(
        cls,
        table: Any,
        domains: Names,
        weights: str | None,
        strata: str | None,
        clusters: Names,
        fpc: Names,
        lonely: str,
        mean_of: str | None,
        weighting: Sequence[Step],
    ) -> "Sample":
        if lonely not in (*LONELY, "refuse"):
            raise refuse("", gettext_noop("There is no such method: %(method)s"), method=lonely)
        columns = table if isinstance(table, Columns) else Columns(table)
        made = design(
            columns,
            weights=weights,
            strata=strata,
            clusters=_names(clusters),
            fpc=_names(fpc),
            lonely=lonely,
        )
        cut, notes = _domains(columns, _names(domains), mean_of)
        steps = [step.ready(columns) for step in weighting]
        trail = [made.weights]
        for step in steps:
            trail.append(step.weights(trail[-1]))
        return cls(columns, made, cut, steps, trail, lonely, [*made.notes, *notes])

    @property
    def weights(self) -> Floats:
        return self.trail[-1]

    @property
    def sums(self) -> Sums:
        return Sums(self.domains, self.weights)

    def measures(self, values: str | Measure | Sequence[str | Measure]) -> list[Measure]:
        listed: list[str | Measure] = list(values) if isinstance(values, Sequence) else [values]
        if isinstance(values, str):
            listed = [values]
        names = set(self.columns.names())
        found = [from_text(value, names) if isinstance(value, str) else value for value in listed]
        if not found:
            raise refuse("", gettext_noop("Name at least one value to estimate."))
        if len({measure.name for measure in found}) != len(found):
            raise refuse("", gettext_noop("Two values have the same name; give one of them a label."))
        return found

    def contribution(self, found: Linear) -> Floats:
        return self.weights * found.influence

    def residual(self, contribution: Floats) -> Floats:
        for step, weights in zip(reversed(self.steps), reversed(self.trail), strict=False):
            contribution = step.residual(contribution, weights)
        return contribution


class Rows:
    """The answer as it grows, one measure at a time."""

    def __init__(self, sample: Sample) -> None:
        self.sample, self.sums = sample, sample.sums
        self.count = sample.domains.count
        self.taylor = Taylor(sample.design, sample.domains.row, self.count, sample.lonely)
        self.names: list[str] = []
        self.parts: dict[str, list[Floats]] = {
            name: [] for name in ("estimate", "standard_error", "n", "design_effect", "degrees")
        }
        self.notes = list(sample.notes)
        positive = None if (sample.weights > 0).all() else sample.weights > 0
        self.everybody = positive
        self.n = self._by_domain(numpy.ones(sample.columns.rows) if positive is None else positive * 1.0)
        self.people = self._by_domain(sample.weights)
        self.plain_degrees = self.taylor.degrees(None if positive is None else positive * 1.0)

    def add(self, name: str, terms: list[Term], replicates: Floats | None) -> None:
        sample = self.sample
        found = linear(terms, self.sums)
        contribution = sample.contribution(found)
        counted = found.counted
        if counted is not None and self.everybody is not None:
            counted = counted & self.everybody
        if counted is None:
            n, people, degrees = self.n, self.people, self.plain_degrees
            weight = None if self.everybody is None else self.everybody * 1.0
        else:
            weight = counted.astype(numpy.float64)
            n, people = self._by_domain(weight), self._by_domain(weight * sample.weights)
            degrees = self.taylor.degrees(weight)
        if replicates is None:
            variance = self._variance(contribution, weight)
        else:
            variance = self._spread(name, replicates)
        estimate = numpy.where(n > 0, found.estimate, numpy.nan)
        variance = numpy.where(numpy.isnan(estimate), numpy.nan, variance)
        simple = self._simple(contribution, found.influence, n, people)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            effect = numpy.where(simple > 0, variance / simple, numpy.nan)
        self._say_nobody(name, found)
        self.names.append(name)
        for part, column in zip(
            self.parts, (estimate, numpy.sqrt(variance), n, effect, degrees), strict=True
        ):
            self.parts[part].append(column)

    def _variance(self, contribution: Floats, counted: Floats | None) -> Floats:
        if not self.sample.steps:
            return self.taylor.variance(contribution, counted)
        # What the steps explain cuts across domains, so every domain is a sum over the whole sample.
        domain, variance = self.sample.domains.row, numpy.zeros(self.count)
        whole = Taylor(self.sample.design, numpy.zeros(len(domain), numpy.int64), 1, self.sample.lonely)
        for place in range(self.count):
            own = numpy.where(domain == place, contribution, 0.0)
            variance[place] = whole.variance(self.sample.residual(own), counted)[0]
        return variance

    def _spread(self, name: str, replicates: Floats) -> Floats:
        lost = ~numpy.isfinite(replicates)
        if lost.any():
            self.notes.append(
                Note(
                    "replicates-lost",
                    gettext_noop(
                        "%(value)s: %(count)s of %(all)s replicates drew nobody in some domain and were left out there."
                    ),
                    {"value": name, "count": int(lost.any(axis=1).sum()), "all": len(replicates)},
                )
            )
            replicates = numpy.where(lost, numpy.nan, replicates)
            kept = (~lost).sum(axis=0)
            mean = numpy.nansum(replicates, axis=0) / numpy.maximum(kept, 1)
            squares = numpy.nansum((replicates - mean) ** 2, axis=0)
            return numpy.where(kept > 1, squares / numpy.maximum(kept - 1, 1), numpy.nan)
        return replicates.var(axis=0, ddof=1)  # type: ignore[no-any-return]

    def _simple(self, contribution: Floats, influence: Floats, n: Floats, people: Floats) -> Floats:
        """The variance that a simple random sample of as many people would have had."""
        mean = self._by_domain(contribution) / numpy.maximum(people, 1e-300)
        square = self._by_domain(contribution * influence) / numpy.maximum(people, 1e-300) - mean * mean
        element = square * n / numpy.maximum(n - 1, 1e-300)
        drawn = numpy.where(people > n, (people - n) / numpy.maximum(people, 1e-300), 1.0)
        return numpy.where(n > 1, element * people**2 * drawn / numpy.maximum(n, 1), numpy.nan)

    def _by_domain(self, values: Floats) -> Floats:
        return numpy.bincount(self.sample.domains.row, values, self.count + 1)[: self.count]

    def _say_nobody(self, name: str, found: Linear) -> None:
        for place, label in found.nobody:
            self.notes.append(
                Note(
                    "nobody",
                    gettext_noop("%(value)s, %(domain)s: nobody answered %(item)s, so there is no estimate."),
                    {
                        "value": name,
                        "domain": "–"
                        if self.sample.domains.labels[place] is None
                        else self.sample.domains.labels[place],
                        "item": label,
                    },
                )
            )

    def answer(self, replicates: Iterable[Floats]) -> Estimates:
        columns = {name: numpy.concatenate(parts) for name, parts in self.parts.items()}
        half = columns["standard_error"] * _quantiles(columns["degrees"])
        without = (self.plain_degrees < 1).sum()
        if without:
            self.notes.append(
                Note(
                    "no-degrees",
                    gettext_noop(
                        "%(count)s domains have as many strata as clusters: no interval can be given for them."
                    ),
                    {"count": int(without)},
                )
            )
        labels = self.sample.domains.labels
        return Estimates(
            columns={
                "value": [name for name in self.names for _ in range(self.count)],
                "domain": [label for _ in self.names for label in labels],
                "estimate": columns["estimate"],
                "standard_error": columns["standard_error"],
                "lower": columns["estimate"] - half,
                "upper": columns["estimate"] + half,
                "n": columns["n"].astype(numpy.int64),
                "design_effect": columns["design_effect"],
            },
            degrees=columns["degrees"],
            notes=tuple(self.notes),
            replicates=dict(zip(self.names, replicates, strict=False)),
        )


def _quantiles(degrees: Floats) -> Floats:
    kinds, place = numpy.unique(degrees, return_inverse=True)
    wanted = (1 + CONFIDENCE) / 2
    return numpy.array([quantile(wanted, kind) if kind >= 1 else math.nan for kind in kinds.tolist()])[place]


def _names(names: Names) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def _domains(columns: Columns, names: list[str], mean_of: str | None) -> tuple[Domains, list[Note]]:
    rows = columns.rows
    row, labels = numpy.zeros(rows, dtype=numpy.int64), [None]
    notes = []
    if names:
        row, labels, outside = _crossed([columns.codes(name) for name in names])  # type: ignore[assignment]
        if outside:
            notes.append(
                Note(
                    "outside",
                    gettext_noop("%(count)s rows are in no domain: %(columns)s is missing there."),
                    {"count": outside, "columns": JOINED.join(names)},
                )
            )
    if not labels:
        raise refuse(names[0], gettext_noop("Column %(column)s has no value in any row."))
    if mean_of is None:
        return Domains(labels, row, row, numpy.arange(len(labels))), notes  # type: ignore[arg-type]
    parts = columns.codes(mean_of)
    inside = (row < len(labels)) & (parts.index >= 0)
    cell = numpy.full(rows, -1, dtype=numpy.int64)
    if not inside.any():
        raise refuse(mean_of, gettext_noop("Column %(column)s has no value in any row."))
    cell[inside], pairs = dense(row[inside] * len(parts.labels) + parts.index[inside])
    cell[~inside] = len(pairs)
    return Domains(labels, numpy.where(inside, row, len(labels)), cell, pairs // len(parts.labels)), notes  # type: ignore[arg-type]


def _crossed(columns: list[Codes]) -> tuple[Ints, list[object], int]:
    """Several columns crossed: only what is there. Rows with a gap go to the place past the last."""
    index, labels = columns[0].index, [(label,) for label in columns[0].labels]
    for codes in columns[1:]:
        there = (index >= 0) & (codes.index >= 0)
        crossed = numpy.full(len(index), -1, dtype=numpy.int64)
        if there.any():
            crossed[there], pairs = dense(index[there] * len(codes.labels) + codes.index[there])
            width = len(codes.labels)
            labels = [(*labels[pair // width], codes.labels[pair % width]) for pair in pairs.tolist()]
        index = crossed
    outside = int((index < 0).sum())
    one = len(columns) == 1
    named: list[object] = [label[0] if one else JOINED.join(map(str, label)) for label in labels]
    return numpy.where(index < 0, len(named), index), named, outside
