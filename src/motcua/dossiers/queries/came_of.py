"""Which requests came of which submissions, for the room that began them at the window."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gate import key_of, visible_to
from motcua.people.rules import Reach


def numbers_of_submissions(submissions: Collection[UUID]) -> dict[UUID, str]:
    """For whoever counts them: a number says nothing about anybody."""
    rows = Dossier.objects.filter(submission__in=submissions, number__isnull=False)
    return {row.submission: row.number or "" for row in rows.only("submission", "number")}


def numbers_seen(submissions: Collection[UUID], *, reach: Reach, at: datetime) -> tuple[str, ...]:
    """The same inside the gate, to open them."""
    rows = visible_to(reach, at=at).filter(submission__in=submissions).order_by("id")
    return tuple(row.number or "" for row in rows.only("number"))


def numbers_of_subjects(subjects: Iterable[str]) -> dict[str, str]:
    """The numbers of requests by their names in the chronicle; what is no request, or has no number, is left out."""
    keys = {key: subject for subject in subjects if (key := key_of(subject)) is not None}
    rows = Dossier.objects.filter(key__in=list(keys), number__isnull=False).values_list("key", "number")
    return {keys[key]: number for key, number in rows if number is not None}
