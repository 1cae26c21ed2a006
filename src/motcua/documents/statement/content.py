"""What a statement says, and the one way to write it as CBOR claims. Holds no name and no identity number.

Claims are like those of a CWT (RFC 8392): 1 issuer, 4 expiry, 6 issued at, 7 id; the negative keys are our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from uuid import UUID

from motcua.foundation.calendar import TZ
from motcua.foundation.text import nfc

DIGEST_BYTES = 32
ISSUER_BYTES_MAX = 24
WHAT_BYTES_MAX = 42
NUMBER_BYTES_MAX = 20
ISSUER, EXPIRY, SIGNED_AT, ID = 1, 4, 6, 7
KIND, DIGEST, WHAT, NUMBER, ISSUED_ON = -1, -2, -3, -4, -5
REQUIRED = frozenset({ISSUER, SIGNED_AT, ID, KIND, DIGEST})
TYPES: Mapping[int, type] = {
    ISSUER: str, EXPIRY: int, SIGNED_AT: int, ID: bytes, KIND: int, DIGEST: bytes, WHAT: str, NUMBER: str, ISSUED_ON: int,
}  # fmt: skip
# From 2020 to 2120: a moment outside is a mistake or a trick.
SECONDS_MIN, SECONDS_MAX = 1_577_836_800, 4_733_510_400


class Kind(IntEnum):
    """What the paper is; a number once given never means something else."""

    RESULT = 1  # the result of an administrative procedure


@dataclass(frozen=True)
class Statement:
    """`digest` is the SHA-256 of the file as its leader signed it: how the final file begins. `what` and `number` can be
    compared with what is printed, so that a code is not moved to another paper unseen."""

    id: UUID
    issuer: str
    signed_at: datetime
    digest: bytes
    issued_on: date
    expires_on: date | None = None
    what: str = ""
    number: str = ""
    kind: Kind = Kind.RESULT


def claims(statement: Statement, *, what_bytes_max: int = WHAT_BYTES_MAX) -> dict[int, object]:
    """Raises ValueError for what a statement may not hold. Long words are cut, with a mark: the paper has them whole."""
    said: dict[int, object] = {
        ISSUER: statement.issuer,
        SIGNED_AT: int(statement.signed_at.timestamp()),
        ID: statement.id.bytes,
        KIND: int(statement.kind),
        DIGEST: statement.digest,
    }
    if statement.issued_on != _day_of(statement.signed_at):
        said[ISSUED_ON] = int(f"{statement.issued_on:%Y%m%d}")
    if statement.expires_on is not None:
        day_after = datetime.combine(statement.expires_on + timedelta(days=1), time(), TZ)
        said[EXPIRY] = int(day_after.timestamp())
    if statement.what:
        said[WHAT] = _shortened(statement.what, what_bytes_max)
    if statement.number:
        said[NUMBER] = _shortened(statement.number, NUMBER_BYTES_MAX)
    read(said)
    return said


def read(said: Mapping[int, object]) -> Statement:
    """The statement in some claims. Raises ValueError for any claim that is missing, unknown, of another type or size."""
    keys = set(said)
    if not keys >= REQUIRED or not keys <= set(TYPES):
        raise ValueError("claims are missing or unknown")
    if any(type(value) is not TYPES[key] for key, value in said.items()):
        raise ValueError("a claim is of another type")
    signed_at = _moment(said[SIGNED_AT])
    found = Statement(
        id=UUID(bytes=_sized(said[ID], 16)),
        kind=Kind(said[KIND]),  # type: ignore[arg-type]
        issuer=_line(said[ISSUER], ISSUER_BYTES_MAX),
        signed_at=signed_at,
        digest=_sized(said[DIGEST], DIGEST_BYTES),
        issued_on=_date(said[ISSUED_ON]) if ISSUED_ON in said else _day_of(signed_at),
        expires_on=_day_of(_moment(said[EXPIRY]) - timedelta(seconds=1)) if EXPIRY in said else None,
        what=_line(said[WHAT], WHAT_BYTES_MAX) if WHAT in said else "",
        number=_line(said[NUMBER], NUMBER_BYTES_MAX) if NUMBER in said else "",
    )
    if found.expires_on is not None and found.expires_on < found.issued_on:
        raise ValueError("it expires before it is issued")
    return found


def _sized(value: object, size: int) -> bytes:
    assert isinstance(value, bytes)
    if len(value) != size:
        raise ValueError("a claim is too short or too long")
    return value


def _line(value: object, bytes_max: int) -> str:
    """Printable text in one form of writing: nothing that could deceive the eye."""
    assert isinstance(value, str)
    if not value.strip() or not value.isprintable() or nfc(value) != value or len(value.encode()) > bytes_max:
        raise ValueError("a text is empty, too long, or holds what cannot be printed")
    return value


def _moment(value: object) -> datetime:
    assert isinstance(value, int)
    if not SECONDS_MIN <= value < SECONDS_MAX:
        raise ValueError("a moment lies outside our time")
    return datetime.fromtimestamp(value, UTC)


def _date(value: object) -> date:
    assert isinstance(value, int)
    if not 2020_00_00 <= value < 2120_00_00:
        raise ValueError("a day lies outside our time")
    return date(value // 10_000, value // 100 % 100, value % 100)


def _day_of(at: datetime) -> date:
    return at.astimezone(TZ).date()


def _shortened(text: str, bytes_max: int) -> str:
    """Without what cannot be printed, and cut at a word."""
    line = " ".join("".join(c if c.isprintable() else " " for c in nfc(text)).split())
    if len(line.encode()) <= bytes_max:
        return line
    assert bytes_max > 8, "no room for words"
    room = line.encode()[: bytes_max - len("…".encode())].decode(errors="ignore")
    return (room.rpartition(" ")[0] or room) + "…"
