"""Rounds as the officers who run them see them: field work, never a single answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from ..models import Answer, Mark, PoolAnswer, SampleUnit, Survey
from ..rules import LOST, Outcome, State
from ..rules.groups import LEAST, hidden
from .enumerators import asked_by, asks_for
from .field import rounds_in_field

UNITS_MAX = 500  # shown on one page
RUNNING = (Role.HOME_AFFAIRS,)
IN_THE_FIELD = (Role.HOME_AFFAIRS, Role.ENUMERATOR)


@dataclass(frozen=True)
class RoundLine:
    id: int
    name: Wording
    agency: Wording
    year: int
    state: State
    opens_on: date
    closes_on: date
    questionnaire: Wording
    version: int
    version_id: int
    simulated: bool
    forgotten_at: datetime | None  # when households, or drawn people's requests, were destroyed


def visible_to(reach: Reach, *roles: Role) -> QuerySet[Survey]:
    """The rounds of the agencies where one of the roles is held. The only way to read them."""
    return Survey.objects.filter(people.within(reach.agencies(*(roles or RUNNING))))


def rounds(reach: Reach) -> list[RoundLine]:
    found = visible_to(reach).select_related("agency", "version__questionnaire").order_by("-year", "-pk")
    return [_line(survey) for survey in found[:UNITS_MAX]]


def round_line(*, survey_id: int, reach: Reach, roles: tuple[Role, ...] = RUNNING) -> RoundLine:
    """One round; strangers hear nothing, colleagues without the right hear so."""
    found = Survey.objects.select_related("agency", "version__questionnaire")
    own = SampleUnit.objects.filter(survey=survey_id, enumerator_id=reach.officer_id or 0)
    goes = Q(pk__in=own.values("survey_id")) & asked_by(reach) if Role.ENUMERATOR in roles else Q(pk__in=[])
    survey = found.filter(people.within(reach.agencies()) | goes, pk=survey_id).first()
    if survey is None:
        raise NotFound
    path = survey.agency.path
    if not any(reach.may(role, path) for role in roles) and not (
        Role.ENUMERATOR in roles and asks_for(reach, path)
    ):
        raise Forbidden
    return _line(survey)


def _line(survey: Survey) -> RoundLine:
    asked = survey.version.questionnaire
    return RoundLine(
        id=survey.pk,
        name=Wording(survey.name, survey.name_en),
        agency=Wording(survey.agency.name, survey.agency.name_en or survey.agency.name),
        year=survey.year,
        state=State(survey.state),
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        questionnaire=Wording(asked.name, asked.name_en),
        version=survey.version.number,
        version_id=survey.version_id,
        simulated=survey.simulated,
        forgotten_at=survey.people_forgotten_at,
    )


@dataclass(frozen=True)
class Place:
    """A unit of the last stage. `answered` is None where it must not be told."""

    id: int
    code: str
    name: str
    invited: int
    answered: int | None
    reserve: bool
    outcome: Outcome


@dataclass(frozen=True)
class Stage:
    number: int
    drawn: int
    reserves: int
    outcomes: dict[Outcome, int]


@dataclass(frozen=True)
class FieldWork:
    """How a round stands in the field."""

    invited: int
    answered: int
    waiting: int  # answers that are not mixed yet
    days: tuple[tuple[date, int], ...]
    stages: tuple[Stage, ...]
    places: tuple[Place, ...]
    more_places: int
    busy_devices: int
    busy_minutes: int
    straight: int


BUSY = 5  # answers of one device
AT_ONCE = 3  # answers of one device within a minute


def field_work(*, survey_id: int, reach: Reach) -> FieldWork:
    round_line(survey_id=survey_id, reach=reach)
    units = list(
        SampleUnit.objects.filter(survey_id=survey_id, cell__isnull=False)
        .select_related("unit__parent")
        .annotate(asked=Count("invitations"), left=Count("invitations__unspent"))
        .order_by("position", "pk")
    )
    came = {str(unit.pk): unit.asked - unit.left for unit in units}
    away = hidden(came)
    places = [
        Place(
            id=unit.pk,
            code=unit.unit.code,
            name=unit.unit.full_name,
            invited=unit.asked,
            answered=None if str(unit.pk) in away else came[str(unit.pk)],
            reserve=unit.is_reserve,
            outcome=Outcome(unit.outcome),
        )
        for unit in units
    ]
    marks = Mark.objects.filter(survey_id=survey_id)
    return FieldWork(
        invited=sum(unit.asked for unit in units if unit.outcome not in LOST),
        answered=sum(came.values()),
        waiting=PoolAnswer.objects.filter(survey_id=survey_id).count(),
        days=tuple(_days(survey_id)),
        stages=tuple(_stages(survey_id)),
        places=tuple(places[:UNITS_MAX]),
        more_places=max(len(places) - UNITS_MAX, 0),
        busy_devices=marks.filter(kind="device", count__gte=BUSY).count(),
        busy_minutes=marks.filter(kind="minute", count__gte=AT_ONCE).count(),
        straight=sum(marks.filter(kind="straight").values_list("count", flat=True)),
    )


def _days(survey_id: int) -> list[tuple[date, int]]:
    counted = Answer.objects.filter(survey_id=survey_id).values_list("day").annotate(n=Count("pk"))
    return [(day, count) for day, count in counted.order_by("day") if count >= LEAST]


def _stages(survey_id: int) -> list[Stage]:
    rows = SampleUnit.objects.filter(survey_id=survey_id).values_list(
        "stage", "is_reserve", "outcome", "replaces"
    )
    found: dict[int, Counter[object]] = {}
    for stage, reserve, outcome, replaces in rows:
        counts = found.setdefault(stage, Counter())
        counts["reserve" if reserve else "drawn"] += 1
        if not reserve or replaces is not None:  # whoever waits in the reserve is not in the field
            counts[Outcome(outcome)] += 1
    return [
        Stage(
            number=stage,
            drawn=counts["drawn"],
            reserves=counts["reserve"],
            outcomes={one: counts[one] for one in Outcome if counts[one]},
        )
        for stage, counts in sorted(found.items())
    ]


def field_rounds(*, reach: Reach) -> list[RoundLine]:
    """Rounds that are asked, or will be, for whoever asks people: of an enumerator those with a place of theirs."""
    return _lines(rounds_in_field(reach))


def typing_rounds(*, reach: Reach) -> list[RoundLine]:
    """Open rounds whose paper forms one may type in: also an enumerator's who goes to none of their places."""
    return _lines(visible_to(reach, *IN_THE_FIELD).filter(state=State.OPEN))


def _lines(found: QuerySet[Survey]) -> list[RoundLine]:
    return [
        _line(one)
        for one in found.select_related("agency", "version__questionnaire").order_by("-year", "-pk")
    ]


@dataclass(frozen=True)
class DrawnPlace:
    id: int
    name: str
    above: str  # the unit it lies in
    invitations: int


def drawn_places(*, survey_id: int, reach: Reach) -> list[DrawnPlace]:
    """The drawn places that are asked, in the order of the draw; only for who runs the round."""
    rows = (
        SampleUnit.objects.filter(survey__in=visible_to(reach).filter(pk=survey_id), cell__isnull=False)
        .exclude(outcome__in=LOST)
        .annotate(invited=Count("invitations"))
    )
    return [
        DrawnPlace(
            row.pk,
            row.unit.name or row.unit.code,
            row.unit.parent.name if row.unit.parent else "",
            row.invited,
        )
        for row in rows.select_related("unit__parent").order_by("position", "pk")
        if row.invited
    ]
