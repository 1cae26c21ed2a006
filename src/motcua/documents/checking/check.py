"""What a code or a file comes to."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from motcua.documents import rules, statement
from motcua.documents.checking.limits import REVISIONS_MAX
from motcua.documents.checking.opening import NoRoom, Opened, Signature, opened
from motcua.documents.statement import Statement
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from motcua.documents.queries import OriginalFacts

END_MARK = b"%%EOF"


class Verdict(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # the code is genuine, and this office's own record knows nothing of it
    OTHER_FILE = "other-file"  # a genuine code, but not of this file
    BROKEN = "broken"  # a signature in the file does not fit what is in it


class NothingToCheck(Refusal):
    code = "documents.check-nothing"
    status = 422
    sentence = gettext_noop("There is nothing to check yet.")
    next_step = gettext_noop(
        "Paste the text of the code, or choose the file of the result or a picture of its code."
    )


class NoCodeFound(Refusal):
    code = "documents.check-no-code"
    status = 422
    sentence = gettext_noop("No code of a result was found in this file.")
    next_step = gettext_noop(
        "Take the picture again, near, straight and in good light; or choose the PDF itself; or paste the text of the code."
    )


@dataclass(frozen=True)
class Checked:
    """The statement is believed. `same_file` is None, and nothing is said of signatures, when no PDF was given."""

    verdict: Verdict
    statement: Statement | None  # None: the file itself was known, without a code
    same_file: bool | None = None
    signatures: tuple[Signature, ...] = ()
    active: tuple[str, ...] = ()
    original: "OriginalFacts | None" = None
    replacement: "OriginalFacts | None" = None

    @property
    def trusted(self) -> bool:
        """Whether every signature in the file is by a certificate that this office trusts."""
        return bool(self.signatures) and all(signature.well for signature in self.signatures)


def check_code(pasted: str, *, at: datetime) -> Checked:
    """Raises a `StatementRefused` that says why when the code is not to be believed."""
    if not pasted.strip():
        raise NothingToCheck
    signed = statement.signed_in(pasted)
    keys = statement.public_keys()
    found = statement.check(signed, keys=keys, believe_revoked=True)
    known = _record().original(found.id)
    if known is None or not _is_of(known, signed):
        # Only the office's own record of these very bytes speaks for a code whose key was revoked.
        return Checked(Verdict.UNKNOWN, statement.check(signed, keys=keys))
    return _standing(known, found, at)


def _record() -> ModuleType:
    """The office's own record. Asked for here, because the process that opens files shares this package and has no
    Django: its tables must not be needed to import it."""
    from motcua.documents import queries

    return queries


def _is_of(known: "OriginalFacts", signed: bytes) -> bool:
    return bool(known.statement) and statement.signed_in(known.statement) == signed


def _standing(known: "OriginalFacts", found: Statement | None, at: datetime) -> Checked:
    ended = known.expires_on is not None and known.expires_on < at.astimezone(TZ).date()
    verdict = Verdict(known.status.value)
    if verdict is Verdict.VALID and ended:
        verdict = Verdict.EXPIRED
    replacement = _record().original(known.replaced_by) if known.replaced_by else None
    return Checked(verdict, found, original=known, replacement=replacement)


def check_file(file: BinaryIO, *, code: str, at: datetime) -> Checked:
    """A PDF is compared with its code, which is read from the file unless one was pasted; its signatures are checked."""
    limit: int = settings.UPLOAD_SIZE_BYTES_MAX
    try:
        data = file.read(limit + 1)
    except OSError as problem:  # it found no room while it came (uploading.Unwritten)
        raise NoRoom from problem
    rules.check_size(name="", size_bytes=len(data), limit_bytes=limit)
    pdf = data.startswith(b"%PDF-")
    found = opened(data, at=at, codes=not code.strip()) if pdf or not code.strip() else Opened()
    text = code if code.strip() else next(iter(found.codes), "")
    if not text:
        checked = _by_file(data, at)
        return replace(checked, same_file=True, signatures=found.signatures, active=found.active)
    checked = check_code(text, at=at)
    return _with_file(checked, data, found) if pdf else checked


def _by_file(data: bytes, at: datetime) -> Checked:
    """A file without a code, known by its own hash."""
    digest = hashlib.sha256(data).hexdigest()
    known = next((one for one in _record().originals_with(digest) if one.file_sha256 == digest), None)
    if known is None:
        raise NoCodeFound
    return _standing(known, None, at)


def _with_file(checked: Checked, data: bytes, found: Opened) -> Checked:
    assert checked.statement is not None
    same = checked.statement.digest in set(beginnings(data))
    verdict = checked.verdict
    if any(not signature.untouched for signature in found.signatures):
        verdict = Verdict.BROKEN
    if not same:
        verdict = Verdict.OTHER_FILE
    return replace(checked, verdict=verdict, same_file=same, signatures=found.signatures, active=found.active)


def beginnings(data: bytes) -> Iterator[bytes]:
    """The SHA-256 of each revision of a PDF: the file up to each of its end marks, with and without a line end."""
    digest, done, place = hashlib.sha256(), 0, 0
    for _ in range(REVISIONS_MAX):
        place = data.find(END_MARK, place) + len(END_MARK)
        if place < len(END_MARK):
            return
        for cut in (place, place + 1, place + 2):
            if cut > len(data) or (cut > place and data[cut - 1] not in b"\r\n"):
                break
            digest.update(data[done:cut])
            done = cut
            yield digest.copy().digest()
