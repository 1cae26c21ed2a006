"""The counter's screen begins with a draft that was opened by its short code: what it says stands there, for the officer to compare."""

from uuid import UUID

from django.http import HttpRequest

from motcua.dossiers import resumed
from motcua.dossiers.pages import uploads
from motcua.dossiers.pages.counter_screen import Screen
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries import resuming
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.foundation.refusal import NotFound, Refusal


def remember(request: HttpRequest, screen: Screen) -> None:
    """A screen that was sent: received, it takes its draft along."""
    if _opened(request, screen) is not None:
        screen.drafted = {}


def fill(request: HttpRequest, screen: Screen) -> bool:
    """Whether the screen begins with a draft. The identity number is read from the card, never from a draft."""
    found = _opened(request, screen)
    if found is None:
        return False
    person, contact = found.person, found.contact
    screen.drafted = found.data if found.case and found.case.code == screen.case.code else {}
    screen.filled |= {
        "name": person.full_name,
        "birth": f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
        "phone": contact[rules.PHONE],
        "email": contact[rules.EMAIL],
        "address": " ".join(contact[rules.ADDRESS].split()),
    }
    screen.starts = {"delivery-way": found.delivery or "", "office-id": str(found.draft.agency_id or "")}
    for paper in found.papers:
        screen.kept.setdefault(paper.code, []).append(uploads.again(request, paper.file_id, paper.name))
    return True


def _opened(request: HttpRequest, screen: Screen) -> Filling | None:
    draft_id: UUID | None = screen.begun
    if draft_id is None or not resumed.is_open(request.session, draft_id, at=request.at):
        return None
    try:
        return queries.filling(draft_id=draft_id, reach=resuming.reach_of(draft_id), at=request.at)
    except (NotFound, Refusal):
        return None
