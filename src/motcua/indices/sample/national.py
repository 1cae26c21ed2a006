"""Two simulated national rounds of scoring, of 2022 and 2023: 63 provinces, scored, appraised, decided, frozen, announced.

Their means are those that were published; every other figure is made up, and the framework is the fictional one, so that
rounds and sheets say everywhere that they are simulated. What units and appraisers say is written as a whole, past the
acts that take it word by word, with the points that those acts would give.
"""

import random
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from motcua import bulk
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import queries as people
from motcua.people.rules import Grant, Reach, Role

from .. import actions, frameworks
from ..models import Figure, FrameworkVersion, Mark, Round, RoundUnit
from ..rounds.giving import as_json
from ..rounds.opened import framework_of
from ..rules.frameworks import Component, Framework
from ..rules.points import CheckList, Given, Ratio, YesNo, score
from ..rules.rounds import Stage, Voice, is_self_scored
from .scores import make_up

BY = Reach(None, None, "system:sample", None, (Grant(0, Role.HOME_AFFAIRS, 0, "/", ""),))
FRAMEWORK = "teaching-province"
OWNER = "vn"
# Year → the mean of all provinces, as it was printed or counted from print.
MEANS = {2022: 84.79, 2023: 86.98}
CLAIMED = 0.6  # of what an appraiser found less of than the unit had given
SOURCE = "Khảo sát và thống kê mô phỏng (dữ liệu mô phỏng)"
NOTE = "Theo báo cáo năm của tỉnh (dữ liệu mô phỏng)."
REASON = "Tài liệu kiểm chứng chưa đủ (dữ liệu mô phỏng)."


def version(code: str, *, at: datetime) -> FrameworkVersion:
    """The framework that ships, loaded if nobody has loaded it."""
    framework = frameworks.shipped(code)
    found = FrameworkVersion.objects.filter(digest=frameworks.canonical(framework)[1]).first()
    if found is not None:
        return found
    loaded = actions.load_framework(text=frameworks.to_yaml(framework), reach=BY, at=at)
    return FrameworkVersion.objects.get(pk=loaded)


def made() -> bool:
    return Round.objects.filter(simulated=True, framework__code=FRAMEWORK).exists()


@transaction.atomic
def make(plan: Plan) -> Mapping[str, int]:
    """Nothing while the country is not loaded."""
    owner = people.agency_of_key(OWNER)
    if owner is None:
        return {}
    return {f"scores of {year}": _round(plan, owner, year) for year in MEANS}


def _round(plan: Plan, owner: int, year: int) -> int:
    began = datetime(year, 12, 1, 8, tzinfo=TZ)
    held_version = version(FRAMEWORK, at=began)
    form = actions.NewRound(
        owner_id=owner,
        framework_id=held_version.pk,
        year=year,
        locks_at=began + timedelta(days=45),
        ends_on=date(year + 1, 3, 31),
        simulated=True,
    )
    round_id = actions.plan_round(form=form, reach=BY, at=began)
    actions.open_scoring(round_id=round_id, reach=BY, at=began + timedelta(days=5))
    held = Round.objects.get(pk=round_id)
    framework = framework_of(held_version)
    units = list(RoundUnit.objects.filter(round=held).order_by("agency__key", "pk"))
    league = make_up(
        framework, units=[str(unit.pk) for unit in units], year=year, seed=plan.seed, mean=MEANS[year]
    )
    locked, decided = form.locks_at, form.locks_at + timedelta(days=50)
    said: list[Mark] = []
    brought: list[Figure] = []
    for unit in units:
        given = league[str(unit.pk)]
        said += marks(framework, unit, given, seed=plan.seed, at=locked)
        brought += figures(framework, unit, given, at=locked)
    bulk.insert(Mark, said)
    bulk.insert(Figure, brought)
    RoundUnit.objects.filter(round=held).update(
        stage=Stage.DECIDED, revision=2, locked_at=locked, decided_at=decided
    )
    computed = actions.compute_round(round_id=round_id)
    actions.freeze_round(computed=computed, reach=BY, at=plan.at, announce_at=plan.at)
    return len(units)


def marks(
    framework: Framework,
    unit: RoundUnit,
    given: Mapping[str, Given],
    *,
    seed: int,
    at: datetime,
    voices: tuple[Voice, ...] = (Voice.SELF, Voice.FIRST),
) -> Iterator[Mark]:
    """What stands at the end is `given`; where it is short of all points, the unit had often claimed more."""
    chance = random.Random(f"{seed}:{unit.round_id}:{unit.pk}")  # noqa: S311 - made-up data, not a secret
    for one in framework.components:
        if not is_self_scored(one) or one.code not in given:
            continue
        own = _claimed(one, given[one.code]) if chance.random() < CLAIMED else given[one.code]
        for voice in voices:
            said = own if voice is Voice.SELF else given[one.code]
            differs = voice is not Voice.SELF and own != said
            yield _mark(
                framework,
                unit,
                one,
                voice,
                said,
                REASON if differs else NOTE if voice is Voice.SELF else "",
                at,
            )


def _mark(
    framework: Framework, unit: RoundUnit, one: Component, voice: Voice, given: Given, reason: str, at: datetime
) -> Mark:  # fmt: skip
    assert one.rule is not None and one.maximum is not None
    found = score(one.rule, maximum=one.maximum, given=given, decimals=framework.decimals)
    return Mark(
        unit_id=unit.pk,
        component=one.code,
        voice=voice.value,
        revision=1,
        given=as_json(given),
        points=found.points if found.applicable else None,
        maximum=one.maximum,
        by_hand=False,
        reason=reason,
        salt=secrets.token_hex(16),
        said_at=at,
        said_by=BY.actor,
    )


def _claimed(one: Component, given: Given) -> Given:
    """What a unit might have said of itself: all of it, or a little more."""
    match one.rule:
        case YesNo():
            return replace(given, yes=True)
        case CheckList(items=items):
            return replace(given, ticks=tuple(item.code for item in items))
        case Ratio() if given.numerator is not None and given.denominator is not None:
            more = min(given.denominator, (given.numerator * Decimal("1.05")).to_integral_value())
            return replace(given, numerator=max(given.numerator, more))
    return given


def figures(
    framework: Framework, unit: RoundUnit, given: Mapping[str, Given], *, at: datetime
) -> Iterator[Figure]:
    """What no unit scores itself."""
    for one in framework.components:
        if is_self_scored(one):
            continue
        assert one.rule is not None and one.maximum is not None
        found = score(one.rule, maximum=one.maximum, given=given[one.code], decimals=framework.decimals)
        yield Figure(
            unit_id=unit.pk,
            component=one.code,
            revision=1,
            given=as_json(given[one.code]),
            points=found.points if found.applicable else None,
            maximum=one.maximum,
            points_error=None if found.error is None else float(found.error),
            source=SOURCE,
            brought_at=at,
            brought_by=BY.actor,
        )
