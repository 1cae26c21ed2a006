"""Sending: read on from where the nation has heard us, say the present records, go on where it says.

Nothing is kept of what was sent. A step is a read, one request, and one conditional update; whatever breaks between
them, the next step reads the same stretch again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from motcua.chronicle import queries as chronicle
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules import Act, ImportEntry
from motcua.exchange.models import Aside, Outbox
from motcua.exchange.rules import Side, batch, checks, pace
from motcua.exchange.rules.batch import Head, Place, Record
from motcua.exchange.rules.order import Lineage
from motcua.foundation.outgoing import Answer, NoAnswer, NotAsked
from motcua.people import queries as people

BATCHES, CURSOR = "/exchange/v1/batches", "/exchange/v1/cursor"
KINDS = (*Act, ImportEntry.TAKEN_BACK)
RETRY_SECONDS_MAX = 3600
ASK_AGAIN_SECONDS = (
    600  # a nation that was restored has heard less than it said; a node at rest would not notice
)


class Carrier(Protocol):
    """Brings a signed request to the nation and its answer back. Raises `NoAnswer` or `NotAsked`."""

    def __call__(self, path: str, body: bytes, *, batch: bool) -> Answer: ...


class Step(StrEnum):
    IDLE = "idle"  # the nation has heard everything
    PAUSED = "paused"
    SENT = "sent"
    MOVED = "moved"  # going on elsewhere: an epoch began, or the nation asked for an earlier position
    FAILED = "failed"


@dataclass(frozen=True)
class Stretch:
    """What one batch covers (a replay: nothing new), and the records that could not be made."""

    after: int
    upto: int
    head: int
    lineage: Lineage
    records: tuple[Record, ...]
    places: tuple[Place, ...]
    asides: tuple[batch.SetAside, ...]
    replay: bool = False


@dataclass(frozen=True)
class Sender:
    """Who sends: its code, its software, the key of its checks, and what carries for it."""

    node: str
    software: str
    check_key: Callable[[], bytes]
    carry: Carrier
    chance: Callable[[], float]


def send_next(*, sender: Sender, at: datetime) -> Step:
    """One step towards the nation having heard everything."""
    box, _ = Outbox.objects.get_or_create(pk=1)
    if is_paused(box.next_at, at=at):
        return Step.PAUSED
    lineage = Lineage.of(chronicle.lineage())
    assert lineage is not None, "the chronicle's own epochs are a lineage"
    try:
        if box.epoch != lineage.current:
            return _ask_cursor(box, sender, lineage, at=at)
        stretch = _read_on(box, sender, lineage, at=at)
        if stretch is None:
            return _ask_again(box, sender, lineage, at=at)
        if stretch.upto <= max(box.position, box.scanned):
            return Step.PAUSED  # until the next act is sealed
        # The nation lists what a restore lost at the first word of the new epoch, be it that nothing happened.
        is_first_word = len(lineage.epochs) > 1 and box.position <= lineage.epochs[-1][1]
        if not stretch.records and not stretch.asides and not is_first_word:
            Outbox.objects.filter(pk=1, epoch=box.epoch, position=box.position).update(scanned=stretch.upto)
            return Step.MOVED if stretch.upto < stretch.head else Step.IDLE
        answer = sender.carry(BATCHES, written(sender, stretch, at=at), batch=True)
    except (NoAnswer, NotAsked) as error:
        return _failed(
            box,
            f"exchange.{'no-answer' if isinstance(error, NoAnswer) else 'address'}",
            error.code,
            sender,
            at=at,
        )
    return _settle(box, stretch, answer, sender, at=at)


def is_paused(next_at: datetime | None, *, at: datetime) -> bool:
    """Whether a pause is still on. One that ends later than any pause is long was set by a clock that ran ahead."""
    return next_at is not None and at < next_at <= at + timedelta(seconds=RETRY_SECONDS_MAX)


def _ask_again(box: Outbox, sender: Sender, lineage: Lineage, *, at: datetime) -> Step:
    """Nothing is left to say; now and then, whether the nation still has all of it."""
    heard = (at - box.heard_at).total_seconds() if box.heard_at else ASK_AGAIN_SECONDS
    if 0 <= heard < ASK_AGAIN_SECONDS:
        return Step.IDLE
    step = _ask_cursor(box, sender, lineage, at=at)
    is_here = Outbox.objects.filter(pk=1, position=box.position).exists()
    return Step.IDLE if step is Step.MOVED and is_here else step


def _ask_cursor(box: Outbox, sender: Sender, lineage: Lineage, *, at: datetime) -> Step:
    body = msgspec.json.encode({"node": sender.node, "lineage": lineage.epochs})
    answer = sender.carry(CURSOR, body, batch=False)
    said = said_in(answer)
    position = _position(said)
    if answer.status != 200 or position is None:
        return _failed(box, *_problem(answer, said), sender, at=at, answer=answer)
    Outbox.objects.filter(pk=1).update(
        epoch=lineage.current, position=position, scanned=position, failures=0, problem="", told="", next_at=None, heard_at=at
    )  # fmt: skip
    return Step.MOVED


def _read_on(box: Outbox, sender: Sender, lineage: Lineage, *, at: datetime) -> Stretch | None:
    """The next stretch; None when there is nothing behind what was heard."""
    head = chronicle.head()  # read first: what is sealed from here on is for the next time
    start = max(box.position, box.scanned)
    if start >= head:
        return None
    found = chronicle.touched(kinds=KINDS, after=start, limit=box.lot)
    touched = [one for one in found if one[0] <= head]
    upto = touched[-1][0] if len(touched) == box.lot else head
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    entries: dict[str, bytes] = {}
    for position, subject, digest in touched:
        name = subject.partition(":")[2]
        first.setdefault(name, position)
        last[name], entries[name] = position, digest
    said = said_of(sender, list(last)) if last else {}
    where = _written_at(said, last, entries)
    unsealed = said.keys() - where.keys()
    if unsealed and chronicle.oldest_unsealed(at) is None:
        # Sealed just now; or its act has no entry, which holds up nobody.
        where = {name: last[name] for name in said} | _written_at(said, last, entries)
        unsealed = said.keys() - where.keys()
    if unsealed:
        # A present record travels under the position where it was written, and this one has none yet: the stretch
        # ends before it. The sealer is half a second behind.
        upto = max(min(first[name] for name in unsealed) - 1, start)
        where = {name: position for name, position in where.items() if first[name] <= upto}
    records, places, asides = made_records(where, said, lineage)
    if last.keys() - said.keys():
        asides += _taken_back(after=start, upto=upto, still=said)
    head = max([head, *where.values()])
    return Stretch(box.position, upto, head, lineage, tuple(records), tuple(places), tuple(asides))


def _taken_back(*, after: int, upto: int, still: Mapping[str, object]) -> list[batch.SetAside]:
    """Requests of an import that was taken back: no record of them is left, so their numbers are said."""
    entries = chronicle.follow(kinds=[ImportEntry.TAKEN_BACK], after=after, limit=batch.RECORDS_MAX)
    return [
        batch.SetAside(number[:60], entry.position, batch.TAKEN_BACK)
        for entry in entries
        if entry.position <= upto and entry.subject.partition(":")[2] not in still
        if isinstance(number := entry.data.get("number"), str)
    ]


def said_of(sender: Sender, keys: Sequence[str]) -> dict[str, dossiers.SyncRecord]:
    key = sender.check_key()
    return dossiers.sync_records(
        keys=keys, check=lambda number, secret: checks.check(key=key, number=number, secret=secret)
    )


def _written_at(
    said: Mapping[str, dossiers.SyncRecord], last: Mapping[str, int], entries: Mapping[str, bytes]
) -> dict[str, int]:
    """The position at which each present record was written; one that is not sealed yet is left out.

    Asked after the records, so what happened in between shows as a later revision. The position may lie behind the
    stretch: a restore to a place in between must not make the record one of a history that never was.
    """
    latest = dossiers.last_entries(list(said))
    others = [digest for name, (_, digest) in latest.items() if digest != entries[name]]
    positions = chronicle.positions(others) if others else {}
    found = {}
    for name, one in said.items():
        revision, digest = latest.get(name, (one.revision, entries[name]))
        position = last[name] if digest == entries[name] else positions.get(digest)
        if position is not None and revision == one.revision:
            found[name] = max(position, last[name])
    return found


def written_where(said: Mapping[str, dossiers.SyncRecord]) -> dict[str, int]:
    """The same for records that belong to no stretch. One that went on or is not sealed yet is left out."""
    latest = dossiers.last_entries(list(said))
    positions = chronicle.positions([digest for _, digest in latest.values()])
    return {
        name: positions[digest]
        for name, (revision, digest) in latest.items()
        if digest in positions and revision == said[name].revision
    }


def made_records(
    where: Mapping[str, int], said: Mapping[str, dossiers.SyncRecord], lineage: Lineage
) -> tuple[list[Record], list[Place], list[batch.SetAside]]:
    """Records as they travel, the offices they name, and what cannot travel. What is gone is left out."""
    found = {name: said[name] for name in where if name in said}
    offices = people.agencies({one.agency for one in found.values()} | {one.place for one in found.values()})
    named = {id: facts.code or facts.code_new or f"id.{id}" for id, facts in offices.items()}
    refused = _refused_before([one.number for one in found.values()])
    records, asides, used = [], [], set()
    for name, one in sorted(found.items(), key=lambda pair: where[pair[0]]):
        position = where[name]
        record = Record(
            position, lineage.epoch_at(position), one.number, one.revision, one.procedure, named.get(one.agency, ""),
            named.get(one.place, ""), *one[6:],
        )  # fmt: skip
        until, why = refused.get(one.number, (0, ""))
        if fault := batch.unfit(record) or (why if until >= position else ""):
            asides.append(batch.SetAside(one.number[:60], position, fault))
            continue
        records.append(record)
        used |= {one.agency, one.place}
    places = [
        Place(named[id], facts.name, facts.name_en, facts.phone[:30], facts.address[:300])
        for id, facts in offices.items()
        if id in used
    ]
    return records, places, asides


def _refused_before(numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Which of these the nation refused, up to which position, and why: tried again when something new happens."""
    rows = Aside.objects.filter(number__in=numbers, side=Side.RECEIVER, settled_at=None)
    return {
        number: (position, code) for number, position, code in rows.values_list("number", "position", "code")
    }


def written(sender: Sender, stretch: Stretch, *, at: datetime) -> bytes:
    head = Head(
        batch.FORMAT, sender.node, [list(pair) for pair in stretch.lineage.epochs], stretch.after, stretch.upto,
        len(stretch.records), stretch.head, at, sender.software, stretch.replay, list(stretch.asides), list(stretch.places),
    )  # fmt: skip
    return batch.write(head, stretch.records)


def _settle(box: Outbox, stretch: Stretch, answer: Answer, sender: Sender, *, at: datetime) -> Step:
    """What the nation's answer changes here."""
    said = said_in(answer)
    position = _position(said)
    if answer.status == 200 and position is not None:
        set_aside(sender, stretch, stretch.asides, Side.SENDER, at=at)
        full = len(stretch.records) * 2 >= box.lot
        Outbox.objects.filter(pk=1, epoch=box.epoch, position=box.position).update(
            position=position, scanned=position, failures=0, problem="", told="", next_at=None, heard_at=at,
            lot=pace.larger(box.lot) if full else box.lot,
        )  # fmt: skip
        return Step.SENT
    code = str(said.get("code", ""))
    if answer.status == 409 and code == "exchange.gap" and position is not None and position < box.position:
        Outbox.objects.filter(pk=1, epoch=box.epoch, position=box.position).update(
            position=position, scanned=position, problem=code
        )
        return Step.MOVED
    if answer.status == 422 and code == "exchange.records-refused":
        named = refused_in(said, stretch)
        if named:
            set_aside(sender, stretch, named, Side.RECEIVER, at=at)
            return Step.MOVED
    return _failed(box, *_problem(answer, said), sender, at=at, answer=answer)


def refused_in(said: Mapping[str, Any], stretch: Stretch) -> list[batch.SetAside]:
    """Those records of ours that the nation named."""
    where = {record.number: record.position for record in stretch.records}
    listed = said.get("records")
    return [
        batch.SetAside(one["number"], where[one["number"]], str(one.get("code", ""))[:60])
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("number") in where
    ]


def set_aside(
    sender: Sender, stretch: Stretch, asides: Sequence[batch.SetAside], side: Side, *, at: datetime
) -> None:
    stand = _refused_before([one.number for one in asides]) if side is Side.SENDER else {}
    gone = [one.number for one in asides if one.code == batch.TAKEN_BACK]
    Aside.objects.filter(node=sender.node, number__in=gone, settled_at=None).update(settled_at=at)
    for one in asides:
        if one.number in stand or one.code == batch.TAKEN_BACK:
            continue
        Aside.objects.update_or_create(
            node=sender.node,
            number=one.number,
            defaults={
                "epoch": stretch.lineage.current, "position": one.position, "code": one.code, "side": side, "at": at,
                "settled_at": None,
            },
        )  # fmt: skip
    taken = [record.number for record in stretch.records] if side is Side.SENDER else []
    Aside.objects.filter(node=sender.node, number__in=taken, settled_at=None).update(settled_at=at)


def _failed(
    box: Outbox, code: str, told: str, sender: Sender, *, at: datetime, answer: Answer | None = None
) -> Step:
    """Wait: as long as the nation says, or twice as long as the last time."""
    failures = box.failures + 1
    seconds = pace.pause_seconds(failures, chance=sender.chance(), answered=answer is not None)
    if answer is not None and answer.status in (429, 503):
        after = answer.headers.get("retry-after", "")
        seconds = min(int(after), RETRY_SECONDS_MAX) if after.isascii() and after.isdigit() else seconds
    too_much = answer is None or answer.status in (413, 429, 503)
    Outbox.objects.filter(pk=1, epoch=box.epoch, position=box.position).update(
        failures=failures, problem=code[:60], told=told[:300], next_at=at + timedelta(seconds=seconds),
        lot=pace.smaller(box.lot) if too_much else box.lot,
    )  # fmt: skip
    return Step.FAILED


def said_in(answer: Answer) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _position(said: Mapping[str, Any]) -> int | None:
    cursor = said.get("cursor")
    position = cursor.get("position") if isinstance(cursor, dict) else None
    return position if isinstance(position, int) and 0 <= position <= 2**62 else None


def _problem(answer: Answer, said: Mapping[str, Any]) -> tuple[str, str]:
    return str(said.get("code") or f"exchange.status-{answer.status}"), " ".join(
        str(said.get(name) or "") for name in ("title", "detail")
    )
