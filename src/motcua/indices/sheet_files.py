"""A score sheet as a file that people pass on: the document, its hash, and a signature that needs no database to check.

`{"sheet": …, "digest": sha256 of its canonical form, "signature": {"key", "algorithm": "Ed25519", "value"}}`, or the
document alone. What is signed is not the document but a line that says what it is, so that no other signature fits.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from motcua.foundation.refusal import Refusal, gettext_noop

from .par_sheets import BadSheet, canonical

BYTES_MAX = 64 * 1024 * 1024


class SheetChanged(Refusal):
    code = "indices.sheet-changed"
    sentence = gettext_noop(
        "This sheet was changed after it was frozen: its hash is %(found)s, and %(said)s was written down."
    )
    next_step = gettext_noop("Take the file once more from where it was published.")

    def __init__(self, *, found: str, said: str, document: Mapping[str, Any]) -> None:
        super().__init__(found=found, said=said)
        self.document = document  # as it is now: counting it again may tell where it was changed


class BadSignature(Refusal):
    code = "indices.signature-unsound"
    sentence = gettext_noop("The signature of this sheet is not by the key %(key)s.")
    next_step = gettext_noop("Take the file and the keys once more from where they were published.")


class UnknownKey(Refusal):
    code = "indices.key-unknown"
    sentence = gettext_noop("The sheet is signed by the key %(key)s, which is not among the keys given.")
    next_step = gettext_noop(
        "Take the keys from /.well-known/motcua-keys.json of the node that published it."
    )


@dataclass(frozen=True)
class SheetFile:
    document: Mapping[str, Any]
    digest: str  # of the document as it is
    signature: Mapping[str, str] | None


def message(digest: str) -> bytes:
    """What is signed."""
    return f"motcua score sheet v1 sha256 {digest}".encode()


def sign(digest: str, *, key: Ed25519PrivateKey, key_id: str) -> dict[str, str]:
    return {"key": key_id, "algorithm": "Ed25519", "value": b64encode(key.sign(message(digest))).decode()}


def pack(text: str, *, digest: str, signature: Mapping[str, str] | None = None) -> bytes:
    """The file: the document stands in it character by character as it was hashed."""
    tail = {"digest": digest} | ({"signature": dict(signature)} if signature else {})
    return f'{{"sheet":{text},{json.dumps(tail, sort_keys=True)[1:]}\n'.encode()


def unpack(content: bytes) -> SheetFile:
    """Raises `BadSheet`, or `SheetChanged` where the hash in the file is not that of its document."""
    if len(content) > BYTES_MAX:
        raise BadSheet(what=f"> {BYTES_MAX >> 20} MB")
    try:
        said = json.loads(content, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        raise BadSheet(what=str(problem)[:200]) from None
    if not isinstance(said, dict):
        raise BadSheet(what="JSON")
    document = said.get("sheet", said)
    if not isinstance(document, dict):
        raise BadSheet(what="sheet")
    try:
        _text, digest = canonical(document)
    except Exception as problem:  # what RFC 8785 cannot write is no sheet
        raise BadSheet(what=str(problem)[:200]) from None
    if document is said:
        return SheetFile(document, digest, None)
    if said.get("digest") != digest:
        raise SheetChanged(found=digest, said=str(said.get("digest")), document=document)
    signature = said.get("signature")
    if signature is not None and not (
        isinstance(signature, dict) and all(isinstance(one, str) for one in signature.values())
    ):
        raise BadSheet(what="signature")
    return SheetFile(document, digest, signature)


def check_signature(sheet: SheetFile, *, keys: Mapping[str, Any]) -> str:
    """The id of the key that signed; `keys` is what /.well-known/motcua-keys.json shows. Raises, never returns false."""
    signature = sheet.signature
    if signature is None:
        raise BadSignature(key="–")
    named = signature.get("key", "")
    try:
        public = next((one for one in keys["keys"] if one["id"] == named), None)
        if public is None or public["algorithm"] != "Ed25519" or signature.get("algorithm") != "Ed25519":
            raise UnknownKey(key=named)
        key = Ed25519PublicKey.from_public_bytes(b64decode(public["public"], validate=True))
        key.verify(b64decode(signature.get("value", ""), validate=True), message(sheet.digest))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        raise BadSignature(key=named) from None
    return named


def _no_number(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
