"""What was found about files that a person or officer attached, in words beside each file. Nothing here refuses.

A warning is told once on the spot: the page stays when a new file brought one, and goes on at the next press.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from motcua.documents import queries as documents
from motcua.documents import rules as findings
from motcua.documents import words as files
from motcua.documents.rules import Look
from motcua.documents.words import Note
from motcua.procedures.rules import Paper

# In the address after a redirect: look at the notes before going on.
TOLD = "luu-y"


def with_notes(papers: Sequence[Any]) -> list[Any]:
    """The files of a draft, each with what was found about it as `notes` and its number of pages as `pages`."""
    looks = documents.looks(paper.file_id for paper in papers)
    rows: list[Any] = list(papers)
    for row in rows:
        look = looks.get(row.file_id)
        row.notes = files.notes(look.findings) if look else ()
        row.pages = look.pages if look else 0
    return rows


def about_paper(paper: Paper, attached: Sequence[Any], *, on: date) -> tuple[Note, ...]:
    """What is known of the paper as a whole: pages that are missing, a date that is over."""
    pages = sum(row.pages for row in attached)
    issued_on = next((row.issued_on for row in attached if row.issued_on), None)
    return files.notes(
        [
            *findings.about_pages(declared=paper.pages, found=pages),
            *findings.about_validity(issued_on=issued_on, valid_months=paper.valid_months, on=on),
        ]
    )


def has_new_notes(before: Iterable[int], papers: Sequence[Any]) -> bool:
    """Whether a file that came just now brought a warning."""
    known = set(before)
    return any(row.notes for row in with_notes([paper for paper in papers if paper.pk not in known]))


def notes_of(file_ids: Iterable[int]) -> Mapping[int, tuple[Note, ...]]:
    """Warnings by file, for a page of an officer."""
    return {pk: files.notes(look.findings) for pk, look in documents.looks(file_ids).items()}


def signatures_of(look: Look | None) -> tuple[str, ...]:
    """The signatures on a file in one line each."""
    return tuple(files.signature_words(one) for one in look.signatures) if look else ()
