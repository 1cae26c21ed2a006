"""Reading the published file of seals: lines by anyone, believed only where a known key signed them."""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from motcua.chronicle.rules.canonical import statement_hash
from motcua.chronicle.rules.proof import Tampered, check_signature
from motcua.chronicle.rules.shape import JSON


@dataclass(frozen=True)
class Published:
    """A seal as the world was shown it."""

    number: int
    epoch: int
    first: int
    count: int
    hash: bytes
    marks: bytes

    @property
    def last(self) -> int:
        return self.first + self.count - 1


def read_published(
    lines: Iterable[bytes], *, public_keys: Mapping[str, bytes]
) -> Iterator[tuple[int, Published | None]]:
    """Each line's number and seal; None for a line that is no seal signed by a known key."""
    for number, line in enumerate(lines, start=1):
        try:
            yield number, _read(json.loads(line), public_keys)
        except (ValueError, KeyError, TypeError, Tampered):
            yield number, None


def _read(content: Mapping[str, object], public_keys: Mapping[str, bytes]) -> Published:
    says = content["seal"]
    assert isinstance(says, dict)
    signature = bytes.fromhex(str(content["signature"]))
    check_signature(seal=says, signature=signature, public_key=public_keys[str(says["key"])])
    return Published(
        number=_whole(says["number"]),
        epoch=_whole(says["epoch"]),
        first=_whole(says["first"]),
        count=_whole(says["count"]),
        hash=statement_hash(says),
        marks=b64decode(str(content.get("marks", ""))),
    )


def _whole(value: JSON) -> int:
    if not isinstance(value, int):
        raise TypeError("a seal counts in whole numbers")
    return value
