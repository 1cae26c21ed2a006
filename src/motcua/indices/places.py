"""Who is measured: provinces and ministries by the years in which they acted, with the names that pages use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from motcua.foundation.text import fold, sort_key
from motcua.people import queries as people
from motcua.people.rules import Level

_TITLES = ("Tỉnh ", "Thành phố ")


@dataclass(frozen=True)
class Place:
    """A province or ministry. Its slug is the end of the key by which loaded data knows it."""

    id: int
    slug: str
    level: str
    name_vi: str
    name_en: str
    code: str  # of the General Statistics Office, for the map
    starts: date | None
    ends: date | None  # first day on which it no longer acts

    def named(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi

    def acts_in(self, year: int) -> bool:
        """Whether it stood at the end of that year, which is when it was measured."""
        on = date(year, 12, 31)
        return (self.starts is None or self.starts <= on) and (self.ends is None or self.ends > on)


@dataclass(frozen=True)
class Places:
    """All that ever acted, asked for once a page."""

    every: tuple[Place, ...]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.every)

    def of(self, *, level: str, year: int) -> list[Place]:
        return [place for place in self.every if place.level == level and place.acts_in(year)]

    def by_id(self, id: int) -> Place | None:
        return next((place for place in self.every if place.id == id), None)

    def by_slug(self, slug: str, level: str = "province") -> Place | None:
        return next((one for one in self.every if one.slug == slug and one.level == level), None)

    def like(self, words: str) -> list[Place]:
        """Provinces whose names hold the words, however their marks were written; those that acted last come first."""
        wanted = fold(words).removeprefix("tinh ").removeprefix("thanh pho ").removeprefix("tp. ")
        found = [one for one in self.every if one.level == "province" and wanted in fold(one.name_vi)]
        exact = [one for one in found if fold(one.name_vi).removeprefix("tp. ") == wanted]
        return exact or found


def places() -> Places:
    """Every province and ministry, in one question."""
    rows = people.spans(levels=(Level.PROVINCE, Level.MINISTRY))
    return Places(tuple(_place(row) for row in rows if row.key))


def in_order(places: Iterable[Place], language: str) -> list[Place]:
    """As a reader of the language looks for them: đ after d in Vietnamese, beside d in English."""
    if language == "en":
        return sorted(places, key=lambda one: (fold(one.name_en), one.slug))
    return sorted(places, key=lambda one: (sort_key(one.name_vi), one.slug))


def _place(row: people.AgencySpan) -> Place:
    vi, en = row.name, row.name_en or row.name
    if row.level == Level.PROVINCE:
        # English pages keep the marks: that is how the name is spelled, and how it stands on the map.
        for title in _TITLES:
            vi = vi.removeprefix(title)
        en = vi
        if vi == "Hồ Chí Minh":
            vi, en = "TP. Hồ Chí Minh", "Hồ Chí Minh City"
    return Place(
        id=row.id,
        slug=row.key.rpartition("/")[2],
        level=row.level,
        name_vi=vi,
        name_en=en,
        code=row.province_code_gso,
        starts=row.valid_from,
        ends=row.valid_until,
    )
