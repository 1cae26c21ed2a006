"""What a reader found about a file, in words a person can act on. A few findings stop a file; all others only tell.

Only what nobody could open, or what attacks whoever opens it, is stopped: what the law lets a person hand in is not
for a machine to refuse. A warning says so on the spot, with its fix, and the person may send the file anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.documents.rules.files import DamagedFile, FileRefused
from motcua.foundation.refusal import gettext_noop


@dataclass(frozen=True)
class Finding:
    code: str
    stops: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """One signature on a file that was handed in, as it was validated without asking anybody."""

    finding: str  # empty: it holds
    signer: str = ""
    signed_at: str = ""
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    coverage: str = ""


@dataclass(frozen=True)
class Look:
    """What was found about one content."""

    pages: int
    findings: tuple[Finding, ...]
    signatures: tuple[Signature, ...]


class LockedFile(FileRefused):
    code = "documents.locked"
    sentence = gettext_noop(
        "The file “%(name)s” is protected by a password, so nobody at the office could open it."
    )
    next_step = gettext_noop("Save it again without a password, then choose it again.")


class ActiveFile(FileRefused):
    code = "documents.active"
    sentence = gettext_noop("The file “%(name)s” holds a script or an action that starts by itself.")
    next_step = gettext_noop("Print it to a new PDF, or scan the paper, then choose the new file.")


class TooManyPixels(FileRefused):
    code = "documents.too-many-pixels"
    sentence = gettext_noop(
        "The file “%(name)s” holds a picture of %(width)s × %(height)s points, more than can be opened."
    )
    next_step = gettext_noop("Scan it at 200 to 300 dpi, or make the photo smaller, then choose it again.")


class TooManyPages(FileRefused):
    code = "documents.too-many-pages"
    sentence = gettext_noop("The file “%(name)s” has %(pages)s pages; one file may have %(most)s.")
    next_step = gettext_noop("Split it into several files, then choose them together.")


class TooComplex(FileRefused):
    code = "documents.too-complex"
    sentence = gettext_noop(
        "The file “%(name)s” could not be opened safely: it wants more than any paper needs."
    )
    next_step = gettext_noop(
        "Print it to a new PDF, or scan the paper at 200 to 300 dpi, then choose the new file."
    )


STOPS: Mapping[str, type[FileRefused]] = {
    "locked": LockedFile,
    "broken": DamagedFile,
    "active": ActiveFile,
    "too-many-pixels": TooManyPixels,
    "too-many-pages": TooManyPages,
    "too-complex": TooComplex,
}

# Code → what is said, and what helps.
WORDS: Mapping[str, tuple[str, str]] = {
    "blank": (
        gettext_noop("Page %(page)s is blank."),
        gettext_noop("If something should be on it, scan that side again."),
    ),
    "blurred": (
        gettext_noop("Page %(page)s is blurred."),
        gettext_noop("Hold the device still, wipe its lens, and photograph the page again in good light."),
    ),
    "faint": (
        gettext_noop("Page %(page)s is hard to tell from its ground."),
        gettext_noop("Scan or photograph it again with more light and without shadow."),
    ),
    "skewed": (
        gettext_noop("Page %(page)s is turned by about %(degrees)s°."),
        gettext_noop("Lay the paper straight and scan it again."),
    ),
    "coarse": (
        gettext_noop("The picture is small (%(width)s × %(height)s points), so small letters may not be read."),
        gettext_noop("Scan at 200 dpi or more, or go closer with the camera so that the paper fills the picture."),
    ),
    "embedded": (
        gettext_noop("Other files are packed inside; the office reads only the pages."),
        gettext_noop("Hand the files inside in as files of their own."),
    ),
    "extra-bytes": (
        gettext_noop("Something hangs on after the end of the file; it is not read."),
        gettext_noop("Save or scan it again when something is missing."),
    ),
    "repaired": (
        gettext_noop("The file has small faults; parts may look different elsewhere."),
        gettext_noop("Look at each page, and save or print it to a new PDF when something is missing."),
    ),
    "restricted": (
        gettext_noop("The file forbids copying its text, so the office cannot make its searchable copy."),
        gettext_noop("Save it again without restrictions when you can."),
    ),
    "not-looked-at": (
        gettext_noop("The file could not be looked at in time."),
        gettext_noop("Look at it yourself: each page there, straight and sharp?"),
    ),
    "missing-pages": (
        gettext_noop("%(found)s of %(declared)s pages are there."),
        gettext_noop("Attach the missing pages, front and back, or scan all of them into one file."),
    ),
    "expired": (
        gettext_noop("By its date the paper was valid until %(until)s."),
        gettext_noop("Hand in a newer one when you have it."),
    ),
    "signature-broken": (
        gettext_noop("A signature in the file does not hold: the file was changed, or the signature is damaged."),
        gettext_noop("Ask whoever signed it for the file as it was signed, and do not save it anew."),
    ),
    "signature-changed": (
        gettext_noop("The file was changed after it was signed, in a way the signature does not allow."),
        gettext_noop("Ask whoever signed it for the file as it was signed."),
    ),
    "signature-revoked": (
        gettext_noop("The certificate of a signature had been revoked when it was signed."),
        gettext_noop("Ask whoever signed it to sign again with a certificate that is valid."),
    ),
    "signature-out-of-time": (
        gettext_noop("The certificate of a signature was not valid on the day it was signed."),
        gettext_noop("Ask whoever signed it to sign again with a certificate that is valid."),
    ),
    "signature-untrusted": (
        gettext_noop("It is not known here who issued the certificate of a signature."),
        gettext_noop("You may send the file; the office decides whether the signature counts."),
    ),
    "signature-unsupported": (
        gettext_noop("A signature is of a kind that cannot be checked here."),
        gettext_noop("Sign the PDF with a PAdES signature, the usual kind for PDF files."),
    ),
}  # fmt: skip


def check(*, name: str, kind: str, look: Look) -> None:
    """Stop a file that nobody could open or that attacks whoever does."""
    for found in look.findings:
        if found.stops:
            refusal = STOPS[found.code]
            # Facts come as plain values from the reader; the kind of file is a fact of `DamagedFile` alone.
            raise refusal(**{"name": name, "found": kind, **found.facts})  # type: ignore[arg-type]


def about_pages(*, declared: int, found: int) -> tuple[Finding, ...]:
    """A paper that is known to have so many pages came with fewer."""
    if 0 < found < declared:
        return (Finding("missing-pages", facts={"found": found, "declared": declared}),)
    return ()


def about_validity(*, issued_on: date | None, valid_months: int, on: date) -> tuple[Finding, ...]:
    """A paper that is valid for a time, by the date that stands on it."""
    if issued_on is None or not valid_months:
        return ()
    until = months_later(issued_on, valid_months)
    return (Finding("expired", facts={"until": until}),) if until < on else ()


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
