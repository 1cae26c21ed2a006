"""The events that stand behind a cursor, for agencies and what lies below them. Push, feed and interface all ask here."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.chronicle import queries as chronicle
from motcua.chronicle.queries import Sealed
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules import Act
from motcua.exchange.rules import events, webhooks
from motcua.exchange.rules.events import Cursor, Facts
from motcua.exchange.rules.order import Lineage
from motcua.foundation import keys
from motcua.people import queries as people

KINDS = tuple(str(act) for act in Act)
SCANNED_MAX = 500  # entries read at a time
SCANS_MAX = 20  # of one lot: a small office in a large province is brought on quickly


@dataclass(frozen=True)
class Lot:
    """The next events, in order, and the cursor that stands once they are acknowledged."""

    events: tuple[dict[str, Any], ...]
    positions: tuple[int, ...]
    after: int
    upto: int
    head: int
    cursor: Cursor


def lineage() -> Lineage:
    found = Lineage.of(chronicle.lineage())
    assert found is not None, "the chronicle's own epochs are a lineage"
    return found


def lot_behind(*, paths: Collection[str], kinds: Collection[str], after: int, limit: int) -> Lot:
    """Some events behind a position: at most `limit`, perhaps none although there are more further on."""
    head = chronicle.head()  # read first: what is sealed from here on is for the next time
    history, upto = lineage(), after
    told: list[dict[str, Any]] = []
    positions: list[int] = []
    for _ in range(SCANS_MAX):
        found = chronicle.follow(kinds=kinds or KINDS, after=upto, limit=SCANNED_MAX)
        read = [entry for entry in found if entry.position <= head]
        made = _made(read, paths=paths, history=history)
        wanted, upto = events.stretch(
            after=upto, read=[entry.position for entry in read], told=made, lot=limit - len(told), head=head,
            is_all=len(read) < SCANNED_MAX,
        )  # fmt: skip
        told += [made[position] for position in wanted]
        positions += wanted
        if upto >= head or len(told) >= limit:
            break
    return Lot(tuple(told), tuple(positions), after, upto, head, events.place_of(upto, history))


def place_behind(typed: str) -> Cursor:
    """The place that a cursor names, as long as it is part of this node's history."""
    cursor = events.read_cursor(typed)
    if cursor is None:
        raise webhooks.CursorUnread
    history, head = lineage(), chronicle.head()
    left = events.shared(cursor, history) if cursor.position <= head else events.place_of(head, history)
    if left != cursor:
        raise webhooks.CursorGone(cursor=str(left))
    return cursor


def events_at(
    *, paths: Collection[str], kinds: Collection[str], positions: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The events at these positions; what these agencies are not told of is left out."""
    found: list[Sealed] = []
    for position in positions:
        one = chronicle.follow(kinds=kinds or KINDS, after=position - 1, limit=1)
        found += [entry for entry in one if entry.position == position]
    return _made(found, paths=paths, history=lineage())


def _made(
    entries: Sequence[Sealed], *, paths: Collection[str], history: Lineage
) -> dict[int, dict[str, Any]]:
    """Events by their position."""
    names = {entry.position: entry.subject.partition(":")[2] for entry in entries}
    states = dossiers.told_states(keys=set(names.values()), paths=paths) if names else {}
    agencies = people.agencies({one.agency for one in states.values()}) if states else {}
    made = {}
    for entry in entries:
        one = states.get(names[entry.position])
        if one is None:
            continue
        office = agencies[one.agency]
        made[entry.position] = events.event(
            node=settings.NODE,
            place=events.place_of(entry.position, history),
            kind=entry.kind,
            at=entry.at,
            facts=Facts(
                one.number, one.revision, one.procedure, office.code or office.code_new or f"id.{one.agency}",
                int(one.state), one.since, one.received, one.promised, one.due, one.late, one.simulated,
            ),
        )  # fmt: skip
    return made


def oldest_untold(*, kinds: Collection[str], after: int) -> datetime | None:
    """When the next entry behind a position was made; of any agency, which is what can be known in one question."""
    found = chronicle.follow(kinds=kinds or KINDS, after=after, limit=1)
    return found[0].at if found else None


def webhook_keys() -> list[dict[str, str | None]]:
    """The public keys under events, as /.well-known/motcua-keys.json lists them."""
    folder = Path(settings.KEYS_DIR)
    return [
        {
            "id": key.id,
            "use": "webhook",
            "algorithm": "Ed25519",
            "public": b64encode(keys.ed25519(key).public_key().public_bytes_raw()).decode(),
            "from": events.moment(key.created_at),
            "to": events.moment(key.ended_at) if key.ended_at else None,
            "revoked": events.moment(key.revoked_at) if key.revoked_at else None,
        }
        for key in keys.registry(folder=folder)
        if key.use == "webhook"
    ]
