"""Who asks people for an agency."""

from datetime import datetime

from motcua.people import queries as people
from motcua.people.queries import OfficerFacts
from motcua.people.rules import Role


def enumerators(*, path: str, at: datetime) -> list[OfficerFacts]:
    """Enumerators of the agency of this path, and of those above it, by name."""
    above = [int(part) for part in path.split("/") if part]
    found = people.officers_of(above, at=at, roles=[Role.ENUMERATOR])
    return list({one.id: one for one in found}.values())
