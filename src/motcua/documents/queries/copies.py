"""Searchable copies: how far each is, and what was recognised."""

import json
import shutil
from dataclasses import dataclass

from django.conf import settings

from motcua.documents.models import Copy, CopyState
from motcua.documents.queries.files import OpenFile, open
from motcua.documents.rules.copies import PROGRAMS, Line
from motcua.foundation.secret_text import unlock


@dataclass(frozen=True)
class CopyFacts:
    id: int
    state: CopyState
    problem: str
    pages_done: int
    pages_total: int
    file_id: int
    result_id: int | None


@dataclass(frozen=True)
class PageRead:
    number: int
    lines: tuple[Line, ...]


def copy_of(copy_id: int) -> CopyFacts:
    """How far a copy is. Raises `Copy.DoesNotExist` for an id that was never given out."""
    row = Copy.objects.get(pk=copy_id)
    return CopyFacts(
        id=row.pk,
        state=CopyState(row.state),
        problem=row.problem,
        pages_done=row.pages_done,
        pages_total=row.pages_total,
        file_id=row.file_id,
        result_id=row.result_id,
    )


def pages_read(copy_id: int) -> tuple[PageRead, ...]:
    """What was recognised, page by page. The caller has checked its own gate and logged the look."""
    found = []
    for page in Copy.objects.get(pk=copy_id).pages.order_by("number"):
        text = unlock(page.locked, about=about_page(copy_id, page.number), folder=settings.KEYS_DIR)
        found.append(PageRead(page.number, tuple(Line(**line) for line in json.loads(text))))
    return tuple(found)


def page_picture(copy_id: int, number: int) -> OpenFile | None:
    """The picture of one page, made by this house from what was handed in."""
    page = Copy.objects.get(pk=copy_id).pages.filter(number=number).first()
    return open(page.picture_id) if page else None


def about_page(copy_id: int, number: int) -> str:
    return f"copy:{copy_id}:{number}"


def programs_missing() -> dict[str, str]:
    """Programs that recognise writing and are not on this machine, each with the command that installs it."""
    return {name: way for name, way in PROGRAMS.items() if shutil.which(name) is None}
