"""Asking for a signature, taking that back, trying again; and, for the worker, claiming one and recording its outcome.

Asking belongs to an act of the room above, in its transaction, and that act writes the entry. The outcome is this
room's to tell: `documents.signed`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.chronicle import actions as chronicle
from motcua.documents.actions.files import keep, release
from motcua.documents.models import File, Original, Signing
from motcua.documents.queries.files import StoredFile
from motcua.documents.rules.signing import (
    LEASE,
    PASSING,
    Kind,
    Level,
    NothingToSign,
    Problem,
    Purpose,
    SigningState,
    Stamp,
    Status,
    next_try,
)

WAITING = (SigningState.ASKED, SigningState.STUCK)


def ask_signing(
    *,
    purpose: Purpose,
    holder: str,
    signer: str,
    file_id: int,
    by: str,
    at: datetime,
    stamp: Stamp | None = None,
) -> UUID:
    """Ask for one signature on one stored paper, exactly as it lies there; its key finds it again."""
    assert (stamp is not None) == (purpose is Purpose.STAMP)
    with transaction.atomic(savepoint=False):
        row = Signing.objects.create(
            purpose=purpose,
            holder=holder,
            signer=signer,
            asked_by=by,
            asked_at=at,
            input_file_id=file_id,
            input_sha256=File.objects.values_list("sha256", flat=True).get(pk=file_id),
            stamp=stamp.as_json() if stamp else {},
            next_try_at=at,
        )
        keep(file_id=file_id, holder=_held(row))
    return row.key


def drop_signing(*, key: UUID, at: datetime) -> bool:
    """Nobody wants it any more. False: it was signed meanwhile, and that stands."""
    with transaction.atomic(savepoint=False):
        dropped = Signing.objects.filter(key=key, state__in=WAITING).update(
            state=SigningState.DROPPED, claim=None, claimed_until=None
        )
        if dropped:
            row = Signing.objects.get(key=key)
            release(file_id=row.input_file_id, holder=_held(row))
    return dropped == 1


def try_again(*, key: UUID, at: datetime) -> None:
    """What was stuck, or waits for its next try, is tried now."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    rows = Signing.objects.filter(free, key=key, state__in=WAITING)
    if not rows.update(state=SigningState.ASKED, next_try_at=at) and not (
        Signing.objects.filter(key=key, state=SigningState.ASKED).exists()
    ):
        raise NothingToSign()


def claim(*, row: Signing, at: datetime) -> UUID | None:
    """Take one to work on; None when another worker was faster."""
    token = uuid.uuid4()
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    took = Signing.objects.filter(free, pk=row.pk, state=SigningState.ASKED, tried=row.tried).update(
        claim=token, claimed_until=at + LEASE, tried=row.tried + 1
    )
    return token if took else None


@dataclass(frozen=True)
class Made:
    """What a worker made, lying in the store and held by nobody yet."""

    file: StoredFile
    level: Level
    statement: str = ""


def record(*, row: Signing, token: UUID, made: Made, at: datetime) -> bool:
    """The one outcome of this row. False when the claim ran out or the request was dropped: nothing is kept then."""
    with transaction.atomic():
        took = Signing.objects.filter(pk=row.pk, state=SigningState.ASKED, claim=token).update(
            state=SigningState.SIGNED,
            claim=None,
            claimed_until=None,
            problem="",
            output_file_id=made.file.id,
            output_sha256=made.file.sha256,
            signed_at=at,
            level=made.level,
        )
        if not took:
            return False
        keep(file_id=made.file.id, holder=_held(row))
        if row.purpose == Purpose.STAMP:
            _issue(row, made, at=at)
        entry = chronicle.append(
            kind=Kind.SIGNED,
            subject=f"signing:{row.key}",
            actor=row.asked_by,
            at=at,
            data={"purpose": row.purpose, "level": made.level.value, "sha256": made.file.sha256},
        )
        Signing.objects.filter(pk=row.pk).update(entry_hash=entry)
    return True


def put_off(*, row: Signing, token: UUID, problem: Problem, at: datetime) -> None:
    """Not this time: tried again later, or stuck until somebody mends it."""
    passing = problem in PASSING
    Signing.objects.filter(pk=row.pk, state=SigningState.ASKED, claim=token).update(
        state=SigningState.ASKED if passing else SigningState.STUCK,
        claim=None,
        claimed_until=None,
        problem=problem,
        next_try_at=next_try(tried=row.tried, at=at),
    )


def _issue(row: Signing, made: Made, *, at: datetime) -> None:
    stamp = Stamp.of(row.stamp)
    Original.objects.create(
        key=row.key,
        holder=row.holder,
        what=stamp.what,
        issuer=stamp.issuer,
        issuer_name=stamp.issuer_name,
        number=stamp.number,
        issued_on=stamp.issued_on,
        expires_on=stamp.expires_on,
        content_sha256=row.input_sha256,
        file_id=made.file.id,
        file_sha256=made.file.sha256,
        statement=made.statement,
        status=Status.VALID,
        status_at=at,
    )


def _held(row: Signing) -> str:
    return f"documents.signing:{row.pk}"
