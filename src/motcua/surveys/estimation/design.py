"""How the sample was drawn: strata, the units of each stage within the unit above, how many of how many, and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Codes, Columns, Floats, Ints, Mask, dense
from motcua.surveys.estimation.faults import refuse, refuse_rows
from motcua.surveys.estimation.table import Note

# Sampling fractions that rounding pushed a hair over one.
HAIR = 1e-9
NAMES_LISTED_MAX = 5


@dataclass(frozen=True)
class Stage:
    """One stage of drawing. Units are numbered over the whole sample; a parent is a stratum, or the unit of the stage above."""

    unit: Ints  # row → unit
    parent: Ints  # unit → parent
    sampled: Ints  # parent → how many units were drawn in it
    population: Floats  # parent → out of how many; endless where that is not known
    share: Floats  # parent → product of the sampling fractions of the stages above

    @property
    def left(self) -> Floats:
        """Parent → the share of its units that was not drawn: the finite population correction."""
        known = numpy.isfinite(self.population)
        left = numpy.ones(len(self.population))
        left[known] = 1 - self.sampled[known] / self.population[known]
        return numpy.where(left < HAIR, 0.0, left)

    @property
    def lonely(self) -> Mask:
        """Parents in which one unit was drawn out of several: they show no variance."""
        lonely: Mask = (self.sampled == 1) & (self.left > 0)
        return lonely


@dataclass(frozen=True)
class Design:
    rows: int
    weights: Floats
    stratum: Ints  # row → stratum
    strata: int
    stages: tuple[Stage, ...]
    weighted: bool
    notes: list[Note] = field(default_factory=list)


def design(
    columns: Columns,
    *,
    weights: str | None,
    strata: str | None,
    clusters: Sequence[str],
    fpc: Sequence[str],
    lonely: str,
) -> Design:
    if len(fpc) > len(clusters) + 1:
        raise refuse(
            fpc[-1], gettext_noop("Column %(column)s is one population size too many for these clusters.")
        )
    rows = columns.rows
    notes: list[Note] = []
    stratum = complete(columns.codes(strata)) if strata else None
    above = stratum.index if stratum else numpy.zeros(rows, dtype=numpy.int64)
    share = numpy.ones(len(stratum.labels) if stratum else 1)
    names: list[object] = list(stratum.labels) if stratum else [""]
    stages: list[Stage] = []
    # Without clusters, or with one population size more than clusters, the rows themselves are the last units drawn.
    for place in range(max(len(clusters), len(fpc), 1)):
        codes = complete(columns.codes(clusters[place])) if place < len(clusters) else None
        unit, parent = units(above, codes, rows)
        sampled = numpy.bincount(parent, minlength=len(share)).astype(numpy.int64)
        population = (
            sizes(columns, fpc[place], above, sampled)
            if place < len(fpc)
            else numpy.full(len(share), numpy.inf)
        )
        stage = Stage(unit, parent, sampled, population, share)
        if (share > 0).any():
            stages.append(stage)
            if (alone := stage.lonely & (share > 0)).any():
                notes.append(said_lonely(place + 1, numpy.flatnonzero(alone), names, lonely))
        above, share = unit, share[parent] * sampled[parent] / population[parent]
        if codes:
            first = first_rows(unit, len(parent))
            names = [codes.labels[place] for place in codes.index[first].tolist()]
    return Design(
        rows=rows,
        weights=weight_column(columns, weights),
        stratum=stratum.index if stratum else numpy.zeros(rows, dtype=numpy.int64),
        strata=len(stratum.labels) if stratum else 1,
        stages=tuple(stages),
        weighted=weights is not None,
        notes=notes,
    )


def units(above: Ints, codes: Codes | None, rows: int) -> tuple[Ints, Ints]:
    """Row → unit and unit → parent. The same label under two parents names two units."""
    if codes is None:
        return numpy.arange(rows), above
    labels = len(codes.labels)
    unit, pairs = dense(above * labels + codes.index)
    return unit, pairs // labels


def first_rows(unit: Ints, count: int) -> Ints:
    first = numpy.zeros(count, dtype=numpy.int64)
    first[unit[::-1]] = numpy.arange(len(unit) - 1, -1, -1)
    return first


def complete(codes: Codes) -> Codes:
    missing = numpy.flatnonzero(codes.index < 0)
    if len(missing):
        raise refuse_rows(
            codes.name,
            gettext_noop("Row %(row)s, column %(column)s: the stratum or cluster is missing."),
            missing,
        )
    return codes


def weight_column(columns: Columns, name: str | None) -> Floats:
    if name is None:
        return numpy.ones(columns.rows)
    weights = columns.numbers(name)
    wrong = ~(numpy.isfinite(weights) & (weights > 0))
    if wrong.any():
        raise refuse_rows(
            name,
            gettext_noop(
                "Row %(row)s, column %(column)s: a weight must be a number above zero, not “%(value)s”."
            ),
            numpy.flatnonzero(wrong),
            weights,
        )
    return weights


def sizes(columns: Columns, name: str, parent: Ints, sampled: Ints) -> Floats:
    """Parent → population size, from a column of sizes or of sampling fractions: never from a mixture of both."""
    given = columns.numbers(name)
    wrong = ~(given > 0)
    if wrong.any():
        raise refuse_rows(
            name,
            gettext_noop(
                "Row %(row)s, column %(column)s: a population size must be above zero, not “%(value)s”."
            ),
            numpy.flatnonzero(wrong),
            given,
        )
    fractions = bool((given <= 1).all())
    if not fractions and (given < 1).any():
        raise refuse_rows(
            name,
            gettext_noop(
                "Row %(row)s, column %(column)s: %(value)s is a fraction and other rows hold sizes; write one kind."
            ),
            numpy.flatnonzero(given < 1),
            given,
        )
    value = numpy.zeros(len(sampled))
    value[parent] = given
    if (moving := value[parent] != given).any():
        raise refuse_rows(
            name,
            gettext_noop(
                "Row %(row)s, column %(column)s: %(value)s differs from other rows of its stratum or cluster."
            ),
            numpy.flatnonzero(moving),
            given,
        )
    population = sampled / value if fractions else value
    over = population < sampled * (1 - HAIR)
    if over.any():
        raise refuse_rows(
            name,
            gettext_noop(
                "Row %(row)s, column %(column)s: more units were drawn than the %(value)s there are."
            ),
            numpy.flatnonzero(over[parent]),
            given,
        )
    return numpy.maximum(population, sampled)


LONELY = {
    "adjust": gettext_noop(
        "Stage %(stage)s: %(count)s strata hold one unit only (%(names)s). Assumed: each differs from the whole "
        "as much as its own total, which errs on the safe side."
    ),
    "certainty": gettext_noop(
        "Stage %(stage)s: %(count)s strata hold one unit only (%(names)s). Assumed: it was sure to be drawn and "
        "adds no variance, which may make errors look too small."
    ),
    "average": gettext_noop(
        "Stage %(stage)s: %(count)s strata hold one unit only (%(names)s). Assumed: each varies like the average "
        "of the other strata."
    ),
}


def said_lonely(stage: int, alone: Ints, names: list[object], lonely: str) -> Note:
    listed = ", ".join(str(names[place]) for place in alone[:NAMES_LISTED_MAX].tolist())
    more = ", …" if len(alone) > NAMES_LISTED_MAX else ""
    if lonely == "refuse":
        raise refuse(
            "",
            gettext_noop("Stage %(stage)s: %(count)s strata hold one unit only (%(names)s)."),
            stage=stage,
            count=len(alone),
            names=listed + more,
        )
    # After the first stage there are as many parents as units, so the average of others says little: as adjust.
    kind = "adjust" if lonely == "average" and stage > 1 else lonely
    return Note("lonely", LONELY[kind], {"stage": stage, "count": len(alone), "names": listed + more or "–"})
