"""Reading on from a kept place: how a room above acts on what happened below."""

from collections.abc import Callable, Collection

from django.db import transaction

from motcua import database
from motcua.chronicle import queries
from motcua.chronicle.models import Cursor
from motcua.chronicle.queries import Sealed


def read_on(
    *, follower: str, kinds: Collection[str], handle: Callable[[Sealed], None], limit: int = 500
) -> int:
    """Hand the next entries to `handle`, each once: its work and the move of the place are one transaction.

    When `handle` raises, everything before that entry stays done and the place stays before it.
    """
    Cursor.objects.get_or_create(follower=follower)
    after = Cursor.objects.get(follower=follower).position
    head = queries.head()  # read first: what is sealed from here on is for the next time
    entries, turns = queries.follow(kinds=kinds, after=after, limit=limit), database.Turns()
    for count, entry in enumerate(entries):
        with transaction.atomic():
            if not _move(follower, after, entry.position):
                return count  # another process is reading for the same follower
            handle(entry)
        after = entry.position
        turns.give_way()
    if len(entries) < limit and head > after:
        # Nothing of these kinds up to the head: do not search the same stretch again.
        _move(follower, after, head)
    return len(entries)


def _move(follower: str, before: int, now: int) -> bool:
    return Cursor.objects.filter(follower=follower, position=before).update(position=now) == 1
