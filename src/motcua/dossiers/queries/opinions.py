"""Opinions: what another office was asked, by when, and what it may see meanwhile – the question and the papers shown.

The dossier itself stays behind its own gate: whoever is asked opens nothing else of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.documents import queries as documents
from motcua.documents.queries import StoredFile
from motcua.dossiers.models import Dossier, Opinion, Paper
from motcua.dossiers.rules.states import HANDLERS, OPEN
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Reach, Role

ANSWERING = (*HANDLERS, Role.LEADER)
ROWS_MAX = 100
ANSWERED_ROWS_MAX = 20


@dataclass(frozen=True)
class Shown:
    """One paper that the asked office is shown."""

    id: int
    name: str
    file: StoredFile | None


def asked_of(reach: Reach) -> QuerySet[Opinion]:
    """What the offices of this reach were asked: still to be answered while the dossier is open, or answered by them."""
    return _asked(reach).filter(Q(answered_at__isnull=False) | _AWAITED)


_AWAITED = Q(answered_at__isnull=True, dossier__state__in=sorted(OPEN))


def _asked(reach: Reach) -> QuerySet[Opinion]:
    paths = reach.agencies(*ANSWERING)
    if not paths:
        return Opinion.objects.none()
    return Opinion.objects.filter(agency_id__in=people.agencies_under(paths))


def to_give(reach: Reach) -> list[Opinion]:
    """What is due first stands first."""
    found = _asked(reach).filter(_AWAITED).select_related(*_WITH)
    return list(found.order_by("answer_by", "id")[:ROWS_MAX])


def given_lately(reach: Reach) -> list[Opinion]:
    found = asked_of(reach).filter(answered_at__isnull=False).select_related(*_WITH)
    return list(found.order_by("-answered_at", "-id")[:ANSWERED_ROWS_MAX])


def count_to_give(reach: Reach) -> int:
    return _asked(reach).filter(_AWAITED)[: ROWS_MAX + 1].count()


_WITH = ("dossier__step_agency", "agency", "asked_by__person", "answered_by__person")


def opened(opinion_id: int, *, reach: Reach) -> Opinion:
    """One question for the office that was asked; nobody else finds it here."""
    found = asked_of(reach).select_related(*_WITH).filter(pk=opinion_id).first()
    if found is None:
        raise NotFound()
    return found


def shown(opinion: Opinion) -> tuple[Shown, ...]:
    """The papers shown, as long as the answer is awaited; afterwards none."""
    if opinion.answered_at is not None:
        return ()
    rows = list(Paper.objects.filter(dossier=opinion.dossier_id, pk__in=opinion.papers).order_by("id"))
    files = documents.facts([row.file_id for row in rows if row.file_id is not None])
    return tuple(Shown(row.pk, row.name, files.get(row.file_id) if row.file_id else None) for row in rows)


def paper_file(opinion: Opinion, paper_id: int) -> int:
    """The file of one paper shown; of no other."""
    if opinion.answered_at is not None or paper_id not in opinion.papers:
        raise NotFound()
    row = Paper.objects.filter(dossier=opinion.dossier_id, pk=paper_id, file_id__isnull=False).first()
    if row is None or row.file_id is None:
        raise NotFound()
    return row.file_id


def of(dossier: Dossier) -> list[Opinion]:
    """For whoever handles the dossier."""
    return list(Opinion.objects.filter(dossier=dossier).select_related(*_WITH).order_by("id"))


def offices(dossier: Dossier, *, at: datetime) -> list[AgencyFacts]:
    """Who may be asked: every acting unit and agency of the same province or ministry, but the one that asks."""
    root = "/".join(dossier.agency.path.split("/")[:2]) + "/"
    found: Sequence[AgencyFacts] = people.acting_agencies(on=at.astimezone(TZ).date(), paths=[root])
    return [agency for agency in found if agency.id != dossier.step_agency_id]
