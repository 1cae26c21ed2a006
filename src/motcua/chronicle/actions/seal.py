"""The sealer gives entries their positions and closes each lot with a signed seal.

On PostgreSQL entries do not appear in the order of their ids: a transaction that began early may commit late.
So the sealer takes only entries of transactions older than every running one, in the order (xid, id). Whatever
is still open lies behind the last entry taken, so one pair of numbers says all that is left to do.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from motcua import database
from motcua.chronicle import queries, rules
from motcua.chronicle.models import Leaf, Seal, Sealer
from motcua.chronicle.sql import statement
from motcua.foundation import keys

LOT_MAX = 10_000
LOT_MAX_SQLITE = 2_000  # its one lock is held meanwhile, and everybody who writes waits


class Waiting(NamedTuple):
    """An entry without a position yet."""

    xid: int
    id: int
    hash: bytes


@transaction.atomic
def seal_lot(*, at: datetime, lot_max: int | None = None) -> int:
    """Seal the next lot; the answer is how many entries it took, 0 when none is ready or another sealer is at work."""
    sealer = hold_sealer()
    if sealer is None:
        return 0
    queries.check_cluster(sealer)
    lot = _ready(sealer, lot_max or (LOT_MAX if database.is_postgresql() else LOT_MAX_SQLITE))
    if not lot:
        return 0
    seal = close(lot, at=at)
    stretch = {"xid": sealer.xid, "id": sealer.entry, "last_xid": lot[-1].xid, "last_id": lot[-1].id}
    with connection.cursor() as cursor:
        # The same entries again, but the database writes their leaves itself.
        cursor.execute(
            statement(f"leaves.{connection.vendor}"),
            stretch | {"before": seal.first - 1, "seal": seal.number},
        )
        assert cursor.rowcount == len(lot), "entries appeared behind the sealer"
    note_kinds(seal)
    sealer.xid, sealer.entry = lot[-1].xid, lot[-1].id
    sealer.save()
    return len(lot)


def hold_sealer() -> Sealer | None:
    """The sealer's row, ours until the transaction ends; None when another sealer holds it.

    On SQLite the transaction itself is the lock: it began IMMEDIATE.
    """
    if not Sealer.objects.filter(pk=1).exists():
        Sealer.objects.bulk_create([Sealer(pk=1, cluster=queries.cluster())], ignore_conflicts=True)
    return Sealer.objects.select_for_update(skip_locked=True).filter(pk=1).first()


def close(lot: Sequence[Waiting], *, at: datetime) -> Seal:
    """Sign one lot and chain it to the seal before; the caller writes the leaves."""
    before = Seal.objects.order_by("-number").first()
    key = keys.key("seal", folder=Path(settings.KEYS_DIR))
    hashes = [entry.hash for entry in lot]
    seal = Seal(
        number=before.number + 1 if before else 1,
        epoch=queries.current_epoch(),
        node=settings.NODE,
        at=at,
        first=before.first + before.count if before else 1,
        count=len(lot),
        root=rules.root(hashes),
        previous=bytes(before.hash) if before else rules.NO_SEAL,
        key=key.id,
        marks=rules.marks(hashes),
    )
    says = queries.seal_statement(seal)
    seal.hash = rules.statement_hash(says)
    seal.signature = keys.ed25519(key).sign(rules.seal_message(says))
    seal.save(force_insert=True)
    return seal


def write_leaves(lot: Sequence[Waiting], *, seal: Seal) -> None:
    """Leaves one by one, for lots that are no unbroken stretch of entries."""
    Leaf.objects.bulk_create(
        [
            Leaf(position=position, entry_id=entry.id, hash=entry.hash, seal=seal)
            for position, entry in enumerate(lot, start=seal.first)
        ],
        batch_size=2_000,
    )
    note_kinds(seal)


def note_kinds(seal: Seal) -> None:
    """Of which kind each entry of a lot is, by its position."""
    with connection.cursor() as cursor:
        cursor.execute(statement("occurrences"), {"first": seal.first, "last": seal.first + seal.count - 1})


def _ready(sealer: Sealer, limit: int) -> list[Waiting]:
    behind = {"xid": sealer.xid, "id": sealer.entry, "offset": sealer.xid_offset, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(statement(f"ready.{connection.vendor}"), behind)
        return [Waiting(xid, id, bytes(digest)) for xid, id, digest in cursor.fetchall()]
