"""Signatures inside a PDF, validated with what this office trusts and nothing else: no address in the file is asked.

Runs in the limited process; knows no Django.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.documents.checking.limits import REVISIONS_MAX
from motcua.documents.reading.signatures import Gone, gone_in, loaded, revoked_by
from motcua.foundation.collecting import nothing_collected

# What a paper has no need of: it could do something to whoever opens it elsewhere.
ACTIVE_IN_ROOT = {"/OpenAction": "open-action", "/AA": "actions"}
ACTIVE_IN_NAMES = {"/JavaScript": "script", "/EmbeddedFiles": "attachment"}


def active_content(data: bytes) -> list[str]:
    reader = PdfFileReader(BytesIO(data), strict=False)
    found = [word for key, word in ACTIVE_IN_ROOT.items() if key in reader.root]
    if "/Names" in reader.root:
        found += [word for key, word in ACTIVE_IN_NAMES.items() if key in reader.root["/Names"]]
    return found


# A twentieth of the time was the search for rings of dead objects; this process ends with its file.
@nothing_collected()
def signatures(data: bytes, *, at: datetime, trust: Sequence[str]) -> list[dict[str, Any]]:
    """One answer for each signature, in the order they were made; time stamps of documents are left out."""
    reader = PdfFileReader(BytesIO(data), strict=False)
    trusted, lists = loaded(trust)
    gone = gone_in(lists)

    @cache
    def trust_at(moment: datetime) -> ValidationContext:
        # One for all signatures judged by the same moment: they share their authorities, and the paths to them.
        return ValidationContext(
            trust_roots=trusted, crls=lists, allow_fetching=False, revocation_mode="soft-fail", moment=moment
        )

    async def answers() -> list[dict[str, Any]]:
        return [
            await _answer(signature, at=at, trust_at=trust_at, gone=gone)
            for signature in reader.embedded_regular_signatures[:REVISIONS_MAX]
        ]

    return asyncio.run(answers())


async def _answer(
    signature: Any, *, at: datetime, trust_at: Callable[[datetime], ValidationContext], gone: Gone
) -> dict[str, Any]:
    status: Any = await async_validate_pdf_signature(signature, trust_at(at))
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    moment = at
    if stamped and (not status.trusted or revoked_by(signature.signer_cert, gone, at)):
        # A trusted time stamp says that it was signed then; the certificate is judged by that moment.
        moment = stamp.timestamp
        status = await async_validate_pdf_signature(signature, trust_at(moment))
    revoked = revoked_by(signature.signer_cert, gone, moment)
    whole = bool(status.intact and status.valid)
    subject = signature.signer_cert.subject.native
    problem = status.trust_problem_indic
    return {
        "field": signature.field_name,
        "signer": str(subject.get("common_name", "")),
        "organisation": str(subject.get("organization_name", "")),
        "said_at": status.signer_reported_dt.isoformat() if status.signer_reported_dt else None,
        "stamped_at": stamp.timestamp.isoformat() if stamped else None,
        "whole": whole,
        # What was added later may be signatures and their marks, nothing else.
        "untouched": whole and bool(status.docmdp_ok) and status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION"),
        "trusted": bool(status.trusted) and not revoked,
        "problem": "revoked" if revoked else "" if status.trusted else _problem(signature.signer_cert, at, problem),
    }  # fmt: skip


def _problem(certificate: Any, at: datetime, indication: Any) -> str:
    """Why it is not trusted, in one word; the dates of the certificate say more than the indication."""
    if indication is not None and "REVOKED" in indication.name:
        return "revoked"
    if at < certificate.not_valid_before:
        return "not-yet-valid"
    if at > certificate.not_valid_after:
        return "expired"
    return "unknown"
