"""Ways in from the home page: life events and fields with what is offered now."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from motcua.design.navigation import url_if
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


def life_events(at: datetime, language: str) -> list[Way]:
    """The events of a life that lead to a procedure."""
    return [
        Way(
            event.name.in_language(language),
            _list(viec=event.slug),
            event.procedures,
            ICONS.get(event.slug, "paper"),
        )
        for event in queries.life_events(at)
    ]


def fields(at: datetime, language: str) -> list[Way]:
    """The fields of administration with something to offer."""
    return [
        Way(facts.field.name.in_language(language), _list(linh_vuc=facts.field.code), facts.procedures)
        for facts in queries.fields(at)
    ]


def _list(**narrowed: str) -> str:
    return f"{url_if('procedures:list')}?{urlencode({key.replace('_', '-'): value for key, value in narrowed.items()})}"
