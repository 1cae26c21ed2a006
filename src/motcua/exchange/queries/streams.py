"""How far each node has been received, and what is known of its dossiers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from motcua.exchange.models import NodeKey, State, Stream
from motcua.exchange.rules.order import Lineage, common


class Known(NamedTuple):
    """Which state of a dossier is known."""

    number: str
    epoch: int
    revision: int
    position: int
    state: int
    since: datetime


def cursors(*, node_id: int) -> dict[int, int]:
    """The last position received, by epoch."""
    return dict(Stream.objects.filter(node=node_id).values_list("epoch", "position"))


def expected(*, node_id: int, lineage: Lineage) -> int:
    """Up to which position everything of this history is here: from there a sender goes on."""
    return common(lineage, cursors(node_id=node_id))


def seal_keys(*, node_id: int) -> dict[str, bytes]:
    """The public keys by which a node's seals are read, ended ones too: their seals stay sealed."""
    rows = NodeKey.objects.filter(node=node_id, use="seal", revoked_at=None)
    return {key: bytes(public) for key, public in rows.values_list("key", "public")}


def states(*, node_id: int, numbers: Sequence[str]) -> list[Known]:
    """What is known of these dossiers of one node, for that node to compare."""
    rows = State.objects.filter(node=node_id, number__in=list(numbers))
    return [Known(*row) for row in rows.order_by("number").values_list(*Known._fields)]
