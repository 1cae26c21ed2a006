"""What an event says to other systems: CloudEvents 1.0 (JSON), its stable name, and the cursor behind it.

An event is told by its place in the chronicle and carries the *present* public state of its dossier: no name of a
person, nothing anybody wrote. The same place has the same id, however often it is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from motcua.exchange.rules.order import Lineage
from motcua.foundation.typed import integer

SPEC = "1.0"
BATCH_TYPE = "application/cloudevents-batch+json"
POSITION_MAX = 2**62


@dataclass(frozen=True)
class Cursor:
    """A place in a node's chronicle: everything up to it was told."""

    epoch: int
    position: int

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"


@dataclass(frozen=True)
class Facts:
    """The present public state of one dossier, as it is told."""

    number: str
    revision: int
    procedure: str
    agency: str
    state: int
    since: datetime
    received: datetime | None
    promised: datetime | None
    due: datetime | None
    late: bool | None
    simulated: bool


def event_type(kind: str) -> str:
    """`dossier.taken-in` is told as `vn.motcua.dossier.taken-in.v1`."""
    return f"vn.motcua.{kind}.v1"


def source(node: str) -> str:
    return f"urn:motcua:node:{node}"


def event_id(node: str, place: Cursor) -> str:
    return f"{node}:{place}"


def event(*, node: str, place: Cursor, kind: str, at: datetime, facts: Facts) -> dict[str, Any]:
    """One event, ready to be written as JSON. `sequence` sorts as text in the order of the chronicle."""
    return {
        "specversion": SPEC,
        "id": event_id(node, place),
        "source": source(node),
        "type": event_type(kind),
        "subject": facts.number,
        "time": moment(at),
        "sequence": f"{place.epoch:06}-{place.position:019}",
        "datacontenttype": "application/json",
        "data": {
            "number": facts.number,
            "revision": facts.revision,
            "procedure": facts.procedure,
            "agency": facts.agency,
            "state": facts.state,
            "since": moment(facts.since),
            "received": _when(facts.received),
            "promised": _when(facts.promised),
            "due": _when(facts.due),
            "late": facts.late,
            "simulated": facts.simulated,
        },
    }


TEST_TYPE = "vn.motcua.test.v1"


def test_event(*, node: str, key: UUID, at: datetime) -> dict[str, Any]:
    """An event that nothing happened for: whether it arrives, and whether its signature is believed. No `sequence`."""
    return {
        "specversion": SPEC,
        "id": f"{node}:test:{moment(at)}",
        "source": source(node),
        "type": TEST_TYPE,
        "subject": str(key),
        "time": moment(at),
        "datacontenttype": "application/json",
        "data": {"subscription": str(key)},
    }


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _when(at: datetime | None) -> str | None:
    return moment(at) if at else None


def stretch(
    *, after: int, read: Sequence[int], told: Mapping[int, Any], lot: int, head: int, is_all: bool
) -> tuple[list[int], int]:
    """Which of the entries read behind `after` go next, and the position up to which that settles everything.

    `read`: positions in order, none behind `head`; `is_all`: there are no others up to `head`.
    """
    wanted = [position for position in read if position in told]
    if len(wanted) > lot:
        wanted = wanted[:lot]
        return wanted, wanted[-1]
    return wanted, max(after, head if is_all else read[-1])


def read_cursor(typed: str) -> Cursor | None:
    """`epoch:position`, or None when it is none. `0` and nothing mean: from the beginning."""
    if typed in ("", "0"):
        return Cursor(1, 0)
    epoch, colon, position = typed.partition(":")
    numbers = integer(epoch), integer(position, most=POSITION_MAX)
    if not colon or numbers[0] is None or numbers[1] is None or numbers[0] < 1:
        return None
    return Cursor(numbers[0], numbers[1])


def place_of(position: int, lineage: Lineage) -> Cursor:
    """A position with the epoch that gave it."""
    return Cursor(lineage.epoch_at(position) if position else lineage.epochs[0][0], position)


def shared(cursor: Cursor, lineage: Lineage) -> Cursor:
    """The cursor itself, or the last place before it that is still part of this history: a restore lost the rest."""
    if cursor.position == 0 or lineage.holds(epoch=cursor.epoch, position=cursor.position):
        return cursor
    ends = [end for epoch, end in lineage.stretches() if epoch <= cursor.epoch and end is not None]
    return place_of(min(ends[-1] if ends else 0, cursor.position), lineage)
