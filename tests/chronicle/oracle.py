"""The canonical form once more, written slowly from the standards: RFC 8785 by another package, RFC 6962 word by word.

`python -m tests.chronicle.oracle` writes the vectors that ship with the product.
"""

import hashlib
import json
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from motcua import chronicle

VECTORS = Path(chronicle.__file__).parent / "vectors"
TEST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def sha256(data):
    return hashlib.sha256(data).digest()


def entry_hash(content):
    return sha256(b"motcua-entry-v1\0" + rfc8785.dumps(content))


def root(entries):
    """MTH of RFC 6962 §2.1."""
    n = len(entries)
    if n == 0:
        return sha256(b"")
    if n == 1:
        return sha256(b"\x00" + entries[0])
    k = max(2**power for power in range(n.bit_length()) if 2**power < n)
    return sha256(b"\x01" + root(entries[:k]) + root(entries[k:]))


def path(m, entries):
    """PATH of RFC 6962 §2.1.1."""
    n = len(entries)
    if n == 1:
        return []
    k = max(2**power for power in range(n.bit_length()) if 2**power < n)
    if m < k:
        return [*path(m, entries[:k]), root(entries[k:])]
    return [*path(m - k, entries[k:]), root(entries[:k])]


def contents():
    plain = {
        "actor": "mandate:17",
        "agency": "000.00.15.H15",
        "at": "2026-11-23T02:30:00.000000Z",
        "data": {},
        "kind": "dossier.taken-in",
        "subject": "000.00.15.H15-230419-0001",
        "uid": "000102030405060708090a0b0c0d0e0f",
    }
    rich = {
        "step": 2,
        "papers": ["a", "b"],
        "online": True,
        "reason": None,
        "fee": -100000,
        "form": {"z": 1, "a": ""},
    }
    return [
        plain,
        plain | {"uid": "ff" * 16},
        plain | {"data": rich},
        plain | {"actor": "system:chronicle", "agency": "", "at": "1999-12-31T17:00:00.000001Z"},
        plain | {"data": {"largest": 2**53 - 1, "smallest": -(2**53) + 1}},
    ]


def vectors():
    """What each shipped file holds."""
    entries = [sha256(bytes([n])) for n in range(9)]
    sealed = [entry_hash(content) for content in contents()]
    statement = {
        "at": "2026-11-23T02:31:00.000000Z",
        "count": len(sealed),
        "epoch": 1,
        "first": 1,
        "key": "seal-1-test",
        "node": "H15",
        "number": 1,
        "previous": "00" * 32,
        "root": root(sealed).hex(),
    }
    message = b"motcua-seal-v1\0" + rfc8785.dumps(statement)
    return {
        "entries.json": [
            {
                "entry": content,
                "canonical": rfc8785.dumps(content).decode(),
                "hash": entry_hash(content).hex(),
            }
            for content in contents()
        ],
        "trees.json": [
            {
                "entries": [entry.hex() for entry in entries[:size]],
                "root": root(entries[:size]).hex(),
                "paths": [[step.hex() for step in path(place, entries[:size])] for place in range(size)],
            }
            for size in range(10)
        ],
        "seal.json": {
            "public": TEST_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
            "seal": statement,
            "message": message.hex(),
            "hash": sha256(message).hex(),
            "signature": TEST_KEY.sign(message).hex(),
        },
    }


if __name__ == "__main__":
    for name, content in vectors().items():
        (VECTORS / name).write_text(json.dumps(content, indent=1) + "\n")
