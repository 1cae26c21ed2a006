"""The nation as a witness: it signs what another chronicle's seal said, so that nobody can say something else later."""

from collections.abc import Mapping

import rfc8785

PREFIX = b"motcua-countersign-v1\n"


def message(*, node: str, epoch: int, number: int, digest: bytes) -> bytes:
    """What the nation signs: whose seal, which, and the hash of what it says (`chronicle.rules.statement_hash`)."""
    return PREFIX + rfc8785.dumps({"node": node, "epoch": epoch, "number": number, "hash": digest.hex()})


def fits(*, previous: bytes, held: Mapping[int, frozenset[bytes]], number: int) -> bool:
    """Whether a seal continues one that is held (`held`: hashes by number, of all epochs); the first held one always."""
    before = held.get(number - 1)
    return before is None or previous in before
