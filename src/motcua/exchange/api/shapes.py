"""What an event and a subscription look like to a program."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from motcua.design.wire import Sent
from motcua.exchange.queries.events import KINDS
from motcua.exchange.rules import webhooks
from motcua.exchange.rules.events import event_type
from motcua.exchange.rules.webhooks import Status

TYPES = {event_type(kind): kind for kind in KINDS}
Type = StrEnum("Type", {kind.partition(".")[2].replace("-", "_").upper(): name for name, kind in TYPES.items()})  # type: ignore[misc]  # fmt: skip
Types = Annotated[list[Annotated[Type, Field(strict=False)]], Field(max_length=len(TYPES))]
AN_ADDRESS, A_NAME = "https://esb.example.vn/events", "Trục tích hợp của Sở"
Name = Annotated[str, Field(min_length=1, max_length=webhooks.NAME_LENGTH_MAX, examples=[A_NAME])]
Address = Annotated[str, Field(max_length=webhooks.ADDRESS_LENGTH_MAX, examples=[AN_ADDRESS])]
AgencyCode = Annotated[str, Field(max_length=35, pattern=r"^[0-9A-Z.]*$")]
Key = Annotated[UUID, Field(description="Names the subscription.")]


class EventData(Schema):
    """The present public state of the dossier, not that of the moment when it happened."""

    number: str
    revision: int = Field(description="Of two states the one with the higher revision is newer.")
    procedure: str
    agency: str
    state: int = Field(description="National code, 1 to 10.")
    since: datetime
    received: datetime | None
    promised: datetime | None
    due: datetime | None
    late: bool | None
    simulated: bool = Field(description="Made-up data of a demo.")


class EventSent(Schema):
    """CloudEvents 1.0."""

    specversion: str
    id: str = Field(
        examples=["H15:1:497"], description="The same for the same event always: keep those you have."
    )
    source: str
    type: str = Field(description="What happened. Pass over types that you do not know.")
    subject: str = Field(description="Number of the dossier.")
    time: datetime
    sequence: str = Field(description="Sorts as text in the order in which things happened.")
    datacontenttype: str
    data: EventData


class EventPage(Schema):
    rows: list[EventSent]
    next: str = Field(description="Where to go on, also when there is none now: keep it, send it as `after`.")
    more: bool = Field(description="Whether it is worth asking again at once.")


class SubscribedAgency(Schema):
    code: str
    name: str


class SubscriptionRow(Schema):
    id: UUID
    name: str = Field(examples=[A_NAME])
    agency: SubscribedAgency = Field(description="Whose dossiers it is told of, and those of all below it.")
    address: str = Field(
        examples=[AN_ADDRESS], description="Where events are sent; empty: the system asks by itself."
    )
    status: Status = Field(
        description="`waiting` for its receiver to say that it wants events; `active`; `paused` by you; `failed`: "
        "stopped after three days without an answer; `gone`: its receiver said so."
    )
    behind: int = Field(
        description="Entries of the chronicle that it has still to be told of, or to pass over."
    )
    failing_since: datetime | None
    heard_at: datetime | None = Field(description="When its receiver acknowledged something last.")


class SubscriptionPage(Schema):
    rows: list[SubscriptionRow]
    next: str = Field(description="Send it as `after` for the next page; empty at the end.")


class DeliverySent(Schema):
    """One stretch of events on its way, with all its tries; the newest first."""

    first: str = Field(description="Cursor of its first event.")
    last: str
    count: int
    test: bool = Field(description="A test delivery; it holds no event of a dossier.")
    again: bool = Field(description="Asked for beside the order.")
    tries: int
    status: int = Field(description="HTTP status of the last answer; 0: none came.")
    problem: str = Field(description="Why it failed, as a code; empty when it was taken.")
    began_at: datetime
    at: datetime


class SubscriptionSent(SubscriptionRow):
    types: list[str] = Field(description="Types of events; empty: all of them.")
    cursor: str = Field(description="Everything up to here was acknowledged.")
    failures: int = Field(description="In a row.")
    problem: str = Field(description="Code of the last failure.")
    next_at: datetime | None = Field(description="Nothing is sent before.")
    asked_again: int = Field(description="Single events and tests that wait to be sent beside the order.")
    feed_token_at: datetime | None = Field(
        description="When the token of its feed was made; the token is never shown again."
    )
    made_at: datetime
    deliveries: list[DeliverySent]


EXAMPLE: JsonDict = {
    "agency": "000.00.15.H15",
    "name": "Trục tích hợp của Sở",
    "address": "https://esb.example.vn/events",
    "types": ["vn.motcua.dossier.done.v1"],
}


class NewSubscription(Sent):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    agency: AgencyCode = Field(
        description="Code of an agency that you run: it is told of its dossiers and of those below it."
    )
    name: Name = Field(description="Which system it is.")
    address: Address = Field(
        "", description="https://… that takes the events; empty: the system asks by itself."
    )
    types: Types = Field([], description="Empty: all of them.")
    from_beginning: bool = Field(
        False, description="Tell everything since the beginning, not only what happens from now on."
    )


class SubscriptionChange(Sent):
    """What is left out stays as it is."""

    name: Name | None = None
    address: Address | None = Field(None, description="A new address is asked first whether it wants events.")
    types: Types | None = None


class Nothing(Sent):
    """An empty object."""


class OneEvent(Sent):
    position: int = Field(ge=1, le=2**53, description="The last number of an event’s id: 497 of H15:1:497.")


class FromWhere(Sent):
    position: int | None = Field(None, ge=1, le=2**53, description="Everything from this position on.")
    moment: Annotated[datetime, Field(strict=False)] | None = Field(
        None, description="Or from this moment on, with its zone."
    )


class SubscriptionDone(Schema):
    id: UUID
    repeated: bool = Field(description="The answer to an earlier call with the same Idempotency-Key.")


class FeedToken(Schema):
    id: UUID
    token: str = Field(description="Shown now and never again; the one before is worth nothing any more.")
