"""Destroying files whose time of keeping is over, by a named decision on one list.

The rows say first that it was done, in one transaction with the entry; then the bytes go. Whoever is stopped between
the two leaves bytes that no row knows, which the next cleaning removes.
"""

import logging
import secrets
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import text_digest
from motcua.documents import checks
from motcua.documents import store as places
from motcua.documents.models import Copy, CopyPage, CopyState, Destruction, File, Hold, Reading
from motcua.documents.queries.retention import past_keeping
from motcua.documents.rules import retention
from motcua.documents.rules.signing import Kind
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Level, Reach, Role

WHOLE = frozenset({Level.NATION, Level.MINISTRY, Level.PROVINCE})
logger = logging.getLogger(__name__)


def destroy(*, listed: str, decision: str, reach: Reach, at: datetime) -> tuple[int, int]:
    """Destroy exactly the list that was looked at. Answers how many files, and how many contents still lie in the store."""
    _check_operator(reach)
    decision = retention.check_decision(decision)
    on = at.astimezone(TZ).date()
    with transaction.atomic():
        # Whoever wants to hold one of these waits, or is seen when the list is made again behind the lock.
        list(File.objects.select_for_update().filter(pk__in=past_keeping(on).may_go).order_by("pk"))
        found = past_keeping(on)
        if not found.may_go:
            raise retention.NothingToDestroy()
        if found.mark != listed:
            raise retention.ListChanged(listed=listed)
        contents = _mark_destroyed(found.may_go, listed=listed, decision=decision, reach=reach, at=at)
    return len(found.may_go), remove_destroyed(contents, at=at)


def _check_operator(reach: Reach) -> None:
    """The store is the node's: whoever runs the whole of it does this, not the operator of one office."""
    offices = {grant.agency_id for grant in reach.grants if grant.role is Role.OPERATOR}
    levels = {facts.level for facts in people.agencies(offices).values()}
    if not reach.may(Role.OPERATOR, "/") and not levels & WHOLE:
        raise retention.NotYoursToDestroy()


def _mark_destroyed(
    file_ids: list[int], *, listed: str, decision: str, reach: Reach, at: datetime
) -> list[str]:
    key, salt = uuid4(), secrets.token_bytes(16)
    entry = chronicle.append(
        kind=Kind.DESTROYED,
        subject=f"destruction:{key}",
        actor=reach.actor,
        at=at,
        data={
            "decision": text_digest(text=decision, salt=salt),
            "files": len(file_ids),
            "listed": f"list:{listed}",
        },
    )
    row = Destruction.objects.create(
        key=key, decision=decision, listed=listed, salt=salt, by=reach.actor, at=at, entry_hash=entry
    )
    files = File.objects.filter(pk__in=file_ids)
    contents = sorted(set(files.values_list("sha256", flat=True)))
    _drop_copies(file_ids)
    Hold.objects.filter(file__in=file_ids).delete()
    Reading.objects.filter(sha256__in=contents).delete()
    files.update(destruction=row, name="")
    return contents


def _drop_copies(file_ids: list[int]) -> None:
    """What was recognised says the same as the paper: its words and pictures go with either of its two files."""
    copies = list(Copy.objects.filter(file__in=file_ids) | Copy.objects.filter(result__in=file_ids))
    ids = [copy.pk for copy in copies]
    CopyPage.objects.filter(copy__in=ids).delete()
    Hold.objects.filter(holder__in=[f"{retention.OF_COPY}{pk}" for pk in ids]).delete()
    Copy.objects.filter(pk__in=ids).update(state=CopyState.DONE, result=None)


def remove_destroyed(contents: list[str], *, at: datetime) -> int:
    """The bytes of what the rows call destroyed; answers how many still lie there, for the next cleaning."""
    left = 0
    for sha256 in contents:
        living = File.objects.filter(sha256=sha256, destruction=None)
        try:
            places.place().remove(sha256, older_than=at - checks.GRACE, needed=living.exists)
            left += places.place().find(sha256) is not None
        except OSError as problem:
            logger.warning("the bytes of a destroyed file could not be removed now: %s", problem)
            left += 1
    return left
