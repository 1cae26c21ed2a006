"""The one entry point: columns in, a table of estimates out."""

from collections.abc import Sequence
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation import bootstrap
from motcua.surveys.estimation.answer import Rows
from motcua.surveys.estimation.columns import Floats
from motcua.surveys.estimation.faults import refuse
from motcua.surveys.estimation.linear import linear
from motcua.surveys.estimation.measures import Measure
from motcua.surveys.estimation.sample import Names, Sample
from motcua.surveys.estimation.table import Estimates
from motcua.surveys.estimation.taylor import factors
from motcua.surveys.estimation.weighting import Step

REPLICATES_MAX = 100_000
# Rows × domains that an answer may have.
CELLS_MAX = 5_000_000


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
    sample = Sample.read(
        table,
        domains=domains,
        weights=weights,
        strata=strata,
        clusters=clusters,
        fpc=fpc,
        lonely=lonely,
        mean_of=mean_of,
        weighting=weighting,
    )
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
    sample = Sample.read(
        table,
        domains=domains,
        weights=weights,
        strata=strata,
        clusters=clusters,
        fpc=fpc,
        lonely=lonely,
        mean_of=mean_of,
        weighting=weighting,
    )
    (measure,) = sample.measures(value)
    if sample.columns.rows * sample.domains.count > CELLS_MAX * 2:
        raise refuse("", gettext_noop("Values times domains may be %(most)s at most."), most=CELLS_MAX * 2)
    found = linear(measure.terms(sample.columns), sample.sums)
    every = sample.contribution(found)
    apart = numpy.zeros((len(every), sample.domains.count))
    inside = numpy.flatnonzero(sample.domains.row < sample.domains.count)
    apart[inside, sample.domains.row[inside]] = every[inside]
    for column in range(apart.shape[1] if sample.steps else 0):
        apart[:, column] = sample.residual(apart[:, column])
    spread = factors(sample.design, apart, lonely)
    return sample.domains.labels, found.estimate, spread.T @ spread
