"""Ratings of the sample province: some of the people whose request was settled lately left one. Simulated, and marked so."""

import random
from datetime import datetime, timedelta

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan

from . import actions
from .marks import mark_of
from .models import Rated, Rating
from .rules import Level, Wish

SHARE_RATED = 0.15
# Ratings of so many days are made, and lots are shown as they would have been, so that a line of months is there to see.
RATED_FOR, LOOKED_EVERY = timedelta(days=240), timedelta(days=10)
# How many of 100 choose each level, best first: on time, and late.
ON_TIME, LATE = (38, 45, 11, 4, 2), (10, 28, 27, 22, 13)
LEVELS = tuple(sorted(Level, reverse=True))


def made() -> bool:
    return Rating.objects.exists()


def make(plan: Plan) -> dict[str, int]:
    drawn = random.Random(f"feedback:{plan.seed}")  # noqa: S311  the sample is drawn, nothing is kept secret by it
    ratings, marks = [], []
    for settled in dossiers.settled_since(plan.at - RATED_FOR, until=plan.at):
        if drawn.random() < SHARE_RATED:
            ratings.append(_rating(settled, drawn, plan.at))
            marks.append(Rated(mark=mark_of(settled.key)))
    Rated.objects.bulk_create(marks, batch_size=500, ignore_conflicts=True)
    Rating.objects.bulk_create(ratings, batch_size=500)
    at = plan.at - RATED_FOR
    while at < plan.at:
        at = min(at + LOOKED_EVERY, plan.at)
        actions.show_lots(at=at)
    return {"ratings": len(ratings)}


def move_on(plan: Plan) -> dict[str, int]:
    return {"ratings": actions.show_lots(at=plan.at)}


def _rating(settled: dossiers.Settled, drawn: random.Random, at: datetime) -> Rating:
    level = drawn.choices(LEVELS, LATE if settled.late else ON_TIME)[0]
    assert settled.at is not None
    given = min(settled.at + timedelta(days=drawn.randrange(1, 8)), at)
    wishes = [one.value for one in Wish if level <= Level.NEUTRAL and drawn.random() < 0.3]
    if settled.late and Wish.RESULT.value not in wishes:
        wishes.append(Wish.RESULT.value)
    return Rating(
        agency_id=settled.agency_id,
        level=level,
        wishes=wishes,
        online=settled.online,
        late=settled.late,
        given_on=given.astimezone(TZ).date(),
        simulated=True,
    )
