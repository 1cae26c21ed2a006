"""Where signatures stand, and which originals were issued."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.documents.models import Original, Signing
from motcua.documents.rules.signing import Problem, Purpose, SigningState, Status
from motcua.documents.signing import registry

SAME_MAX = 20


@dataclass(frozen=True)
class SigningFacts:
    key: UUID
    purpose: Purpose
    holder: str
    state: SigningState
    asked_at: datetime
    tried: int
    next_try_at: datetime
    problem: Problem | None
    file_id: int | None  # what came of it
    sha256: str
    signed_at: datetime | None
    level: str
    entry_hash: bytes  # of the chronicle's entry that says so; empty before, and for what was signed by an older version

    @property
    def waits(self) -> bool:
        return self.state in (SigningState.ASKED, SigningState.STUCK)


@dataclass(frozen=True)
class OriginalFacts:
    key: UUID
    holder: str
    what: str
    issuer: str
    issuer_name: str
    number: str
    issued_on: date
    expires_on: date | None
    content_sha256: str
    file_id: int
    file_sha256: str
    statement: str
    status: Status
    status_at: datetime
    replaced_by: UUID | None
    end_reason: str = ""
    end_entry: bytes = b""  # hash of the entry of its end
    ended_on_ground: str = ""  # the legal ground of its end


def signing(key: UUID) -> SigningFacts:
    return signings([key])[key]


def signings(keys: Iterable[UUID]) -> dict[UUID, SigningFacts]:
    return {row.key: _facts(row) for row in Signing.objects.filter(key__in=list(keys))}


def signings_of(holder: str) -> tuple[SigningFacts, ...]:
    """Every signature asked for one paper, in order."""
    return tuple(_facts(row) for row in Signing.objects.filter(holder=holder).order_by("id"))


def due(at: datetime, *, limit: int) -> list[Signing]:
    """What a worker may take now, the longest waiting first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    rows: QuerySet[Signing] = Signing.objects.filter(free, state=SigningState.ASKED, next_try_at__lte=at)
    return list(rows.order_by("next_try_at", "id")[:limit])


def waiting() -> dict[str, int]:
    """How many signatures wait, by what they wait for; for `motcua doctor`."""
    found: dict[str, int] = {}
    rows = Signing.objects.filter(state__in=[SigningState.ASKED, SigningState.STUCK])
    for problem in rows.values_list("problem", flat=True)[:10_000]:
        found[problem] = found.get(problem, 0) + 1
    return found


def result_of(holder: str) -> OriginalFacts | None:
    return _first(Original.objects.filter(holder=holder))


def original(key: UUID) -> OriginalFacts | None:
    return _first(Original.objects.filter(key=key))


def originals(keys: Iterable[UUID]) -> dict[UUID, OriginalFacts]:
    """What is recorded of these; what is not known is left out."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Original.objects.filter(key__in=wanted).select_related("replaced_by", "ending")
    return {row.key: _original(row) for row in rows}


def originals_with(sha256: str) -> tuple[OriginalFacts, ...]:
    """Originals whose file, or whose content below the stamp, has this hash."""
    rows = Original.objects.filter(Q(file_sha256=sha256) | Q(content_sha256=sha256))
    return tuple(
        _original(row) for row in rows.select_related("replaced_by", "ending").order_by("id")[:SAME_MAX]
    )


def _first(rows: QuerySet[Original]) -> OriginalFacts | None:
    row = rows.select_related("replaced_by", "ending").first()
    return _original(row) if row else None


def _facts(row: Signing) -> SigningFacts:
    return SigningFacts(
        key=row.key,
        purpose=Purpose(row.purpose),
        holder=row.holder,
        state=SigningState(row.state),
        asked_at=row.asked_at,
        tried=row.tried,
        next_try_at=row.next_try_at,
        problem=Problem(row.problem) if row.problem else None,
        file_id=row.output_file_id,
        sha256=row.output_sha256,
        signed_at=row.signed_at,
        level=row.level,
        entry_hash=bytes(row.entry_hash),
    )


def _original(row: Original) -> OriginalFacts:
    return OriginalFacts(
        key=row.key,
        holder=row.holder,
        what=row.what,
        issuer=row.issuer,
        issuer_name=row.issuer_name,
        number=row.number,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        content_sha256=row.content_sha256,
        file_id=row.file_id,
        file_sha256=row.file_sha256,
        statement=row.statement,
        status=Status(row.status),
        status_at=row.status_at,
        replaced_by=row.replaced_by.key if row.replaced_by else None,
        end_reason=row.ending.reason if hasattr(row, "ending") else "",
        end_entry=bytes(row.ending.entry_hash) if hasattr(row, "ending") else b"",
        ended_on_ground=row.ending.basis if hasattr(row, "ending") else "",
    )


def has_signer(name: str) -> bool:
    """Whether a key is registered for this signer ("officer:code", "agency:code"); opens no key."""
    return registry.has(name)
