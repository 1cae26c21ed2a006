"""The league table of a round: places as published, and the places each unit may truly have.

Only what was asked of people drawn by lot carries a sampling error (leader survey, SIPAS); the rest is taken as it was
appraised. So a set of places says how much chance of the surveys alone could move a unit, and nothing of appraisal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from motcua.surveys.ranks import DRAWS, rank_sets

from .rules.points import Points
from .rules.totals import HUNDRED, Totals, competition_ranks

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Place:
    unit: str
    index: Decimal | None
    rank: int | None
    error: Decimal | None  # of the index, from its surveyed parts; None where no surveyed value came with one
    own_set: tuple[int, int] | None  # the places it may have, looked at alone
    joint_set: tuple[int, int] | None  # all units at once


def error_of(points: Mapping[str, Points], total: Totals) -> Decimal | None:
    """The standard error of an index: those of its surveyed components, which are taken to be independent."""
    errors = [one.error for one in points.values() if one.applicable and one.error is not None]
    if not errors or not total.total.counted:
        return None
    return sum((error * error for error in errors), Decimal()).sqrt() * HUNDRED / total.total.counted


def table(
    units: Sequence[tuple[str, Decimal | None, Decimal | None]],
    *,
    decimals: int = 2,
    seed: int = 0,
    draws: int = DRAWS,
) -> list[Place]:
    """From (unit, index, error) to places; sets only where every unit that has an index has an error."""
    values = [index for _unit, index, _error in units]
    ranks = competition_ranks(values, decimals=decimals)
    known = [error is not None for _unit, index, error in units if index is not None]
    sets = None
    if len(known) > 1 and all(known):
        estimates = [float("nan") if value is None else float(value) for value in values]
        errors = [0.0 if error is None else float(error) for _unit, _index, error in units]
        sets = [
            rank_sets(
                estimates,
                standard_errors=errors,
                simultaneous=together,
                coverage=CONFIDENCE,
                decimals=decimals,
                draws=draws,
                seed=seed,
            )
            for together in (False, True)
        ]
    found = []
    for at, (unit, index, error) in enumerate(units):
        own, joint = (
            ((int(one.lower[at]), int(one.upper[at])) for one in sets)
            if sets and index is not None
            else (None, None)
        )
        found.append(Place(unit, index, ranks[at], error, own, joint))
    return found
