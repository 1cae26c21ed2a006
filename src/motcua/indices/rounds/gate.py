"""Who may read a round and its units, and in which part somebody meets a unit: one gate for pages, acts and files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from ..models import Allocation, Round, RoundUnit
from ..rules.frameworks import Framework
from ..rules.rounds import (
    LEAD_ROLES,
    TIMED,
    Act,
    Hand,
    RoundState,
    Stage,
    acts_open,
    check_act,
    hands,
    of_own_unit,
)
from .opened import framework_of

# Who reads a round as a whole, of the owner, and a unit's scores, of the unit.
READING = (Role.HOME_AFFAIRS, Role.LEADER)


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[RoundUnit]:
    """Units of rounds that somebody may read: the owner's all, of a unit its own once the round is open, of a
    department those with a criterion of its own to fill in."""
    paths = reach.agencies(*READING)
    begun = ~Q(round__state=RoundState.PLANNED)
    departments = {grant.agency_id for grant in reach.grants if grant.role in LEAD_ROLES}
    given = Allocation.objects.filter(department_id__in=departments).values("unit")
    return RoundUnit.objects.filter(
        people.within(paths, field="round__owner__path")
        | (people.within(paths, field="agency__path") & begun)
        | (Q(pk__in=given) & begun)
    )


def visible_rounds(reach: Reach, *, at: datetime) -> QuerySet[Round]:
    own = people.within(reach.agencies(*READING), field="owner__path")
    return Round.objects.filter(own | Q(pk__in=visible_to(reach, at=at).values("round")))


@dataclass(frozen=True)
class Case:
    """One unit of a round, met by one person at one moment."""

    unit: RoundUnit
    hands: frozenset[Hand]
    own_unit: bool  # they serve in it, under whichever hat
    given: frozenset[str]  # criteria that departments fill in, of which they lead one
    framework: Framework
    at: datetime

    @property
    def round(self) -> Round:
        return self.unit.round

    @property
    def stage(self) -> Stage:
        return Stage(self.unit.stage)

    @property
    def until(self) -> datetime | None:
        """When the present stage ends by itself."""
        if self.stage is Stage.EXPLAINING:
            return self.unit.explains_until
        return self.round.locks_at if self.stage is Stage.SCORING else None

    @property
    def is_appraised_by(self) -> bool:
        return bool(self.hands & {Hand.APPRAISER, Hand.COUNCIL})

    @property
    def acts(self) -> tuple[Act, ...]:
        """What this person may do with this unit now."""
        if self.round.state != RoundState.OPEN:
            return ()
        in_time = self.until is None or self.at < self.until
        return acts_open(stage=self.stage, held=self.hands, own_unit=self.own_unit, in_time=in_time)

    def check(self, act: Act) -> None:
        timed = TIMED.get(act)
        until = self.unit.explains_until if timed is Stage.EXPLAINING else self.round.locks_at
        check_act(
            act=act,
            stage=self.stage,
            held=self.hands,
            unit=self.unit.agency.name,
            own_unit=self.own_unit,
            at=self.at,
            until=until,
        )

    def may_fill(self, criterion: str) -> bool:
        """A lead department writes into its own criteria only; the unit's officer into all."""
        return Hand.UNIT_OFFICER in self.hands or criterion in self.given


def case_of(*, round_id: int, unit_id: int, reach: Reach, at: datetime) -> Case:
    """The unit if it may be read at all; strangers are not told that it exists."""
    found = visible_to(reach, at=at).select_related("round__owner", "round__framework", "agency")
    unit = found.filter(pk=unit_id, round_id=round_id).first()
    if unit is None:
        raise NotFound
    leads = dict(Allocation.objects.filter(unit=unit).values_list("criterion", "department_id"))
    held = hands(
        reach=reach,
        owner_path=unit.round.owner.path,
        unit_id=unit.agency_id,
        unit_path=unit.agency.path,
        leads=set(leads.values()),
    )
    own = _departments(reach)
    return Case(
        unit=unit,
        hands=held,
        own_unit=of_own_unit(unit_path=unit.agency.path, everywhere=_everywhere(reach, at)),
        given=frozenset(criterion for criterion, department in leads.items() if department in own),
        framework=framework_of(unit.round.framework),
        at=at,
    )


def _departments(reach: Reach) -> Collection[int]:
    return {grant.agency_id for grant in reach.grants if grant.role in LEAD_ROLES}


def _everywhere(reach: Reach, at: datetime) -> list[str]:
    """Where somebody serves now, whichever hat is worn."""
    paths = [grant.path for grant in reach.grants]
    if reach.officer_id is not None:
        mandates = people.in_force(at).filter(officer_id=reach.officer_id)
        paths += mandates.values_list("agency__path", flat=True)
    return paths
