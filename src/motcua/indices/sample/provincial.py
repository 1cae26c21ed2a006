"""A round of scoring in progress in the sample's province: its communes at every stage, so that officers have work to do.

Stages are reached by the acts of this room, as the people of the sample would; what units gave is written as a whole.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import typst
from django.db import transaction
from django.db.models import QuerySet

from motcua import bulk
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Grant, Level, Reach, Role, system

from .. import actions
from ..models import Figure, FrameworkVersion, Mark, Round, RoundUnit
from ..rounds.opened import framework_of
from ..rules.rounds import RoundState, Stage, Voice
from .national import figures, marks, version
from .scores import make_up

FRAMEWORK = "teaching-commune"
LASTS, DECIDES = timedelta(days=12), timedelta(days=70)
MEAN = 82.0
BASIS = "QĐ 01/QĐ-MP (mô phỏng)"
# So many components the first commune, which is the demo's ward, has filled in; the others that still score, a few more each.
FILLED = 6
LOCKED, APPRAISED, EXPLAINING = slice(1, 5), slice(5, 9), slice(9, 11)
ASKED = "1.2"
QUESTION = "Đề nghị nêu rõ các nhiệm vụ chưa hoàn thành và thời điểm hoàn thành (dữ liệu mô phỏng)."
TOLD_BY = "1.1"
EVIDENCE = "1.1 Ke hoach cai cach hanh chinh (mo phong).pdf"


def made() -> bool:
    return _open().exists()


def _open() -> QuerySet[Round]:
    return Round.objects.filter(simulated=True, framework__code=FRAMEWORK, state=RoundState.OPEN)


def make(plan: Plan) -> Mapping[str, int]:
    """Nothing while the sample's province has no home-affairs officer."""
    province = _province(plan)
    if province is None:
        return {}
    with transaction.atomic():
        units = _units(plan, province)
    ward = units[0]
    officer = _officer_of(ward, plan)
    reach = _reach(Role.HOME_AFFAIRS, ward.agency_id, ward.agency.path, officer)
    actions.attach(
        round_id=ward.round_id, unit_id=ward.pk, code=TOLD_BY, content=io.BytesIO(_page()), name=EVIDENCE, reach=reach, at=plan.at
    )  # fmt: skip
    return {
        "units that are scored": len(units),
        "figures of their records": actions.count_figures(at=plan.at),
    }


def move_on(plan: Plan) -> Mapping[str, int]:
    """It stays open: its deadlines move on with the others'."""
    rounds = list(_open())
    for held in rounds:
        Round.objects.filter(pk=held.pk).update(
            locks_at=plan.at + LASTS, ends_on=(plan.at + DECIDES).astimezone(TZ).date()
        )
        RoundUnit.objects.filter(round=held, stage=Stage.EXPLAINING).update(explains_until=plan.at + LASTS)
    return {"rounds of scoring": len(rounds), "figures of their records": actions.count_figures(at=plan.at)}


def _province(plan: Plan) -> AgencyFacts | None:
    there = people.acting_agencies(on=plan.at.astimezone(TZ).date(), levels=(Level.PROVINCE,))
    officers = people.officers_of([one.id for one in there], at=plan.at, roles=[Role.HOME_AFFAIRS])
    running = {one.agency_id for one in officers}
    return next((one for one in there if one.id in running), None)


def _reach(role: Role, agency_id: int, path: str, officer: int | None = None) -> Reach:
    return Reach(None, None, "system:sample", officer, (Grant(0, role, agency_id, path, ""),))


def _units(plan: Plan, province: AgencyFacts) -> Sequence[RoundUnit]:
    held_version = version(FRAMEWORK, at=plan.at)
    owner = _reach(Role.HOME_AFFAIRS, province.id, province.path)
    began = plan.at - timedelta(days=20)
    form = actions.NewRound(
        owner_id=province.id,
        framework_id=held_version.pk,
        year=began.astimezone(TZ).year,
        locks_at=plan.at + LASTS,
        ends_on=(plan.at + DECIDES).astimezone(TZ).date(),
        explain_days=LASTS.days,
        simulated=True,
    )
    round_id = actions.plan_round(form=form, reach=owner, at=began)
    actions.open_scoring(round_id=round_id, reach=owner, at=began + timedelta(days=1))
    units = list(RoundUnit.objects.filter(round=round_id).select_related("agency").order_by("agency_id"))
    _said(plan, held_version, units)
    for unit in units[LOCKED.start : EXPLAINING.stop]:
        _act(actions.lock_scores, Role.LEADER, unit, unit.agency_id, unit.agency.path, plan)
    for unit in units[APPRAISED.start : EXPLAINING.stop]:
        _act(actions.finish_appraisal, Role.HOME_AFFAIRS, unit, province.id, province.path, plan)
    for unit in units[EXPLAINING]:
        _act(
            actions.ask,
            Role.HOME_AFFAIRS,
            unit,
            province.id,
            province.path,
            plan,
            code=ASKED,
            question=QUESTION,
        )
        _act(actions.send_questions, Role.HOME_AFFAIRS, unit, province.id, province.path, plan)
    return units


def _said(plan: Plan, held_version: FrameworkVersion, units: Sequence[RoundUnit]) -> None:
    framework = framework_of(held_version)
    names = [str(unit.pk) for unit in units]
    league = make_up(framework, units=names, year=plan.at.year, seed=plan.seed, mean=MEAN)
    at = plan.at - timedelta(days=6)
    said: list[Mark] = []
    brought: list[Figure] = []
    for place, unit in enumerate(units):
        voices = (Voice.SELF, Voice.FIRST) if APPRAISED.start <= place < EXPLAINING.stop else (Voice.SELF,)
        own = list(marks(framework, unit, league[str(unit.pk)], seed=plan.seed, at=at, voices=voices))
        scoring = not LOCKED.start <= place < EXPLAINING.stop
        said += own[: FILLED + place % 7] if scoring else own
        brought += figures(framework, unit, league[str(unit.pk)], at=at)
    bulk.insert(Mark, said)
    bulk.insert(Figure, brought)


def _act(
    act: Callable[..., Any], role: Role, unit: RoundUnit, agency_id: int, path: str, plan: Plan, **more: Any
) -> None:
    act(round_id=unit.round_id, unit_id=unit.pk, reach=_reach(role, agency_id, path), at=plan.at, **more)


def _officer_of(ward: RoundUnit, plan: Plan) -> int | None:
    """The clerk of the ward also answers for its scores, so that a player of the demo has a unit to score."""
    clerk = next(iter(people.officers(agency_id=ward.agency_id, at=plan.at, roles=[Role.CLERK])), None)
    if clerk is None:
        return None
    form = people_actions.NewMandate(
        officer_id=clerk.id, agency_id=ward.agency_id, role=Role.HOME_AFFAIRS, basis=BASIS
    )
    people_actions.give_mandate(form=form, reach=system("sample"), at=plan.at)
    return clerk.id


PLAN_PAGE = """#set document(title: "Kế hoạch cải cách hành chính", date: none)
#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")
#align(center)[= Kế hoạch cải cách hành chính
_Dữ liệu mô phỏng_]
"""


def _page() -> bytes:
    """One page that says what it is, and that it is made up."""
    return bytes(typst.compile(PLAN_PAGE.encode(), ignore_system_fonts=True))
