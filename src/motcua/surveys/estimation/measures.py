"""What can be estimated: a mean, a share, a ratio, an index of many items.

Each is a sum of terms c·(sum of w·y)/(sum of w·x) within a domain, so that the whole is linearised, not its parts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Columns, Floats, Mask
from motcua.surveys.estimation.faults import refuse, refuse_rows


@dataclass(frozen=True)
class Term:
    coefficient: float
    y: Floats  # 0 where it is missing
    x: Floats | None  # None: 1 in every row
    label: str


class Measure(Protocol):
    @property
    def name(self) -> str: ...
    def terms(self, columns: Columns) -> list[Term]: ...


@dataclass(frozen=True)
class Mean:
    """The mean of a column over whoever has a value there. `scale`, when given, is all that may be answered."""

    column: str
    label: str = ""
    scale: Collection[float] = ()

    @property
    def name(self) -> str:
        return self.label or self.column

    def terms(self, columns: Columns) -> list[Term]:
        values, there = answers(columns, self.column, (), self.scale)
        return [Term(1.0, values, None if there.all() else there.astype(numpy.float64), self.name)]


@dataclass(frozen=True)
class Share:
    """The share of those who answered that gave one of these codes. `scale`, when given, is all that may be answered."""

    column: str
    of: Collection[float]
    scale: Collection[float] = ()
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or f"{self.column}={','.join(f'{code:g}' for code in self.of)}"

    def terms(self, columns: Columns) -> list[Term]:
        hits, there = answers(columns, self.column, self.of, self.scale)
        return [Term(1.0, hits, None if there.all() else there.astype(numpy.float64), self.name)]


@dataclass(frozen=True)
class Ratio:
    """The total of one column over the total of another, over whoever has both."""

    numerator: str
    denominator: str
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or f"{self.numerator}/{self.denominator}"

    def terms(self, columns: Columns) -> list[Term]:
        above, below = columns.finite(self.numerator), columns.finite(self.denominator)
        there = ~(numpy.isnan(above) | numpy.isnan(below))
        return [Term(1.0, numpy.where(there, above, 0.0), numpy.where(there, below, 0.0), self.name)]


@dataclass(frozen=True)
class Index:
    """An index of many items, put together in one of the ways that published figures can have been (docs/methods/sipas.md).

    `blocks` is block → factor → items. `of` names the codes that count as satisfied; without it the values themselves count.
    `combine`: "items" (each item weighs the same), "factors" (each factor the same), "blocks" (by `block_weights`,
    inside a block by `inside`), "persons" (mean of each person's share of satisfied answers), "answers" (all answers
    to all items pooled).
    """

    blocks: Mapping[str, Mapping[str, Sequence[str]]]
    of: Collection[float] = ()
    scale: Collection[float] = ()
    combine: str = "items"
    inside: str = "items"
    block_weights: Mapping[str, float] | None = None
    label: str = "index"

    @property
    def name(self) -> str:
        return self.label

    @property
    def items(self) -> list[str]:
        return [item for factors in self.blocks.values() for items in factors.values() for item in items]

    def terms(self, columns: Columns) -> list[Term]:
        items = self.items
        if not items or len(set(items)) != len(items):
            raise refuse(self.label, gettext_noop("Index %(column)s names no item, or one twice."))
        if self.combine in ("persons", "answers"):
            found = [answers(columns, item, self.of, self.scale) for item in items]
            hits = reduce(numpy.add, (hit for hit, _there in found))
            asked = reduce(numpy.add, (there.astype(numpy.float64) for _hit, there in found))
            if self.combine == "answers":
                return [Term(1.0, hits, asked, self.label)]
            some = asked > 0
            score = numpy.divide(hits, asked, out=numpy.zeros(len(hits)), where=some)
            return [Term(1.0, score, None if some.all() else some.astype(numpy.float64), self.label)]
        terms = []
        for item, coefficient in self.coefficients().items():
            hits, there = answers(columns, item, self.of, self.scale)
            terms.append(Term(coefficient, hits, None if there.all() else there.astype(numpy.float64), item))
        return terms

    def coefficients(self) -> dict[str, float]:
        """Item → its weight in the whole; they add up to one."""
        if self.combine == "blocks":
            wanted = self.block_weights or dict.fromkeys(self.blocks, 1.0)
            if set(wanted) != set(self.blocks) or not sum(wanted.values()) > 0 or min(wanted.values()) < 0:
                raise refuse(self.label, gettext_noop("Index %(column)s needs one weight for each block."))
            total = sum(wanted.values())
            return {
                item: weight / total * coefficient
                for block, weight in wanted.items()
                for item, coefficient in _spread([self.blocks[block]], self.inside, self.label).items()
            }
        return _spread(list(self.blocks.values()), self.combine, self.label)


def _spread(blocks: list[Mapping[str, Sequence[str]]], way: str, label: str) -> dict[str, float]:
    factors = [items for block in blocks for items in block.values()]
    ways: dict[str, Callable[[Sequence[str]], float]] = {
        "items": lambda items: 1 / sum(len(each) for each in factors),
        "factors": lambda items: 1 / (len(factors) * len(items)),
    }
    if way not in ways or not all(factors):
        raise refuse(
            label, gettext_noop("Index %(column)s cannot be combined by “%(way)s”; see Index."), way=way
        )
    return {item: ways[way](items) for items in factors for item in items}


def answers(
    columns: Columns, name: str, of: Collection[float], scale: Collection[float]
) -> tuple[Floats, Mask]:
    """For each row what the answer counts (0 where there is none), and whether there is one."""
    values = columns.finite(name)
    there = ~numpy.isnan(values)
    if scale:
        outside = there & ~_is_one_of(values, scale)
        if outside.any():
            raise refuse_rows(
                name,
                gettext_noop("Row %(row)s, column %(column)s: %(value)s is not on the scale."),
                numpy.flatnonzero(outside),
                values,
            )
    if not of:
        return numpy.where(there, values, 0.0), there
    return _is_one_of(values, of).astype(numpy.float64), there


def _is_one_of(values: Floats, codes: Collection[float]) -> Mask:
    return reduce(numpy.logical_or, (values == code for code in codes))


def from_text(text: str, names: Collection[str], *, scale: Collection[float] = ()) -> Measure:
    """`q1` is a mean, `q1=4,5` a share, `spent/asked` a ratio; a column of exactly that name comes first."""
    if text in names:
        return Mean(text, scale=scale)
    column, equals, codes = text.partition("=")
    if equals and column in names:
        try:
            return Share(column, [float(code) for code in codes.split(",")], scale, label=text)
        except ValueError:
            raise refuse(text, gettext_noop("In “%(column)s” the codes must be numbers: q1=4,5")) from None
    above, slash, below = text.partition("/")
    if slash and above in names and below in names:
        return Ratio(above, below)
    # A name that is not there is refused by the column itself, which lists those that are.
    return Mean(column if equals else text)
