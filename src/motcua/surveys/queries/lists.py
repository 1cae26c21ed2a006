"""The list of drawn places to print: their order, their reserves, how many people to ask in each and how they are chosen."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate

from motcua.people.rules import Reach

from ..models import FrameUnit, SampleUnit
from ..rules.field import LOST
from ..sampling.listing import Selection, selection
from .field import PLACES_MAX, check_in_field, units_visible_to

DEPTH = "unit__parent__parent__parent"  # district, commune, village, and one to spare


@dataclass(frozen=True)
class ListedPlace:
    """One place with its order. `chosen` is None where the sample goes down to named people, or the seed is not ours."""

    id: int
    number: int  # in the list, from 1
    name: str
    above: tuple[str, ...]  # the units it lies in, the nearest first
    stratum: str
    size: int
    people: int  # to ask
    chosen: Selection | None
    reserve: tuple[str, ...]  # who stands in, in the order of their turns
    replaces: str  # whose turn it took
    enumerator: int | None
    doors: tuple["Door", ...] = ()  # of a list of households: behind which each of these people lives


@dataclass(frozen=True)
class Door:
    """Person `number` of the list is adult `adult` of `adults` of this household."""

    number: int
    household: str
    adult: int
    adults: int


def listed_places(*, survey_id: int, reach: Reach) -> list[ListedPlace]:
    """What one sees of the places that are asked, in the order of the draw."""
    check_in_field(survey_id, reach)
    rows = list(
        units_visible_to(reach)
        .filter(survey_id=survey_id, cell__isnull=False)
        .exclude(outcome__in=LOST)
        .select_related("survey", DEPTH, "cell")
        .order_by("position", "pk")[:PLACES_MAX]
    )
    waiting = _waiting(survey_id)
    homes = _homes(rows)
    lost = {
        row.replaced_by_id: row.unit.name or row.unit.code
        for row in SampleUnit.objects.filter(survey_id=survey_id, replaced_by__isnull=False).select_related(
            "unit"
        )
    }
    return [
        _with_doors(
            _listed(number, row, waiting.get(_beside(row), ()), lost.get(row.pk, "")),
            homes.get(row.unit_id, []),
        )
        for number, row in enumerate(rows, 1)
    ]


Beside = tuple[int, int | None, str]  # who stands in for each other


def _beside(row: SampleUnit) -> Beside:
    return row.stage, row.parent_id, row.unit.stratum


def _waiting(survey_id: int) -> dict[Beside, tuple[str, ...]]:
    """Reserves of places, by stage, parent and stratum; persons in reserve have no name and stand on no list."""
    rows = SampleUnit.objects.filter(survey_id=survey_id, is_reserve=True, replaces=None).exclude(
        unit__name=""
    )
    found: dict[Beside, list[str]] = defaultdict(list)
    for row in rows.select_related("unit").order_by("position", "pk"):
        found[_beside(row)].append(row.unit.name)
    return {key: tuple(names) for key, names in found.items()}


def _listed(number: int, row: SampleUnit, reserve: tuple[str, ...], replaces: str) -> ListedPlace:
    above = _above(row.unit)
    people = int(row.survey.design.get("people") or 0)
    chosen = None
    if people and row.survey.seed is not None and row.survey.design.get("frame") != "dossiers":
        path = (row.unit.stratum, *reversed(above), row.unit.name)
        chosen = selection(seed=row.survey.seed, path=path, there=row.unit.size, take=people)
    return ListedPlace(
        id=row.pk,
        number=number,
        name=row.unit.name or row.unit.code,
        above=tuple(above),
        stratum=row.unit.stratum,
        size=row.unit.size,
        people=min(people, row.unit.size) if people else 0,
        chosen=chosen,
        reserve=reserve,
        replaces=replaces,
        enumerator=row.enumerator_id,
    )


def _homes(rows: list[SampleUnit]) -> dict[int, list[tuple[str, int]]]:
    """Place → its households in the order of the list, where the list named them; one question for all places."""
    if not rows or not rows[0].survey.design.get("households"):
        return {}
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    there = FrameUnit.objects.filter(parent__in=[row.unit_id for row in rows]).order_by("pk")
    for parent, name, size in there.values_list("parent_id", "name", "size"):
        found[parent].append((name, size))
    return found


def _with_doors(place: ListedPlace, homes: list[tuple[str, int]]) -> ListedPlace:
    if place.chosen is None or not homes:
        return place
    ends = list(accumulate(adults for _name, adults in homes))
    doors = []
    for number in place.chosen.numbers:
        at = bisect_left(ends, number)
        name, adults = homes[at]
        doors.append(Door(number, name, number - (ends[at] - adults), adults))
    return replace(place, doors=tuple(doors))


def _above(unit: FrameUnit) -> list[str]:
    names, parent = [], unit.parent
    while parent is not None:
        names.append(parent.name or parent.code)
        parent = parent.parent
    return names
