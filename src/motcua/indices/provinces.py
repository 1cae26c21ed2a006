"""What was published about one province or ministry over the years: scores, places, parts, quotations, contradictions."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from motcua.people import queries as people

from . import queries, shipped, tables
from .models import Published
from .places import Place, Places
from .queries import Said, Year, first, said
from .rules import SHOWN, Index, Statistic


@dataclass(frozen=True)
class Part:
    """A block, domain or sub-index of one year: what was reached, of what maximum, at which place."""

    name_vi: str
    name_en: str
    score: Said | None
    percent: Said | None
    rank: Said | None
    maximum: Decimal | None
    best: Said | None  # among the provinces whose part was found
    best_place: Place | None
    found: int  # how many provinces that is

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name_vi


@dataclass(frozen=True)
class Step:
    """From one year to the next by one method, counted here: points and places, each where both are known."""

    points: Decimal | None
    places_up: int | None


@dataclass(frozen=True)
class History:
    index: Index
    years: tuple[Year, ...]
    steps: dict[int, Step]  # by the later year
    means: dict[int, Said]  # over all provinces
    parts: dict[int, tuple[Part, ...]]
    conflicts: tuple[shipped.Conflict, ...]

    @property
    def last(self) -> Year:
        return self.years[-1]


@dataclass(frozen=True)
class Sheet:
    """All there is about one province or ministry."""

    place: Place
    histories: tuple[History, ...]
    predecessors: tuple[Place, ...]
    successors: tuple[Place, ...]

    def of(self, index: Index) -> History | None:
        return next((one for one in self.histories if one.index is index), None)


# As pages name them: the two that measure the same people's work first.
ORDER = (Index.SIPAS, Index.PAR, Index.PCI, Index.PAPI_D6)


def sheet(*, place: Place, places: Places) -> Sheet:
    """The page of a province or ministry, in four questions whatever it holds."""
    rows = list(
        Published.objects.filter(unit_id=place.id, level=place.level, status__in=SHOWN).order_by("year", "pk")
    )
    means = tables.means(level=place.level) if rows else {}
    parts = _parts(rows, places)
    before, after = people.successions(id=place.id)
    histories = []
    for index in ORDER:
        whole = [row for row in rows if row.index == index and not row.part]
        years = queries.years_in(whole, index=index, level=place.level)
        of_parts = {year: found for (of, year), found in parts.items() if of is index}
        if years or of_parts:
            histories.append(
                History(
                    index=index,
                    years=tuple(years),
                    steps=_steps(years),
                    means=means.get(index, {}),
                    parts=of_parts,
                    conflicts=tables.conflicts_of(index=index, level=place.level, unit=place.name_vi),
                )
            )
    return Sheet(
        place=place,
        histories=tuple(one for one in histories if one.years),
        predecessors=tuple(found for id in before if (found := places.by_id(id))),
        successors=tuple(found for id in after if (found := places.by_id(id))),
    )


def _steps(years: list[Year]) -> dict[int, Step]:
    """Only from a year to the next, and only where one method measured both."""
    found = {}
    for before, after in pairwise(years):
        if after.year - before.year != 1 or after.method is None or before.method != after.method:
            continue
        points = after.scores[0].value - before.scores[0].value if before.scores and after.scores else None
        places = int(before.ranks[0].value - after.ranks[0].value) if before.ranks and after.ranks else None
        found[after.year] = Step(points, places)
    return found


def _parts(rows: list[Published], places: Places) -> dict[tuple[Index, int], tuple[Part, ...]]:
    """Its parts, beside the best of each among all of its level whose part was found."""
    own = [row for row in rows if row.part]
    if not own:
        return {}
    everyone = Published.objects.filter(
        unit__isnull=False, level=own[0].level, statistic=Statistic.SCORE, status__in=SHOWN,
        index__in={row.index for row in own}, year__in={row.year for row in own}, part__in={row.part for row in own},
    ).order_by("pk")  # fmt: skip
    peers: dict[tuple[str, int, str], list[Published]] = defaultdict(list)
    for row in everyone:
        peers[row.index, row.year, row.part].append(row)
    mine: dict[tuple[str, int, str], list[Published]] = defaultdict(list)
    for row in own:
        mine[row.index, row.year, row.part].append(row)
    found: dict[tuple[Index, int], list[Part]] = defaultdict(list)
    for key, sayings in mine.items():
        found[Index(key[0]), key[1]].append(_part(sayings, peers[key], places))
    return {key: tuple(parts) for key, parts in found.items()}


def _part(sayings: list[Published], peers: list[Published], places: Places) -> Part:
    def one(statistic: str) -> Said | None:
        known = first([said(row) for row in sayings if row.statistic == statistic])
        return known[0] if known else None

    best = max(peers, key=lambda row: row.value, default=None)
    return Part(
        name_vi=sayings[0].part,
        name_en=sayings[0].part_en,
        score=one(Statistic.SCORE),
        percent=one("percent"),
        rank=one(Statistic.RANK),
        maximum=next((row.maximum for row in sayings if row.maximum is not None), None),
        best=said(best) if best else None,
        best_place=places.by_id(best.unit_id) if best and best.unit_id else None,
        found=len({row.unit_id for row in peers}),
    )
