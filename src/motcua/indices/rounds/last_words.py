"""What every unit of a round gives, by the last word about each component: what a sheet or a table is counted from."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from .. import par_sheets
from ..models import Figure, Mark, RoundUnit
from ..rules.points import Given
from ..rules.rounds import VOICES, Voice
from .frozen import code_of
from .giving import from_json


def par_units(
    units: Sequence[RoundUnit],
    marks: Iterable[Mark],
    figures: Iterable[Figure],
    *,
    heard: Callable[[RoundUnit, Voice], bool] = lambda _unit, _voice: True,
    regions: Mapping[str, str] | None = None,
) -> list[par_sheets.Unit]:
    """Of each component the last word: of the latest voice its latest revision; of figures the latest. Both come in
    the order of their revisions. `heard` leaves out voices that the asker does not hear yet."""
    by_id = {unit.pk: unit for unit in units}
    order = {voice: n for n, voice in enumerate(VOICES)}
    last: dict[tuple[int, str], Mark] = {}
    for mark in marks:
        voice, key = Voice(mark.voice), (mark.unit_id, mark.component)
        if heard(by_id[mark.unit_id], voice) and (
            key not in last or order[voice] >= order[Voice(last[key].voice)]
        ):
            last[key] = mark
    given: dict[int, dict[str, Given]] = {unit.pk: {} for unit in units}
    awards: dict[int, dict[str, par_sheets.Award]] = {unit.pk: {} for unit in units}
    for (unit_id, code), mark in last.items():
        given[unit_id][code] = from_json(mark.given)
        if mark.by_hand and mark.points is not None:
            awards[unit_id][code] = par_sheets.Award(mark.points, str(mark.voice))
    for row in figures:
        given[row.unit_id][row.component] = from_json(row.given)
    return [
        par_sheets.Unit(
            code_of(unit),
            unit.agency.name,
            given[unit.pk],
            awards[unit.pk],
            (regions or {}).get(unit.agency.province_code_gso, ""),
        )
        for unit in units
    ]
