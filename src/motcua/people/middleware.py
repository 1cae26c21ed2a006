"""Puts who is asking, from where and when on the request, and ends a session with its mandate."""

import ipaddress
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, ngettext

from motcua.design import errors

from . import door, queries
from .rules import NOBODY, ROLE_NAMES, Reach
from .rules.helping import HelpOver, NotForHelpers


class WhoAndWhen:
    """`request.at`, `request.reach`, `request.hat` and `request.address`; the clock is read here and nowhere below."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = timezone.now()
        request.address = address_of(request)
        request.reach = SimpleLazyObject(lambda: _known(request))
        request.hat = SimpleLazyObject(lambda: hat_words(request.reach))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Only sessions of officers and helpers ask here; everyone else's reach stays unasked until a page needs it."""
        if not request.user.is_authenticated:
            return None
        if public_id := request.session.get(door.HELPING):
            return _as_helper(request, view, public_id)
        hat = request.session.get(door.HAT)
        if not hat and not request.user.officers_only:
            return None
        if request.reach.grants:
            return None
        refusal = queries.out_of_office(request.user, request.at, mandate_id=hat)
        door.let_out(request)
        request.reach = NOBODY
        return errors.answer(request, refusal)


def _known(request) -> Reach:
    """Asked for once; whoever comes later finds it without the detour, which a list of a hundred rows goes often."""
    request.reach = reach = _reach(request)
    return reach


def _as_helper(request, view, public_id):
    """A helper sees what is open to all and the pages that are marked; with the mandate ends what it opened."""
    if request.reach.helping is None:
        mandate = queries.mandate_of(public_id)
        door.act_for_oneself(request)
        return errors.answer(request, HelpOver(name=mandate.helped if mandate else ""))
    if getattr(view, "for_helpers", False):
        return None
    if getattr(view, "access", "") == "everyone":
        # Open to all, and shown as to anybody: nothing there is done or seen in somebody's place.
        request.reach = replace(NOBODY, helping=request.reach.helping)
        return None
    return errors.answer(request, NotForHelpers(name=request.reach.helping.helped_name))


@dataclass(frozen=True)
class HatWords:
    """What the head says of the role somebody works in."""

    role: str
    place: str
    may_change: bool


def hat_words(reach: Reach) -> HatWords | None:
    """The one hat worn, or that several are worn at once; nothing for who is no officer."""
    if not reach.grants:
        return HatWords(gettext("Citizen"), "", True) if reach.hats else None
    grant = reach.grants[0]
    if len(reach.grants) > 1:
        n = len(reach.grants)
        return HatWords(ngettext("%(n)s role at once", "%(n)s roles at once", n) % {"n": n}, "", True)
    in_english = get_language() == "en" and grant.agency_name_en
    place = grant.agency_name_en if in_english else grant.agency_name
    return HatWords(gettext(ROLE_NAMES[grant.role]), place, reach.hats > 1)


def _reach(request) -> Reach:
    if public_id := request.session.get(door.HELPING):
        own = queries.reach(request.user, request.at, mandate_id=door.NO_HAT)
        return queries.acting_for(own, public_id, at=request.at) or own
    return queries.reach(request.user, request.at, mandate_id=request.session.get(door.HAT))


def address_of(request) -> str:
    """The address of the asker, as the server vouches for it (`motcua.wsgi`); an IPv6 network counts as one."""
    seen = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return seen
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
