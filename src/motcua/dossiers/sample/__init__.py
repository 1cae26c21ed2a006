"""Dossiers of the sample province: twelve living months up to the moment it is made, and the closed ones of 2022–2023.

Drawn day by day from the seed and played through the room's own acts in their set form (docs/reference/sample.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings

from motcua.dossiers.actions.many import one_by_one
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import OPEN, State
from motcua.dossiers.sample import electronic, filed, held, linked
from motcua.dossiers.sample.lots import Portion, write
from motcua.dossiers.sample.making import Maker, Part
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.foundation.sample import DOSSIERS, Plan
from motcua.people import sample as people_sample

LIVING_DAYS = 365
LIKE_DAYS = 60  # electronic results are made like requests of these days
HISTORY = (date(2022, 10, 1), date(2023, 4, 18))
HISTORY_SHARE = 0.15  # of the living part's size
HISTORY_SEED = 63
OLDEST_OPEN_DAYS = 150


def made() -> bool:
    return Dossier.objects.filter(simulated=True).exists()


def make(plan: Plan) -> Mapping[str, int]:
    """The living year, and the history unless it is left out: all of it, or nothing when it is interrupted."""
    today = plan.at.astimezone(TZ).date()
    portions = {}
    if plan.history:
        days = _days(*HISTORY)
        seed, until = plan.seed + HISTORY_SEED, datetime(2025, 6, 1, tzinfo=TZ)
        part = Part(age="history", seed=seed, until=until, on=HISTORY[0])
        a_year = int(plan.dossiers * HISTORY_SHARE * 365 / len(days))
        portions["closed dossiers of 2022–2023"] = Portion(part, days, a_year)
    days = _days(today - timedelta(days=LIVING_DAYS - 1), today)
    portions["dossiers"] = Portion(_filed(plan), days, plan.dossiers)
    done = dict(zip(portions, write(list(portions.values()), plan=plan), strict=True))
    if settings.DEMO:  # its keys are the demo's
        maker, living = Maker(_living(plan)), people_sample.read().living
        lately = _days(today - timedelta(days=LIKE_DAYS), today)
        like = maker.lives(lately, a_year=DOSSIERS)
        done["electronic results"] = electronic.make(living, like, at=plan.at)
        like = maker.lives(lately, a_year=DOSSIERS)
        done["requests that reuse a paper"] = held.make(living, like, at=plan.at)
        done["linked requests"] = linked.make(maker, dossiers=plan.dossiers, at=plan.at)
    return done


def _filed(plan: Plan) -> Part:
    """The living part with files for its papers."""
    return replace(_living(plan), files=filed.stored(at=plan.at, a_year=plan.dossiers))


def _living(plan: Plan) -> Part:
    return Part(age="living", seed=plan.seed, until=plan.at, on=plan.at.astimezone(TZ).date())


def move_on(plan: Plan) -> Mapping[str, int]:
    """New days since it was made, and what has happened since to dossiers that were still open."""
    today = plan.at.astimezone(TZ).date()
    newest = Dossier.objects.filter(simulated=True).order_by("-submitted_at").first()
    assert newest is not None
    since = newest.submitted_at.astimezone(TZ).date()
    living = _filed(plan)
    went_on = go_on(
        Maker(living), _days(since - timedelta(days=OLDEST_OPEN_DAYS), since), a_year=plan.dossiers
    )
    known = frozenset(
        Dossier.objects.filter(
            simulated=True, submitted_at__gte=newest.submitted_at - timedelta(days=2)
        ).values_list("submission", flat=True)
    )
    if settings.DEMO:
        went_on += linked.move_on(Maker(_living(plan)), at=plan.at)
    portion = Portion(living, _days(since, today), plan.dossiers)
    (new,) = write([portion], plan=plan, leave_out=known)
    return {"new dossiers": new, "acts on open dossiers": went_on}


def go_on(maker: Maker, days: Sequence[date], *, a_year: int) -> int:
    """Carry out what was drawn for open dossiers and has become due since; what somebody has touched is left alone."""
    open_now = dict(
        Dossier.objects.filter(simulated=True, state__in=[*OPEN, State.DONE]).values_list(
            "submission", "number"
        )
    )
    revisions = dict(
        Dossier.objects.filter(simulated=True, submission__in=list(open_now)).values_list(
            "submission", "revision"
        )
    )
    acts = 0
    for one in one_by_one(maker.lives(days, a_year=a_year)):
        number = open_now.get(one.given.submission)
        if number is None:
            continue
        for deed in one.deeds[revisions[one.given.submission] - 1 :]:
            try:
                deed.function(number=number, reach=deed.reach, at=deed.at, given=deed.given)
            except Refusal:
                break  # a visitor of the demo has done something else with it
            acts += 1
    return acts


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
