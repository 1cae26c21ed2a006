"""A round in the field, so that the pages of field work have something to show: made-up villages of the sample's
province, some of them answered in, one refused and replaced.

Played by the acts of this room, as an officer and the enumerator would; small, and marked as simulated like all of it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts, OfficerFacts
from motcua.people.rules import Grant, Level, Reach, Role

from .. import actions
from ..models import QuestionnaireVersion, SampleUnit, Survey
from ..places import Wish
from ..questionnaires import Instrument, opened
from ..rules import Outcome, State

NAME = "Khảo sát hài lòng của tỉnh (dữ liệu mô phỏng)"
NAME_EN = "Satisfaction survey of the province (simulated data)"
BEGAN, LASTS = timedelta(days=7), timedelta(days=21)
COMMUNES, VILLAGES = 10, 6  # of the made-up list
ASKED = 12  # people of a village
GIVEN = 5  # places of the enumerator; the others are nobody's yet
LEVELS, ODDS = ("5", "4", "3", "2", "1", "na"), (25, 48, 15, 6, 2, 4)


def make_field(plan: Plan, *, version: QuestionnaireVersion) -> int:
    """How many have answered; nothing where no province has its home-affairs officer and enumerator yet."""
    found = _province(plan.at)
    if found is None:
        return 0
    agency, enumerator = found
    reach = Reach(
        None, None, "system:sample", None, (Grant(0, Role.HOME_AFFAIRS, agency.id, agency.path, ""),)
    )
    today = plan.at.astimezone(TZ).date()
    began = datetime.combine(today - BEGAN, time(8), TZ)
    form = actions.NewSurvey(
        agency_id=agency.id, version_id=version.pk, year=today.year, name=NAME, name_en=NAME_EN,
        opens_on=began.date(), closes_on=began.date() + LASTS, simulated=True,
    )  # fmt: skip
    survey_id = actions.plan(form=form, reach=reach, at=began - timedelta(days=20))
    chance = Random(plan.seed)  # noqa: S311 - made-up data, not a secret
    wish = Wish(communes=4, villages=3, people=ASKED, seed=plan.seed, reserve=1)
    content = "\n".join(_list(chance)).encode()
    actions.draw_sample(
        survey_id=survey_id, content=content, wish=wish, reach=reach, at=began - timedelta(days=10)
    )
    units = [
        unit.pk
        for unit in SampleUnit.objects.filter(survey=survey_id, cell__isnull=False).order_by("position")
    ]
    actions.assign(
        survey_id=survey_id, units=units[:GIVEN], officer_id=enumerator.id, reach=reach, at=began - timedelta(days=2)
    )  # fmt: skip
    actions.open_round(survey_id=survey_id, reach=reach, at=began)
    actions.report_outcome(unit_id=units[0], outcome=Outcome.REFUSED, reach=reach, at=began)
    answered = 0
    asked = opened(version.document)
    for place, unit in enumerate(units[1:-2], start=1):
        at = began + timedelta(days=place * BEGAN.days // len(units), hours=2)
        if place < GIVEN - 1:
            actions.report_outcome(unit_id=unit, outcome=Outcome.REACHED, reach=reach, at=at)
        for number in range(chance.randint(ASKED - 3, ASKED)):
            code = actions.code_of(sample_unit=unit, number=number)
            actions.answer(code=code, data=_answer(asked, chance), at=at)
            answered += 1
    actions.shuffle_pools(at=plan.at)
    return answered


def move_on_field(plan: Plan) -> int:
    """It stays open: its last day moves on with the others' deadlines."""
    last = plan.at.astimezone(TZ).date() + LASTS - BEGAN
    return Survey.objects.filter(simulated=True, name=NAME, state=State.OPEN).update(closes_on=last)


def _province(at: datetime) -> tuple[AgencyFacts, OfficerFacts] | None:
    there = people.acting_agencies(on=at.astimezone(TZ).date(), levels=(Level.PROVINCE,))
    officers = people.officers_of(
        [one.id for one in there], at=at, roles=[Role.HOME_AFFAIRS, Role.ENUMERATOR]
    )
    running = {one.agency_id for one in officers if one.role == Role.HOME_AFFAIRS}
    asking = {one.agency_id: one for one in officers if one.role == Role.ENUMERATOR}
    return next(((one, asking[one.id]) for one in there if one.id in running and one.id in asking), None)


def _list(chance: Random) -> Iterator[str]:
    """Communes and villages with numbers for names: nobody shall take them for places that there are."""
    yield "xa;thon;nguoi"
    for commune in range(1, COMMUNES + 1):
        for village in range(1, VILLAGES + 1):
            yield f"Xã Mẫu {commune};Buôn {commune}.{village};{chance.randint(90, 420)}"


def _answer(asked: Instrument, chance: Random) -> Mapping[str, Any]:
    used = chance.random() < 0.7
    said = zip(asked.items, chance.choices(LEVELS, ODDS, k=len(asked.items)), strict=True)
    return {"v_used": used} | {item.code: level for item, level in said if used or item.code.startswith("p_")}
