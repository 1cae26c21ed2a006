"""Looks into a dossier: each leaves a row that the person whose request it is can see."""

from datetime import datetime, timedelta

from motcua.dossiers.models import Dossier
from motcua.people import actions as people
from motcua.people.rules import Look, Reach


def log_look(
    *, dossier: Dossier, what: Look, reach: Reach, at: datetime, once_in: timedelta | None = None
) -> None:
    """Write down a look for the applicant; where an organisation applies, for the person who sent the request.

    `once_in` as in `people.actions.log_access`: coming back within that time is the same look.
    """
    people.log_access(
        reach=reach,
        what=what,
        subject=dossier.number or "",
        person_id=dossier.applicant_id or dossier.sender_id,
        at=at,
        once_in=once_in,
    )
