"""Reads columns out of whatever holds them: a dict of numpy arrays, Arrow, pandas, polars, a structured array."""

from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from motcua.foundation.refusal import gettext_noop
from motcua.foundation.text import sort_key
from motcua.surveys.estimation.faults import refuse, refuse_rows

# Which of numpy's number types an array holds is said by these names, not checked.
Floats = NDArray[Any]
Ints = NDArray[Any]
Mask = NDArray[Any]

# Codes within this many times the number of rows are looked up in a table instead of being sorted.
TABLE_FACTOR = 16


@dataclass(frozen=True)
class Codes:
    """A column of labels: for each row the place of its label, or -1 where it is missing."""

    name: str
    index: Ints
    labels: list[Any]


class Columns:
    def __init__(self, table: Any) -> None:
        if not hasattr(table, "__getitem__") and hasattr(table, "__arrow_c_stream__"):
            import pyarrow  # only for what speaks Arrow and nothing else

            table = pyarrow.table(table)
        self.table = table
        self.known: dict[str, NDArray[Any]] = {}
        self.numbers_known: dict[str, Floats] = {}
        names = self.names()
        if not names:
            raise refuse("", gettext_noop("The table has no columns."))
        self.rows = len(self.raw(names[0]))
        if not self.rows:
            raise refuse("", gettext_noop("The table has no rows."))

    def names(self) -> list[str]:
        for attribute in ("column_names", "columns"):
            names = getattr(self.table, attribute, None)
            if names is not None:
                return [str(name) for name in names]
        if getattr(getattr(self.table, "dtype", None), "names", None):
            return list(self.table.dtype.names)
        return [str(name) for name in self.table]

    def raw(self, name: str) -> NDArray[Any]:
        if name not in self.known:
            if name not in self.names():
                there = ", ".join(self.names()[:20])
                raise refuse(
                    name, gettext_noop("There is no column %(column)s; there are: %(there)s"), there=there
                )
            column = self.table[name]
            self.known[name] = _array(column)
            first = next(iter(self.known.values()))
            if len(self.known[name]) != len(first):
                raise refuse(name, gettext_noop("Column %(column)s has another length than the others."))
        return self.known[name]

    def numbers(self, name: str) -> Floats:
        """The column as numbers, NaN where it is missing. A text that is no number is named with its row."""
        if name not in self.numbers_known:
            raw = self.raw(name)
            numbers = raw.astype(numpy.float64) if raw.dtype.kind in "biuf" else _parsed(name, raw)
            endless = numpy.isinf(numbers)
            if endless.any() and not numpy.isposinf(numbers[endless]).all():
                raise refuse_rows(
                    name,
                    gettext_noop("Row %(row)s, column %(column)s: not a finite number."),
                    numpy.flatnonzero(endless),
                )
            self.numbers_known[name] = numbers
        return self.numbers_known[name]

    def finite(self, name: str) -> Floats:
        """Numbers that may be missing but not endless."""
        numbers = self.numbers(name)
        if not numpy.isfinite(numpy.sum(numbers)) and numpy.isinf(numbers).any():
            raise refuse_rows(
                name,
                gettext_noop("Row %(row)s, column %(column)s: not a finite number."),
                numpy.flatnonzero(numpy.isinf(numbers)),
            )
        return numbers

    def codes(self, name: str) -> Codes:
        raw = self.raw(name)
        if raw.dtype.kind in "biu":
            index, distinct = dense(raw.astype(numpy.int64))
            return Codes(name, index, (distinct.astype(bool) if raw.dtype.kind == "b" else distinct).tolist())
        if raw.dtype.kind == "f":
            found, place = numpy.unique(raw, return_inverse=True)
            kept = int((~numpy.isnan(found)).sum())
            labels = [int(v) if v == int(v) else v for v in found[:kept].tolist()]
            return Codes(name, numpy.where(place < kept, place, -1).astype(numpy.int64), labels)
        return _text_codes(name, raw)


def dense(values: Ints) -> tuple[Ints, Ints]:
    """For each row the place of its value among the sorted distinct values, and those values."""
    least = int(values.min())
    span = int(values.max()) - least + 1
    if span > TABLE_FACTOR * len(values) + 1024:
        found, place = numpy.unique(values, return_inverse=True)
        return place.astype(numpy.int64), found
    offset = values - least
    there = numpy.zeros(span, dtype=bool)
    there[offset] = True
    return (numpy.cumsum(there) - 1)[offset], numpy.flatnonzero(there) + least


def _array(column: Any) -> NDArray[Any]:
    if isinstance(column, numpy.ma.MaskedArray):
        if column.dtype.kind in "biuf":
            return numpy.ma.filled(column.astype(numpy.float64), numpy.nan)
        return numpy.ma.filled(column.astype(object), None)
    if not isinstance(column, numpy.ndarray):
        # Arrow, pandas and polars all have to_numpy; a list becomes an array.
        if type(column).__module__.startswith("pyarrow"):
            column = column.to_numpy(zero_copy_only=False)
        else:
            column = column.to_numpy() if hasattr(column, "to_numpy") else _of_list(column)
    if column.ndim != 1:
        raise refuse("", gettext_noop("A column must have one dimension."))
    return column  # type: ignore[no-any-return]


def _of_list(column: Any) -> NDArray[Any]:
    plain = list(column)
    if all(isinstance(value, int | float) for value in plain):
        return numpy.asarray(plain)
    made = numpy.empty(len(plain), dtype=object)
    made[:] = plain
    return made


def _missing(value: Any) -> bool:
    if isinstance(value, str):
        return not value
    # pandas has a value of its own that equals nothing, not even itself.
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def _parsed(name: str, raw: NDArray[Any]) -> Floats:
    plain = raw.tolist()
    numbers = numpy.full(len(plain), numpy.nan)
    wrong = []
    for row, value in enumerate(plain):
        if not _missing(value):
            try:
                numbers[row] = float(value)
            except (TypeError, ValueError):
                wrong.append(row)
    if wrong:
        raise refuse_rows(
            name,
            gettext_noop("Row %(row)s, column %(column)s: “%(value)s” is not a number."),
            wrong,
            plain,
        )
    return numbers


def _text_codes(name: str, raw: NDArray[Any]) -> Codes:
    plain = raw.tolist()
    places: dict[Any, int] = {}
    given = [places.setdefault(value, len(places)) for value in plain]
    labels = sorted((value for value in places if not _missing(value)), key=_order)
    final = numpy.full(len(places), -1, dtype=numpy.int64)
    for place, label in enumerate(labels):
        final[places[label]] = place
    return Codes(name, final[numpy.asarray(given, dtype=numpy.int64)], labels)


def _order(value: Any) -> tuple[Any, ...]:
    """Numbers by their size, also where they are written as text; words as a Vietnamese dictionary has them."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return (0, int(value), value)
    if isinstance(value, str):
        return (1, sort_key(value), value)
    return (0, value, "")
