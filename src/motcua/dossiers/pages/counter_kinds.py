"""At the counter from one request to a list and back: what only the other screen asks travels along, and stands there again.

It is locked, as the rows of a list are, and goes when the screen that is open is received.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from motcua.dossiers import sealing
from motcua.foundation.secret_text import Tampered

ASIDE = "set-aside"
CHANGE = "change-kind"  # its value: the kind of screen that is left
ONE_REQUEST, LIST, EACH = "mot", "1", "tung-nguoi"
KINDS = (ONE_REQUEST, LIST, EACH)
ASIDE_CHARACTERS_MAX = 4_000_000
# Names without a dash are questions of the procedure: one request answers them in its form, a list in the row being written.
OWN = ("answer-", "basis-", "defect-", "held-", "what-", "list-", "row-")
ROWS = "list-rows"  # both kinds of list have the same rows
PASTED = "list-pasted"
# Asked of one request, of a list only where it may be decided in several places, or never: the screen that asks has the word.
PLACE, COLLECT = "office-id", "collect-here"
# For whom somebody came: asked of one request and of a list of one applicant.
PARTIES = ("org-", "behalf-")

Typed = dict[str, list[str]]


def exchanged(
    typed: Typed, aside: Mapping[str, Typed], *, left: str, entered: str
) -> tuple[Typed, dict[str, Typed]]:
    """What stands on the screen that is entered, and what is set aside. Pure."""
    kept = dict(aside)
    if {left, entered} == {LIST, EACH}:
        return _between_lists(typed, kept, left=left, entered=entered)
    own = {name: said for name, said in typed.items() if "-" not in name or name.startswith(OWN)}
    stays = {name: said for name, said in typed.items() if name not in own}
    kept[left] = {name: said for name, said in own.items() if any(one.strip() for one in said)}
    if left == ONE_REQUEST:
        kept[left] |= {PLACE: typed.get(PLACE, []), COLLECT: typed.get(COLLECT, [])}
        stays.pop(COLLECT, None)
    parties = {name: said for name, said in stays.items() if name.startswith(PARTIES)}
    if entered == EACH:
        stays = {name: said for name, said in stays.items() if name not in parties}
        kept["parties"] = parties
    elif left == EACH:
        stays |= kept.pop("parties", {})
    # One request that was never open begins with its tick.
    there = kept.pop(entered, {COLLECT: ["on"]} if entered == ONE_REQUEST else {})
    stays |= {name: said for name, said in there.items() if said and (name != PLACE or PLACE not in stays)}
    other = {LIST: EACH, EACH: LIST}.get(entered, "")
    if ROWS not in stays and ROWS in kept.get(other, {}):
        stays[ROWS] = kept[other].pop(ROWS)
    return stays, {part: said for part, said in kept.items() if any(said.values())}


def _between_lists(
    typed: Typed, kept: dict[str, Typed], *, left: str, entered: str
) -> tuple[Typed, dict[str, Typed]]:
    """From one kind of list to the other: rows and the row being written go along, and stand where they stood on return."""
    there = kept.pop(entered, {})
    own = {name: said for name, said in typed.items() if "-" not in name or name.startswith(OWN)}
    parties = {name: said for name, said in typed.items() if name.startswith(PARTIES)}
    if entered == EACH:
        kept["parties"] = parties
        stays = {name: said for name, said in typed.items() if name not in parties}
    else:
        stays = {**typed, **kept.pop("parties", {})}
    # Columns stand in another order there: what was pasted waits for the list it was meant for.
    stays.pop(PASTED, None)
    for name, said in there.items():
        if name not in own or name == PASTED or (name == ROWS and not any(own[name])):
            stays[name] = said
    kept[left] = {
        name: said for name, said in own.items() if name != ROWS and any(one.strip() for one in said)
    }
    return stays, {part: said for part, said in kept.items() if said}


def take_along(request: HttpRequest, *, about: str, entered: str) -> dict[str, Typed]:
    """What is set aside on this screen; whoever just changed the screen finds on it what stood there before."""
    aside = _unlocked(request.POST.get(ASIDE, ""), about=about)
    left = request.POST.get(CHANGE, "")
    if left not in KINDS or left == entered:
        return aside
    posted = request.POST
    typed = {name: posted.getlist(name) for name in posted if name not in (ASIDE, CHANGE)}
    stays, aside = exchanged(typed, aside, left=left, entered=entered)
    found = QueryDict(mutable=True)
    for name, said in stays.items():
        found.setlist(name, said)
    found[CHANGE] = left
    found._mutable = False
    request.POST = found
    return aside


def locked(aside: Mapping[str, Typed], *, about: str) -> str:
    return sealing.lock(aside, about=f"set-aside:{about}") if aside else ""


def _unlocked(text: str, *, about: str) -> dict[str, Typed]:
    """Nothing, where it cannot be read: it was never sent by this screen."""
    if not text or len(text) > ASIDE_CHARACTERS_MAX:
        return {}
    try:
        found: Any = sealing.unlock(text, about=f"set-aside:{about}")
    except Tampered:
        return {}
    return {str(part): dict(said) for part, said in found.items()}
