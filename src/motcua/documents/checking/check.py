"""What a code or a file comes to."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

from motcua.documents import rules, statement
from motcua.documents.checking.limits import REVISIONS_MAX
from motcua.documents.checking.opening import Opened, Signature, opened
from motcua.documents.statement import Statement
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal, gettext_noop

END_MARK = b"%%EOF"


class Verdict(StrEnum):
    GENUINE = "genuine"  # the code is; what became of the result is not known here
    EXPIRED = "expired"
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
    statement: Statement
    same_file: bool | None = None
    signatures: tuple[Signature, ...] = ()
    active: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether every signature in the file is by a certificate that this office trusts."""
        return bool(self.signatures) and all(signature.well for signature in self.signatures)


def check_code(pasted: str, *, at: datetime) -> Checked:
    """Raises a `StatementRefused` that says why when the code is not to be believed."""
    if not pasted.strip():
        raise NothingToCheck
    found = statement.check(statement.signed_in(pasted), keys=statement.public_keys())
    ended = found.expires_on is not None and found.expires_on < at.astimezone(TZ).date()
    return Checked(Verdict.EXPIRED if ended else Verdict.GENUINE, found)


def check_file(file: BinaryIO, *, code: str, at: datetime) -> Checked:
    """A PDF is compared with its code, which is read from the file unless one was pasted; its signatures are checked."""
    limit: int = settings.UPLOAD_SIZE_BYTES_MAX
    data = file.read(limit + 1)
    rules.check_size(name="", size_bytes=len(data), limit_bytes=limit)
    pdf = data.startswith(b"%PDF-")
    found = opened(data, at=at, codes=not code.strip()) if pdf or not code.strip() else Opened()
    text = code if code.strip() else next(iter(found.codes), "")
    if not text:
        raise NoCodeFound
    checked = check_code(text, at=at)
    return _with_file(checked, data, found) if pdf else checked


def _with_file(checked: Checked, data: bytes, found: Opened) -> Checked:
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
