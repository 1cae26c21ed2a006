"""Counting a published sheet again from the sheet alone, whichever index it is of. No database.

A sheet of PAR INDEX holds all that its figures come from. A sheet of SIPAS does not hold the answers of people, so its
estimates and errors are taken as they are; what follows from them – places, sets of places, bands – is counted again.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation import quantile
from motcua.surveys.ranks import band_probabilities, competition_ranks, rank_sets

from . import par_sheets, scoring
from .par_sheets import BadSheet, Difference

# Figures of a sheet have six decimals, so what is counted from them may be out in the last ones.
CLOSE = 2e-5


@dataclass(frozen=True)
class Recounted:
    """What was found. `left` says in a sentence what could not be counted again from the sheet alone, "" for nothing."""

    index: str
    year: int
    units: int
    simulated: bool
    difference: Difference | None
    left: str


ANSWERS_LEFT = gettext_noop(
    "The answers of people are not in this sheet, so estimates and their errors were taken as they stand; "
    "intervals, places, sets of places and bands were counted from them."
)


def recount(document: Mapping[str, Any]) -> Recounted:
    """Raises `BadSheet` where it is no sheet we know."""
    kind = document.get("format")
    if kind == par_sheets.VERSION:
        found, left = par_sheets.recompute(document), ""
        units = len(document["units"])
    elif kind == scoring.VERSION:
        found, units = _sipas(document)
        left = ANSWERS_LEFT
    else:
        raise BadSheet(what=f"format {kind!r}")
    about = document["about"]
    return Recounted(about["index"], about["year"], units, about.get("status") == "simulated", found, left)


def _sipas(document: Mapping[str, Any]) -> tuple[Difference | None, int]:
    try:
        rows = document["rows"]
        method = scoring.Method(**{k: v for k, v in document["method"].items() if k not in ("strata", "clusters", "fpc")})  # fmt: skip
        if not 1 <= method.draws <= par_sheets.DRAWS_MAX:
            raise BadSheet(what="method")
        provinces: dict[str, list[int]] = {}
        for at, row in enumerate(rows):
            if row["domain"] not in (scoring.NATION, scoring.POOLED):
                provinces.setdefault(row["value"], []).append(at)
        units = max(map(len, provinces.values()), default=0)
        found = [
            one for places in provinces.values() for one in _of_value({at: rows[at] for at in places}, method)
        ]
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as problem:
        raise BadSheet(what=str(problem)[:200]) from problem
    return min(found, key=lambda one: int(one.path.split("/")[2]), default=None), units


def _of_value(rows: Mapping[int, Mapping[str, Any]], method: scoring.Method) -> Iterator[Difference]:
    """All that follows from the estimates of one value in all provinces."""
    places = list(rows)
    said = [rows[at] for at in places]
    estimates = numpy.array([math.nan if row["estimate"] is None else row["estimate"] for row in said])
    errors = numpy.array(
        [math.nan if row["standard_error"] is None else row["standard_error"] for row in said]
    )
    degrees = numpy.array([math.nan if row["degrees"] is None else row["degrees"] for row in said])
    ranks = competition_ranks(estimates)
    sets: list[Any] = [None, None]
    chances: dict[int, list[float]] = {}
    if said[0]["kind"] in ("index", "block"):
        same: dict[str, Any] = {
            "standard_errors": errors, "degrees": degrees, "draws": method.draws, "seed": method.seed,
            "coverage": scoring.CONFIDENCE,
        }  # fmt: skip
        sets = [rank_sets(estimates, **same), rank_sets(estimates, simultaneous=True, **same)]
        known = numpy.isfinite(estimates)
        counted = band_probabilities(
            estimates[known], errors[known], bounds=method.bands, degrees=degrees[known]
        )
        chances = dict(zip(numpy.flatnonzero(known).tolist(), counted.tolist(), strict=True))
    for place, (at, row) in enumerate(zip(places, said, strict=True)):
        path = f"/rows/{at}"
        again: dict[str, Any] = {"rank": int(ranks[place]) or None}
        for name, one in zip(("own_set", "joint_set"), sets, strict=True):
            known_place = one is not None and int(one.rank[place])
            again[name] = [int(one.lower[place]), int(one.upper[place])] if known_place else None
        again["bands"] = chances.get(place, [])
        half = _half(errors[place], degrees[place])
        again["lower"] = None if row["lower"] is None else row["estimate"] - half
        again["upper"] = None if row["upper"] is None else row["estimate"] + half
        for name in sorted(again):
            if found := _differs(row[name], again[name], f"{path}/{name}"):
                yield found
                break


def _half(error: float, degrees: float) -> float:
    known = math.isfinite(error) and degrees >= 1
    return float(error) * quantile((1 + scoring.CONFIDENCE) / 2, float(degrees)) if known else math.nan


def _differs(said: Any, counted: Any, path: str) -> Difference | None:
    """As `par_sheets.difference`, but figures that were rounded into the sheet may be out in their last digits."""
    if isinstance(said, list | tuple) and isinstance(counted, list) and len(said) == len(counted):
        pairs = enumerate(zip(said, counted, strict=True))
        return next((found for at, (a, b) in pairs if (found := _differs(a, b, f"{path}/{at}"))), None)
    if isinstance(said, int | float) and isinstance(counted, float):
        return None if abs(said - counted) <= CLOSE else Difference(path, said, round(counted, 6))
    return par_sheets.difference(said, counted, path)
