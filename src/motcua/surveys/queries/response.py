"""The response report of a round: by stage, and by stratum. Never a single answer, no group under ten."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from motcua.people.rules import Reach

from ..models import SampleUnit
from ..rules.field import LOST
from ..rules.groups import hidden
from ..rules.response import Disposition, response_rate
from ..rules.states import Outcome
from .rounds import round_line

LARGE = 100_000  # drawn units of one round that a page counts


@dataclass(frozen=True)
class StageReport:
    """One stage. `field` is None where nothing is reported: a commune is drawn, and asked in its villages."""

    number: int
    drawn: int
    reserves: int
    used: int  # of the reserve: those that took a turn
    unreplaced: int  # lost, with nobody left to take the turn
    field: Disposition | None


@dataclass(frozen=True)
class StratumReport:
    """The places of one stratum. `answered`, and what would tell it, are None where they must not be told."""

    name: str
    field: Disposition
    invited: int  # of all that were asked and are not known to be ineligible, lost ones too
    answered: int | None
    response_rate: float | None

    @property
    def is_hidden(self) -> bool:
        return self.answered is None


@dataclass(frozen=True)
class Response:
    stages: tuple[StageReport, ...]
    strata: tuple[StratumReport, ...]
    whole: StratumReport
    unreplaced: int  # places


@dataclass(frozen=True)
class _Unit:
    id: int
    stage: int
    is_reserve: bool
    outcome: Outcome
    stand_in: int | None
    stratum: str
    is_place: bool
    invited: int
    answered: int
    parent: int | None
    took_turn: bool = False  # of the reserve, and called upon
    with_place: bool = False  # lost with the place it belongs to


def response(*, survey_id: int, reach: Reach) -> Response:
    """For who runs the round."""
    round_line(survey_id=survey_id, reach=reach)
    units = _units(survey_id)
    asked = [unit for unit in units if not unit.is_reserve or unit.took_turn]
    places = [unit for unit in asked if unit.is_place]
    strata: dict[str, list[_Unit]] = defaultdict(list)
    for unit in places:
        strata[unit.stratum].append(unit)
    away = hidden({name: sum(unit.answered for unit in of) for name, of in strata.items()})
    return Response(
        stages=tuple(_stages(units, asked)),
        strata=tuple(_stratum(name, strata[name], is_hidden=name in away) for name in sorted(strata)),
        whole=_stratum("", places, is_hidden=False),
        unreplaced=sum(unit.outcome in LOST and unit.stand_in is None for unit in places),
    )


def _units(survey_id: int) -> list[_Unit]:
    rows = SampleUnit.objects.filter(survey_id=survey_id).annotate(
        invited=Count("invitations"), left=Count("invitations__unspent")
    )
    names = ("pk", "stage", "is_reserve", "outcome", "replaced_by_id", "cell__stratum", "cell_id", "invited", "left", "parent_id")  # fmt: skip
    found = [
        _Unit(id, stage, reserve, Outcome(outcome), other, stratum or "", cell is not None, invited, invited - left, parent)
        for id, stage, reserve, outcome, other, stratum, cell, invited, left, parent in rows.order_by("stage", "pk").values_list(*names)[:LARGE]
    ]  # fmt: skip
    return _with_their_places(found)


def _with_their_places(units: list[_Unit]) -> list[_Unit]:
    """Persons go with their office: they wait and take a turn with it, and are lost with it unless something was reported."""
    known: dict[int, _Unit] = {}
    called = {unit.stand_in for unit in units if unit.stand_in is not None}
    for unit in units:  # the stage above comes first
        above = known.get(unit.parent or 0)
        unit = replace(unit, took_turn=unit.id in called)
        if above is not None and above.is_reserve:
            turn = above.took_turn and (unit.took_turn or not unit.is_reserve)
            unit = replace(unit, is_reserve=True, took_turn=turn)
        if above is not None and above.outcome in LOST and unit.outcome is Outcome.WAITING:
            unit = replace(unit, outcome=above.outcome, with_place=True)
        known[unit.id] = unit
    return list(known.values())


def _stages(units: Iterable[_Unit], asked: list[_Unit]) -> Iterable[StageReport]:
    by_stage: dict[int, list[_Unit]] = defaultdict(list)
    for unit in units:
        by_stage[unit.stage].append(unit)
    first = min((unit.stage for unit in asked if unit.is_place), default=0)
    for number, inside in sorted(by_stage.items()):
        in_field = [unit for unit in asked if unit.stage == number]
        yield StageReport(
            number=number,
            drawn=sum(not unit.is_reserve for unit in inside),
            reserves=sum(unit.is_reserve for unit in inside),
            used=sum(unit.took_turn for unit in inside),
            unreplaced=sum(
                unit.outcome in LOST and unit.stand_in is None and not unit.with_place for unit in in_field
            ),
            field=_disposition(in_field) if first and number >= first else None,
        )


def _disposition(units: Iterable[_Unit], *, by_answers: bool = True) -> Disposition:
    """A place where somebody answered was reached, whether or not that was reported."""
    count = Counter(
        Outcome.REACHED if by_answers and unit.answered and unit.outcome is Outcome.WAITING else unit.outcome
        for unit in units
    )
    return Disposition(
        contacted=count[Outcome.REACHED],
        refused=count[Outcome.REFUSED],
        not_found=count[Outcome.NOT_FOUND],
        ineligible=count[Outcome.INELIGIBLE],
        waiting=count[Outcome.WAITING],
    )


def _stratum(name: str, places: list[_Unit], *, is_hidden: bool) -> StratumReport:
    invited = sum(unit.invited for unit in places if unit.outcome is not Outcome.INELIGIBLE)
    answered = sum(unit.answered for unit in places)
    return StratumReport(
        name=name,
        # Where the answers are not told, neither is at how many places there were any.
        field=_disposition(places, by_answers=not is_hidden),
        invited=invited,
        answered=None if is_hidden else answered,
        response_rate=None if is_hidden else response_rate(answered=answered, invited=invited),
    )
