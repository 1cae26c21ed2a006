"""What went by post: of one request, and on a day's list."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from motcua.dossiers.models import Dossier, Parcel
from motcua.dossiers.rules.inputs import Delivery
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation import calendar as deadlines
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

MAY_SEND = (Role.RECEPTION, Role.RETURN, Role.CLERK)
LISTED_MAX = 500


def goes_by_post(dossier: Dossier) -> bool:
    """Asked for so, or come so; and there is something to send."""
    by_post = dossier.delivery == Delivery.BY_POST or dossier.channel == Channel.POST
    return by_post and dossier.state != State.NEW


def parcels_of(dossier: Dossier) -> tuple[Parcel, ...]:
    """In order, corrected ones too; no question for who collects at the counter."""
    if not goes_by_post(dossier):
        return ()
    return tuple(Parcel.objects.filter(dossier=dossier).select_related("noted_by__person").order_by("id"))


def parcels_to_send(reach: Reach) -> QuerySet[Parcel]:
    """Of the offices where one sends; right numbers only."""
    paths = [path for role in MAY_SEND for path in reach.agencies(role)]
    inside = people.within(paths, field="dossier__agency__path") if paths else Q(pk__in=[])
    return Parcel.objects.filter(inside, corrected_at=None)


def posting_list(reach: Reach, *, day: date) -> tuple[Parcel, ...]:
    """What was written down on that day, and what of earlier days the post has not taken yet."""
    since = datetime.combine(day, time.min, deadlines.TZ)
    until = since + timedelta(days=1)
    wanted = Q(noted_at__gte=since, noted_at__lt=until) | Q(noted_at__lt=since, posted_at=None)
    rows = parcels_to_send(reach).filter(wanted).select_related("dossier__agency", "posted_by__person")
    return tuple(rows.order_by("noted_at", "id")[:LISTED_MAX])
