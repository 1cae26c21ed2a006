"""Taking a signed batch: one transaction that merges its states, keeps it as it came, moves the cursor, says so once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.exchange import queries
from motcua.exchange.actions.lost import list_lost
from motcua.exchange.actions.merge import forget, merge
from motcua.exchange.models import Aside, Batch, Node, Place, Stream
from motcua.exchange.rules import Entry, Side, batch, refusals
from motcua.exchange.rules.batch import BadBatch, Head, Record
from motcua.exchange.rules.digests import Gap
from motcua.exchange.rules.order import Lineage, Verdict, common, judge, moved


@dataclass(frozen=True)
class Arrived:
    """A batch whose signature was checked: by which node's key, its bytes, and the headers that prove it."""

    node_id: int
    code: str  # of the node whose key signed
    scopes: tuple[str, ...]
    key: str
    body: bytes
    digest: bytes  # SHA-256 of the body
    signed: Mapping[str, str]


@dataclass(frozen=True)
class Taken:
    """What the sender is answered."""

    epoch: int
    position: int
    applied: int


def receive(*, arrived: Arrived, at: datetime) -> Taken:
    """Take a batch, or refuse it and store nothing of it."""
    head, lineage, records = _read(arrived)
    faults = batch.faults(head, records, lineage=lineage, scopes=arrived.scopes)
    if faults:
        where = {record.number: record.position for record in records}
        raise refusals.RecordsRefused(
            [{"number": number, "position": where[number], "code": code} for number, code in faults.items()]
        )
    with transaction.atomic():
        return _take(arrived, head, lineage, records, at=at)


def hear(*, node_id: int, at: datetime) -> None:
    """A node's signed word was understood: it is connected, though it may have no state to send yet."""
    Node.objects.filter(pk=node_id).update(seen_at=at)
    Node.objects.filter(pk=node_id, connected_at=None).update(connected_at=at)


def _read(arrived: Arrived) -> tuple[Head, Lineage, list[Record]]:
    try:
        head, records = batch.read(arrived.body)
        lineage = batch.lineage_of(head)
    except BadBatch as error:
        if error.code == "too-large":
            raise refusals.BatchTooLarge(megabytes=batch.OPEN_BYTES_MAX // 1024 // 1024) from None
        raise refusals.NotABatch(code=error.code, detail=error.detail[:200]) from None
    if head.node != arrived.code:
        raise refusals.OtherNode(named=head.node, signed=arrived.code)
    return head, lineage, records


def _take(
    arrived: Arrived, head: Head, lineage: Lineage, records: Sequence[Record], *, at: datetime
) -> Taken:
    # Batches of one node come one after the other; on SQLite the transaction itself is the lock.
    node = Node.objects.select_for_update().get(pk=arrived.node_id)
    cursors = queries.cursors(node_id=node.pk)
    verdict = judge(lineage, cursors, after=head.after, upto=head.upto, head=head.head, replay=head.replay)
    reached = common(lineage, cursors)
    if verdict is Verdict.GAP:
        raise refusals.Gap(position=reached, epoch=lineage.current)
    if verdict is Verdict.OLD_EPOCH:
        raise refusals.OldEpoch(epoch=max(cursors))
    if verdict is Verdict.EPOCH_NEEDED:
        raise refusals.EpochNeeded(position=cursors[lineage.current])
    if verdict is Verdict.ALREADY:
        _heard(node, head, at=at)
        return Taken(lineage.current, reached, 0)
    if lineage.current not in cursors and len(lineage.epochs) > 1:
        list_lost(node_id=node.pk, lineage=lineage, at=at)
    applied = merge(node_id=node.pk, records=records)
    gone = [one for one in head.aside if one.code == batch.TAKEN_BACK]
    if gone:
        forget(node_id=node.pk, gone=gone)
    if not head.replay:
        _move(node.pk, before=cursors, after=moved(lineage, cursors, upto=head.upto), at=at)
        reached = max(head.upto, reached)
    # What happened before a node joined was not late: it says nothing of how fast states travel.
    newest = max((record.since for record in records), default=None)
    is_live = newest and not head.replay and node.connected_at and newest >= node.connected_at
    lag = max((at - newest).total_seconds(), 0.0) if newest and is_live else None
    _keep(arrived, head, lineage, records, applied=applied, lag=lag, at=at)
    _note(node, head, records, at=at)
    _heard(node, head, at=at)
    return Taken(lineage.current, reached, applied)


def _move(node_id: int, *, before: Mapping[int, int], after: Mapping[int, int], at: datetime) -> None:
    for epoch, position in after.items():
        if before.get(epoch) != position:
            Stream.objects.update_or_create(
                node_id=node_id, epoch=epoch, defaults={"position": position, "moved_at": at}
            )


def _keep(
    arrived: Arrived,
    head: Head,
    lineage: Lineage,
    records: Sequence[Record],
    *,
    applied: int,
    lag: float | None,
    at: datetime,
) -> None:
    Batch.objects.create(
        node_id=arrived.node_id, epoch=lineage.current, after=head.after, upto=head.upto, count=len(records), applied=applied,
        replay=head.replay, key=arrived.key, digest=arrived.digest, signed=dict(arrived.signed), body=arrived.body,
        lag_seconds=lag, received_at=at,
    )  # fmt: skip
    chronicle.append(
        kind=Entry.BATCH_RECEIVED,
        subject=f"node:{arrived.code}",
        actor="system:exchange",
        at=at,
        data={
            "epoch": lineage.current,
            "after": head.after,
            "upto": head.upto,
            "count": len(records),
            "applied": applied,
            "digest": arrived.digest.hex(),
        },
    )


def _note(node: Node, head: Head, records: Sequence[Record], *, at: datetime) -> None:
    """The offices that records name, and what the sender could not say."""
    known = {place.code: place for place in Place.objects.filter(node=node)} if head.places else {}
    for place in head.places:
        said = {"name": place.name, "name_en": place.name_en, "phone": place.phone, "address": place.address}
        here = known.get(place.code)
        if here is None or any(getattr(here, name) != value for name, value in said.items()):
            Place.objects.update_or_create(node=node, code=place.code, defaults=said)
    compared = {gap.value for gap in Gap}
    gone = [aside.number for aside in head.aside if aside.code == batch.TAKEN_BACK]
    Aside.objects.filter(node=node.code, number__in=gone, settled_at=None).update(settled_at=at)
    for aside in head.aside:
        if aside.code == batch.TAKEN_BACK:
            continue
        side = Side.COMPARED if aside.code in compared else Side.SENDER
        Aside.objects.update_or_create(
            node=node.code,
            number=aside.number,
            defaults={
                "epoch": head.lineage[-1][0], "position": aside.position, "code": aside.code, "side": side, "at": at,
                "settled_at": None,
            },
        )  # fmt: skip
    waiting = Aside.objects.filter(node=node.code, settled_at=None)
    if waiting.exists():
        named = {aside.number for aside in head.aside}
        came = [record.number for record in records if record.number not in named]
        waiting.filter(number__in=came).update(settled_at=at)


def _heard(node: Node, head: Head, *, at: datetime) -> None:
    node.seen_at, node.connected_at = at, node.connected_at or at
    node.software, node.head = head.software, head.head
    node.save(update_fields=["seen_at", "connected_at", "software", "head"])
