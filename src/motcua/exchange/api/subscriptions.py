"""Subscriptions of other systems, for programs of whoever runs the agency: the same acts as on the pages."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Status

from motcua.design import wire
from motcua.dossiers.api.once import IdempotencyKey, kept
from motcua.exchange.actions import subscriptions as acts
from motcua.exchange.api import shapes
from motcua.exchange.api.shapes import (
    FeedToken,
    FromWhere,
    Key,
    NewSubscription,
    Nothing,
    OneEvent,
    SubscriptionChange,
    SubscriptionDone,
    SubscriptionPage,
    SubscriptionSent,
)
from motcua.exchange.queries import subscriptions as queries
from motcua.exchange.rules.events import event_type
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.people import queries as people
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope

router = Router()
NO_KEY: Any = None
MANAGE = Bearer(Scope.SUBSCRIPTIONS)
LINKS = {
    name: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}
    for name, operation in (
        ("subscription", "getSubscription"), ("test", "testSubscription"), ("pause", "pauseSubscription"), ("end", "endSubscription"),
    )
}  # fmt: skip


@router.get(
    "/subscriptions",
    auth=MANAGE,
    response=SubscriptionPage,
    url_name="subscriptions",
    operation_id="listSubscriptions",
    summary=gettext_noop("Systems that are told of events"),
    description=gettext_noop("Of the agencies that you run; the newest first."),
)
def listed(request: HttpRequest, wanted: Query[wire.Listed]) -> dict[str, Any]:
    rows, make = queries.listed(reach=request.reach)  # type: ignore[attr-defined]
    return wire.newest_first(rows, wanted, make=lambda row: _row(make(row)))


@router.post(
    "/subscriptions",
    auth=MANAGE,
    response={201: SubscriptionDone},
    url_name="subscriptions",
    operation_id="createSubscription",
    summary=gettext_noop("Subscribe a system"),
    description=gettext_noop(
        "With an address it is told of each event there; without one it asks by itself. By an operator of the agency."
    ),
    openapi_extra={"responses": {201: {"links": LINKS}}},
)
def create(
    request: HttpRequest,
    response: HttpResponse,
    given: NewSubscription,
    key: IdempotencyKey = NO_KEY,
) -> Status[dict[str, Any]]:
    def act() -> UUID:
        day = request.at.astimezone(TZ).date()  # type: ignore[attr-defined]
        form = acts.NewSubscription(
            agency_id=people.agency_of_code(given.agency, on=day), name=given.name, address=given.address,
            kinds=_kinds(given.types), from_beginning=given.from_beginning,
        )  # fmt: skip
        return acts.subscribe(form=form, **_by(request))

    done = _once(request, key, act)
    response["Location"] = reverse("portal:api-subscription", args=[done["id"]])
    return Status(201, done)


@router.get(
    "/subscriptions/{id}",
    auth=MANAGE,
    response=SubscriptionSent,
    url_name="subscription",
    operation_id="getSubscription",
    summary=gettext_noop("One subscription"),
    description=gettext_noop("Where it stands, and what became of the latest deliveries."),
)
def one(request: HttpRequest, id: Path[Key]) -> dict[str, Any]:
    sheet = queries.sheet(id, reach=request.reach)  # type: ignore[attr-defined]
    if sheet is None:
        raise NotFound
    return _row(sheet.line) | {
        "types": [event_type(kind) for kind in sheet.kinds],
        "cursor": str(sheet.cursor),
        "failures": sheet.failures,
        "problem": sheet.problem,
        "next_at": sheet.next_at,
        "asked_again": sheet.agains,
        "feed_token_at": sheet.token_at,
        "made_at": sheet.made_at,
        "deliveries": [
            asdict(delivery)
            | {"first": str(delivery.start), "last": str(delivery.end), "test": delivery.is_test}
            for delivery in sheet.deliveries
        ],
    }


def _on_one(name: str, operation: str, *, summary: str, description: str) -> Callable[[Any], Any]:
    """An act on a subscription, at its own address below it."""
    return router.post(
        "/subscriptions/{id}/" + name,
        auth=MANAGE,
        response=SubscriptionDone,
        url_name=f"subscription-{name}",
        operation_id=operation,
        summary=summary,
        description=description,
    )


@_on_one(
    "change",
    "changeSubscription",
    summary=gettext_noop("Change a subscription"),
    description=gettext_noop(
        "Name, address or types of events. It goes on from its cursor; a new address is asked first."
    ),
)
def change(
    request: HttpRequest, id: Path[Key], given: SubscriptionChange, key: IdempotencyKey = NO_KEY
) -> dict[str, Any]:
    form = acts.ChangedSubscription(
        name=given.name, address=given.address, kinds=None if given.types is None else _kinds(given.types)
    )
    return _once(request, key, lambda: acts.change(key=id, form=form, **_by(request)) or id)


@_on_one(
    "pause",
    "pauseSubscription",
    summary=gettext_noop("Pause a subscription"),
    description=gettext_noop("Nothing is sent until it is resumed; what happens meanwhile is not lost."),
)
def pause(
    request: HttpRequest, id: Path[Key], given: Nothing, key: IdempotencyKey = NO_KEY
) -> dict[str, Any]:
    return _once(request, key, lambda: acts.pause(key=id, **_by(request)) or id)


@_on_one(
    "resume",
    "resumeSubscription",
    summary=gettext_noop("Resume a subscription"),
    description=gettext_noop(
        "It goes on from its cursor; its receiver is asked first whether it still wants events."
    ),
)
def resume(
    request: HttpRequest, id: Path[Key], given: Nothing, key: IdempotencyKey = NO_KEY
) -> dict[str, Any]:
    return _once(request, key, lambda: acts.resume(key=id, **_by(request)) or id)


@_on_one(
    "test",
    "testSubscription",
    summary=gettext_noop("Send a test"),
    description=gettext_noop(
        "One event of type vn.motcua.test.v1, signed like all others, beside the order. What came of it stands in `deliveries` some seconds later."
    ),
)
def test(request: HttpRequest, id: Path[Key], given: Nothing, key: IdempotencyKey = NO_KEY) -> dict[str, Any]:
    return _once(request, key, lambda: acts.send_test(key=id, **_by(request)) or id)


@_on_one(
    "again",
    "resendEvent",
    summary=gettext_noop("Tell one event once more"),
    description=gettext_noop("Beside the order; the cursor stays."),
)
def again(
    request: HttpRequest, id: Path[Key], given: OneEvent, key: IdempotencyKey = NO_KEY
) -> dict[str, Any]:
    return _once(request, key, lambda: acts.resend(key=id, position=given.position, **_by(request)) or id)


@_on_one(
    "replay",
    "replaySubscription",
    summary=gettext_noop("Tell everything again from a place on"),
    description=gettext_noop(
        "From a position or from a moment, in order, with the same ids as the first time."
    ),
)
def replay(
    request: HttpRequest, id: Path[Key], given: FromWhere, key: IdempotencyKey = NO_KEY
) -> dict[str, Any]:
    def act() -> UUID:
        if given.position is not None and given.moment is None:
            acts.move_to(key=id, position=given.position, **_by(request))
        elif given.moment is not None and given.position is None and given.moment.tzinfo is not None:
            acts.move_to_moment(key=id, moment=given.moment, **_by(request))
        else:
            raise InvalidInput(faults=[Fault("position", ONE_OF_TWO)])
        return id

    return _once(request, key, act)


ONE_OF_TWO = gettext_noop("Send one of the two: a position, or a moment with its zone.")


@_on_one(
    "end",
    "endSubscription",
    summary=gettext_noop("Delete a subscription"),
    description=gettext_noop("With its deliveries and the token of its feed."),
)
def end(request: HttpRequest, id: Path[Key], given: Nothing, key: IdempotencyKey = NO_KEY) -> dict[str, Any]:
    return _once(request, key, lambda: acts.end(key=id, **_by(request)) or id)


@router.post(
    "/subscriptions/{id}/token",
    auth=MANAGE,
    response=FeedToken,
    url_name="subscription-token",
    operation_id="renewFeedToken",
    summary=gettext_noop("Renew the token of a feed"),
    description=gettext_noop(
        "For a system that asks by itself at /exchange/v1/events. No Idempotency-Key, since a secret is kept nowhere: when the answer is lost, ask for another."
    ),
)
def token(request: HttpRequest, id: Path[Key], given: Nothing) -> dict[str, Any]:
    return {"id": id, "token": acts.renew_token(key=id, **_by(request))}


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"reach": request.reach, "at": request.at}  # type: ignore[attr-defined]


def _once(request: HttpRequest, key: str | None, act: Callable[[], UUID]) -> dict[str, Any]:
    return kept(request, key=key, act=lambda: {"id": str(act())})


def _kinds(types: list[Any]) -> tuple[str, ...]:
    return tuple(shapes.TYPES[str(one)] for one in types)


def _row(line: queries.Line) -> dict[str, Any]:
    return {
        "id": line.key,
        "name": line.name,
        "agency": {"code": line.agency_code, "name": line.agency_name},
        "address": line.address,
        "status": line.status,
        "behind": line.behind,
        "failing_since": line.failing_since,
        "heard_at": line.heard_at,
    }
