"""Puts who is asking, from where and when on the request, and ends a session with its mandate."""

import ipaddress

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from motcua.design import errors

from . import door, queries
from .rules import NOBODY, Reach


class WhoAndWhen:
    """`request.at`, `request.reach` and `request.address`; the clock is read here and nowhere below."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = timezone.now()
        request.address = address_of(request)
        request.reach = SimpleLazyObject(lambda: _reach(request))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Only sessions of officers ask here; everyone else's reach stays unasked until a page needs it."""
        if not request.user.is_authenticated:
            return None
        hat = request.session.get(door.HAT)
        if not hat and not request.user.officers_only:
            return None
        if request.reach.grants:
            return None
        refusal = queries.out_of_office(request.user, request.at, mandate_id=hat)
        door.let_out(request)
        request.reach = NOBODY
        return errors.answer(request, refusal)


def _reach(request) -> Reach:
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
