"""The access log: every look at somebody's dossier or data leaves a row that this person can see."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from ..models import AccessLook
from ..rules import Reach


def log_access(
    *,
    reach: Reach,
    what: str,
    subject: str,
    person_id: int | None,
    at: datetime,
    once_in: timedelta | None = None,
) -> None:
    """Write down a look. Looking at one's own is not one.

    With `once_in`, an officer who comes back to the same page within that time has looked once: a log in which one
    look stands forty times tells the person less.
    """
    if is_own(person_id, reach):
        return
    if once_in is not None and _looked(
        reach, what=what, subject=subject, person_id=person_id, since=at - once_in
    ):
        return
    AccessLook.objects.create(
        mandate_id=reach.grants[0].mandate_id if reach.grants else None,
        actor=reach.actor,
        what=what,
        subject=subject,
        person_id=person_id,
        at=at,
    )


def log_looks(*, reach: Reach, what: str, looks: Iterable[tuple[str, int | None]], at: datetime) -> None:
    """Many looks of one page at once: (subject, person), each a row that its person can see."""
    AccessLook.objects.bulk_create(
        AccessLook(
            mandate_id=reach.grants[0].mandate_id if reach.grants else None,
            actor=reach.actor,
            what=what,
            subject=subject,
            person_id=person_id,
            at=at,
        )
        for subject, person_id in looks
        if not is_own(person_id, reach)
    )


def is_own(person_id: int | None, reach: Reach) -> bool:
    """Whether somebody looks at their own; a helper in somebody's place does not."""
    return person_id is not None and person_id == reach.person_id and reach.helping is None


def _looked(reach: Reach, *, what: str, subject: str, person_id: int | None, since: datetime) -> bool:
    whose = Q(person=None) if person_id is None else Q(person_id=person_id)
    looks = AccessLook.objects.filter(whose, actor=reach.actor, what=what, subject=subject, at__gt=since)
    if reach.grants:
        looks = looks.filter(mandate_id=reach.grants[0].mandate_id)
    return looks.exists()
