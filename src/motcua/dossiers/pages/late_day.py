"""A day off that is decided late: what it touches, shown before it is decided; then how far the counting is."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers.queries import recount
from motcua.dossiers.rules.recount import DayOff
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.law import actions as law
from motcua.law.forms import DayForm
from motcua.law.rules import DayKind
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import Role


@officers(Role.OPERATOR)
@never_cache
@takes("GET", "POST")
def late_day_page(request: HttpRequest) -> HttpResponse:
    """First the form, or the one of the calendar sent here; then what the day touches; then the decision."""
    form = DayForm(request.POST or None, initial={"kind": DayKind.OFF})
    values: dict[str, object] = {"form": form, "year": _today(request.at).year}
    if request.method == "POST" and form.is_valid():
        try:
            decided = form.decided()
            if decided is not None and "decide" in request.POST:
                law.decide_day(form=decided, reach=request.reach, at=request.at)
                messages.success(request, _("The day is decided. Due dates counted from now on follow it."))
                return redirect("dossiers:recounts")
            if decided is not None:
                law.check_day(form=decided, reach=request.reach)
                values |= _touched(decided)
        except Refusal as refusal:
            form.blame(refusal)
    return render(request, "dossiers/late_day/decide.html", values, status=422 if form.errors else 200)


def _touched(decided: law.DayForm) -> dict[str, object]:
    agency = people.agency(decided.agency_id) if decided.agency_id is not None else None
    is_off = decided.kind is DayKind.OFF
    day = DayOff(decided.date, agency.path if agency else "")
    return {
        "decided": decided,
        "is_off": is_off,
        "agency": agency,
        "touched": recount.would_touch(day, agency_id=decided.agency_id) if is_off else None,
    }


@officers(Role.OPERATOR)
@never_cache
@takes("GET")
def recounts_page(request: HttpRequest) -> HttpResponse:
    found = recount.recounts()
    values = {
        "recounts": found,
        "goes_on": any(one.finished_at is None for one in found),
        "year": _today(request.at).year,
    }
    return render(request, "dossiers/late_day/recounts.html", values)


def _today(at: datetime) -> date:
    return at.astimezone(TZ).date()
