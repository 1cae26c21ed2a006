"""What one can draw from, read from columns: the units of each stage within the unit above, their sizes, how many to take.

Whatever is wrong with a frame is named row by row (counted from 1) and nothing is drawn.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from motcua.foundation.refusal import Fault, gettext_noop
from motcua.surveys.estimation.columns import Columns, Floats, Ints
from motcua.surveys.estimation.faults import ROWS_NAMED_MAX, BadTable, refuse, refuse_rows
from motcua.surveys.sampling.picking import Method


@dataclass(frozen=True)
class Stage:
    """One stage of drawing, within every unit of the stage above (at the first stage: within every stratum)."""

    unit: (
        str  # column with the units' codes; or, with `listed`, only a name: places on a list made on the spot
    )
    take: int | Mapping[str, int] | str  # for each parent: a number, a number by stratum, or a column
    method: str = Method.SIMPLE
    size: str = (
        ""  # column of sizes: a unit's size is the sum over its rows; without it, its rows are counted
    )
    listed: str = ""  # column of how many stand on the list of the unit above (the last stage only)
    sure: str = ""  # column: a unit with a 1 is taken in any case and counts among those taken
    reserve: int = 0  # how many more to draw in each parent, who wait for their turn
    short: str = (
        "refuse"  # when a parent has fewer than are asked for: "refuse", or "all": take all there are
    )


@dataclass(frozen=True)
class Units:
    """All units of one stage, numbered in the order of the frame."""

    of_row: Ints  # row → unit
    parent: Ints  # unit → unit of the stage above, or stratum
    label: list[str]
    row: Ints  # unit → its first row
    size: Floats


@dataclass(frozen=True)
class Strata:
    of_row: Ints
    label: list[str]


def strata_of(columns: Columns, name: str | None) -> Strata:
    if name is None:
        return Strata(numpy.zeros(columns.rows, dtype=numpy.int64), [""])
    place, _first, labels = _in_order(numpy.zeros(columns.rows, dtype=numpy.int64), columns, name)
    return Strata(place, labels)


def units_of(columns: Columns, stage: Stage, above: Ints) -> Units:
    """The units of one stage below these; the same code under two parents names two units."""
    place, first, labels = _in_order(above, columns, stage.unit)
    if stage.size:
        sizes = columns.numbers(stage.size)
        _check_positive(
            stage.size,
            sizes,
            gettext_noop("Row %(row)s, column %(column)s: a size must be above zero, not “%(value)s”."),
        )
        size = numpy.bincount(place, sizes, len(first))
    else:
        size = numpy.bincount(place, minlength=len(first)).astype(numpy.float64)
    return Units(place, above[first], labels, first, size)


def _in_order(above: Ints, columns: Columns, name: str) -> tuple[Ints, Ints, list[str]]:
    """Row → unit, unit → first row, unit → label; units are numbered as they come in the frame."""
    index, labels = _codes(columns, name)
    missing = numpy.flatnonzero(index < 0)
    if len(missing):
        raise refuse_rows(name, gettext_noop("Row %(row)s, column %(column)s: the code is missing."), missing)
    _pairs, first, place = numpy.unique(above * len(labels) + index, return_index=True, return_inverse=True)
    order = numpy.argsort(first)
    rank = numpy.empty(len(order), dtype=numpy.int64)
    rank[order] = numpy.arange(len(order))
    first = first[order]
    return rank[place], first, [labels[each] for each in index[first].tolist()]


def _codes(columns: Columns, name: str) -> tuple[Ints, list[str]]:
    """Row → number of its code, or -1, and the codes. In no particular order: sorting a nation's villages takes seconds."""
    raw = columns.raw(name)
    if raw.dtype.kind != "O":
        codes = columns.codes(name)
        return codes.index, [str(label) for label in codes.labels]
    places: dict[object, int] = {}
    index = numpy.array([places.setdefault(value, len(places)) for value in raw.tolist()], dtype=numpy.int64)
    for value, place in places.items():
        if value is None or value == "" or value != value:
            index[index == place] = -1
    return index, [str(value) for value in places]


def check_rows(units: Units, stage: Stage) -> None:
    """A row of the frame is one unit of the last stage: a code that stands twice under one parent is a mistake."""
    count = numpy.bincount(units.of_row)
    if (count > 1).any():
        raise refuse_rows(
            stage.unit,
            gettext_noop("Row %(row)s, column %(column)s: “%(value)s” stands in the frame twice."),
            numpy.flatnonzero(count[units.of_row] > 1),
            [units.label[place] for place in units.of_row.tolist()],
        )


def listed_of(columns: Columns, stage: Stage) -> Ints:
    """Row → how many stand on its list."""
    count = columns.numbers(stage.listed)
    sentence = gettext_noop(
        "Row %(row)s, column %(column)s: a list has a whole number of people, at least one, not “%(value)s”."
    )
    _check_positive(stage.listed, numpy.where(count == numpy.floor(count), count, -1.0), sentence, count)
    return count.astype(numpy.int64)


def _check_positive(name: str, values: Floats, sentence: str, shown: Floats | None = None) -> None:
    wrong = ~(numpy.isfinite(values) & (values > 0))
    if wrong.any():
        raise refuse_rows(name, sentence, numpy.flatnonzero(wrong), values if shown is None else shown)


def sure_of(columns: Columns, stage: Stage, units: Units) -> "numpy.ndarray":
    """Unit → whether it is taken in any case."""
    if not stage.sure:
        return numpy.zeros(len(units.row), dtype=bool)
    marks = columns.numbers(stage.sure)
    wrong = ~((marks == 0) | (marks == 1)) | (marks != marks[units.row][units.of_row])
    if wrong.any():
        sentence = gettext_noop(
            "Row %(row)s, column %(column)s: 1 for a unit that is taken in any case, 0 for others, the same in all its rows."
        )
        raise refuse_rows(stage.sure, sentence, numpy.flatnonzero(wrong), marks)
    return marks[units.row] == 1


def takes_of(
    columns: Columns, stage: Stage, *, stratum: Ints, strata: list[str], parent_of_row: Ints, parents: int
) -> Ints:
    """Parent → how many to draw in it. `stratum` says for each parent where it lies."""
    if isinstance(stage.take, str):
        given = columns.numbers(stage.take)
        takes = numpy.zeros(parents)
        takes[parent_of_row] = given
        wrong = (given != takes[parent_of_row]) | (given != numpy.floor(given)) | ~(given > 0)
        if wrong.any():
            sentence = gettext_noop(
                "Row %(row)s, column %(column)s: how many to draw is a whole number above zero, the same for all of one parent."
            )
            raise refuse_rows(stage.take, sentence, numpy.flatnonzero(wrong), given)
        return takes.astype(numpy.int64)
    if isinstance(stage.take, int):
        wanted = dict.fromkeys(strata, stage.take)
    else:
        wanted = dict(stage.take)
    known = set(strata)
    faults = [
        Fault(
            stage.unit,
            gettext_noop("Stratum “%(name)s” is empty: no row of the frame lies in it."),
            {"name": name},
        )
        for name in wanted
        if name not in known
    ]
    faults += [
        Fault(
            stage.unit,
            gettext_noop("Nothing says how many to draw in stratum “%(name)s”."),
            {"name": name},
        )
        for name in strata
        if name not in wanted
    ]
    if faults:
        raise BadTable(faults=faults)
    if min(wanted.values()) < 1:
        raise refuse(stage.unit, gettext_noop("How many to draw is a whole number above zero."))
    return numpy.array([wanted[name] for name in strata])[stratum]


def too_few(stage: Stage, short: Mapping[str, tuple[int, int]]) -> BadTable:
    """The refusal of parents that hold fewer than are asked for: each with both numbers."""
    faults = [
        Fault(
            stage.unit,
            gettext_noop("Stage “%(column)s”, %(name)s: %(take)s are asked for and there are %(there)s."),
            {"column": stage.unit, "name": name, "take": take, "there": there},
        )
        for name, (take, there) in short.items()
    ]
    if len(faults) > ROWS_NAMED_MAX:
        more = gettext_noop("Column %(column)s: and %(count)s more rows like these.")
        faults = [
            *faults[:ROWS_NAMED_MAX],
            Fault(stage.unit, more, {"column": stage.unit, "count": len(faults) - ROWS_NAMED_MAX}),
        ]
    return BadTable(faults=faults)


def check_stages(stages: list[Stage]) -> None:
    if not stages:
        raise refuse("", gettext_noop("A draw needs at least one stage."))
    if twice := [name for name, count in Counter(stage.unit for stage in stages).items() if count > 1]:
        raise refuse(twice[0], gettext_noop("Column %(column)s stands for two stages."))
    for place, stage in enumerate(stages):
        if stage.method not in list(Method) or stage.short not in ("refuse", "all") or stage.reserve < 0:
            raise refuse(
                stage.unit,
                gettext_noop("Stage “%(column)s” cannot be drawn by “%(method)s”."),
                method=stage.method,
            )
        if stage.listed and (place != len(stages) - 1 or stage.method not in ("srs", "systematic")):
            sentence = gettext_noop(
                "Stage “%(column)s”: places on a list are the last stage, drawn simply or systematically."
            )
            raise refuse(stage.unit, sentence)
        if stage.method.startswith("pps") and not stage.size:
            raise refuse(
                stage.unit, gettext_noop("Stage “%(column)s”: a draw by size needs a column of sizes.")
            )
