"""The feed: events behind a cursor, for a system that asks by itself (docs/reference/webhooks.md). By its token."""

from time import monotonic

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from motcua.design.methods import takes
from motcua.exchange.pages import wire
from motcua.exchange.queries import events, subscriptions
from motcua.exchange.rules import pace, webhooks
from motcua.exchange.rules.events import BATCH_TYPE
from motcua.foundation.refusal import Refusal
from motcua.foundation.typed import integer
from motcua.people.access import everyone

allowance = pace.allowance()


@everyone
@takes("GET")
def feed(request: HttpRequest) -> HttpResponse:
    """At most so many events behind `after`; `Motcua-Cursor` is where to go on, also when there is none."""
    try:
        holder = _holder(request)
        after = events.place_behind(request.GET.get("after", ""))
    except Refusal as refusal:
        answer = wire.problem(request, refusal)
        if refusal.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    limit = integer(request.GET.get("limit"), most=webhooks.EVENTS_MAX) or webhooks.EVENTS_MAX
    lot = events.lot_behind(paths=[holder.path], kinds=holder.kinds, after=after.position, limit=limit)
    headers = {"Motcua-Cursor": str(lot.cursor), "Cache-Control": "no-store"}
    if lot.upto < lot.head:
        headers["Link"] = f'<{settings.BASE_URL}{request.path}?after={lot.cursor}&limit={limit}>; rel="next"'
    return HttpResponse(msgspec.json.encode(list(lot.events)), content_type=BATCH_TYPE, headers=headers)


def _holder(request: HttpRequest) -> subscriptions.Holder:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    found = subscriptions.holder(token.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise webhooks.TokenUnknown
    if not allowance.take(str(found.key), now=monotonic()):
        raise webhooks.TokenBusy
    return found
