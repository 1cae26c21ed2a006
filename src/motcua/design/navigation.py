"""The main entries of the head. Links may go up the house by route name; one whose room is not there is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# (route, words, roles that see it). Roles are the words of people.rules.Role: this room stands below people.
EVERYONE: tuple[tuple[str, Promise], ...] = (
    ("procedures:list", _("Procedures")),
    ("dossiers:track", _("Track a request")),
    ("documents:check", _("Check a result")),
    ("indices:home", _("Indices")),
)
SIGNED_IN: tuple[tuple[str, Promise], ...] = (("dossiers:mine", _("My requests")),)
HANDLING = frozenset({"reception", "case-officer", "unit-head", "leader", "clerk", "cashier", "return"})
WATCHING = frozenset({"watcher", "auditor"})
OFFICERS: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("dossiers:desk", _("Desk"), HANDLING | WATCHING),
    ("dossiers:signing", _("Signing desk"), frozenset({"leader", "clerk"})),
    ("dossiers:counter", _("Counter"), frozenset({"reception", "return", "cashier", "clerk"})),
    ("dossiers:register", _("Register"), HANDLING | WATCHING),
    ("dossiers:overview", _("Leadership"), frozenset({"unit-head", "leader"}) | WATCHING),
    ("surveys:rounds", _("Surveys"), frozenset({"home-affairs"})),
    ("indices:rounds", _("Scoring"), frozenset({"home-affairs", "leader"})),
    ("indices:ratings", _("Ratings"), frozenset({"unit-head", "leader"}) | WATCHING),
    ("surveys:field", _("Field work"), frozenset({"home-affairs", "enumerator"})),
    ("people:looks-by", _("Who looked"), frozenset({"auditor"})),
    ("operations:home", _("Administration"), frozenset({"operator"})),
)

# Pages with an address of their own that belong to a place of the head.
BELONGS: tuple[tuple[str, str], ...] = (("dossiers:held", "dossiers:mine"),)

# At the national node, requests of the whole country are followed.
NATIONAL = "national"
AT_THE_NATION: dict[str, str] = {"dossiers:track": "exchange:follow"}


@dataclass(frozen=True)
class Entry:
    """One place in the head."""

    title: str
    url: str
    current: bool


def url_if(name: str, *args: object, **kwargs: object) -> str:
    """The address of a route, or nothing when no room answers to that name."""
    name = AT_THE_NATION.get(name, name) if settings.NODE == NATIONAL else name
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def entries(kind: str, *, path: str, signed_in: bool, roles: frozenset[str]) -> list[Entry]:
    """The entries a person sees, the longest matching address marked as the current one."""
    found = [(str(title), url) for name, title in _offered(kind, signed_in, roles) if (url := url_if(name))]
    path = next((url_if(place) for name, place in BELONGS if _is_below(path, url_if(name))), path)
    here = max((url for _title, url in found if path.startswith(url)), key=len, default="")
    return [Entry(title=title, url=url, current=url == here) for title, url in found]


def _is_below(path: str, url: str) -> bool:
    return bool(url) and path.startswith(url)


def inside(roles: frozenset[str]) -> Entry | None:
    """An officer's first place behind the door; nothing for everyone else."""
    found = entries("officers", path="", signed_in=True, roles=roles) if roles else []
    return found[0] if found else None


def _offered(kind: str, signed_in: bool, roles: frozenset[str]) -> Iterator[tuple[str, Promise]]:
    if kind == "officers":
        yield from ((name, title) for name, title, allowed in OFFICERS if allowed & roles)
        return
    yield from EVERYONE
    if signed_in:
        yield from SIGNED_IN
    if roles:
        # From the pages of everyone, an officer's way back inside.
        yield from [(name, title) for name, title, allowed in OFFICERS if allowed & roles][:1]
