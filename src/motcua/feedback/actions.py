"""A rating is kept apart from its request, and becomes visible in lots.

No chronicle entry for a rating: an act of a person who must not be found again (as `surveys.actions.answering`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ

from .marks import mark_of
from .models import Rated, Rating
from .rules import LOT_LEAST, AlreadyRated, Given, check_time


@transaction.atomic
def rate(*, settled: dossiers.Settled, given: Given, at: datetime) -> None:
    """One rating of a settled request; the caller has checked that it is the asker's own. A second one is refused."""
    check_time(settled_at=settled.at, at=at)
    _row, first = Rated.objects.get_or_create(mark=mark_of(settled.key))
    if not first:
        raise AlreadyRated()
    Rating.objects.create(
        agency_id=settled.agency_id,
        level=given.level,
        wishes=[one.value for one in given.wishes],
        online=settled.online,
        late=settled.late,
        given_on=at.astimezone(TZ).date(),
        simulated=settled.simulated,
    )


@transaction.atomic
def show_lots(*, at: datetime) -> int:
    """Show what waits since yesterday or longer, of each office where at least five wait; returns how many.

    An office's figures move by lots only: comparing two days never shows one person's rating.
    """
    today = at.astimezone(TZ).date()
    waiting = Rating.objects.filter(shown_on=None, given_on__lt=today)
    counts = waiting.order_by().values_list("agency_id").annotate(n=Count("pk")).filter(n__gte=LOT_LEAST)
    return sum(waiting.filter(agency_id=agency).update(shown_on=today) for agency, _n in list(counts))
