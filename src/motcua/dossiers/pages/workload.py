"""How much the officers of one unit have in hand."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers.pages import register
from motcua.dossiers.pages.giving_forms import work_hours
from motcua.dossiers.queries import workload
from motcua.dossiers.queries.register import Pace
from motcua.dossiers.queries.workload import NOBODY, InUnit
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import ROLE_NAMES, Reach, Role

SEEING = (Role.UNIT_HEAD, Role.LEADER)
AGENCIES_OFFERED_MAX = 300


@officers(*SEEING)
@never_cache
@takes("GET")
def workload_page(request: HttpRequest) -> HttpResponse:
    places = _places(request)
    wanted = integer(request.GET.get("don-vi"))
    place = next((place for place in places if place.id == wanted), places[0] if places else None)
    found = workload.work_in(place.id, at=request.at) if place else ()
    most = max((row.work.minutes for row in found if row.id != NOBODY), default=0)
    values = {
        "places": places if len(places) > 1 else (),
        "place": place,
        "lines": [_line(row, most) for row in found],
        "total": work_hours(sum(row.work.minutes for row in found)),
        "finding": _finding(found),
        "open_url": register.open_now(timezone.localdate(request.at), agency_id=place.id) if place else "",
        "late_url": register.open_now(timezone.localdate(request.at), agency_id=place.id, pace=Pace.LATE)
        if place
        else "",
    }
    return render(request, "dossiers/desk/workload.html", values)


def _places(request: HttpRequest) -> Sequence[people.AgencyFacts]:
    """The units that this person heads, or watches over, their own first."""
    reach: Reach = request.reach
    own = [grant.agency_id for grant in reach.grants if grant.role in SEEING]
    found = people.acting_agencies(on=timezone.localdate(request.at), paths=reach.agencies(*SEEING))
    found.sort(key=lambda place: place.id not in own)
    return found[:AGENCIES_OFFERED_MAX]


def _line(row: InUnit, most: int) -> dict[str, object]:
    return {
        "name": row.name,
        "is_nobody": row.id == NOBODY,
        "roles": ", ".join(_(ROLE_NAMES[role]) for role in row.roles),
        "work": row.work,
        "hours": work_hours(row.work.minutes),
        "share": min(100, round(100 * row.work.minutes / most)) if most else 0,
        "is_away": row.is_away,
        "has_left": row.id != NOBODY and not row.roles,
    }


def _finding(found: Sequence[InUnit]) -> str:
    """What the page is about, in one sentence."""
    nobodys = sum(row.work.dossiers for row in found if row.id == NOBODY)
    here = [row for row in found if row.id != NOBODY and row.roles and not row.is_away]
    if not here or here[0].work.minutes == here[-1].work.minutes:
        return (
            ngettext(
                "%(n)s dossier lies here with nobody in particular.",
                "%(n)s dossiers lie here with nobody in particular.",
                nobodys,
            )
            % {"n": nobodys}
            if nobodys
            else ""
        )
    most, least = here[0], here[-1]
    return _("%(most)s has %(hours)s in hand, %(least)s %(fewer)s.") % {
        "most": most.name,
        "hours": work_hours(most.work.minutes),
        "least": least.name,
        "fewer": work_hours(least.work.minutes),
    }
