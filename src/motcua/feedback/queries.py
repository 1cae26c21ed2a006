"""Ratings as offices may see them: lots of at least five, never one by one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from .marks import mark_of
from .models import Rated, Rating
from .rules import Level, Wish

DAYS = 90
READING = (Role.UNIT_HEAD, Role.LEADER, Role.WATCHER, Role.AUDITOR)
SATISFIED = (Level.SATISFIED, Level.VERY_SATISFIED)


@dataclass
class Office:
    """What was said of one office in the last days."""

    id: int
    name: str
    levels: Counter[int] = field(default_factory=Counter)
    wishes: Counter[str] = field(default_factory=Counter)
    simulated: bool = False

    @property
    def count(self) -> int:
        return self.levels.total()

    @property
    def satisfied(self) -> int:
        return sum(self.levels[level] for level in SATISFIED)

    @property
    def share(self) -> float:
        return self.satisfied / self.count


@dataclass(frozen=True)
class Ratings:
    """Of all offices within reach together, and of each; the least satisfied first."""

    whole: Office
    offices: tuple[Office, ...]


@dataclass(frozen=True)
class Shown:
    """One rating as the estimate takes it."""

    agency_id: int
    satisfied: bool
    online: bool
    late: bool


def was_rated(settled: dossiers.Settled) -> bool:
    return Rated.objects.filter(mark=mark_of(settled.key)).exists()


def ratings(reach: Reach, *, at: datetime) -> Ratings:
    """What was shown in the last 90 days, of the offices whose work this person heads or watches."""
    agencies = people.agency_ids(reach.agencies(*READING))
    rows = _shown(at).filter(agency_id__in=agencies) if agencies else Rating.objects.none()
    whole = Office(0, "")
    found: dict[int, Office] = {}
    for agency, level, wishes, simulated in rows.values_list("agency_id", "level", "wishes", "simulated"):
        for office in (whole, found.setdefault(agency, Office(agency, ""))):
            office.levels[level] += 1
            office.wishes.update(wish for wish in wishes if wish in set(Wish))
            office.simulated |= simulated
    for key, facts in people.agencies(set(found)).items():
        found[key].name = facts.name
    return Ratings(whole, tuple(sorted(found.values(), key=lambda office: (office.share, -office.count))))


def shown(*, at: datetime) -> Iterator[Shown]:
    """The ratings of the last 90 days, for an estimate that weighs them."""
    rows = _shown(at).order_by("id").values_list("agency_id", "level", "online", "late")
    for agency, level, online, late in rows.iterator():
        yield Shown(agency, level in SATISFIED, online, late)


def _shown(at: datetime) -> QuerySet[Rating]:
    """By the day their lot was shown: lots leave the figures whole, as they came."""
    return Rating.objects.filter(shown_on__gt=at.astimezone(TZ).date() - timedelta(days=DAYS))
