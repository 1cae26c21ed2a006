"""What a batch says, line by line, and whether a node may say it. `docs/reference/exchange.md` is the contract.

NDJSON: the head, then its records. Compressed with zstd; opened only up to a limit that no compressed bomb passes.
"""

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, TypeVar

import msgspec
import zstandard
from msgspec import Meta, Struct

from motcua.exchange.rules.order import Lineage

FORMAT = "states/1"
RECORDS_MAX = 20_000
BODY_BYTES_MAX = 8 * 1024 * 1024  # as it comes
OPEN_BYTES_MAX = 64 * 1024 * 1024  # opened
WINDOW_BYTES_MAX = 8 * 1024 * 1024
LEVEL = 3

T = TypeVar("T")
Position = Annotated[int, Meta(ge=0, le=2**62)]
Code = Annotated[str, Meta(max_length=40)]
Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[str, Meta(pattern=r"^[0-9A-Z.]{3,35}-(\d{8}|\d{6})-\d{4,7}$", max_length=60)]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """An office that records of the batch name."""

    code: Code
    name: Annotated[str, Meta(max_length=200)]
    name_en: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=30)] = ""
    address: Annotated[str, Meta(max_length=300)] = ""


TAKEN_BACK = "taken-back"  # why a record does not travel: its import was taken back, it is to be forgotten


class SetAside(Struct, frozen=True, forbid_unknown_fields=True):
    """A record that does not travel in this batch, and why."""

    number: Annotated[str, Meta(max_length=60)]
    position: Position
    code: Annotated[str, Meta(max_length=60)]


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    node: Code
    lineage: list[list[int]]
    after: Position
    upto: Position
    count: Annotated[int, Meta(ge=0, le=RECORDS_MAX)]
    head: Position  # the sender's last sealed position
    at: Moment
    software: Annotated[str, Meta(max_length=80)] = ""
    replay: bool = False
    aside: list[SetAside] = []
    places: list[Place] = []


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """The present state of one dossier. No names of people."""

    position: Annotated[int, Meta(ge=1, le=2**62)]
    epoch: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    number: Number
    revision: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    procedure: Annotated[str, Meta(max_length=60)]
    agency: Code
    place: Code
    channel: Annotated[int, Meta(ge=1, le=3)]
    state: Annotated[int, Meta(ge=1, le=10)]
    since: Moment
    submitted: Moment
    received: Moment | None
    promised: Moment | None
    due: Moment | None
    done: Moment | None
    returned: Moment | None
    late: bool | None
    electronic: bool
    simulated: bool
    check: bytes


class BadBatch(Exception):
    """What was sent is no batch. `code` is the last part of the refusal's code."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


_encoder = msgspec.json.Encoder()
_heads = msgspec.json.Decoder(Head)
_records = msgspec.json.Decoder(Record)


def write(head: Head, records: Sequence[Record]) -> bytes:
    """The bytes of a batch."""
    return compress(_encoder.encode_lines([head, *records]))


def compress(text: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(text)


def opened(body: bytes) -> bytes:
    """The lines of a batch, never more than the limit however small it came."""
    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES_MAX).stream_reader(io.BytesIO(body))
    try:
        found = reader.read(OPEN_BYTES_MAX + 1)
        whole = not reader.read(1)
    except zstandard.ZstdError as error:
        raise BadBatch("not-compressed", str(error)) from None
    if len(found) > OPEN_BYTES_MAX or not whole:
        raise BadBatch("too-large", f"more than {OPEN_BYTES_MAX} bytes when opened")
    return found


def read(body: bytes) -> tuple[Head, list[Record]]:
    """Head and records of a batch, or `BadBatch` that names the line."""
    lines = opened(body).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if not lines:
        raise BadBatch("empty")
    head = _line(_heads, lines[0], 1)
    if head.format != FORMAT:
        raise BadBatch("format", head.format[:40])
    if head.count != len(lines) - 1:
        raise BadBatch("cut", f"the head announces {head.count} records, {len(lines) - 1} came")
    decode = _records.decode
    records: list[Record] = []
    try:
        records.extend(map(decode, lines[1:]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        _line(_records, lines[len(records) + 1], len(records) + 2)
        raise AssertionError("a line that fails once fails again") from None
    return head, records


def _line(decoder: "msgspec.json.Decoder[T]", line: bytes, number: int) -> T:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBatch("line", f"line {number}: {error}") from None


def unfit(record: Record) -> str:
    """Why a record cannot travel, as a code; nothing when it can."""
    try:
        _records.decode(_encoder.encode(record))
    except (msgspec.DecodeError, UnicodeError, TypeError, ValueError):
        return "unfit"
    return "" if len(record.check) == 16 else "check"


def lineage_of(head: Head) -> Lineage:
    """The sender's history, if what it says is one and the batch lies in it."""
    lineage = Lineage.of(head.lineage)
    if lineage is None:
        raise BadBatch("lineage")
    if not head.after <= head.upto <= max(head.head, head.upto) or (head.upto > head.head):
        raise BadBatch("order", "after ≤ upto ≤ head does not hold")
    return lineage


@lru_cache(maxsize=4096)
def belongs(identifier: str, scopes: Collection[str]) -> bool:
    """Whether an agency's identifier lies under one of these: `000.00.15.H15` and `H15.15` both under `H15`."""
    parts = identifier.split(".")
    return parts[-1] in scopes or parts[0] in scopes


def faults(
    head: Head, records: Sequence[Record], *, lineage: Lineage, scopes: Collection[str]
) -> Mapping[str, str]:
    """Numbers of records that this node cannot say in this batch, each with the code of what is wrong."""
    found: dict[str, str] = {}
    allowed = frozenset(scopes)
    # A record may have been written behind the stretch that touched it, never behind what is sealed.
    low, high = 0 if head.replay else head.after, head.head
    single = len(lineage.epochs) == 1
    only = lineage.current
    seen: set[str] = set()
    for record in records:
        if not belongs(record.number.partition("-")[0], allowed):
            found[record.number] = "not-yours"
        elif not low < record.position <= high:
            found[record.number] = "outside"
        elif record.epoch != (only if single else lineage.epoch_at(record.position)):
            found[record.number] = "epoch"
        elif len(record.check) != 16:
            found[record.number] = "check"
        elif record.number in seen:
            found[record.number] = "twice"
        seen.add(record.number)
    return found
