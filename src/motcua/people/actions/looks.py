"""The access log: every look at somebody's dossier or data leaves a row that this person can see."""

from datetime import datetime

from ..models import AccessLook
from ..rules import Reach


def log_access(*, reach: Reach, what: str, subject: str, person_id: int | None, at: datetime) -> None:
    """Write down a look. Looking at one's own is not one."""
    if person_id is not None and person_id == reach.person_id:
        return
    AccessLook.objects.create(
        mandate_id=reach.grants[0].mandate_id if reach.grants else None,
        actor=reach.actor,
        what=what,
        subject=subject,
        person_id=person_id,
        at=at,
    )
