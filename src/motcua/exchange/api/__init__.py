"""Events for programs: read behind a cursor, and subscribed to, by the same acts as on the pages."""

from ninja import Router

from motcua.exchange.api import events, subscriptions

router = Router(tags=["webhooks"])
for part in (events, subscriptions):
    router.add_router("", part.router)
