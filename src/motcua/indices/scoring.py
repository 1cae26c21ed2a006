"""From answers to a score sheet: plain columns in, a document of plain values out. No database, no clock.

The same answers give the same document, in whatever order they come; its canonical form (RFC 8785) is what is hashed.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy
import rfc8785
from numpy.typing import NDArray

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation import Estimates, Index, Measure, Share, estimate, quantile
from motcua.surveys.ranks import DRAWS, NO_RANK, RankSets, band_probabilities, competition_ranks, rank_sets
from motcua.surveys.rules import LEAST, hidden_in_table

# Changes whenever the same answers would give another document.
VERSION = "score-sheet/1"
DIGITS = 6
CONFIDENCE = 0.95
NATION, POOLED = "nation", "pooled"
WHOLE = "index"
# With fewer degrees of freedom than these, an error of one province says next to nothing.
DEGREES_FEW = 10
Array = NDArray[Any]


@dataclass(frozen=True)
class Method:
    """What was chosen where more than one way agrees with what was printed (docs/methods/sipas.md)."""

    combine: str = "items"
    nation: str = "mean-of-provinces"  # or "pooled": everybody by weight; the other is told beside it
    errors: str = "pooled"  # of provinces: "pooled" (one design effect for all), or "own"
    lonely: str = "adjust"
    bands: tuple[float, ...] = (70.0, 80.0, 90.0)
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True)
class Facts:
    """What a sheet is about."""

    index: str
    year: int
    level: str
    status: str
    questionnaire: str
    questionnaire_digest: str
    survey: int
    draw_seed: int | None
    index_of: Mapping[str, Mapping[str, Sequence[str]]]
    satisfied: tuple[float, ...]
    scale: tuple[float, ...]


@dataclass
class Row:
    """One value in one domain, in percent. Without figures when fewer than ten answered, or their number would tell."""

    value: str
    kind: str
    domain: str
    n: int | None = None
    estimate: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None
    degrees: float | None = None
    design_effect: float | None = None
    own_error: float | None = None  # before design effects were pooled
    rank: int | None = None
    own_set: tuple[int, int] | None = None  # the ranks it may have, looked at alone
    joint_set: tuple[int, int] | None = None  # all units at once
    bands: tuple[float, ...] = field(default=())


def document(columns: Mapping[str, Any], *, facts: Facts, method: Method) -> dict[str, Any]:
    """The whole sheet, plain values only."""
    held = _in_order(columns)
    design = _design(held)
    values = _values(facts, method)
    measures = [measure for _kind, measure in values.values()]
    told = {**design, "weights": "weight", "lonely": method.lonely}
    provinces = estimate(held, values=measures, domains="province", **told)
    mean = estimate(held, values=measures, mean_of="province", **told)
    pooled = estimate(held, values=measures, **told)
    assumed = [
        {"code": note.code, "sentence": note.sentence, "facts": dict(note.facts)} for note in provinces.notes
    ]
    steady = method.errors == "pooled" and float(numpy.nanmedian(provinces.degrees)) < DEGREES_FEW
    if steady:
        assumed.append(
            {
                "code": "errors-pooled",
                "sentence": POOLED_ERRORS,
                "facts": {"degrees": float(numpy.nanmedian(provinces.degrees))},
            }
        )
    if "fpc" not in design:
        assumed.append({"code": "with-replacement", "sentence": WITH_REPLACEMENT, "facts": {}})
    secret = _secret(provinces, values, facts)
    rows: list[Row] = []
    for name, (kind, measure) in values.items():
        for label, table in ((NATION, mean), (POOLED, pooled)):
            rows += _rows(name, kind, table.only(measure.name), label=label)
        rows += _provinces(name, kind, provinces.only(measure.name), method, secret, steady=steady)
    return {
        "format": VERSION,
        "about": {
            **asdict(facts),
            "answers": len(held["weight"]),
            "nation": POOLED if method.nation == POOLED else NATION,
        },
        "method": {**asdict(method), "strata": "stratum", "clusters": list(design["clusters"]), "fpc": list(design.get("fpc", ()))},
        "assumed": assumed,
        "rows": [asdict(row) for row in rows],
    }  # fmt: skip


def canonical(document: Mapping[str, Any]) -> tuple[bytes, str]:
    """The document as it is hashed, and its hash."""
    text = rfc8785.dumps(document)
    return text, hashlib.sha256(text).hexdigest()


POOLED_ERRORS = gettext_noop(
    "Each province was measured in so few districts (%(degrees)s degrees of freedom) that its own error says little. "
    "Assumed: the design effect is the same in all provinces, so one is estimated from all of them."
)
WITH_REPLACEMENT = gettext_noop(
    "Districts were drawn by size, so variances are those of a draw with replacement, which errs on the safe side."
)


def _in_order(columns: Mapping[str, Any]) -> dict[str, Array]:
    """The answers in an order that depends on nothing but themselves, so that sums come out the same to the last digit."""
    kept = {name: numpy.asarray(column) for name, column in columns.items() if name != "day"}
    keys = []
    for name in sorted(kept):
        column = kept[name]
        keys.append(column.astype(str) if column.dtype == object else numpy.nan_to_num(column, nan=-1.0))
    order = numpy.lexsort(keys)
    return {name: column[order] for name, column in kept.items()}


def _design(columns: Mapping[str, Any]) -> dict[str, Any]:
    clusters = tuple(sorted(name for name in columns if name.startswith("cluster_")))
    sizes = []
    for cluster in clusters:
        size = cluster.replace("cluster_", "size_")
        if size not in columns:
            break
        sizes.append(size)
    return {"strata": "stratum", "clusters": clusters} | ({"fpc": tuple(sizes)} if sizes else {})


def _values(facts: Facts, method: Method) -> dict[str, tuple[str, Measure]]:
    """Name → kind and measure: the index, its blocks, their factors, the items."""
    same: dict[str, Any] = {"of": facts.satisfied, "scale": facts.scale, "combine": method.combine}
    found: dict[str, tuple[str, Measure]] = {WHOLE: ("index", Index(facts.index_of, label=WHOLE, **same))}
    for block, factors in facts.index_of.items():
        found[block] = ("block", Index({block: factors}, label=block, **same))
    for block, factors in facts.index_of.items():
        for factor, items in factors.items():
            name = f"{block}.{factor}"
            found[name] = ("factor", Index({block: {factor: items}}, label=name, **same))
    for factors in facts.index_of.values():
        for items in factors.values():
            for item in items:
                found[item] = ("item", Share(item, of=facts.satisfied, scale=facts.scale, label=item))
    return found


def _rows(name: str, kind: str, one: Mapping[str, Any], *, label: str) -> list[Row]:
    n = int(one["n"][0])
    if n < LEAST:
        return [Row(name, kind, label)]
    figure, error, lower, upper = (
        _percent(one[key][0]) for key in ("estimate", "standard_error", "lower", "upper")
    )
    return [
        Row(
            name,
            kind,
            label,
            n=n,
            estimate=figure,
            standard_error=error,
            lower=lower,
            upper=upper,
            degrees=_plain(one["degrees"][0]),
            design_effect=_plain(one["design_effect"][0]),
        )
    ]


def _secret(
    provinces: Estimates, values: Mapping[str, tuple[str, Measure]], facts: Facts
) -> frozenset[tuple[str, str]]:
    """Which values of which provinces are not shown: fewer than ten answered, or their figure would tell another."""
    names = {measure.name: name for name, (_kind, measure) in values.items()}
    counts = {
        (names[value], str(domain)): int(n)
        for value, domain, n in zip(provinces["value"], provinces["domain"], provinces["n"], strict=True)
    }
    families: list[tuple[str, Sequence[str]]] = [(WHOLE, list(facts.index_of))]
    for block, factors in facts.index_of.items():
        families.append((block, [f"{block}.{factor}" for factor in factors]))
        families += [(f"{block}.{factor}", items) for factor, items in factors.items()]
    return hidden_in_table(counts, families=families)


def _provinces(
    name: str,
    kind: str,
    one: Mapping[str, Any],
    method: Method,
    secret: frozenset[tuple[str, str]],
    *,
    steady: bool,
) -> list[Row]:
    labels = [str(label) for label in one["domain"]]
    counts = dict(zip(labels, (int(n) for n in one["n"]), strict=True))
    estimates = numpy.asarray(one["estimate"], dtype=numpy.float64) * 100
    own = numpy.asarray(one["standard_error"], dtype=numpy.float64) * 100
    degrees = numpy.asarray(one["degrees"], dtype=numpy.float64)
    for place, label in enumerate(labels):
        if (name, label) in secret or counts[label] < LEAST:
            estimates[place] = numpy.nan
    errors, freedom = (
        _steadied(own, numpy.asarray(one["design_effect"]), degrees) if steady else (own, degrees)
    )
    known = numpy.isfinite(estimates)
    ranks = competition_ranks(estimates)
    sets = _sets(estimates, errors, freedom, method) if kind in ("index", "block") else None
    chances = (
        band_probabilities(estimates[known], errors[known], bounds=method.bands, degrees=freedom[known])
        if sets and known.any()
        else numpy.zeros((int(known.sum()), 0))
    )
    bands = iter(chances.tolist())
    rows = []
    for place, label in enumerate(labels):
        if not known[place]:
            rows.append(Row(name, kind, label))
            continue
        half = (
            errors[place] * quantile((1 + CONFIDENCE) / 2, float(freedom[place]))
            if freedom[place] >= 1
            else math.nan
        )
        rows.append(
            Row(
                name,
                kind,
                label,
                n=counts[label],
                estimate=_plain(estimates[place]),
                standard_error=_plain(errors[place]),
                lower=_plain(estimates[place] - half),
                upper=_plain(estimates[place] + half),
                degrees=_plain(freedom[place]),
                design_effect=_plain(one["design_effect"][place]),
                own_error=_plain(own[place]),
                rank=int(ranks[place]) or None,
                own_set=_set(sets[0], place) if sets else None,
                joint_set=_set(sets[1], place) if sets else None,
                bands=tuple(round(chance, DIGITS) for chance in next(bands)),
            )
        )
    return rows


def _steadied(errors: Array, effects: Array, degrees: Array) -> tuple[Array, Array]:
    """Errors with one design effect for all: each province's own error of a simple sample, times the root of it."""
    variances = errors**2
    fit = numpy.isfinite(variances) & numpy.isfinite(effects) & (effects > 0)
    if not fit.any():
        return errors, degrees
    simple = numpy.where(fit, variances / numpy.where(fit, effects, 1.0), numpy.nan)
    effect = variances[fit].sum() / simple[fit].sum()
    steady = numpy.where(fit, numpy.sqrt(effect * simple), errors)
    together = numpy.where(fit, degrees[fit].sum(), degrees)
    return steady, together


def _sets(estimates: Array, errors: Array, degrees: Array, method: Method) -> tuple[RankSets, RankSets]:
    same: dict[str, Any] = {
        "standard_errors": errors, "degrees": degrees, "draws": method.draws, "seed": method.seed, "coverage": CONFIDENCE,
    }  # fmt: skip
    return rank_sets(estimates, **same), rank_sets(estimates, simultaneous=True, **same)


def _set(sets: RankSets, place: int) -> tuple[int, int] | None:
    return None if sets.rank[place] == NO_RANK else (int(sets.lower[place]), int(sets.upper[place]))


def _percent(value: Any) -> float | None:
    return _plain(float(value) * 100)


def _plain(value: Any) -> float | None:
    """Rounded so far that no machine's last digit shows; what there is not is None."""
    number = float(value)
    return round(number, DIGITS) + 0.0 if math.isfinite(number) else None


__all__ = [
    "NATION",
    "POOLED",
    "VERSION",
    "WHOLE",
    "Estimates",
    "Facts",
    "Method",
    "Row",
    "canonical",
    "document",
]
