"""Seals between nodes: sent, checked against those before, kept and countersigned, and the countersignature kept."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as chronicle_queries
from motcua.chronicle import rules as chronicle_rules
from motcua.chronicle.rules import Published
from motcua.exchange import queries
from motcua.exchange.actions.send import Sender
from motcua.exchange.models import Countersign, HeldSeal, Node, Outbox
from motcua.exchange.rules import Entry, refusals, witness
from motcua.foundation import keys
from motcua.foundation.outgoing import Answer, NoAnswer, NotAsked

SEALS = "/exchange/v1/seals"
SEALS_MAX = 500


@dataclass(frozen=True)
class Held:
    """One seal that the nation holds, as it answers it."""

    number: int
    epoch: int
    digest: bytes
    key: str
    signature: bytes


class HeldLess(Exception):
    """The nation holds less than it countersigned: it was restored."""

    def __init__(self, held: int) -> None:
        self.held = held


def send_seals(*, sender: Sender, at: datetime, again: bool = False) -> int:
    """Have our next seals countersigned; how many were. A failure leaves a sentence for the health page and the next try.

    `again`: the last one once more, which a nation that was restored no longer holds.
    """
    box, _ = Outbox.objects.get_or_create(pk=1)
    seals = chronicle_queries.seals_after(max(box.seal - again, 0), limit=SEALS_MAX)
    if not seals:
        return 0
    try:
        answer = sender.carry(SEALS, msgspec.json.encode({"node": sender.node, "seals": seals}), batch=False)
        signs = _countersigns(answer, seals)
    except (NoAnswer, NotAsked) as error:
        Outbox.objects.filter(pk=1).update(seal_problem=error.code[:60])
        return 0
    except HeldLess as less:
        Outbox.objects.filter(pk=1, seal=box.seal).update(seal=less.held)
        return 0
    with transaction.atomic():
        Countersign.objects.bulk_create(
            [
                Countersign(seal=one.number, hash=one.digest, key=one.key, signature=one.signature, at=at)
                for one in signs
            ],
            update_conflicts=True,
            unique_fields=["seal"],
            update_fields=["hash", "key", "signature", "at"],
        )
        Outbox.objects.filter(pk=1, seal=box.seal).update(seal=signs[-1].number, seal_problem="")
    return len(signs)


def _countersigns(answer: Answer, seals: Sequence[Any]) -> list[Held]:
    """What the nation signed, if it signed just these."""
    try:
        said = msgspec.json.decode(answer.body)
        if answer.status == 409 and said.get("code") == refusals.SealGap.code:
            if not 0 <= int(said["held"]) < seals[0]["seal"]["number"]:
                raise NoAnswer("other-seals")
            raise HeldLess(int(said["held"]))
        if answer.status != 200:
            raise NoAnswer(str(said.get("code") or f"status-{answer.status}")[:60])
        public = b64decode(said["public"], validate=True)
        found = [
            Held(
                one["number"],
                one["epoch"],
                bytes.fromhex(one["hash"]),
                said["key"],
                b64decode(one["signature"]),
            )
            for one in said["seals"]
        ]
        asked = {one["seal"]["number"]: chronicle_rules.statement_hash(one["seal"]) for one in seals}
        if not found or any(asked.get(one.number) != one.digest for one in found):
            raise NoAnswer("other-seals")
        for one in found:
            Ed25519PublicKey.from_public_bytes(public).verify(
                one.signature,
                witness.message(node=settings.NODE, epoch=one.epoch, number=one.number, digest=one.digest),
            )
    except (
        msgspec.DecodeError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        InvalidSignature,
    ):
        raise NoAnswer("unreadable") from None
    return sorted(found, key=lambda one: one.number)


def hold_seals(*, node_id: int, code: str, lines: Sequence[object], at: datetime) -> list[Held]:
    """Check, keep and countersign a node's seals, in their order. All or nothing; the same ones again are answered again."""
    found = _read(node_id, lines)
    key = keys.key("seal", folder=Path(settings.KEYS_DIR))
    with transaction.atomic():
        Node.objects.select_for_update().get(pk=node_id)
        held = _held(node_id, found)
        new = []
        for seal, statement in found:
            number, epoch = seal.number, seal.epoch
            if number > 1 and number - 1 not in held and epoch not in held.get(number, {}):
                raise refusals.SealGap(number=number, held=_last_before(node_id, number))
            mine = held.setdefault(number, {})
            if mine.get(epoch, seal.hash) != seal.hash or not witness.fits(
                previous=bytes.fromhex(str(statement["previous"])),
                held={n: frozenset(by_epoch.values()) for n, by_epoch in held.items() if n == number - 1},
                number=number,
            ):
                raise refusals.SealConflict(number=number)
            if epoch not in mine:
                mine[epoch] = seal.hash
                signature = keys.ed25519(key).sign(
                    witness.message(node=code, epoch=epoch, number=number, digest=seal.hash)
                )
                new.append(
                    HeldSeal(
                        node_id=node_id, epoch=epoch, seal=number, hash=seal.hash, statement=statement, key=key.id,
                        signature=signature, at=at,
                    )
                )  # fmt: skip
        HeldSeal.objects.bulk_create(new)
        if new:
            _say(code, new, at=at)
    numbers = [seal.number for seal, _ in found]
    wanted = {(seal.epoch, seal.number) for seal, _ in found}
    rows = HeldSeal.objects.filter(node=node_id, seal__range=(min(numbers), max(numbers)))
    return [
        Held(row.seal, row.epoch, bytes(row.hash), row.key, bytes(row.signature))
        for row in rows.order_by("seal")
        if (row.epoch, row.seal) in wanted
    ]


def _read(node_id: int, lines: Sequence[object]) -> list[tuple[Published, dict[str, Any]]]:
    known = queries.seal_keys(node_id=node_id)
    found = []
    raw = [msgspec.json.encode(line) for line in lines]
    for (place, seal), line in zip(
        chronicle_rules.read_published(raw, public_keys=known), lines, strict=True
    ):
        if seal is None:
            raise refusals.SealUnreadable(place=place)
        assert isinstance(line, dict)
        found.append((seal, line["seal"]))
    if not found:
        raise refusals.NotABatch(code="seals", detail="a list of seals is expected")
    return sorted(found, key=lambda pair: pair[0].number)


def _held(node_id: int, found: Sequence[tuple[Published, dict[str, Any]]]) -> dict[int, dict[int, bytes]]:
    """Hashes by number and epoch, of the numbers asked and the one before."""
    low, high = found[0][0].number - 1, found[-1][0].number
    held: dict[int, dict[int, bytes]] = {}
    rows = HeldSeal.objects.filter(node=node_id, seal__range=(low, high))
    for number, epoch, digest in rows.values_list("seal", "epoch", "hash"):
        held.setdefault(number, {})[epoch] = bytes(digest)
    return held


def _last_before(node_id: int, number: int) -> int:
    rows = HeldSeal.objects.filter(node=node_id, seal__lt=number).order_by("-seal")
    return rows.values_list("seal", flat=True).first() or 0


def _say(code: str, new: Sequence[HeldSeal], *, at: datetime) -> None:
    chronicle.append(
        kind=Entry.SEALS_HELD,
        subject=f"node:{code}",
        actor="system:exchange",
        at=at,
        data={"first": new[0].seal, "last": new[-1].seal, "epoch": new[-1].epoch, "hash": new[-1].hash.hex()},
    )
