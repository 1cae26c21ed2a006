"""The score sheet of PAR INDEX: framework, what every unit gave, what was set by hand, and all that follows from it.

Whoever has a sheet and this package can count it again, without a database: `recompute` says where the first figure
differs. Numbers are text, so that none loses a digit; the canonical form (RFC 8785) is what is hashed and signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.foundation.refusal import InvalidInput, Refusal, gettext_noop
from motcua.surveys.ranks import DRAWS, UNITS_MAX

from . import frameworks, league
from .frameworks.writing import plain
from .rules.frameworks import Framework
from .rules.points import Given, Points, check_awarded
from .rules.totals import BadScores, Band, Sum, Totals, band_of, mean, region_means, score_all, totals
from .scoring import canonical

VERSION = "par-sheet/1"
JSON = Any
DRAWS_MAX = 100_000  # whoever counts a stranger's sheet again does not let it take all memory
DIGITS = 6  # of standard errors, which come out of roots


class BadSheet(Refusal):
    code = "indices.sheet-unsound"
    status = 422
    sentence = gettext_noop("This is not a score sheet that can be read: %(what)s.")
    next_step = gettext_noop("Take the file once more from where it was published.")


@dataclass(frozen=True)
class Award:
    """Points set by hand for a component, and at which stage: the rule does not decide there."""

    points: Decimal
    stage: str


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    given: Mapping[str, Given]
    awards: Mapping[str, Award] = field(default_factory=dict)
    region: str = ""


@dataclass(frozen=True)
class Method:
    seed: int = 0
    draws: int = DRAWS


@dataclass(frozen=True)
class Difference:
    """The first leaf that is not what the sheet says."""

    path: str
    said: JSON
    counted: JSON


def document(
    framework: Framework,
    units: Sequence[Unit],
    *,
    about: Mapping[str, JSON],
    bands: Sequence[Band] = (),
    method: Method = Method(),
) -> dict[str, JSON]:
    """The whole sheet, plain values only. `about` (index, year, level, status, announcement …) is taken as it is."""
    year = int(about["year"])
    units = sorted(units, key=lambda unit: unit.code)
    counted = [count(framework, unit) for unit in units]
    places = league.table(
        [
            (unit.code, total.index, _error(points, total))
            for unit, (points, total) in zip(units, counted, strict=True)
        ],
        decimals=framework.decimals,
        seed=method.seed,
        draws=method.draws,
    )
    results = {
        unit.code: _result(points, total, place, bands, year)
        for unit, (points, total), place in zip(units, counted, places, strict=True)
    }
    known = {place.unit: place.index for place in places if place.index is not None}
    regions = region_means(known, {unit.code: unit.region for unit in units if unit.region})
    average = mean(list(known.values()))
    return {
        "format": VERSION,
        "about": dict(about),
        "framework": frameworks.document_of(framework),
        "framework_digest": frameworks.canonical(framework)[1],
        "method": {"seed": method.seed, "draws": method.draws, "coverage": plain(Decimal(str(league.CONFIDENCE)))},
        "bands": [_band(band) for band in bands],
        "units": [_unit(unit) for unit in units],
        "results": results,
        "mean": None if average is None else str(average),
        "regions": [{"region": one.region, "units": one.units, "mean": str(one.mean)} for one in regions],
    }  # fmt: skip


def count(framework: Framework, unit: Unit) -> tuple[dict[str, Points], Totals]:
    """Points of a unit: those set by hand where there are any, else those of the rules; raises `BadScores`."""
    by_rule = {code: given for code, given in unit.given.items() if code not in unit.awards}
    points = score_all(framework, by_rule)
    components = {component.code: component for component in framework.components}
    for code, award in unit.awards.items():
        component = components.get(code)
        if component is None or component.maximum is None or component.rule is None:
            raise BadSheet(what=f"{unit.code} {code}")
        kept = check_awarded(award.points, maximum=component.maximum, decimals=framework.decimals)
        # What was given stays in the sheet, but it does not count any more; nor does its error.
        points[code] = Points(kept, component.maximum, component.rule, Given())
    return points, totals(framework, points)


def recompute(document_: Mapping[str, JSON]) -> Difference | None:
    """None when the sheet follows from what it holds; else the first leaf that does not. Raises `BadSheet`."""
    if document_.get("format") != VERSION:
        raise BadSheet(what="format")
    try:
        method = document_["method"]
        if not 1 <= method["draws"] <= DRAWS_MAX or len(document_["units"]) > UNITS_MAX:
            raise BadSheet(what="method")
        again = document(
            frameworks.of_document(document_["framework"]),
            units_of(document_),
            about=document_["about"],
            bands=[_read_band(one) for one in document_["bands"]],
            method=Method(seed=int(method["seed"]), draws=int(method["draws"])),
        )
        return _at_its_root(document_["results"], again["results"]) or difference(document_, again)
    except (BadScores, InvalidInput) as refused:
        raise BadSheet(what="; ".join(fault.field for fault in refused.faults)) from refused
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise BadSheet(what=str(problem)[:200]) from problem


def units_of(document_: Mapping[str, JSON]) -> list[Unit]:
    """What every unit gave, out of a sheet that was frozen here."""
    return [read_unit(one) for one in document_["units"]]


# From the leaves up: a wrong component is named before the sums, places and means that it makes wrong.
UPWARDS = ("components", "missing", "criteria", "domains", "blocks", "total")


def _at_its_root(said: Mapping[str, JSON], counted: Mapping[str, JSON]) -> Difference | None:
    for unit in sorted(counted):
        for part in UPWARDS:
            found = difference(said[unit][part], counted[unit][part], f"/results/{unit}/{part}")
            if found:
                return found
    return difference(said, counted, "/results")


def difference(said: JSON, counted: JSON, path: str = "") -> Difference | None:
    """The first leaf where two documents differ, keys in the order in which they are hashed."""
    if isinstance(said, Mapping) and isinstance(counted, Mapping):
        for key in sorted({*said, *counted}):
            place = f"{path}/{key}"
            if key not in said or key not in counted:
                return Difference(place, said.get(key), counted.get(key))
            if found := difference(said[key], counted[key], place):
                return found
        return None
    if isinstance(said, list | tuple) and isinstance(counted, list | tuple):
        for at, (one, other) in enumerate(zip(said, counted, strict=False)):
            if found := difference(one, other, f"{path}/{at}"):
                return found
        return None if len(said) == len(counted) else Difference(path, len(said), len(counted))
    return (
        None
        if said == counted and isinstance(said, bool) == isinstance(counted, bool)
        else Difference(path, said, counted)
    )


def _error(points: Mapping[str, Points], total: Totals) -> Decimal | None:
    error = league.error_of(points, total)
    return None if error is None else round(error, DIGITS)


def _result(
    points: Mapping[str, Points], total: Totals, place: league.Place, bands: Sequence[Band], year: int
) -> dict[str, JSON]:
    band = None if place.index is None else band_of(bands, place.index, year=year)
    return {
        "index": None if place.index is None else str(place.index),
        "rank": place.rank,
        "band": band.code if band else None,
        "error": None if place.error is None else plain(place.error),
        "own_set": list(place.own_set) if place.own_set else None,
        "joint_set": list(place.joint_set) if place.joint_set else None,
        "total": _sum(total.total),
        "blocks": {code: _sum(one) for code, one in total.blocks.items()},
        "domains": {code: _sum(one) for code, one in total.domains.items()},
        "criteria": {code: _sum(one) for code, one in total.criteria.items()},
        "components": {
            code: {"points": str(one.points), "counted": plain(one.counted)} for code, one in points.items()
        },
        "missing": list(total.missing),
    }


def _sum(one: Sum) -> dict[str, JSON]:
    return {
        "points": str(one.points),
        "counted": plain(one.counted),
        "percent": None if one.percent is None else str(one.percent),
    }


def _band(band: Band) -> dict[str, JSON]:
    return {
        "code": band.code,
        "lowest": plain(band.lowest),
        "below": None if band.below is None else plain(band.below),
        "starts": band.starts,
        "ends": band.ends,
        "basis": band.basis,
    }


def _read_band(said: Mapping[str, JSON]) -> Band:
    below = said["below"]
    return Band(
        said["code"],
        _number(said["lowest"]),
        None if below is None else _number(below),
        said["starts"],
        said["ends"],
        said["basis"],
    )


def _unit(unit: Unit) -> dict[str, JSON]:
    return {
        "code": unit.code,
        "name": unit.name,
        "region": unit.region,
        "given": {code: given_document(given) for code, given in unit.given.items()},
        "set": {
            code: {"points": str(award.points), "stage": award.stage} for code, award in unit.awards.items()
        },
    }


def read_unit(said: Mapping[str, JSON]) -> Unit:
    return Unit(
        code=said["code"],
        name=said["name"],
        region=said["region"],
        given={code: read_given(one) for code, one in said["given"].items()},
        awards={code: Award(_number(one["points"]), str(one["stage"])) for code, one in said["set"].items()},
    )


def given_document(given: Given) -> dict[str, JSON]:
    """What was given, as it is written into a sheet; what is empty is left out."""
    if not given.applicable:
        return {"applicable": False}
    found: dict[str, JSON] = {}
    for part in fields(given):
        value = getattr(given, part.name)
        if part.name == "applicable" or value is None or (value in ("", ()) and part.name != "ticks"):
            continue
        if isinstance(value, Decimal):
            value = plain(value)
        elif part.name == "ticks":
            value = list(value)
        elif part.name == "counts":
            value = [list(pair) for pair in value]
        found[part.name] = value
    return found


def read_given(said: Mapping[str, JSON]) -> Given:
    known = {part.name for part in fields(Given)}
    if unknown := set(said) - known:
        raise ValueError(", ".join(sorted(unknown)))
    numbers = ("numerator", "denominator", "value", "standard_error")
    found: dict[str, JSON] = {name: _number(said[name]) for name in numbers if name in said}
    for name, kind in (("applicable", bool), ("yes", bool), ("tier", str)):
        if name in said:
            if not isinstance(said[name], kind):
                raise ValueError(name)
            found[name] = said[name]
    if "ticks" in said:
        found["ticks"] = tuple(str(tick) for tick in said["ticks"])
    if "counts" in said:
        found["counts"] = tuple((str(code), int(count)) for code, count in said["counts"])
    return Given(**found)


def _number(text: JSON) -> Decimal:
    """Sheets write numbers as text; anything else was written by somebody else."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r}")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


__all__ = [
    "VERSION",
    "Award",
    "BadSheet",
    "Difference",
    "Method",
    "Unit",
    "canonical",
    "count",
    "difference",
    "document",
    "given_document",
    "read_given",
    "read_unit",
    "recompute",
    "units_of",
]
