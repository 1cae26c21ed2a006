"""Places in the field, and who sees which: an enumerator the places that are theirs, whoever runs the round all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from ..models import Invitation, SampleUnit, Survey
from ..rules.field import IN_THE_FIELD as STATES
from ..rules.field import LOST, next_in_turn, stage_units
from ..rules.states import Outcome
from .enumerators import asked_by, asks_for

ROLES = (Role.HOME_AFFAIRS, Role.ENUMERATOR)
PLACES_MAX = 3000  # a national survey has 1,170


def units_visible_to(reach: Reach) -> "QuerySet[SampleUnit]":
    """Drawn units that a role shows. The only way to read them for a page."""
    return SampleUnit.objects.filter(_seen(reach, "survey__agency__path"))


def rounds_in_field(reach: Reach) -> "QuerySet[Survey]":
    """Rounds that are asked, or will be: of an enumerator those with a place of theirs."""
    own = SampleUnit.objects.filter(enumerator_id=reach.officer_id or 0).values("survey_id")
    seen = people.within(reach.agencies(Role.HOME_AFFAIRS)) | (asked_by(reach) & Q(pk__in=own))
    return Survey.objects.filter(seen, state__in=STATES)


def _seen(reach: Reach, field: str) -> Q:
    return people.within(reach.agencies(Role.HOME_AFFAIRS), field=field) | (
        asked_by(reach, field=field) & Q(enumerator_id=reach.officer_id or 0)
    )


def check_seen(unit: SampleUnit, reach: Reach) -> None:
    """The same gate asked of one row; expects survey and agency to be loaded. A test compares both forms."""
    path = unit.survey.agency.path
    check_near(path, reach)
    if reach.may(Role.HOME_AFFAIRS, path):
        return
    if not asks_for(reach, path):
        raise Forbidden
    if unit.enumerator_id is None or unit.enumerator_id != reach.officer_id:
        raise NotFound


def check_near(path: str, reach: Reach) -> None:
    """Strangers hear of no round of this agency; its enumerators below it are none."""
    if not any(path.startswith(one) for one in reach.agencies()) and not asks_for(reach, path):
        raise NotFound


def check_in_field(survey_id: int, reach: Reach) -> None:
    """A round of which somebody sees a place, or which they run."""
    survey = Survey.objects.select_related("agency").filter(pk=survey_id).first()
    if survey is None:
        raise NotFound
    check_near(survey.agency.path, reach)
    if reach.may(Role.HOME_AFFAIRS, survey.agency.path):
        return
    if not asks_for(reach, survey.agency.path):
        raise Forbidden
    if not SampleUnit.objects.filter(survey=survey, enumerator_id=reach.officer_id or 0).exists():
        raise NotFound


@dataclass(frozen=True)
class FieldPlace:
    """A place of the sample, or one that took a turn. `enumerator` is an id of an officer."""

    id: int
    survey_id: int
    name: str
    above: str  # the unit it lies in
    size: int  # how many live there, by the frame
    invitations: int
    outcome: Outcome
    is_stand_in: bool
    stand_in: str  # who took its turn
    stand_in_id: int | None
    enumerator: int | None
    people: int = 0  # drawn persons below it, where the sample goes down to them

    @property
    def is_lost(self) -> bool:
        return self.outcome in LOST


def field_places(*, survey_id: int, reach: Reach) -> list[FieldPlace]:
    """The places of a round that one sees, in the order of the draw: the sample, and whoever took a turn in it."""
    check_in_field(survey_id, reach)
    rows = units_visible_to(reach).filter(survey_id=survey_id, cell__isnull=False)
    return [_place(row) for row in _loaded(rows)[:PLACES_MAX]]


def field_place(*, unit_id: int, reach: Reach) -> FieldPlace:
    """One place; strangers, and enumerators whose place it is not, hear of none."""
    row = _loaded(SampleUnit.objects.filter(pk=unit_id)).first()
    if row is None:
        raise NotFound
    check_seen(row, reach)
    if row.cell_id is None:
        raise NotFound
    return _place(row)


def _loaded(rows: "QuerySet[SampleUnit]") -> "QuerySet[SampleUnit]":
    return (
        rows.select_related("survey__agency", "unit__parent", "replaced_by__unit")
        .annotate(
            invited=Count("invitations", distinct=True),
            persons=Count("children", distinct=True),
        )
        .order_by("position", "pk")
    )


def _place(row: Any) -> FieldPlace:
    stand_in = row.replaced_by
    return FieldPlace(
        id=row.pk,
        survey_id=row.survey_id,
        name=row.unit.name or row.unit.code,
        above=row.unit.parent.name if row.unit.parent else "",
        size=row.unit.size,
        invitations=row.invited,
        outcome=Outcome(row.outcome),
        is_stand_in=row.is_reserve,
        stand_in=(stand_in.unit.name or stand_in.unit.code) if stand_in else "",
        stand_in_id=row.replaced_by_id,
        enumerator=row.enumerator_id,
        people=row.persons,
    )


@dataclass(frozen=True)
class Waiting:
    """A place of a reserve whose turn has not come."""

    id: int
    name: str
    turn: int  # from 1, among those that still wait


def reserve_of(*, unit_id: int) -> list[Waiting]:
    """Who stands in for a unit, in the order of their turns; the caller has checked its gate."""
    unit = SampleUnit.objects.get(pk=unit_id)
    waiting = waiting_beside(unit)
    left: list[int] = []
    while (found := next_in_turn([(row.position, row.pk) for row in waiting], used=left)) is not None:
        left.append(found)
    names = {row.pk: row.unit.name or row.unit.code for row in waiting}
    return [Waiting(id, names[id], turn) for turn, id in enumerate(left, 1)]


def waiting_beside(unit: SampleUnit) -> list[SampleUnit]:
    """The reserve of the same parent – at the first stage of the same stratum – that nobody has called upon."""
    rows = SampleUnit.objects.filter(
        survey_id=unit.survey_id, stage=unit.stage, parent_id=unit.parent_id, is_reserve=True, replaces=None,
        unit__stratum=unit.unit.stratum,
    )  # fmt: skip
    return list(rows.select_related("unit").order_by("position", "pk"))


def has_answered(unit_ids: Sequence[int]) -> bool:
    """Whether an invitation of one of these places was used. How many is told nowhere."""
    return Invitation.objects.filter(sample_unit__in=unit_ids, unspent=None).exists()


def is_asked(unit: SampleUnit) -> bool:
    return not unit.is_reserve or SampleUnit.objects.filter(replaced_by=unit).exists()


def may_take_back(unit_id: int) -> bool:
    unit = SampleUnit.objects.select_related("survey", "replaced_by").get(pk=unit_id)
    return unit.survey.state in STATES and unit.outcome != Outcome.WAITING and not stand_in_asked(unit)


def stand_in_asked(unit: SampleUnit) -> bool:
    """Whether whoever took its turn was asked: something was reported of it, or somebody there answered."""
    other = unit.replaced_by
    return other is not None and (other.outcome != Outcome.WAITING or has_answered([other.pk]))


def path_of(*, survey_id: int) -> str:
    """Where the agency of a round stands in the tree."""
    return str(Survey.objects.values_list("agency__path", flat=True).get(pk=survey_id))


def drawn_units(*, survey_id: int) -> dict[int, str]:
    """Stage → what is drawn there, where that is known; the caller has checked its gate."""
    design = Survey.objects.values_list("design", flat=True).get(pk=survey_id)
    stages = SampleUnit.objects.filter(survey_id=survey_id).aggregate(most=Max("stage"))["most"] or 0
    return dict(enumerate(stage_units(design, stages=stages), start=1))


def open_field_places(*, survey_id: int, reach: Reach) -> list[tuple[int, str]]:
    """Where answers can still be taken, of what one sees. How many is not told: it would tell how few have answered."""
    check_in_field(survey_id, reach)
    left = Count("invitations", filter=Q(invitations__unspent__isnull=False))
    rows = units_visible_to(reach).filter(survey_id=survey_id, cell__isnull=False).exclude(outcome__in=LOST)
    found = rows.annotate(left=left).filter(left__gt=0).order_by("position", "pk")[:PLACES_MAX]
    return [(row.pk, row.unit.full_name) for row in found.select_related("unit__parent")]
