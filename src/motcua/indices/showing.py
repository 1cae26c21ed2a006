"""Published figures as finished values for templates: written, marked with how they are known, numbered by source."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import get_language

from motcua.design import writing
from motcua.design.downloads import PACKAGE
from motcua.foundation.downloads import Format

from . import shipped, words
from .places import Place
from .queries import Said
from .rules import Index, Status

FORMAT_WORDS = {Format.CSV: "CSV", Format.XLSX: "XLSX", Format.PARQUET: "Parquet"}


@dataclass(frozen=True)
class ShownSource:
    number: int
    name: str
    url: str
    copied: str  # whom the page copied, in words; empty where it did not


@dataclass
class Sources:
    """The sources of one page, numbered as they are met."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source: str) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def listed(self) -> list[ShownSource]:
        found = []
        for source, number in self.numbers.items():
            name, url = words.source(source)
            found.append(
                ShownSource(number, name, url, words.copied(source[len(url) :].strip(" ()")) if url else "")
            )
        return found


@dataclass(frozen=True)
class Shown:
    """One figure: written, with what its status says when that is not simply “read”, and its source's number."""

    text: str
    known: str  # empty for what was read in the source
    basis: str
    source: int
    value: Decimal
    also: tuple[int, ...] = ()  # other sources that say the same


def figure(said: Said | None, sources: Sources, *, places: int | None = 2, unit: str = "") -> Shown | None:
    if said is None:
        return None
    return Shown(
        text=writing.number(said.value, places) + unit,
        known="" if said.status is Status.FOUND else str(words.STATUSES[said.status]),
        basis=words.basis(said.basis),
        source=sources.number(said.source),
        value=said.value,
    )


def figures(sayings: Sequence[Said], sources: Sources, *, places: int | None = 2) -> list[Shown]:
    """What was said of one figure, the one shown first; sources that agree with one before stand behind it."""
    found: dict[Decimal, Shown] = {}
    for said in sayings:
        if known := found.get(said.value):
            found[said.value] = replace(known, also=(*known.also, sources.number(said.source)))
        elif shown := figure(said, sources, places=places):
            found[said.value] = shown
    return list(found.values())


@dataclass(frozen=True)
class ShownConflict:
    what: str
    about: str
    first: str
    first_source: str
    second: str
    second_source: str
    note: str


def conflict(one: shipped.Conflict) -> ShownConflict:
    """What two sources say, side by side; nothing is decided here."""
    vi = get_language() == "vi"
    years = str(one.first) if one.first == one.last else f"{one.first}–{one.last}"
    about = f"{words.NAMED[one.index].short} {years}" + (f", {one.unit}" if one.unit else "")
    return ShownConflict(
        what=one.statistic_vi if vi else one.statistic,
        about=about,
        first=one.value_a_vi if vi else one.value_a,
        first_source=one.source_a_vi if vi else one.source_a,
        second=one.value_b_vi if vi else one.value_b,
        second_source=one.source_b_vi if vi else one.source_b,
        note=one.note_vi if vi else one.note,
    )


def year_url(index: Index, year: int, level: str = "province") -> str:
    name = "indices:year" if level == "province" else "indices:ministries"
    return reverse(name, args=[words.SLUGS[index], year])


def place_url(place: Place) -> str:
    """Where everything about one province or ministry stands."""
    return reverse(f"indices:{place.level}", args=[place.slug])


def title(index: Index, year: int) -> str:
    return f"{words.NAMED[index].short} {year}"


def downloads(route: str, *arguments: object, name: str) -> dict[str, object]:
    """Where a table is found as files of that name, and its dictionary."""
    return {
        "files": [
            (FORMAT_WORDS[format], reverse(route, args=[*arguments, f"{name}.{format}"])) for format in Format
        ],
        "package": reverse(route, args=[*arguments, PACKAGE]),
    }
