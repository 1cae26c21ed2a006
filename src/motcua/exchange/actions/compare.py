"""The nightly comparison: a node asks the nation, day by day, whether it has the same; what differs is listed here."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from motcua.chronicle import queries as chronicle
from motcua.dossiers import queries as dossiers
from motcua.exchange.actions.send import BATCHES, Sender, Stretch, said_in, written
from motcua.exchange.models import Aside, Node, Outbox
from motcua.exchange.rules import Side, batch
from motcua.exchange.rules.digests import Gap, Said, digest, gaps
from motcua.exchange.rules.order import Lineage
from motcua.foundation.calendar import TZ
from motcua.foundation.outgoing import NoAnswer, NotAsked

DIGESTS = "/exchange/v1/digests"
DAYS_AT_ONCE = 31
TOLD_MAX = 1_000
NIGHT = 2  # the hour from which on it is due
# A change of the last minutes may be on its way: it is no gap.
ON_ITS_WAY = timedelta(minutes=10)


def is_due(*, at: datetime) -> bool:
    """Once a night, and once as soon as everything was heard for the first time."""
    box = Outbox.objects.filter(pk=1).first()
    if box is None or box.epoch == 0 or box.failures or max(box.position, box.scanned) < chronicle.head():
        return False
    if box.compared_at is None:
        return True
    here, before = at.astimezone(TZ), box.compared_at.astimezone(TZ)
    return here.hour >= NIGHT and before.date() < here.date()


def compare(*, sender: Sender, at: datetime) -> int | None:
    """Compare everything; how many dossiers differ. None when the nation did not answer to the end."""
    first = dossiers.first_day()
    found: dict[str, Gap] = {}
    start = first
    while start is not None and start <= at.astimezone(TZ).date():
        stop = start + timedelta(days=DAYS_AT_ONCE)
        try:
            found |= _compare(sender, start, stop, at=at)
        except (NoAnswer, NotAsked):
            return None
        start = stop
    _list(sender, found, at=at)
    _tell(sender, found, at=at)
    return len(found)


def _tell(sender: Sender, found: Mapping[str, Gap], *, at: datetime) -> None:
    """Have the nation show the same list: an empty replay that names them. Unheard, it is told the next night."""
    box, lineage = Outbox.objects.get(pk=1), Lineage.of(chronicle.lineage())
    head = chronicle.head()
    if not found or lineage is None or box.epoch != lineage.current:
        return
    named = [batch.SetAside(number[:60], head, gap.value) for number, gap in sorted(found.items())[:TOLD_MAX]]
    stretch = Stretch(head, head, head, lineage, (), (), tuple(named), replay=True)
    with suppress(NoAnswer, NotAsked):
        sender.carry(BATCHES, written(sender, stretch, at=at), batch=True)


def _compare(sender: Sender, start: date, stop: date, *, at: datetime) -> dict[str, Gap]:
    ours = dossiers.said_by_day(start, stop)
    days = {day.isoformat(): digest(Said(*one) for one in rows) for day, rows in ours.items()}
    body = msgspec.json.encode(
        {"node": sender.node, "from": start.isoformat(), "to": stop.isoformat(), "days": days}
    )
    answer = sender.carry(DIGESTS, body, batch=False)
    if answer.status != 200:
        raise NoAnswer(f"status-{answer.status}")
    found: dict[str, Gap] = {}
    for day, rows in _differing(said_in(answer)).items():
        found |= gaps(here=[Said(*one) for one in ours.get(day, ())], there=rows)
    lately = dossiers.changed_between(at - ON_ITS_WAY, at, numbers=list(found))
    return {number: gap for number, gap in found.items() if number not in lately}


def _differing(said: Mapping[str, Any]) -> dict[date, list[Said]]:
    """The days that the nation has otherwise, with what it has."""
    try:
        return {
            date.fromisoformat(day): [Said(str(n), int(r), int(s)) for n, r, s in rows]
            for day, rows in said["differ"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NoAnswer("unreadable") from None


@transaction.atomic
def _list(sender: Sender, found: Mapping[str, Gap], *, at: datetime) -> None:
    """Gaps stand beside what was set aside, until they are sent again or no longer differ."""
    rows = Aside.objects.filter(node=sender.node, side=Side.COMPARED, settled_at=None)
    rows.exclude(number__in=list(found)).update(settled_at=at)
    known = set(Aside.objects.filter(node=sender.node, settled_at=None).values_list("number", flat=True))
    for number, gap in found.items():
        if number not in known:
            Aside.objects.update_or_create(
                node=sender.node,
                number=number,
                defaults={
                    "epoch": 0, "position": 0, "code": gap.value, "side": Side.COMPARED, "at": at, "settled_at": None,
                },
            )  # fmt: skip
    Outbox.objects.filter(pk=1).update(compared_at=at)


@transaction.atomic
def note_compared(*, node_id: int, days: Sequence[str], at: datetime) -> None:
    """At the nation: that a node compared, and how many days differed in this night's stretches so far."""
    node = Node.objects.select_for_update().get(pk=node_id)
    goes_on = node.compared_at is not None and at - node.compared_at < timedelta(hours=1)
    if not goes_on:  # what differed in an earlier night is named again if it still does
        gone = Aside.objects.filter(node=node.code, side=Side.COMPARED, settled_at=None)
        gone.update(settled_at=at)
    node.compared_at, node.differed = at, (node.differed if goes_on else 0) + len(days)
    node.save(update_fields=["compared_at", "differed"])
