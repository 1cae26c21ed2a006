"""Weights brought into line: with who did not answer, and with what is known of everybody.

Each step takes weights and gives new ones. Those that bring weights into line with known totals also say what they take
out of the variance: what a total explains does not vary any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Codes, Columns, Floats, Ints, Mask
from motcua.surveys.estimation.faults import refuse, refuse_rows

NOT_MET = gettext_noop("The totals could not be met: the margins contradict each other.")
RAKE_ROUNDS_MAX = 5_000
RAKE_CLOSE_ENOUGH = 1e-12
TOTAL_MET = 1e-8
# Residuals of raking: its margins taken out in turn, so often that nothing more comes out.
RESIDUAL_ROUNDS_MAX = 5_000


@dataclass(frozen=True)
class NonResponse:
    """In each cell those who answered stand for all who were drawn there. `responded` holds 1 and 0."""

    responded: str
    by: str

    def ready(self, columns: Columns) -> "Cells":
        answered = columns.numbers(self.responded)
        wrong = ~numpy.isin(answered, (0.0, 1.0))
        if wrong.any():
            raise refuse_rows(
                self.responded,
                gettext_noop("Row %(row)s, column %(column)s: must be 1 (answered) or 0, not “%(value)s”."),
                numpy.flatnonzero(wrong),
                answered,
            )
        codes = _known(columns.codes(self.by))
        silent = numpy.bincount(codes.index, answered, len(codes.labels)) == 0
        if silent.any():
            labels = ", ".join(str(codes.labels[place]) for place in numpy.flatnonzero(silent).tolist())
            raise refuse(
                self.by,
                gettext_noop("In column %(column)s nobody answered in: %(labels)s. Join cells first."),
                labels=labels,
            )
        return Cells(codes.index, len(codes.labels), answered == 1)


@dataclass(frozen=True)
class Cells:
    cell: Ints
    count: int
    answered: Mask

    def weights(self, weights: Floats) -> Floats:
        drawn = numpy.bincount(self.cell, weights, self.count)
        kept = numpy.where(self.answered, weights, 0.0)
        stand = numpy.bincount(self.cell, kept, self.count)
        factor = numpy.divide(drawn, stand, out=numpy.ones(self.count), where=stand > 0)
        return kept * factor[self.cell]

    def residual(self, contribution: Floats, weights: Floats) -> Floats:
        return contribution  # what is known of nobody outside the sample takes nothing out


@dataclass(frozen=True)
class PostStratify:
    """Weights of each label of `by` add up to its known total."""

    by: str
    totals: Mapping[Any, float]

    def ready(self, columns: Columns) -> "Margins":
        return Margins([_margin(columns, self.by, self.totals)])


@dataclass(frozen=True)
class Rake:
    """Weights add up to the known totals of several columns at once, by taking them in turn."""

    margins: Sequence[tuple[str, Mapping[Any, float]]]

    def ready(self, columns: Columns) -> "Margins":
        sums = {name: sum(totals.values()) for name, totals in self.margins}
        if not self.margins or max(sums.values()) - min(sums.values()) > 1e-6 * max(sums.values()):
            said = ", ".join(f"{name} {total:g}" for name, total in sums.items())
            raise refuse("", gettext_noop("Totals of different sums cannot all be met: %(sums)s"), sums=said)
        return Margins([_margin(columns, name, totals) for name, totals in self.margins])


@dataclass(frozen=True)
class Margins:
    margins: list[tuple[Ints, Floats]]  # row → label; label → its total

    def weights(self, weights: Floats) -> Floats:
        for _ in range(RAKE_ROUNDS_MAX):
            before = weights
            for label, totals in self.margins:
                there = numpy.bincount(label, weights, len(totals))
                if ((totals > 0) & (there == 0)).any():
                    # A replicate can have drawn nobody of a label: no number of rounds would bring them back.
                    raise refuse("", NOT_MET)
                factor = numpy.divide(totals, there, out=numpy.zeros(len(totals)), where=there > 0)
                weights = weights * factor[label]
            if len(self.margins) == 1 or numpy.allclose(weights, before, rtol=RAKE_CLOSE_ENOUGH, atol=0):
                break
        if not all(self._met(weights, label, totals) for label, totals in self.margins):
            # Margins that contradict each other turn in a circle, which stands still too.
            raise refuse("", NOT_MET)
        return weights

    @staticmethod
    def _met(weights: Floats, label: Ints, totals: Floats) -> bool:
        return numpy.allclose(numpy.bincount(label, weights, len(totals)), totals, rtol=TOTAL_MET, atol=0)

    def residual(self, contribution: Floats, weights: Floats) -> Floats:
        """What remains of each row's weighted contribution when the known labels have explained what they can."""
        per_weight = numpy.divide(contribution, weights, out=numpy.zeros(len(weights)), where=weights != 0)
        for _ in range(RESIDUAL_ROUNDS_MAX if len(self.margins) > 1 else 1):
            largest = 0.0
            for label, totals in self.margins:
                whole = numpy.bincount(label, weights, len(totals))
                mean = numpy.bincount(label, weights * per_weight, len(totals))
                mean = numpy.divide(mean, whole, out=numpy.zeros(len(totals)), where=whole > 0)
                per_weight = per_weight - mean[label]
                largest = max(largest, float(numpy.abs(mean).max()))
            if largest <= RAKE_CLOSE_ENOUGH * float(numpy.abs(per_weight).max()):
                break
        return per_weight * weights


Step = NonResponse | PostStratify | Rake
Ready = Cells | Margins


def _margin(columns: Columns, name: str, totals: Mapping[Any, float]) -> tuple[Ints, Floats]:
    codes = _known(columns.codes(name))
    missing = [label for label in codes.labels if label not in totals]
    empty = [label for label in totals if label not in set(codes.labels) and totals[label] > 0]
    for labels, sentence in (
        (missing, gettext_noop("Column %(column)s: no total is given for: %(labels)s")),
        (empty, gettext_noop("Column %(column)s: nobody in the sample is: %(labels)s. Join labels first.")),
    ):
        if labels:
            raise refuse(name, sentence, labels=", ".join(map(str, labels)))
    return codes.index, numpy.array([float(totals[label]) for label in codes.labels])


def _known(codes: Codes) -> Codes:
    missing = numpy.flatnonzero(codes.index < 0)
    if len(missing):
        raise refuse_rows(
            codes.name,
            gettext_noop("Row %(row)s, column %(column)s: needed for the weights, and missing."),
            missing,
        )
    return codes
