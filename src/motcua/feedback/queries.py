"""Ratings as offices may see them: lots of at least five, never one by one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.shares import Share
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
    def share(self) -> Share:
        return Share(self.satisfied, self.count)


@dataclass(frozen=True)
class Ratings:
    """Of all offices within reach together, and of each; the least satisfied first."""

    whole: Office
    offices: tuple[Office, ...]


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
    return Ratings(
        whole, tuple(sorted(found.values(), key=lambda office: (office.share.value or 0, -office.count)))
    )


@dataclass(frozen=True)
class RatedCount:
    """Ratings of one office, of requests of one way in and one lateness: how many, and how many of them satisfied."""

    agency_id: int
    online: bool
    late: bool
    simulated: bool
    ratings: int
    satisfied: int


def rated_counts(*, at: datetime) -> list[RatedCount]:
    """What stood in whole lots on a day, counted for whoever weighs it. Of no use to a page: parts of lots are small."""
    keys = ("agency_id", "online", "late", "simulated")
    rows = _shown(at).order_by().values_list(*keys)
    counts = rows.annotate(n=Count("pk"), good=Count("pk", filter=Q(level__in=SATISFIED)))
    return [RatedCount(*row) for row in counts]


def _shown(at: datetime) -> QuerySet[Rating]:
    """By the day their lot was shown: lots leave the figures whole, as they came."""
    today = at.astimezone(TZ).date()
    return Rating.objects.filter(shown_on__gt=today - timedelta(days=DAYS), shown_on__lte=today)
