"""A restore goes back in time: it begins a new epoch, so that abroad no position is ever given twice."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from motcua.chronicle import queries
from motcua.chronicle.actions.append import append
from motcua.chronicle.actions.seal import LOT_MAX, Waiting, close, hold_sealer, write_leaves
from motcua.chronicle.models import Entry, Epoch, Sealer
from motcua.chronicle.rules import Kind
from motcua.chronicle.sql import statement

ACTOR = "system:chronicle"
STRAY_LOTS_MAX = 10_000


@transaction.atomic
def begin_epoch(*, reason: str, at: datetime) -> int:
    """Begin a new epoch after a restore, and take over the restored history. `reason` is a code, like "restore"."""
    # The same backup may be restored twice: the published file knows the epoch of the time in between.
    number = max(queries.current_epoch(), queries.published_epoch()) + 1
    position = queries.head()
    Epoch.objects.create(number=number, began_at=at, reason=reason, after_position=position)
    adopt(at=at)
    append(
        kind=Kind.EPOCH_BEGAN,
        subject=f"epoch:{number}",
        actor=ACTOR,
        at=at,
        data={"reason": reason, "after": position},
    )
    return number


@transaction.atomic
def adopt(*, at: datetime) -> int:
    """Make a restored history continue in this database; the answer is how many passed-over entries it sealed.

    The transaction ids stored in a dump mean nothing in another cluster. Those given from now on are raised above
    them, so the order (xid, id) still holds. Entries already written here with low ids are sealed now.
    Nobody else may be writing: `motcua restore` runs before the server starts.
    """
    sealer = hold_sealer()
    if sealer is None:
        raise queries.SealerAtWork
    if connection.vendor == "postgresql" and sealer.cluster != queries.cluster():
        _carry_on(sealer)
    return _seal_strays(sealer, at=at)


def _carry_on(sealer: Sealer) -> None:
    offset = (Entry.objects.aggregate(highest=Max("xid"))["highest"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute(statement("offset.postgresql").format(offset=int(offset)))
    sealer.xid_offset, sealer.cluster = offset, queries.cluster()
    sealer.save()


def _seal_strays(sealer: Sealer, *, at: datetime) -> int:
    total = 0
    for _ in range(STRAY_LOTS_MAX):
        with connection.cursor() as cursor:
            cursor.execute(statement("strays"), (sealer.xid, sealer.entry, LOT_MAX))
            lot = [Waiting(xid, id, bytes(digest)) for xid, id, digest in cursor.fetchall()]
        if not lot:
            return total
        write_leaves(lot, seal=close(lot, at=at))
        total += len(lot)
    raise AssertionError("more passed-over entries than any restore leaves")
