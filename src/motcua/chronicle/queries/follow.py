"""What happened, in the one order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.chronicle.models import Leaf, Seal
from motcua.chronicle.rules import JSON
from motcua.chronicle.sql import statement

FOLLOW_MAX = 10_000
STRETCH = 1_000  # positions that are read before the kinds are looked for further on


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
    entry = [f"entry__{name}" for name in ("kind", "subject", "actor", "at", "agency", "data")]
    return [Sealed(*row) for row in _behind(after, "position", *entry, kinds=kinds, limit=limit)]


def touched(*, kinds: Collection[str], after: int, limit: int) -> list[tuple[int, str, bytes]]:
    """Position, subject and hash alone of sealed entries of these kinds behind a position, in order."""
    found = _behind(after, "position", "entry__subject", "hash", kinds=kinds, limit=limit)
    return [(position, subject, bytes(digest)) for position, subject, digest in found]


def _behind(after: int, *fields: str, kinds: Collection[str], limit: int) -> list[tuple[Any, ...]]:
    """These fields of the next entries: from the stretch at hand, where most followers find all they want; then from
    where their kinds stand further on, however long the stretch of others between.
    """
    names, limit = [str(kind) for kind in kinds], min(limit, FOLLOW_MAX)
    last = after + max(STRETCH, 2 * limit)
    rows = Leaf.objects.filter(entry__kind__in=names).order_by("position").values_list(*fields)
    stretch = rows.filter(position__gt=after, position__lte=last)[:limit]
    found = list(stretch)
    if len(found) == limit or not names:
        return found
    ahead = _ahead(names, after=last, limit=limit)
    if not ahead:
        return found
    # Read again: now that something behind it is sealed, all of the stretch is; a moment ago perhaps it was not.
    found = list(stretch.all())
    return found + list(rows.filter(position__in=ahead))[: limit - len(found)]


def _ahead(kinds: Sequence[str], *, after: int, limit: int) -> list[int]:
    asked = statement(f"ahead.{connection.vendor}").format(kinds=", ".join(["(%s)"] * len(kinds)))
    with connection.cursor() as cursor:
        cursor.execute(asked, [*kinds, after, limit, limit])
        return [position for (position,) in cursor.fetchall()]


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
