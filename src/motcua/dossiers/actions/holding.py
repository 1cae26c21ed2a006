"""The person's store is filled by what offices did: results they issued, papers they compared, signatures that hold.

Nothing is copied: a stored paper, the paper of the request it came from and each paper that reuses it hold one file.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle.queries import Sealed
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.dossiers import sealing
from motcua.dossiers.models import Digitisation, Dossier, Held, Paper, Result
from motcua.dossiers.queries import electronic
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.digital import PaperAct
from motcua.dossiers.rules.held import HeldSource
from motcua.dossiers.rules.recognised import Said
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ

FOLLOWER = "dossiers.store"
FILLED_AT_ONCE_MAX = 250  # a few seconds of a minute: what was there before may take its time
# What was signed or signed off is held in that act; the rest, and what was there before this store, is read afterwards.
FILLING = (Act.CHECK_APPLICANT, Act.MARK_DONE, PaperAct.SIGNED_OFF)


def fill_store(*, limit: int = FILLED_AT_ONCE_MAX) -> int:
    """Read on in the chronicle from where the last run stopped; returns how many entries were looked at."""
    return chronicle.read_on(
        follower=FOLLOWER, kinds=[str(kind) for kind in FILLING], handle=_happened, limit=limit
    )


def _happened(entry: Sealed) -> None:
    dossier = Dossier.objects.filter(key=entry.subject.removeprefix("dossier:")).first()
    if dossier is not None:
        fill_from(dossier, at=entry.at)


def fill_from(dossier: Dossier, *, at: datetime) -> None:
    """Hold for its owner what this request brought: its result, and papers that were checked. Asked again, nothing more.

    Whose it is must be known: a name that somebody stated for another is nobody's store.
    """
    if dossier.applicant_id is None and (
        dossier.organisation_id is None or dossier.applicant_checked_at is None
    ):
        return
    with transaction.atomic(savepoint=False):
        _hold_result(dossier, at=at)
        for paper in Paper.objects.filter(dossier=dossier, file_id__isnull=False, held=None):
            _hold_paper(dossier, paper, at=at)


def _hold_result(dossier: Dossier, *, at: datetime) -> None:
    found = Result.objects.filter(dossier=dossier, outcome=inputs.Outcome.GRANT).first()
    if found is None or found.file_id is None or Held.objects.filter(result=found).exists():
        return
    original = electronic.original_of(dossier)
    _hold(
        dossier,
        at=at,
        source=HeldSource.RESULT,
        name=found.kind,
        issuer=original.issuer_name if original else dossier.agency.name,
        issued_on=original.issued_on if original else found.issued_at.astimezone(TZ).date(),
        expires_on=original.expires_on if original else None,
        file_id=found.file_id,
        original=original.key if original else None,
        result=found,
    )


def _hold_paper(dossier: Dossier, paper: Paper, *, at: datetime) -> None:
    """Compared by an officer with the paper, or signed by somebody we trust; what was only handed in proves nothing."""
    if Held.objects.filter(paper=paper).exists():
        return
    scan = Digitisation.objects.filter(paper=paper, signed_off_at__isnull=False).first()
    if scan is None and not _is_signed(paper):
        return
    _hold(
        dossier,
        at=at,
        source=HeldSource.SCANNED if scan else HeldSource.SIGNED,
        code=paper.code,
        name=paper.name,
        issued_on=paper.issued_on or (_issued_on(scan) if scan else None),
        expires_on=scan.expires_on if scan else None,
        file_id=paper.file_id,
        paper=paper,
    )


def _is_signed(paper: Paper) -> bool:
    assert paper.file_id is not None
    look = files.looks([paper.file_id]).get(paper.file_id)
    return (
        look is not None
        and bool(look.signatures)
        and all(one.trusted and not one.finding for one in look.signatures)
    )


def _issued_on(scan: Digitisation) -> date | None:
    said = sealing.unlock(scan.sealed, about=f"digitisation:{scan.pk}").get(str(Said.ISSUED))
    return date.fromisoformat(str(said)) if said else None


def _hold(dossier: Dossier, *, at: datetime, file_id: int | None, **facts: object) -> None:
    assert file_id is not None
    try:
        with transaction.atomic():
            row = Held.objects.create(
                person_id=dossier.applicant_id,
                organisation_id=dossier.organisation_id if dossier.applicant_id is None else None,
                dossier=dossier,
                file_id=file_id,
                held_at=at,
                **facts,
            )
    except IntegrityError:
        return  # somebody else held it a moment ago
    documents.keep(file_id=file_id, holder=holder(row.pk))


def holder(held_id: int) -> str:
    return f"dossiers.held:{held_id}"
