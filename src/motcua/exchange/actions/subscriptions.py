"""Who is told of events: subscribed, paused, set back, given a new token, ended. By an operator of the agency."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as positions
from motcua.chronicle.rules import JSON
from motcua.exchange.models import Again, Subscription
from motcua.exchange.queries import events, subscriptions
from motcua.exchange.rules import Entry, webhooks
from motcua.exchange.rules.webhooks import Status
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import nfc
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

TOKEN_PREFIX = "mcwh_"  # noqa: S105  so that a token is recognised where it does not belong


@dataclass(frozen=True, kw_only=True)
class NewSubscription:
    """What is written about a system that wants events. Without an address it asks by itself."""

    agency_id: int | None
    name: str
    address: str = ""
    kinds: tuple[str, ...] = ()  # none: all
    from_beginning: bool = False


@transaction.atomic
def subscribe(*, form: NewSubscription, reach: Reach, at: datetime) -> UUID:
    """From now on (or from the first event on) a system is told of this agency's dossiers."""
    name, address = nfc(form.name).strip(), form.address.strip()
    faults = _faults(name=name, address=address, kinds=form.kinds)
    if form.agency_id is None:
        faults.insert(0, Fault("agency", gettext_noop("Choose an agency.")))
    if faults or form.agency_id is None:
        raise InvalidInput(faults=faults)
    office = people.agency(form.agency_id)
    if not reach.may(Role.OPERATOR, office.path):
        raise Forbidden
    if Subscription.objects.filter(agency_id=office.id).count() >= webhooks.SUBSCRIPTIONS_MAX:
        raise webhooks.TooMany(most=webhooks.SUBSCRIPTIONS_MAX)
    row = Subscription.objects.create(
        agency_id=office.id, name=name[: webhooks.NAME_LENGTH_MAX], address=address, kinds=sorted(set(form.kinds)),
        status=Status.WAITING if address else Status.ACTIVE,
        position=0 if form.from_beginning else positions.head(), made_by=reach.actor, made_at=at,
    )  # fmt: skip
    _append(Entry.SUBSCRIPTION_MADE, row, reach, at, position=row.position, kinds=row.kinds)
    return row.key


@dataclass(frozen=True, kw_only=True)
class ChangedSubscription:
    """What becomes of it; None: as it is."""

    name: str | None = None
    address: str | None = None
    kinds: tuple[str, ...] | None = None


@transaction.atomic
def change(*, key: UUID, form: ChangedSubscription, reach: Reach, at: datetime) -> None:
    """It goes on from its cursor. A new address is asked first, and what the one before answers now moves nothing."""
    row = opened(key, reach)
    name = row.name if form.name is None else nfc(form.name).strip()
    address = row.address if form.address is None else form.address.strip()
    kinds = tuple(row.kinds) if form.kinds is None else form.kinds
    if faults := _faults(name=name, address=address, kinds=kinds):
        raise InvalidInput(faults=faults)
    changed: dict[str, object] = {"name": name[: webhooks.NAME_LENGTH_MAX], "kinds": sorted(set(kinds))}
    if address != row.address:
        again = webhooks.resumed(subscriptions.standing(row), has_address=bool(address))
        status = again.status if row.status in webhooks.AT_WORK else row.status
        changed |= subscriptions.columns(again) | {"status": status, "rate": None, "address": address}
        changed["moves"] = F("moves") + 1
    Subscription.objects.filter(pk=row.pk).update(**changed)
    _append(Entry.SUBSCRIPTION_CHANGED, row, reach, at, kinds=sorted(set(kinds)))


@transaction.atomic
def send_test(*, key: UUID, reach: Reach, at: datetime) -> None:
    """One event that nothing happened for, beside the order; what came of it stands among the deliveries."""
    row = opened(key, reach)
    if not row.address:
        raise webhooks.NoAddress
    if row.status not in webhooks.AT_WORK:
        raise webhooks.PausedAlready
    Again.objects.get_or_create(subscription=row, position=webhooks.TEST, defaults={"asked_at": at})
    Subscription.objects.filter(pk=row.pk).update(next_at=None)
    _append(Entry.SUBSCRIPTION_TESTED, row, reach, at)


@transaction.atomic
def pause(*, key: UUID, reach: Reach, at: datetime) -> None:
    """Nothing is sent until it is resumed; what happens meanwhile is not lost."""
    row = opened(key, reach)
    changed = Subscription.objects.filter(pk=row.pk, status__in=webhooks.AT_WORK).update(status=Status.PAUSED)
    if changed != 1:
        raise webhooks.PausedAlready
    _append(Entry.SUBSCRIPTION_PAUSED, row, reach, at)


@transaction.atomic
def resume(*, key: UUID, reach: Reach, at: datetime) -> None:
    """It goes on from its cursor; its receiver is asked first whether it still wants events."""
    row = opened(key, reach)
    again = webhooks.resumed(subscriptions.standing(row), has_address=bool(row.address))
    changed = (
        Subscription.objects.filter(pk=row.pk)
        .exclude(status__in=webhooks.AT_WORK)
        .update(**subscriptions.columns(again))
    )
    if changed != 1:
        raise webhooks.NotPaused
    _append(Entry.SUBSCRIPTION_RESUMED, row, reach, at)


@transaction.atomic
def renew_token(*, key: UUID, reach: Reach, at: datetime) -> str:
    """A token of the feed, said now and kept nowhere; the one before is worth nothing from now on."""
    row = opened(key, reach)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    Subscription.objects.filter(pk=row.pk).update(token_hash=digest, token_at=at)
    _append(Entry.SUBSCRIPTION_TOKEN, row, reach, at)
    return token


@transaction.atomic
def move_to(*, key: UUID, position: int, reach: Reach, at: datetime) -> None:
    """Tell again from this position on (or go on to it). An answer that is still on its way moves nothing any more."""
    row = opened(key, reach)
    head = positions.head()
    if not 1 <= position <= head + 1:
        said = gettext_noop("Write a position from 1 to %(most)s.")
        raise InvalidInput(faults=[Fault("position", said, {"most": head + 1})])
    _move(row, position - 1, reach, at)


@transaction.atomic
def move_to_moment(*, key: UUID, moment: datetime, reach: Reach, at: datetime) -> None:
    """Tell again everything that happened from a moment on."""
    row = opened(key, reach)
    if moment > at:
        raise InvalidInput(faults=[Fault("moment", gettext_noop("This moment has not come yet."))])
    _move(row, positions.position_before(moment), reach, at)


def _move(row: Subscription, position: int, reach: Reach, at: datetime) -> None:
    Subscription.objects.filter(pk=row.pk).update(position=position, moves=F("moves") + 1, next_at=None)
    _append(Entry.SUBSCRIPTION_MOVED, row, reach, at, before=row.position, position=position)


@transaction.atomic
def resend(*, key: UUID, position: int, reach: Reach, at: datetime) -> None:
    """Tell one event once more, beside the order; the cursor stays."""
    row = opened(key, reach)
    found = (
        events.events_at(paths=[row.agency.path], kinds=row.kinds, positions=[position]) if position else {}
    )
    waiting = Again.objects.filter(subscription=row)
    if not found or waiting.count() >= webhooks.RESENDS_MAX:
        raise webhooks.NoSuchEvent(position=position)
    Again.objects.get_or_create(subscription=row, position=position, defaults={"asked_at": at})
    Subscription.objects.filter(pk=row.pk).update(next_at=None)
    _append(Entry.SUBSCRIPTION_RESENT, row, reach, at, position=position)


@transaction.atomic
def end(*, key: UUID, reach: Reach, at: datetime) -> None:
    """Forget it with its deliveries and its token. The entry stays."""
    row = opened(key, reach)
    _append(Entry.SUBSCRIPTION_ENDED, row, reach, at, position=row.position)
    row.delete()


def _faults(*, name: str, address: str, kinds: Sequence[str]) -> list[Fault]:
    faults = []
    if not name:
        faults.append(Fault("name", gettext_noop("Write which system it is.")))
    said = webhooks.address_fault(address, trusted=settings.WEBHOOK_HOSTS) if address else ""
    if said:
        faults.append(Fault("address", said))
    if any(kind not in events.KINDS for kind in kinds):
        faults.append(Fault("kinds", gettext_noop("Choose from these kinds.")))
    return faults


def opened(key: UUID, reach: Reach) -> Subscription:
    """A subscription of an agency that somebody runs; the same answer for what is not there and what is not theirs."""
    row = Subscription.objects.filter(key=key).select_related("agency").first()
    if row is None or not reach.may(Role.OPERATOR, row.agency.path):
        raise NotFound
    return row


def _append(
    kind: Entry, row: Subscription, reach: Reach, at: datetime, **data: "str | int | Sequence[str]"
) -> None:
    said: dict[str, JSON] = {
        name: value if isinstance(value, str | int) else list(value) for name, value in data.items()
    }
    chronicle.append(kind=kind, subject=f"subscription:{row.key}", actor=reach.actor, at=at, data=said)
