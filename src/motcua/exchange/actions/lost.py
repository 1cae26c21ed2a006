"""What the nation has and a restored node lost: listed as it was, and not overwritten."""

from datetime import datetime
from typing import Any

from motcua.exchange.models import Lost, State
from motcua.exchange.rules.order import Lineage

KEPT = (
    "number", "epoch", "revision", "position", "procedure", "agency", "place", "channel", "state", "since", "submitted",
    "received", "promised", "due", "done", "returned", "late", "electronic", "simulated",
)  # fmt: skip


def list_lost(*, node_id: int, lineage: Lineage, at: datetime) -> int:
    """At the first word of a new epoch: every state that its history does not hold. Once; answers how many."""
    # Epoch 0 is what came in the portal's own format: no chronicle stands behind it, and none lost it.
    rows = State.objects.filter(
        node=node_id, epoch__gt=0, position__gt=lineage.epochs[1][1] if len(lineage.epochs) > 1 else 0
    )
    lost = [
        Lost(
            node_id=node_id,
            number=row["number"],
            epoch=row["epoch"],
            revision=row["revision"],
            position=row["position"],
            record={name: _plain(value) for name, value in row.items()},
            listed_at=at,
        )
        for row in rows.values(*KEPT).iterator(chunk_size=2_000)
        if not lineage.holds(epoch=row["epoch"], position=row["position"])
    ]
    Lost.objects.bulk_create(lost, batch_size=500, ignore_conflicts=True)
    return len(lost)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
