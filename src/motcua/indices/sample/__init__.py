"""The score sheet of the simulated national survey, frozen and announced; what simulated ratings say between the surveys;
two national rounds of scoring, frozen, and one in progress in the sample's province. All of it is made up and says so."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import chain

from motcua.foundation.sample import Plan
from motcua.people.rules import Grant, Reach, Role
from motcua.surveys import queries as surveys

from .. import actions, sheets
from ..models import ScoreSheet
from ..rules import SheetStatus
from . import national, provincial

# What there are now-casts of, before this month.
MONTHS = 5
# Who computes in the sample: a home-affairs officer of the whole tree.
BY = Reach(None, None, "system:sample", None, (Grant(0, Role.HOME_AFFAIRS, 0, "/", ""),))


def made() -> bool:
    return ScoreSheet.objects.filter(status=SheetStatus.SIMULATED).exists()


def make(plan: Plan) -> Mapping[str, int]:
    rows = 0
    for survey_id in surveys.simulated_rounds():
        computed = sheets.compute(survey_id=survey_id)
        actions.freeze(computed=computed, reach=BY, at=plan.at, announce_at=plan.at)
        rows += len(computed.document["rows"])
    return {"score sheet rows": rows, "now-casts": _now_casts(plan), **_scoring(plan)}


def move_on(plan: Plan) -> Mapping[str, int]:
    """A frozen sheet does not change; what people say now does."""
    return {"now-casts": actions.cast_now(at=plan.at), **_scoring(plan)}


def _scoring(plan: Plan) -> Mapping[str, int]:
    """Rounds that an older sample has not yet are made."""
    done = [{} if national.made() else national.make(plan)]
    done.append(provincial.move_on(plan) if provincial.made() else provincial.make(plan))
    return dict(chain.from_iterable(one.items() for one in done))


def _now_casts(plan: Plan) -> int:
    """At the end of each of the last months, as the daily job would have counted them, and today."""
    at, found = plan.at, actions.cast_now(at=plan.at)
    for _month in range(MONTHS):
        at = at.replace(day=1) - timedelta(days=1)
        found += actions.cast_now(at=at)
    return found
