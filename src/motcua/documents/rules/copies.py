"""Searchable copies: which programs of others make them, what may go wrong, and lines as they were recognised."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua.foundation.refusal import Refusal, gettext_noop

# Program → what installs it on Debian. They are run as programs of their own, never imported.
PROGRAMS: Mapping[str, str] = {
    "tesseract": "apt install tesseract-ocr tesseract-ocr-vie",
    "ocrmypdf": "apt install ocrmypdf",
}
PAGES_MAX = 60

# Why a copy was not made → what is said, and what helps.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "not-installed": (
        gettext_noop("A program that recognises writing is not installed on this machine."),
        gettext_noop("Ask the operator to run: %(command)s"),
    ),
    "time": (
        gettext_noop("Recognising this paper took too long."),
        gettext_noop("Scan fewer pages at a time, at 200 to 300 dpi, and start again."),
    ),
    "work": (
        gettext_noop("Recognising this paper took too long."),
        gettext_noop("Scan fewer pages at a time, at 200 to 300 dpi, and start again."),
    ),
    "memory": (
        gettext_noop("This paper is too large to be recognised."),
        gettext_noop("Scan it at 200 to 300 dpi and start again."),
    ),
    "crash": (
        gettext_noop("The writing on this paper could not be recognised."),
        gettext_noop("Scan it again, straight and sharp, and start again."),
    ),
    "too-many-pages": (
        gettext_noop("A paper of more than %(most)s pages is not recognised in one go."),
        gettext_noop("Scan it in several parts."),
    ),
}


class CopyNotReady(Refusal):
    code = "documents.copy-not-ready"
    sentence = gettext_noop("The searchable copy of this paper is not ready.")
    next_step = gettext_noop("Wait until every page is recognised, then compare and sign off.")


@dataclass(frozen=True)
class Line:
    """One line as it was recognised; the confidence is the lowest of its words, 0 to 100."""

    text: str
    confidence: int


def lines_of(table: str) -> Iterator[Line]:
    """Lines from the table (TSV) that tesseract writes."""
    words: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") == "5" and text:
            place = tuple(row[name] for name in ("page_num", "block_num", "par_num", "line_num"))
            words.setdefault(place, []).append((text, float(row["conf"])))
    for found in words.values():
        yield Line(" ".join(text for text, _ in found), max(0, int(min(sure for _, sure in found))))
