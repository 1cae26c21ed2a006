"""The answers of a round as columns, as the pure modules `estimation` and `ranks` take them."""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy
from django.db.models import QuerySet

from motcua.foundation.forms import Field, Kind
from motcua.foundation.refusal import NotFound

from ..models import Answer, Cell, Survey
from ..rules.instruments import Instrument
from .versions import instrument

Columns = dict[str, "numpy.ndarray[Any, Any]"]
_WHOLE = re.compile(r"-?\d+")


def answers(*, survey: int) -> Columns:
    """One array a column, all equally long, in an order that says nothing (by random id).

    `province`, `stratum`, `weight`, `day`; `cluster_1`, `cluster_2`, … (numbers that are unique within the round) with
    `size_1`, `size_2`, … (how many units there are in that parent; not there when a stage's size is not known
    everywhere); then each item: numbers where its options have numbers as codes (anything else, and what was not
    answered, is missing), 0 and 1 for yes and no, one column `item.option` of 0 and 1 for each option of several,
    and words otherwise.
    """
    found = Survey.objects.filter(pk=survey).first()
    if found is None:
        raise NotFound
    rows = list(_rows(survey))
    cells = {cell.pk: cell for cell in Cell.objects.filter(survey_id=survey)}
    held = [cells[cell_id] for cell_id, _day, _data in rows]
    columns: Columns = {
        "province": numpy.array([cell.province for cell in held], dtype=object),
        "stratum": numpy.array([cell.stratum for cell in held], dtype=object),
        "weight": numpy.array([cell.weight for cell in held], dtype=numpy.float64),
        "day": numpy.array([day.isoformat() for _cell, day, _data in rows], dtype=object),
    }
    columns |= _stages(held)
    return columns | items_of(instrument(version_id=found.version_id), [data for _cell, _day, data in rows])


def _rows(survey: int) -> "QuerySet[Answer, tuple[Any, ...]]":
    return Answer.objects.filter(survey_id=survey).order_by("id").values_list("cell_id", "day", "data")


def _stages(held: list[Cell]) -> Columns:
    stages = max((len(cell.clusters) for cell in held), default=0)
    columns: Columns = {}
    for stage in range(stages):
        name = f"{stage + 1}"
        columns[f"cluster_{name}"] = numpy.array([cell.clusters[stage] for cell in held], dtype=numpy.int64)
        sizes = [cell.sizes[stage] if stage < len(cell.sizes) else None for cell in held]
        if all(size is not None for size in sizes):
            columns[f"size_{name}"] = numpy.array(sizes, dtype=numpy.float64)
    return columns


def items_of(asked: Instrument, data: list[Mapping[str, Any]]) -> Columns:
    """The columns of what was answered, by the fields of the form."""
    columns: Columns = {}
    for code, field in asked.form.fields.items():
        assert isinstance(field, Field), "a questionnaire has no repeating rows"
        values = [one.get(code) for one in data]
        if field.kind is Kind.CHOICES:
            for option in field.options:
                columns[f"{code}.{option.code}"] = _numbers(
                    [None if value is None else option.code in value for value in values]
                )
        elif field.kind is Kind.CHOICE and not any(_WHOLE.fullmatch(o.code) for o in field.options):
            columns[code] = numpy.array(["" if value is None else value for value in values], dtype=object)
        elif field.kind in (Kind.CHOICE, Kind.YES_NO, Kind.INTEGER, Kind.NUMBER):
            columns[code] = _numbers(values)
        else:
            columns[code] = numpy.array(
                ["" if v is None else json.dumps(v) if not isinstance(v, str) else v for v in values],
                dtype=object,
            )
    return columns


def _numbers(values: list[Any]) -> "numpy.ndarray[Any, Any]":
    # Answers repeat: each different one is read once.
    known = {value: _number(value) for value in set(values)}
    return numpy.fromiter(map(known.__getitem__, values), numpy.float64, len(values))


def _number(value: Any) -> float:
    if value is None or (isinstance(value, str) and not _WHOLE.fullmatch(value)):
        return float("nan")
    return float(value)
