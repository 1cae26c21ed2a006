"""Every refusal there is, read from the code: its code, status, words and next step, by room.

The page `/api/tu-choi/` and docs/reference/refusals.md show the same list; neither is written by hand.
"""

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.utils.translation import gettext as _

import motcua
from motcua.foundation.refusal import Refusal, gettext_noop

EVERYWHERE = "motcua"
ROOM_NAMES = {
    EVERYWHERE: gettext_noop("Everywhere"),
    "chronicle": gettext_noop("The chronicle"),
    "counter": gettext_noop("The counter"),
    "documents": gettext_noop("Files and signatures"),
    "dossiers": gettext_noop("Requests"),
    "exchange": gettext_noop("Exchange with other systems"),
    "feedback": gettext_noop("Reports and ratings"),
    "indices": gettext_noop("Indices and their sheets"),
    "law": gettext_noop("Law and calendars"),
    "notices": gettext_noop("Messages"),
    "operations": gettext_noop("Running the node"),
    "people": gettext_noop("Accounts and roles"),
    "procedures": gettext_noop("Procedures"),
    "surveys": gettext_noop("Surveys"),
}
NOT_READ = re.compile(r"\.migrations\b|\.management\b|__main__$")
FACT = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Kind:
    """One refusal: what is said, and what to do then. Facts stand in braces."""

    code: str
    status: int
    sentence: str
    next_step: str
    basis: str


@dataclass(frozen=True)
class Room:
    code: str
    name: str
    kinds: tuple[Kind, ...]


def rooms() -> list[Room]:
    """In the reader's language; what belongs to no room comes first, for it meets everybody."""
    found: dict[str, list[Kind]] = {}
    for kind in _kinds():
        found.setdefault(kind.code.partition(".")[0], []).append(
            Kind(
                code=kind.code,
                status=kind.status,
                sentence=_plain(kind.sentence),
                next_step=_plain(kind.next_step),
                basis=kind.basis,
            )
        )
    order = sorted(found, key=lambda room: (room != EVERYWHERE, room))
    return [Room(room, _(ROOM_NAMES.get(room, room)), tuple(found[room])) for room in order]


def _plain(message: str) -> str:
    return FACT.sub(r"{\1}", _(message)).replace("%%", "%")


def _read(module: str) -> None:
    """What needs a library that this node does not have (a bucket, text messages) refuses nothing here."""
    try:
        import_module(module)
    except ModuleNotFoundError as missing:
        if (missing.name or "motcua").partition(".")[0] == "motcua":
            raise


@cache
def _kinds() -> tuple[type[Refusal], ...]:
    """Each code once."""
    for module in pkgutil.walk_packages(motcua.__path__, "motcua."):
        if not NOT_READ.search(module.name):
            _read(module.name)
    by_code: dict[str, type[Refusal]] = {}
    ours = (one for one in _below(Refusal) if one.__module__.startswith("motcua."))
    # What refines another comes after it: the general words stand for the code.
    for kind in sorted(ours, key=lambda one: (len(one.__mro__), one.__module__, one.__qualname__)):
        by_code.setdefault(kind.code, kind)
    return tuple(by_code[code] for code in sorted(by_code))


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)
