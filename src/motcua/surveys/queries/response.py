"""The response report of a round: by stage, and by stratum. Never a single answer, no group under ten."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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


def response(*, survey_id: int, reach: Reach) -> Response:
    """For who runs the round."""
    round_line(survey_id=survey_id, reach=reach)
    units = _units(survey_id)
    taken = {unit.stand_in for unit in units if unit.stand_in is not None}
    asked = [unit for unit in units if not unit.is_reserve or unit.id in taken]
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
    names = ("pk", "stage", "is_reserve", "outcome", "replaced_by_id", "cell__stratum", "cell_id", "invited", "left")  # fmt: skip
    return [
        _Unit(id, stage, reserve, Outcome(outcome), other, stratum or "", cell is not None, invited, invited - left)
        for id, stage, reserve, outcome, other, stratum, cell, invited, left in rows.order_by("pk").values_list(*names)[:LARGE]
    ]  # fmt: skip


def _stages(units: Iterable[_Unit], asked: list[_Unit]) -> Iterable[StageReport]:
    by_stage: dict[int, list[_Unit]] = defaultdict(list)
    for unit in units:
        by_stage[unit.stage].append(unit)
    first = min((unit.stage for unit in asked if unit.is_place), default=0)
    taken = {unit.stand_in for unit in asked if unit.stand_in is not None}
    for number, inside in sorted(by_stage.items()):
        in_field = [unit for unit in asked if unit.stage == number]
        yield StageReport(
            number=number,
            drawn=sum(not unit.is_reserve for unit in inside),
            reserves=sum(unit.is_reserve for unit in inside),
            used=sum(unit.id in taken for unit in inside),
            unreplaced=sum(unit.outcome in LOST and unit.stand_in is None for unit in in_field),
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
