"""Puts who is asking and when on the request: `request.at` and `request.reach`."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import queries

# The session key of the mandate that was picked after sign-in.
HAT = "mandate"


class WhoAndWhen:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = timezone.now()
        request.reach = SimpleLazyObject(
            lambda: queries.reach(request.user, request.at, mandate_id=request.session.get(HAT))
        )
        return self.get_response(request)
