"""The three alerts of the desk as conditions on requests; by the dated values and the calendar of the country."""

from datetime import datetime, time

from django.db.models import Q

from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules.alerts import Edges, edges
from motcua.dossiers.rules.states import HANDLED, HANDLERS, State
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.people.rules import Reach, Role

NOTHING = Q(pk__in=[])


def edges_at(at: datetime) -> Edges:
    day = at.astimezone(TZ).date()
    return edges(
        at=at,
        calendar=law.national_calendar(),
        warn_hours=limit("acknowledge-alert-hours", on=at),
        cut_off=time.fromisoformat(str(law.value("dossiers.forward-cut-off", day).value)),
        notice_days=limit("ineligible-notice-days", on=at),
    )


def to_answer(reach: Reach, *, at: datetime) -> Q:
    """New requests whose eight working hours are nearly over, or over."""
    if not reach.holds(Role.RECEPTION):
        return NOTHING
    return Q(state=State.NEW, desk_at__lte=edges_at(at).answer_by)


def to_forward(reach: Reach, *, at: datetime) -> Q:
    """Taken in, and still at the desk when the same-day rule wants them at the unit."""
    if not reach.holds(Role.RECEPTION):
        return NOTHING
    return Q(state=State.RECEIVED, step=0, received_at__lt=edges_at(at).passed_on)


def to_tell(reach: Reach, *, at: datetime) -> Q:
    """Today is the last day to tell the person that something is missing or that the request cannot be granted."""
    found = edges_at(at)
    if not reach.holds(*HANDLERS) or found.told_from is None:
        return NOTHING
    return Q(
        state__in=sorted(HANDLED),
        supplements=0,
        step_role__in=[str(role) for role in HANDLERS],
        received_at__gte=found.told_from,
        received_at__lt=found.told_until,
    )
