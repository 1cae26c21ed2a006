"""Ways in from the home page: life events and fields with what is offered now."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from motcua.design.navigation import url_if
from motcua.foundation.calendar import TZ
from motcua.procedures import queries

ICONS = {
    "sinh-con": "child",
    "ket-hon": "rings",
    "mo-cua-hang": "shop",
    "nha-dat": "house",
    "chuyen-nha": "id",
    "viec-lam": "building",
    "xe-co": "car",
    "nguoi-than-mat": "leaf",
    "giay-to": "paper",
}


@dataclass(frozen=True)
class Way:
    """One tile or one line: words, where it leads, how many procedures are behind it."""

    name: str
    url: str
    procedures: int
    icon: str = ""


@dataclass(frozen=True)
class WaysIn:
    """What the home page offers; `procedures` counts all of them."""

    events: tuple[Way, ...]
    fields: tuple[Way, ...]
    procedures: int


# The last answer in each language: what is offered changes a few times a year, the home page is asked for all day.
_kept: dict[str, tuple[object, WaysIn]] = {}


def ways_in(at: datetime, language: str) -> WaysIn:
    """The ways in from the home page, counted again when what is offered has changed or the day has."""
    key = (queries.revision(), at.astimezone(TZ).date())
    known = _kept.get(language)
    if known is None or known[0] != key:
        known = _kept[language] = (key, _count(at, language))
    return known[1]


def _count(at: datetime, language: str) -> WaysIn:
    return WaysIn(
        events=tuple(
            Way(
                name=event.name.in_language(language),
                url=_list(viec=event.slug),
                procedures=event.procedures,
                icon=ICONS.get(event.slug, "paper"),
            )
            for event in queries.life_events(at)
        ),
        fields=tuple(
            Way(facts.field.name.in_language(language), _list(linh_vuc=facts.field.code), facts.procedures)
            for facts in queries.fields(at)
        ),
        procedures=len(queries.offered(at)),
    )


def _list(**narrowed: str) -> str:
    """The list of procedures, narrowed to one event or field."""
    return f"{url_if('procedures:list')}?{urlencode({key.replace('_', '-'): value for key, value in narrowed.items()})}"
