"""Which requests came of which submissions, for the room that began them at the window."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gate import visible_to
from motcua.people.rules import Reach


def numbers_of_submissions(submissions: Collection[UUID]) -> dict[UUID, str]:
    """For whoever counts them: a number says nothing about anybody."""
    rows = Dossier.objects.filter(submission__in=submissions, number__isnull=False)
    return {row.submission: row.number or "" for row in rows.only("submission", "number")}


def numbers_seen(submissions: Collection[UUID], *, reach: Reach, at: datetime) -> tuple[str, ...]:
    """The same inside the gate, to open them."""
    rows = visible_to(reach, at=at).filter(submission__in=submissions).order_by("id")
    return tuple(row.number or "" for row in rows.only("number"))
