"""One way to write an entry or a seal as bytes (RFC 8785), and the hashes over them.

Each hash begins with its own prefix, so that no entry can be passed off as a seal or as a digest of text.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from motcua.chronicle.rules.shape import JSON
from motcua.foundation.text import nfc

ENTRY_PREFIX = b"motcua-entry-v1\0"
SEAL_PREFIX = b"motcua-seal-v1\0"
TEXT_PREFIX = b"motcua-text-v1\0"
NO_SEAL = bytes(32)  # what the first seal names as its previous one
MARK_BYTES = 4

# Checked entries hold ASCII codes, integers and no floats; for these the standard encoder writes exactly
# RFC 8785, seven times faster than a general implementation (the tests compare the two).
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: JSON) -> bytes:
    """RFC 8785 for the values an entry or a seal may hold."""
    return _encode(value).encode()


def moment(at: datetime) -> str:
    """A moment as the canonical form writes it: UTC, always six decimals, Z."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def entry_content(
    *, kind: str, subject: str, actor: str, agency: str, at: datetime, data: Mapping[str, JSON], uid: str
) -> dict[str, JSON]:
    """The part of an entry that is hashed. `uid` is 32 hex digits of chance, so that no hash can be guessed."""
    return {
        "actor": actor,
        "agency": agency,
        "at": moment(at),
        "data": data,
        "kind": kind,
        "subject": subject,
        "uid": uid,
    }


def entry_hash(content: Mapping[str, JSON]) -> bytes:
    """What a receipt shows, and what a leaf of the tree holds."""
    return hashlib.sha256(ENTRY_PREFIX + canonical(content)).digest()


def entry_digest(*, kind: str, subject: str, actor: str, agency: str, at: str, data: str, uid: str) -> bytes:
    """The same hash for an entry that was checked, `data` being its canonical text: its codes need no escapes.

    `at` is the moment as the canonical form writes it. Every act of the house passes here; the encoder would write nothing else (a test compares).
    """
    content = (
        f'{{"actor":"{actor}","agency":"{agency}","at":"{at}","data":{data},'
        f'"kind":"{kind}","subject":"{subject}","uid":"{uid}"}}'
    )
    return hashlib.sha256(ENTRY_PREFIX + content.encode()).digest()


def seal_message(statement: Mapping[str, JSON]) -> bytes:
    """What the key of a seal signs."""
    return SEAL_PREFIX + canonical(statement)


def statement_hash(statement: Mapping[str, JSON]) -> bytes:
    """What the next seal names as its previous one."""
    return hashlib.sha256(seal_message(statement)).digest()


def text_digest(*, text: str, salt: bytes) -> str:
    """How an entry refers to free text that stays in its row beside its salt; erasing both leaves nothing to guess."""
    if len(salt) < 16:
        raise ValueError("a salt has at least 16 bytes")
    return hashlib.sha256(TEXT_PREFIX + salt + nfc(text).encode()).hexdigest()


def marks(hashes: Sequence[bytes]) -> bytes:
    """The beginning of each entry hash of a lot: shows which entry is wrong when the root says that one is."""
    return b"".join(digest[:MARK_BYTES] for digest in hashes)


def published_line(*, statement: Mapping[str, JSON], signature: bytes, marks: bytes) -> bytes:
    """One line of the published file. Only `seal` is signed; `marks` point, and prove nothing."""
    return canonical({"marks": b64encode(marks).decode(), "seal": statement, "signature": signature.hex()})
