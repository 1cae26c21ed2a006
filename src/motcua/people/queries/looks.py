"""The access log, read by the person who was looked at and by auditors. Newest first, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ..models import AccessLook
from .reach import within

PAGE = 50


@dataclass(frozen=True)
class LookFacts:
    """One look: who by office and role, at what, when. Names of officers are for auditors only."""

    id: int
    what: str
    subject: str
    at: datetime
    mandate_id: int | None
    role: str
    agency_name: str
    agency_name_en: str
    officer: str
    person: str  # opaque id


@dataclass(frozen=True)
class LooksPage:
    looks: tuple[LookFacts, ...]
    before: int | None  # where the next page begins
    mandate_id: int | None = None


def looks_at(person_id: int | None, *, before: int | None = None) -> LooksPage:
    """Who looked at this person."""
    if person_id is None:
        return LooksPage((), None)
    return _page(AccessLook.objects.filter(person_id=person_id), before)


def looks_by(*, paths: Iterable[str], mandate_id: int | None = None, before: int | None = None) -> LooksPage:
    """What was looked at under mandates within these paths, or under one of them."""
    rows = AccessLook.objects.filter(within(paths, field="mandate__agency__path"))
    return _page(rows.filter(mandate_id=mandate_id) if mandate_id else rows, before, mandate_id)


def _page(rows: QuerySet[AccessLook], before: int | None, mandate_id: int | None = None) -> LooksPage:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("mandate__agency", "mandate__officer__person", "person").order_by("-pk")
    found = [_facts(row) for row in rows[: PAGE + 1]]
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return LooksPage(tuple(found[:PAGE]), more, mandate_id)


def _facts(row: AccessLook) -> LookFacts:
    mandate = row.mandate
    return LookFacts(
        id=row.pk,
        what=row.what,
        subject=row.subject,
        at=row.at,
        mandate_id=row.mandate_id,
        role=mandate.role if mandate else "",
        agency_name=mandate.agency.name if mandate else "",
        agency_name_en=mandate.agency.name_en if mandate else "",
        officer=mandate.officer.person.full_name if mandate else "",
        person=row.person.public_id if row.person else "",
    )
