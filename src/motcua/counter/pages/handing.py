"""The daily hand-over between desk and unit: a list, two confirmations, a sheet to print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.counter.pages.days import asked_day
from motcua.counter.rules.handing import AlreadyTaken, GiverTakes, NothingToGive
from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import Role


@officers(*queries.READING)
@never_cache
@takes("GET", "POST")
def handing(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    fault: tuple[str, str] | None = None
    try:
        if "take" in request.POST:
            actions.take_sheet(
                sheet_id=integer(request.POST["take"]) or 0, counted=integer(request.POST.get("count", "")),
                remark=request.POST.get("remark", ""), reach=request.reach, at=request.at,
            )  # fmt: skip
            messages.success(request, _("The sheet is confirmed by both sides."))
        else:
            wanted = [one for text in request.POST.getlist("dossier")[:300] if (one := integer(text))]
            agency_id = integer(request.POST.get("agency", "")) or 0
            actions.give_sheet(agency_id=agency_id, dossiers=wanted, reach=request.reach, at=request.at)
            messages.success(request, _("Handed over. The unit counts and confirms it."))
    except InvalidInput as refusal:
        errors.note(refusal)
        first = refusal.faults[0]
        fault = (first.field, errors.fault_sentence(first))
    except (NothingToGive, GiverTakes, AlreadyTaken) as refusal:
        errors.note(refusal)
        messages.warning(request, errors.shown(refusal))
    return _page(request, fault) if fault else redirect("counter:handing")


def _page(request: HttpRequest, fault: tuple[str, str] | None = None) -> HttpResponse:
    """`fault`: the field that was wrong, and what to do about it."""
    today = request.at.astimezone(TZ).date()
    on = asked_day(request)
    left: dict[tuple[int, str], list[object]] = {}
    for one in queries.to_hand_over(request.reach, at=request.at) if on == today else ():
        left.setdefault((one.agency_id, one.agency), []).append(one)
    found = queries.sheets(request.reach, on=on)
    values = {
        "at_desk": request.reach.holds(Role.RECEPTION),
        "day": on,
        "left": [(agency_id, name, lines) for (agency_id, name), lines in left.items()],
        "sheets": found,
        "carried": sum(one.lines for one in found),
        "confirmed": sum(one.lines for one in found if one.taken_at),
        "fault": fault,
        "wrong": integer(request.POST.get("take", "")) if fault else 0,
        "typed": {name: request.POST.get(name, "") for name in ("count", "remark")},
    }
    return render(request, "counter/handing.html", values, status=422 if fault else 200)


@officers(*queries.READING)
@never_cache
@takes("GET")
def sheet(request: HttpRequest, sheet: int) -> HttpResponse:
    """The sheet to print and to sign."""
    row = queries.sheet_of(sheet, request.reach)
    values = {"sheet": queries.sheet_facts(row, request.reach), "lines": queries.lines_of(row)}
    return render(request, "counter/sheet.html", values)
