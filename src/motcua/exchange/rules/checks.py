"""How the nation recognises a look-up secret that it does not know.

A secret has 40 bits: whoever holds plain hashes tries them all in an hour. So the check is keyed. The nation makes one
key for each node from its own key file, and gives it to that node alone; a copy of the nation's database, of a batch or
of a node's database tells nobody a secret.
"""

import hashlib
import hmac

CHECK_BYTES = 16
_KEY = b"motcua-exchange-check-key-v1:"
_CHECK = b"motcua-exchange-check-v1:"


def node_key(*, key: bytes, node: str) -> bytes:
    """The key of a node's checks, made from the nation's."""
    return hmac.new(key, _KEY + node.encode(), hashlib.sha256).digest()


def check(*, key: bytes, number: str, secret: str) -> bytes:
    """What travels with a record: a keyed hash of its number and its secret (tidied, as `dossiers` makes it)."""
    return hmac.digest(key, _CHECK + f"{number}\n{secret}".encode(), "sha256")[:CHECK_BYTES]


def matches(*, key: bytes, number: str, secret: str, known: bytes) -> bool:
    return hmac.compare_digest(check(key=key, number=number, secret=secret), known)
