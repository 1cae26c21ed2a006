"""The Merkle tree of RFC 6962 §2.1: root, audit path, and the root an audit path leads to."""

import hashlib
from collections.abc import Sequence


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root(entries: Sequence[bytes]) -> bytes:
    """The root over entry hashes in order. Level by level, which gives the same tree as the recursive text."""
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        above = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = [*above, level[-1]] if len(level) % 2 else above
    return level[0]


def audit_path(entries: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that, with the entry itself, lead to the root; nearest first."""
    if not 0 <= index < len(entries):
        raise IndexError(f"no entry {index} in a lot of {len(entries)}")
    level = [leaf_hash(entry) for entry in entries]
    path: list[bytes] = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        above = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = [*above, level[-1]] if len(level) % 2 else above
        index //= 2
    return path


def root_from_path(*, entry: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes:
    """The root that this entry at this place in a tree of that size leads to (RFC 9162 §2.1.3.2). Raises on a path
    of the wrong length."""
    if not 0 <= index < count:
        raise ValueError("the place lies outside the tree")
    here, last, result = index, count - 1, leaf_hash(entry)
    steps = iter(path)
    while last:
        if here % 2 or here < last:
            sibling = next(steps, None)
            if sibling is None:
                raise ValueError("the path is too short")
            result = _node(sibling, result) if here % 2 else _node(result, sibling)
        here, last = here // 2, last // 2
    if next(steps, None) is not None:
        raise ValueError("the path is too long")
    return result
