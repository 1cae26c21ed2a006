"""Seals: what they say, the proof of one entry, whether the sealer keeps up."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection
from django.db.models import Max

from motcua.chronicle import rules
from motcua.chronicle.models import Entry, Epoch, Leaf, Seal, Sealer
from motcua.chronicle.rules import JSON, Proof
from motcua.chronicle.sql import statement
from motcua.foundation import keys
from motcua.foundation.refusal import Refusal, gettext_noop

SEALS_FILE = "seals.ndjson"
TAIL_BYTES = 256 * 1024  # holds the longest line several times


class OtherCluster(Refusal):
    """The database was copied into another PostgreSQL cluster, where its transaction ids mean nothing."""

    code = "chronicle.other-cluster"
    sentence = gettext_noop(
        "This database was brought here from another PostgreSQL server, so nothing can be sealed yet."
    )
    next_step = gettext_noop(
        "Run: motcua chronicle epoch restore. It begins a new epoch and takes over the history."
    )


class SealerAtWork(Refusal):
    code = "chronicle.sealer-at-work"
    sentence = gettext_noop("A sealer is at work on this chronicle.")
    next_step = gettext_noop("Stop motcua work, then try again.")


@dataclass(frozen=True)
class PublicKey:
    """The public part of one key that signs seals; `ended_at` is None for the one in force."""

    id: str
    public: bytes
    starts_at: datetime
    ended_at: datetime | None


def public_keys() -> tuple[PublicKey, ...]:
    """Whose seals this node's chronicle carries, oldest first: what /.well-known/motcua-keys.json shows."""
    return tuple(
        PublicKey(
            id=key.id,
            public=keys.ed25519(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
            starts_at=key.created_at,
            ended_at=key.ended_at,
        )
        for key in keys.registry(folder=Path(settings.KEYS_DIR))
        if key.use == "seal"
    )


def key_document() -> dict[str, JSON]:
    """What /.well-known/motcua-keys.json shows, and what verifiers outside read."""
    return {
        "node": settings.NODE,
        "demo": settings.DEMO,
        "keys": [
            {
                "id": key.id,
                "use": "seal",
                "algorithm": "Ed25519",
                "public": b64encode(key.public).decode(),
                "from": rules.moment(key.starts_at),
                "to": rules.moment(key.ended_at) if key.ended_at else None,
            }
            for key in public_keys()
        ],
    }


def entry_content(entry: Entry) -> dict[str, JSON]:
    """The hashed part of a stored entry."""
    return rules.entry_content(
        kind=entry.kind,
        subject=entry.subject,
        actor=entry.actor,
        agency=entry.agency,
        at=entry.at,
        data=entry.data,
        uid=entry.uid.hex,
    )


def export(*, after: int = 0) -> Iterator[bytes]:
    """Every sealed entry behind a position, one canonical line each: for archives and for other verifiers."""
    leaves = Leaf.objects.filter(position__gt=after).order_by("position").select_related("entry")
    for leaf in leaves.iterator(chunk_size=2_000):
        yield rules.canonical({"entry": entry_content(leaf.entry), "position": leaf.position})


def seal_statement(seal: Seal) -> dict[str, JSON]:
    """What a seal says: the part that is hashed, chained and signed."""
    return {
        "at": rules.moment(seal.at),
        "count": seal.count,
        "epoch": seal.epoch,
        "first": seal.first,
        "key": seal.key,
        "node": seal.node,
        "number": seal.number,
        "previous": bytes(seal.previous).hex(),
        "root": bytes(seal.root).hex(),
    }


def seal_line(seal: Seal) -> bytes:
    """A seal as one line of the published file."""
    return rules.published_line(
        statement=seal_statement(seal), signature=bytes(seal.signature), marks=bytes(seal.marks)
    )


def proof(*, entry_hash: bytes) -> Proof | None:
    """That an entry stands in the record, checkable without this system; None until it is sealed."""
    leaf = Leaf.objects.filter(hash=entry_hash).select_related("seal").order_by("position").first()
    if leaf is None:
        return None
    lot = Leaf.objects.filter(seal=leaf.seal).order_by("position").values_list("hash", flat=True)
    return Proof(
        entry_hash=entry_hash,
        position=leaf.position,
        path=tuple(rules.audit_path([bytes(digest) for digest in lot], leaf.position - leaf.seal.first)),
        seal=seal_statement(leaf.seal),
        signature=bytes(leaf.seal.signature),
    )


@dataclass(frozen=True)
class SealedEntry:
    """One entry with everything that proves it."""

    content: Mapping[str, JSON]
    proof: Proof

    @property
    def seal(self) -> Mapping[str, JSON]:
        return self.proof.seal


def sealed_entries(hashes: Sequence[bytes]) -> list[SealedEntry]:
    """Those of these entries that are sealed, in the order of their positions."""
    found = [proved for digest in dict.fromkeys(hashes) if (proved := proof(entry_hash=digest)) is not None]
    positions = [one.position for one in found]
    leaves = Leaf.objects.filter(position__in=positions).select_related("entry")
    contents = {leaf.position: entry_content(leaf.entry) for leaf in leaves}
    return [SealedEntry(contents[one.position], one) for one in sorted(found, key=lambda one: one.position)]


def current_epoch() -> int:
    return Epoch.objects.aggregate(latest=Max("number"))["latest"] or 1


def lineage() -> list[tuple[int, int]]:
    """Which epoch gave each position: `(epoch, after)`, the first after 0."""
    return [(1, 0), *Epoch.objects.order_by("number").values_list("number", "after_position")]


def seals_after(number: int, *, limit: int) -> list[dict[str, JSON]]:
    """Seals behind a number with their signatures, as they are published, in order."""
    return [
        json.loads(seal_line(one))
        for one in Seal.objects.filter(number__gt=number).order_by("number")[:limit]
    ]


def seals_path() -> Path:
    """The file every seal is also written to, for the operator to publish."""
    return Path(settings.SEALS_DIR) / SEALS_FILE


def published_epoch() -> int:
    """The highest epoch in the published file; 0 without a file. A restored database may not know of it."""
    path = seals_path()
    return max(map(_epoch_of_line, tail(path)), default=0) if path.exists() else 0


def tail(path: Path) -> list[bytes]:
    """The last whole lines of the published file, oldest first."""
    with path.open("rb") as file:
        start = max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0)
        file.seek(start)
        lines = file.readlines()
    return lines[1:] if start else lines


def _epoch_of_line(line: bytes) -> int:
    try:
        return int(json.loads(line)["seal"]["epoch"])
    except (ValueError, KeyError, TypeError):
        return 0


def oldest_unsealed(at: datetime) -> timedelta | None:
    """How long the next entry has waited for its seal; None when all are sealed."""
    sealer = Sealer.objects.filter(pk=1).first() or Sealer()
    with connection.cursor() as cursor:
        cursor.execute(statement(f"oldest.{connection.vendor}"), {"xid": sealer.xid, "id": sealer.entry})
        row = cursor.fetchone()
    return at - Entry.objects.values_list("at", flat=True).get(id=row[0]) if row else None


def cluster() -> str:
    """Which PostgreSQL cluster this is; empty on SQLite, where no transaction ids are kept."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def is_at_home() -> bool:
    """False after the database was brought into another cluster and before `motcua chronicle epoch`: nothing is
    sealed then, and no wait shows it."""
    sealer = Sealer.objects.filter(pk=1).first()
    return sealer is None or sealer.cluster == cluster()


def check_cluster(sealer: Sealer) -> None:
    """Raise when the stored transaction ids are those of another cluster."""
    if sealer.cluster != cluster():
        raise OtherCluster
