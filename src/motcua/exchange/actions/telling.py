"""Telling subscriptions: take one in hand, ask its receiver (which is done elsewhere), settle what it answered.

A subscription is in one hand at a time, by a lease: what was sent is acknowledged before anything behind it is sent.
A worker that dies leaves its lease to run out, and the same stretch is read again, with the same ids.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from motcua.chronicle import actions as chronicle
from motcua.exchange.models import Again, Delivery, Subscription
from motcua.exchange.queries import events, subscriptions
from motcua.exchange.rules import Entry, webhooks
from motcua.exchange.rules.events import place_of
from motcua.exchange.rules.webhooks import Heard, Standing, Status
from motcua.foundation.calendar import TZ
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Role, system

LEASE = timedelta(seconds=90)  # longer than any request with its name looked up
PRUNED_MAX = 5_000  # rows at a time


class Matter(StrEnum):
    HANDSHAKE = "handshake"
    EVENTS = "events"
    AGAIN = "again"


@dataclass(frozen=True)
class Task:
    """What one subscription is to be asked, and what it was when it was taken in hand."""

    id: int
    key: UUID
    lease: str
    moves: int
    standing: Standing
    address: str
    matter: Matter
    events: tuple[dict[str, Any], ...] = ()
    positions: tuple[int, ...] = ()
    upto: int = 0
    is_full: bool = False


def take(*, subscription_id: int, at: datetime) -> Task | None:
    """Take it in hand. None when another worker has it, when it rests, or when there is nothing for it."""
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    mine = Subscription.objects.filter(free, pk=subscription_id, status__in=webhooks.AT_WORK)
    if mine.update(lease=lease, leased_until=at + LEASE) != 1:
        return None
    row = Subscription.objects.select_related("agency").get(pk=subscription_id)
    task = _task(row, lease)
    if task is None:
        _let_go(subscription_id, lease)
    return task


def _task(row: Subscription, lease: str) -> Task | None:
    facts = (row.pk, row.key, lease, row.moves, subscriptions.standing(row), row.address)
    if row.status == Status.WAITING:
        return Task(*facts, Matter.HANDSHAKE)
    again = _again(row)
    if again:
        return Task(*facts, Matter.AGAIN, tuple(again.values()), tuple(again), row.position)
    lot = events.lot_behind(path=row.agency.path, kinds=row.kinds, after=row.position, limit=row.lot)
    if lot.events:
        is_full = len(lot.events) >= row.lot
        return Task(*facts, Matter.EVENTS, lot.events, lot.positions, lot.upto, is_full)
    if lot.upto > row.position:  # nothing of it is for this agency
        Subscription.objects.filter(pk=row.pk, lease=lease, moves=row.moves).update(position=lot.upto)
    return None


def _again(row: Subscription) -> dict[int, dict[str, Any]]:
    """Single events that were asked for; those that this agency is no longer told of are forgotten."""
    waiting = Again.objects.filter(subscription=row).order_by("position")
    asked = list(waiting.values_list("position", flat=True)[: row.lot])
    found = events.events_at(path=row.agency.path, kinds=row.kinds, positions=asked) if asked else {}
    if gone := [position for position in asked if position not in found]:
        waiting.filter(position__in=gone).delete()
    return found


def _let_go(id: int, lease: str) -> None:
    Subscription.objects.filter(pk=id, lease=lease).update(lease="", leased_until=None)


@transaction.atomic
def settle(
    *, task: Task, answer: Heard, headers: Mapping[str, str], origin: str, at: datetime, chance: float
) -> Standing:
    """What an answer changes. Nothing of it counts when the lease ran out or its owner set the cursor meanwhile."""
    if task.matter is Matter.HANDSHAKE:
        after = webhooks.after_asking(task.standing, answer, headers, origin=origin, at=at, chance=chance)
    else:
        after = webhooks.after_try(
            task.standing, answer, upto=task.upto, full=task.is_full, at=at, chance=chance
        )
    written = subscriptions.columns(after)
    status = written.pop("status")
    if answer.is_taken and task.matter is not Matter.HANDSHAKE:
        written["heard_at"] = at
    held = Subscription.objects.filter(pk=task.id, lease=task.lease)
    counts = held.filter(moves=task.moves).update(lease="", leased_until=None, **written)
    if not counts and not held.update(lease="", leased_until=None):
        return after
    if task.matter is not Matter.HANDSHAKE:
        _write_down(task, answer, after, at)
    if counts and status != task.standing.status:
        _turn(task, status, at)
    if task.matter is Matter.AGAIN and answer.is_taken:
        Again.objects.filter(subscription_id=task.id, position__in=task.positions).delete()
    return after


def _write_down(task: Task, answer: Heard, after: Standing, at: datetime) -> None:
    """One row a stretch: a try more of the same is counted in it."""
    first, last, count = task.positions[0], task.positions[-1], len(task.positions)
    is_again = task.matter is Matter.AGAIN
    said = {"status": answer.status, "problem": after.problem[:60], "at": at}
    before = Delivery.objects.filter(subscription_id=task.id).order_by("-at", "-pk").first()
    is_same = before is not None and (before.first, before.last, before.count, before.again) == (first, last, count, is_again)  # fmt: skip
    if before is not None and is_same and not 200 <= before.status < 300:
        Delivery.objects.filter(pk=before.pk).update(tries=F("tries") + 1, **said)
        return
    Delivery.objects.create(
        subscription_id=task.id, epoch=place_of(first, events.lineage()).epoch, first=first, last=last, count=count,
        again=is_again, began_at=at, **said,
    )  # fmt: skip


def _turn(task: Task, status: Status, at: datetime) -> None:
    """Its status changes by itself, unless its owner was faster; an end is told to whoever runs the agency."""
    if not Subscription.objects.filter(pk=task.id, status=task.standing.status).update(status=status):
        return
    if status not in (Status.FAILED, Status.GONE):
        return
    kind = Entry.SUBSCRIPTION_FAILED if status is Status.FAILED else Entry.SUBSCRIPTION_GONE
    chronicle.append(
        kind=kind, subject=f"subscription:{task.key}", actor=system("exchange").actor, at=at,
        data={"position": task.standing.position},
    )  # fmt: skip
    row = Subscription.objects.select_related("agency").get(pk=task.id)
    for officer in people.officers_over(row.agency.path, at=at, roles=[Role.OPERATOR]):
        notices.queue(
            to=notices.Recipient(
                email=officer.email, name=officer.name, language="vi", person_id=officer.person_id
            ),
            template="exchange/webhook-gone" if status is Status.GONE else "exchange/webhook-failed",
            values={
                "name": officer.name,
                "system": row.name,
                "agency": row.agency.name,
                "since": f"{(row.failing_since or at).astimezone(TZ):%H:%M, %d/%m/%Y}",
                "address": f"/quan-tri/webhook/{row.key}/",
            },
            subject=f"subscription:{row.key}",
            at=at,
        )


def prune(*, at: datetime) -> int:
    """Forget deliveries of long ago, and of each subscription all but the latest. Returns how many."""
    count, _ = Delivery.objects.filter(
        pk__in=Delivery.objects.filter(at__lt=at - webhooks.DELIVERIES_KEPT).order_by("at", "pk").values("pk")[:PRUNED_MAX]
    ).delete()  # fmt: skip
    for id in Subscription.objects.order_by("pk").values_list("pk", flat=True):
        rows = Delivery.objects.filter(subscription=id).order_by("-at", "-pk").values_list("pk", flat=True)
        extra = list(rows[webhooks.DELIVERIES_KEPT_MAX : webhooks.DELIVERIES_KEPT_MAX + PRUNED_MAX])
        count += Delivery.objects.filter(pk__in=extra).delete()[0] if extra else 0
    return count
