"""Who asks people for an agency: enumerators of it, of those above it, and of those below it, in whose places it asks."""

from datetime import datetime

from django.db.models import Q

from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.queries import OfficerFacts
from motcua.people.rules import Reach, Role


def enumerators(*, path: str, at: datetime) -> list[OfficerFacts]:
    """Enumerators who may go to places of this agency's rounds, by name."""
    above = [int(part) for part in path.split("/") if part]
    below = [one.id for one in people.acting_agencies(on=at.astimezone(TZ).date(), paths=[path])]
    found = people.officers_of([*above, *below], at=at, roles=[Role.ENUMERATOR])
    return list({one.id: one for one in found}.values())


def asks_for(reach: Reach, path: str) -> bool:
    """Whether somebody is an enumerator who may go to places of this agency's rounds."""
    return any(path.startswith(one) or one.startswith(path) for one in reach.agencies(Role.ENUMERATOR))


def asked_by(reach: Reach, *, field: str = "agency__path") -> Q:
    """The same as a condition on the agency of a round."""
    paths = reach.agencies(Role.ENUMERATOR)
    above = {path[: place + 1] for path in paths for place, sign in enumerate(path) if sign == "/" and place}
    return people.within(paths, field=field) | Q(**{f"{field}__in": above})
