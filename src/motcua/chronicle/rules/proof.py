"""Checking without the database: a seal's signature, and that one entry stands at its place under a seal."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from motcua.chronicle.rules.canonical import seal_message
from motcua.chronicle.rules.shape import JSON
from motcua.chronicle.rules.tree import root_from_path


class Tampered(Exception):
    """A hash, signature or place that does not fit. Never returned as false, because it must not be ignored."""


@dataclass(frozen=True)
class Proof:
    """All that is needed, with the node's public key, to see that an entry was sealed at its position."""

    entry_hash: bytes
    position: int
    path: tuple[bytes, ...]
    seal: Mapping[str, JSON]
    signature: bytes


def check_signature(*, seal: Mapping[str, JSON], signature: bytes, public_key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, seal_message(seal))
    except InvalidSignature:
        raise Tampered(f"the signature of seal {seal.get('number')} is not by that key") from None


def check_proof(proof: Proof, *, public_key: bytes) -> None:
    """Raise unless the seal is signed and its tree holds the entry at the position."""
    check_signature(seal=proof.seal, signature=proof.signature, public_key=public_key)
    first, count = proof.seal["first"], proof.seal["count"]
    assert isinstance(first, int)
    assert isinstance(count, int)
    try:
        found = root_from_path(
            entry=proof.entry_hash, index=proof.position - first, count=count, path=proof.path
        )
    except ValueError as problem:
        raise Tampered(f"position {proof.position}: {problem}") from None
    if found.hex() != proof.seal["root"]:
        raise Tampered(f"the entry is not the one sealed at position {proof.position}")
