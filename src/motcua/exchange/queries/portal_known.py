"""What is known of dossiers that were sent in the portal's first format."""

from collections.abc import Sequence

from motcua.exchange.models import Node, State
from motcua.exchange.rules.batch import Record


def may_send(*, node: str) -> int:
    """The row of a registered node that is not suspended; 0 for any other."""
    found = Node.objects.filter(code=node, suspended_at__isnull=True).values_list("pk", flat=True).first()
    return found or 0


def records(*, node_id: int, numbers: Sequence[str]) -> list[Record]:
    """The present records of these dossiers of one node."""
    rows = State.objects.filter(node=node_id, number__in=list(numbers)).order_by("number")
    return [
        Record(
            position=row.position, epoch=row.epoch, number=row.number, revision=row.revision, procedure=row.procedure,
            agency=row.agency, place=row.place, channel=row.channel, state=row.state, since=row.since,
            submitted=row.submitted, received=row.received, promised=row.promised, due=row.due, done=row.done,
            returned=row.returned, late=row.late, electronic=row.electronic, simulated=row.simulated,
            check=bytes(row.check_hash),
        )
        for row in rows
    ]  # fmt: skip
