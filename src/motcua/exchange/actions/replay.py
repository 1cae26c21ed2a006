"""Sending records again on their own: for gaps that a comparison found, and for what was set aside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle_actions
from motcua.chronicle import queries as chronicle
from motcua.dossiers import queries as dossiers
from motcua.exchange.actions.send import (
    BATCHES,
    Sender,
    Stretch,
    is_paused,
    made_records,
    refused_in,
    said_in,
    said_of,
    set_aside,
    written,
    written_where,
)
from motcua.exchange.models import Aside, Outbox, Replay
from motcua.exchange.rules import Entry, Side
from motcua.exchange.rules.order import Lineage
from motcua.foundation.outgoing import NoAnswer, NotAsked
from motcua.foundation.refusal import Forbidden
from motcua.people.rules import Reach, Role

AT_ONCE = 1_000


@transaction.atomic
def ask_replay(*, numbers: Sequence[str], reach: Reach, at: datetime) -> int:
    """Ask that these dossiers are sent again; the job does it. Asked twice is sent once. By operators."""
    if not reach.holds(Role.OPERATOR):
        raise Forbidden
    Aside.objects.filter(number__in=numbers, settled_at=None).update(settled_at=at)
    Replay.objects.bulk_create(
        [Replay(number=number, asked_at=at) for number in dict.fromkeys(numbers)], ignore_conflicts=True
    )
    chronicle_actions.append(
        kind=Entry.REPLAYED,
        subject="exchange:outbox",
        actor=reach.actor,
        at=at,
        data={"count": len(set(numbers))},
    )
    return len(set(numbers))


def send_replays(*, sender: Sender, at: datetime) -> int:
    """Send the present records of dossiers that were asked for; how many the nation took."""
    numbers = list(Replay.objects.order_by("asked_at", "number").values_list("number", flat=True)[:AT_ONCE])
    box = Outbox.objects.filter(pk=1).first()
    lineage = Lineage.of(chronicle.lineage())
    if not numbers or box is None or lineage is None or is_paused(box.next_at, at=at):
        return 0
    try:
        said = said_of(sender, dossiers.keys_of(numbers))
        where = written_where(said)
        # An act that is not sealed has no position yet: it is sent again when it has.
        later = {one.number for key, one in said.items() if key not in where}
        records, places, asides = made_records(where, said, lineage)
        head = chronicle.head()
        stretch = Stretch(
            head, head, head, lineage, tuple(records), tuple(places), tuple(asides), replay=True
        )
        answer = sender.carry(BATCHES, written(sender, stretch, at=at), batch=True)
    except (NoAnswer, NotAsked):
        return 0  # asked again the next time
    if answer.status == 422:
        set_aside(sender, stretch, refused_in(said_in(answer), stretch), Side.RECEIVER, at=at)
        refused = {one.number for one in refused_in(said_in(answer), stretch)}
        Replay.objects.filter(number__in=refused).delete()
        return 0
    if answer.status != 200:
        return 0
    set_aside(sender, stretch, asides, Side.SENDER, at=at)
    Replay.objects.filter(number__in=set(numbers) - later).delete()
    return len(records)
