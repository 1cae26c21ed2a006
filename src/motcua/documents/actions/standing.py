"""The end of an original: replaced by another, or revoked. Called inside an act of the room above, which has checked
who may; the entry is this room's to write."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import text_digest
from motcua.documents.models import Ending, Original
from motcua.documents.rules import standing
from motcua.documents.rules.signing import Kind, Status


def revoke(*, key: UUID, reason: str, basis: str, by: str, agency: str, at: datetime) -> bytes:
    """It has no force any more. Answers the hash of the entry."""
    return _end(key, Status.REVOKED, reason=reason, basis=basis, by=by, agency=agency, at=at)


def replace(
    *, key: UUID, replaced_by: UUID, reason: str, basis: str, by: str, agency: str, at: datetime
) -> bytes:
    """Another original stands in its place."""
    other = Original.objects.filter(key=replaced_by, status=Status.VALID).exclude(key=key).first()
    if other is None:
        raise standing.ReplacementDoesNotStand
    return _end(key, Status.REPLACED, reason=reason, basis=basis, by=by, agency=agency, at=at, other=other)


def _end(
    key: UUID,
    status: Status,
    *,
    reason: str,
    basis: str,
    by: str,
    agency: str,
    at: datetime,
    other: Original | None = None,
) -> bytes:
    reason, basis = standing.check_words(reason=reason, basis=basis)
    with transaction.atomic(savepoint=False):
        original = Original.objects.get(key=key)
        standing.check_stands(status=Status(original.status), number=original.number)
        ended = Original.objects.filter(pk=original.pk, status=Status.VALID).update(
            status=status, status_at=at, replaced_by=other
        )
        if not ended:
            raise standing.NoLongerStands(number=original.number)
        salt = secrets.token_bytes(16)
        entry = chronicle.append(
            kind=Kind.REVOKED if status is Status.REVOKED else Kind.REPLACED,
            subject=f"original:{key}",
            actor=by,
            at=at,
            agency=agency,
            # The words may name people: they stay in their row, and the entry holds their digest.
            data={
                "reason": text_digest(text=f"{reason}\n{basis}", salt=salt),
                **({"replaced_by": f"original:{other.key}"} if other else {}),
            },
        )
        Ending.objects.create(
            original=original, reason=reason, basis=basis, salt=salt, by=by, at=at, entry_hash=entry
        )
    return entry
