"""How long requests of a procedure took lately, everywhere and at each place; counted by `figures`, noted by `actions.note_times`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from motcua.foundation.text import fold, sort_key
from motcua.procedures.models import HandlingTime

PLACES_SHOWN_MAX = 50


@dataclass(frozen=True)
class Handled:
    """How long requests of one procedure took lately; times in half working days, pauses left out."""

    place: str  # the agency whose requests these are; "" for all that handle it
    place_en: str
    requests: int
    half: int
    half_low: int | None
    half_high: int | None
    nine: int
    nine_low: int | None
    nine_high: int | None
    since: date
    until: date
    as_of: datetime
    simulated: bool

    def named(self, language: str) -> str:
        return self.place_en if language == "en" else self.place


@dataclass(frozen=True)
class Places:
    """Some of the places that are told apart, the word of all together, and how many places there are."""

    everywhere: Handled | None
    shown: tuple[Handled, ...]
    found: int
    total: int

    @property
    def more(self) -> int:
        return self.found - len(self.shown)


_COLUMNS = (
    "agency__name", "agency__name_en", "requests", "half", "half_low", "half_high", "nine", "nine_low", "nine_high",
    "since", "until", "as_of", "simulated",
)  # fmt: skip


def handled(procedure: str, *, agency_id: int | None = None) -> Handled | None:
    """Of this agency when enough were done there, else of all agencies together; None when too few were done anywhere."""
    mine = Q(agency__isnull=True) if agency_id is None else Q(agency__isnull=True) | Q(agency_id=agency_id)
    # The one of all has no name; that of the place comes first.
    found = sorted(_rows(procedure, mine), key=lambda one: not one.place)
    return found[0] if found else None


def places_told(procedure: str) -> int:
    """At how many places enough were done to tell."""
    return HandlingTime.objects.filter(procedure__code=procedure, agency__isnull=False).count()


def at_places(procedure: str, *, text: str = "", quickest: bool = False) -> Places:
    """Places by name, or the quickest first: of nine in ten, then of half, then by name."""
    rows = _rows(procedure, Q())
    everywhere = next((one for one in rows if not one.place), None)
    there = [one for one in rows if one.place]
    wanted = fold(text)
    found = [one for one in there if wanted in fold(f"{one.place} {one.place_en}")]
    found.sort(key=lambda one: ((one.nine, one.half) if quickest else (0, 0), sort_key(one.place)))
    return Places(everywhere, tuple(found[:PLACES_SHOWN_MAX]), len(found), len(there))


def at_these(procedure: str, agency_ids: Collection[int]) -> dict[int, Handled]:
    """Of these agencies those at which enough were done, by id."""
    mine = HandlingTime.objects.filter(procedure__code=procedure, agency_id__in=agency_ids)
    return {row[0]: _handled(row[1:]) for row in mine.values_list("agency_id", *_COLUMNS)}


def _rows(procedure: str, which: Q) -> list[Handled]:
    rows = HandlingTime.objects.filter(which, procedure__code=procedure)
    return [_handled(row) for row in rows.values_list(*_COLUMNS)]


def _handled(row: tuple) -> Handled:
    name, name_en, *facts = row
    return Handled(name or "", name_en or name or "", *facts)
