"""Which requests of this node the nation has not acknowledged, and since when."""

from datetime import datetime, timedelta

from django.conf import settings

from motcua.chronicle import queries as chronicle
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules import Act
from motcua.exchange.models import Aside, Outbox
from motcua.exchange.rules import NATIONAL

ASIDES_MAX = 500
# As many as may wait for reasons of their own; when more do, the line is down, and no request by itself.
WAITING_MAX = 50
# What is on its way is not missing.
ON_ITS_WAY = timedelta(hours=1)


def unheard(*, at: datetime) -> dict[str, datetime]:
    """By number: those set aside, and those that wait while hardly anything else does."""
    if settings.NODE == NATIONAL or not settings.NATION:
        return {}
    found = _waiting(until=at - ON_ITS_WAY)
    asides = Aside.objects.filter(settled_at=None, node=settings.NODE).order_by("at", "pk")
    for number, since in asides.values_list("number", "at")[:ASIDES_MAX]:
        found[number] = min(since, found.get(number, since))
    return found


def _waiting(*, until: datetime) -> dict[str, datetime]:
    box = Outbox.objects.filter(pk=1).first() or Outbox(pk=1)
    entries = chronicle.follow(kinds=[*Act], after=max(box.position, box.scanned), limit=WAITING_MAX + 1)
    if len(entries) > WAITING_MAX:
        return {}
    since: dict[str, datetime] = {}
    for entry in entries:
        if entry.at <= until:
            since.setdefault(entry.subject, entry.at)
    numbers = dossiers.numbers_of_subjects(since)
    return {numbers[subject]: moment for subject, moment in since.items() if subject in numbers}
