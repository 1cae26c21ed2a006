"""The answer as it grows, one measure at a time: errors, intervals, design effects, and what was assumed."""

import math
from collections.abc import Iterable

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Floats
from motcua.surveys.estimation.linear import Linear, linear
from motcua.surveys.estimation.measures import Term
from motcua.surveys.estimation.sample import Sample
from motcua.surveys.estimation.student import quantile
from motcua.surveys.estimation.table import Estimates, Note
from motcua.surveys.estimation.taylor import Taylor

CONFIDENCE = 0.95
LAST_DIGIT = 1e-14


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
        # Where everybody says the same, what is left is the last digit of the estimate, not a variance.
        variance = numpy.where(variance <= (LAST_DIGIT * estimate) ** 2, 0.0, variance)
        simple = self._simple(contribution, found.influence, n, people)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            effect = numpy.where((simple > 0) & (variance > 0), variance / simple, numpy.nan)
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
