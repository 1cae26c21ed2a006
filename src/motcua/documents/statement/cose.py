"""COSE_Sign1 (RFC 9052) with ES256, in one strict form: the same statement and signature have one spelling only.

A reader that accepts several spellings lets a forger make many codes of one; so whatever is not written exactly as
`sign` writes it (deterministic CBOR, the small half of the two signatures) is refused before the key is even looked up.
"""

import hashlib
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from motcua.foundation.calendar import TZ

from . import content
from .content import Statement
from .refusals import (
    KeyNotInForce,
    KeyRevoked,
    StatementForged,
    StatementNotOurs,
    StatementTooLong,
    StatementUnreadable,
    UnknownKey,
)

COSE_SIGN1 = 18
ALGORITHM, KEY_NUMBER = 1, 4  # labels of the protected header
ES256 = -7
KEY_NUMBER_BYTES = 6
BYTES_MAX = 233  # 350 characters of base45
PAYLOAD_BYTES_MAX = BYTES_MAX - 86  # what header, signature and their lengths take
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# An act may be signed a little after its moment, and a key may be made or change in between.
SLACK = timedelta(days=1)


@dataclass(frozen=True)
class PublicKey:
    """The public part of a key that signs statements (DER, SubjectPublicKeyInfo), and from when to when it did."""

    id: str
    public: bytes
    starts_at: datetime
    ended_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def number(self) -> bytes:
        return key_number(self.public)


def key_number(public: bytes) -> bytes:
    """By what a statement names its key: the beginning of the SHA-256 of the public part."""
    return hashlib.sha256(public).digest()[:KEY_NUMBER_BYTES]


def sign(statement: Statement, *, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The statement as signed bytes. Raises ValueError for what may not stand in one."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    protected = _bytes({ALGORITHM: ES256, KEY_NUMBER: key_number(public)})
    payload = _bytes(content.claims(statement))
    if (over := len(payload) - PAYLOAD_BYTES_MAX) > 0:
        # Only the words may give way: they help the eye, and the paper has them whole.
        payload = _bytes(content.claims(statement, what_bytes_max=content.WHAT_BYTES_MAX - over))
    r, s = decode_dss_signature(key.sign(_signed(protected, payload), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")
    signed = _bytes(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature]))
    assert len(signed) <= BYTES_MAX, f"a statement of {len(signed)} bytes does not fit into its code"
    return signed


def check(signed: bytes, *, keys: Collection[PublicKey], believe_revoked: bool = False) -> Statement:
    """What a statement says, once its form, its key and its signature are right; otherwise the refusal that says why.

    `believe_revoked` is for whoever holds other evidence that these very bytes were issued: the agency's own record.
    """
    protected, payload, signature = _opened(signed)
    number = _key_number_of(protected)
    key = next((key for key in keys if key.number == number), None)
    if key is None:
        raise UnknownKey
    _check_signature(key, _signed(protected, payload), signature)
    try:
        statement = content.read(_mapping(payload))
    except ValueError:
        raise StatementNotOurs from None
    day = statement.signed_at
    if day < key.starts_at - SLACK or (key.ended_at is not None and day > key.ended_at + SLACK):
        raise KeyNotInForce(day=_day(day))
    if key.revoked_at is not None and not believe_revoked:
        raise KeyRevoked(day=_day(key.revoked_at))
    return statement


def _opened(signed: bytes) -> tuple[bytes, bytes, bytes]:
    if len(signed) > BYTES_MAX:
        raise StatementTooLong
    tag = _value(signed)
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != COSE_SIGN1:
        raise StatementNotOurs
    parts = tag.value
    if not isinstance(parts, list | tuple) or len(parts) != 4:
        raise StatementNotOurs
    protected, unprotected, payload, signature = parts
    if not isinstance(unprotected, Mapping) or unprotected:
        raise StatementNotOurs
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise StatementNotOurs
    if len(signature) != 64:
        raise StatementNotOurs
    if _bytes(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature])) != signed:
        raise StatementUnreadable
    return protected, payload, signature


def _key_number_of(protected: bytes) -> bytes:
    header = _mapping(protected)
    number = header.get(KEY_NUMBER)
    if set(header) != {ALGORITHM, KEY_NUMBER} or header[ALGORITHM] != ES256 or not isinstance(number, bytes):
        raise StatementNotOurs
    return number


def _check_signature(key: PublicKey, message: bytes, signature: bytes) -> None:
    public = load_der_public_key(key.public)
    assert isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s <= ORDER // 2):
        raise StatementForged
    try:
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise StatementForged from None


def _signed(protected: bytes, payload: bytes) -> bytes:
    """What the signature is over: the Sig_structure of RFC 9052, 4.4."""
    return _bytes(["Signature1", protected, b"", payload])


def _mapping(data: bytes) -> dict[int, object]:
    """A map of whole numbers to plain values, spelled as `_bytes` spells it."""
    found = _value(data)
    if not isinstance(found, Mapping) or any(type(key) is not int for key in found):
        raise StatementNotOurs
    if any(type(value) not in (int, str, bytes) for value in found.values()):
        raise StatementNotOurs
    if _bytes(dict(found)) != data:
        raise StatementUnreadable
    return dict(found)


def _bytes(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _value(data: bytes) -> object:
    """One CBOR item without indefinite lengths, doubled keys or deep nests, and without meaning given to any tag."""
    stream = io.BytesIO(data)
    decoder = cbor2.CBORDecoder(
        stream, semantic_decoders={}, max_depth=4, allow_indefinite=False, allow_duplicate_keys=False
    )
    try:
        return decoder.decode()
    except Exception as problem:  # a decoder's error of any kind means one thing here: this is no statement
        raise StatementUnreadable from problem


def _day(at: datetime) -> str:
    return f"{at.astimezone(TZ):%d/%m/%Y}"
