"""What a round is planned from: the frameworks that were loaded, the agencies somebody may plan for, their units."""

from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Level, Reach, Role

from ..models import FrameworkVersion
from ..rules.frameworks import Framework, Name
from .opened import framework_of

UNITS_MAX = 4_000  # communes of the whole country are fewer


@dataclass(frozen=True)
class FrameworkLine:
    id: int
    name: Name
    level: str
    starts: int
    ends: int | None
    complete: bool
    fictional: bool
    digest: str
    loaded_at: datetime
    framework: Framework


def frameworks_loaded() -> list[FrameworkLine]:
    return [
        FrameworkLine(
            id=row.pk,
            name=Name(row.name, row.name_en),
            level=row.level,
            starts=row.starts,
            ends=row.ends,
            complete=row.complete,
            fictional=row.fictional,
            digest=row.digest,
            loaded_at=row.loaded_at,
            framework=framework_of(row),
        )
        for row in FrameworkVersion.objects.order_by("name", "-pk")
    ]


def owners(reach: Reach) -> list[people.AgencyFacts]:
    """Agencies whose home-affairs officer somebody is: for these they plan rounds."""
    return people.tops(reach.agencies(Role.HOME_AFFAIRS))


def units_possible(*, owner_id: int, level: str, at: datetime) -> list[people.AgencyFacts]:
    """Whom an owner may measure by a framework: the agencies of its level that act below the owner.

    Those of a ministry in a province (police, social insurance, tax) are not its committee's to score.
    """
    owner = people.agency_if(owner_id)
    if owner is None:
        return []
    day = at.astimezone(TZ).date()
    found = people.acting_agencies(on=day, paths=[owner.path], levels=[Level(level)])
    apart = people.of_ministries(one.id for one in found) | {owner_id}
    return [one for one in found if one.id not in apart][:UNITS_MAX]


def departments_of(*, unit_path: str, unit_id: int, at: datetime) -> list[people.AgencyFacts]:
    """To whom a unit may give criteria: every agency below it that acts."""
    day = at.astimezone(TZ).date()
    return [one for one in people.acting_agencies(on=day, paths=[unit_path]) if one.id != unit_id]
