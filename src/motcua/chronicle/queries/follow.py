"""What happened, in the one order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.chronicle.models import Leaf, Seal
from motcua.chronicle.rules import JSON

FOLLOW_MAX = 10_000


@dataclass(frozen=True)
class Sealed:
    """An entry at its place."""

    position: int
    kind: str
    subject: str
    actor: str
    at: datetime
    agency: str
    data: Mapping[str, JSON]


def follow(*, kinds: Collection[str], after: int, limit: int = 500) -> list[Sealed]:
    """Sealed entries of these kinds behind a position, in order."""
    rows = (
        Leaf.objects.filter(position__gt=after, entry__kind__in=[str(kind) for kind in kinds])
        .order_by("position")
        .values_list(
            "position",
            "entry__kind",
            "entry__subject",
            "entry__actor",
            "entry__at",
            "entry__agency",
            "entry__data",
        )
    )
    return [Sealed(*row) for row in rows[: min(limit, FOLLOW_MAX)]]


def touched(*, kinds: Collection[str], after: int, limit: int) -> list[tuple[int, str, bytes]]:
    """Position, subject and hash alone of sealed entries of these kinds behind a position, in order."""
    rows = Leaf.objects.filter(position__gt=after, entry__kind__in=[str(kind) for kind in kinds])
    found = rows.order_by("position").values_list("position", "entry__subject", "hash")
    return [
        (position, subject, bytes(digest)) for position, subject, digest in found[: min(limit, FOLLOW_MAX)]
    ]


def positions(hashes: Collection[bytes]) -> dict[bytes, int]:
    """The positions of sealed entries, by their hash; what is not sealed yet is left out."""
    return {
        bytes(digest): at
        for digest, at in Leaf.objects.filter(hash__in=list(hashes)).values_list("hash", "position")
    }


def head() -> int:
    """The last position given so far; 0 before the first."""
    return Leaf.objects.order_by("-position").values_list("position", flat=True).first() or 0


def position_before(moment: datetime) -> int:
    """A position behind which everything stands that happened at or after a moment, and at most one seal more."""
    last = Seal.objects.filter(at__lt=moment).order_by("-number").values_list("first", "count").first()
    return last[0] + last[1] - 1 if last else 0
