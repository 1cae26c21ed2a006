"""The person's store (kho dữ liệu của cá nhân, tổ chức): what may be used again, and why something may not.

Pure. A stored paper is used with its owner's consent, while it is in force, and only in place of a paper not given yet.
"""

from datetime import date
from enum import StrEnum

from motcua.documents.rules import Status
from motcua.dossiers.rules.digital import PaperSource
from motcua.foundation.refusal import Refusal, Said, gettext_noop


class HeldSource(StrEnum):
    RESULT = "result"  # what an office issued
    SCANNED = "scanned"  # digitised at a counter, compared and signed off
    SIGNED = "signed"  # handed in as a file whose signatures hold


class Validity(StrEnum):
    """Whether a stored paper may be used today."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ERASED = "erased"


class HeldAct(StrEnum):
    """Kinds of chronicle entry about the store."""

    REUSED = "dossier.paper-reused"
    ERASED = "dossier.held-erased"


# Where the statistics count a reused paper: as one from the store, or as the result of another request.
AS_SOURCE = {
    HeldSource.RESULT: PaperSource.RESULT,
    HeldSource.SCANNED: PaperSource.STORE,
    HeldSource.SIGNED: PaperSource.STORE,
}


def validity(*, expires_on: date | None, status: Status | None, is_erased: bool, on: date) -> Validity:
    """`status` is that of its original, where there is one. The last day of validity still counts."""
    if is_erased:
        return Validity.ERASED
    if status in (Status.REPLACED, Status.REVOKED):
        return Validity(status.value)
    if expires_on is not None and expires_on < on:
        return Validity.EXPIRED
    return Validity.VALID


class HeldPaperEnded(Refusal):
    code = "dossiers.held-paper-ended"
    sentence = gettext_noop("The stored paper “%(name)s” cannot be used: %(why)s.")
    next_step = gettext_noop(
        "Remove it from the papers of this request and attach another. Nothing was sent."
    )


class NoConsent(Refusal):
    code = "dossiers.no-consent"
    status = 422
    sentence = gettext_noop("A stored paper is used only when its owner agrees.")
    next_step = gettext_noop("Ask the person, tick that they agree, and try again. Nothing was changed.")


WHY = {
    Validity.EXPIRED: gettext_noop("it has expired"),
    Validity.REPLACED: gettext_noop("another result took its place"),
    Validity.REVOKED: gettext_noop("it was revoked"),
    Validity.ERASED: gettext_noop("its owner had it erased from the store"),
}


def check_usable(found: Validity, *, name: str) -> None:
    if found is not Validity.VALID:
        raise HeldPaperEnded(name=name, why=Said(WHY[found]))
