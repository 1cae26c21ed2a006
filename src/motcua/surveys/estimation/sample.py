"""A table read once: its design, its domains, and its weights after every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Codes, Columns, Floats, Ints, dense
from motcua.surveys.estimation.design import LONELY, Design, design
from motcua.surveys.estimation.faults import refuse
from motcua.surveys.estimation.linear import Domains, Linear, Sums
from motcua.surveys.estimation.measures import Measure, from_text
from motcua.surveys.estimation.table import Note
from motcua.surveys.estimation.weighting import Ready, Step

JOINED = " · "
Names = str | Sequence[str] | None


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
        *,
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
