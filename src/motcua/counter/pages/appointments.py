"""Times people choose to come: booked from a procedure's page, kept on a page of their own, seen by the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.counter.pages.days import asked_day
from motcua.counter.rules.appointments import TimeTaken
from motcua.design import errors
from motcua.design.methods import takes
from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.text import fold
from motcua.foundation.typed import integer
from motcua.people.access import officers, signed_in
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Role
from motcua.procedures import handling
from motcua.procedures import queries as procedures
from motcua.procedures.handling import Handled
from motcua.procedures.rules import Definition

OFFICES_MAX = 60
TEXT_LENGTH_MAX = 100


@signed_in
@never_cache
@takes("GET", "POST")
def book(request: HttpRequest, code: str) -> HttpResponse:
    version = procedures.in_force(code, request.at.astimezone(TZ).date())
    language, definition = get_language() or "vi", version.definition
    offices = dossiers.offices(definition, at=request.at)
    queues = queries.office_queues({one.id for one in offices}, definition.field.code)
    found = [office for office in offices if office.id in queues]
    wanted = integer(request.POST.get("office", "") or request.GET.get("noi", ""))
    chosen = next((one for one in found if one.id == wanted), found[0] if len(found) == 1 else None)
    if request.method == "POST" and chosen is not None:
        try:
            actions.book(
                code=code, agency_id=chosen.id, starts_at=_moment(request.POST.get("time", "")), language=language,
                reach=request.reach, at=request.at,
            )  # fmt: skip
        except TimeTaken as refusal:
            errors.note(refusal)
            messages.warning(request, errors.shown(refusal))
        else:
            messages.success(request, _("The time is yours. The code below is all you need at the door."))
            return redirect("counter:appointments")
    values = {
        "name": version.name.in_language(language),
        "code": code,
        "several": len(found) > 1,
        "chosen": chosen.named(language) if chosen else "",
        "office": chosen.id if chosen else 0,
        "days": queries.days_free(queues[chosen.id], at=request.at) if chosen else (),
        "wanted": request.POST.get("time", ""),
    }
    if chosen is None:
        values |= {"any": bool(found), **_offices(request, definition, found)}
    return render(request, "counter/book.html", values, status=409 if request.method == "POST" else 200)


def _offices(request: HttpRequest, definition: Definition, found: list[AgencyFacts]) -> dict[str, object]:
    """Where one may come, with what stands before whoever comes now and how long such requests took there lately."""
    text, language = request.GET.get("q", "").strip()[:TEXT_LENGTH_MAX], get_language() or "vi"
    wanted = fold(text)
    named = [office for office in found if wanted in fold(office.named(language))]
    shown = {office.id: office for office in named[:OFFICES_MAX]}
    waits = queries.waits_at(shown, definition.field.code, at=request.at)
    took = handling.at_these(definition.code, shown)
    return {
        "offices": [
            Place(id, office.named(language), office.address, waits[id], took.get(id))
            for id, office in shown.items()
        ],
        "text": text,
        "searchable": len(found) > OFFICES_MAX,
        "more": len(named) - len(shown),
    }


@dataclass(frozen=True)
class Place:
    """One office at which a time may be booked."""

    id: int
    name: str
    address: str
    wait: queries.Wait
    took: Handled | None


def _moment(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed[:40])
    except ValueError:
        raise TimeTaken() from None
    if found.tzinfo is None:
        raise TimeTaken()
    return found


@signed_in
@never_cache
@takes("GET")
def mine(request: HttpRequest) -> HttpResponse:
    found = ()
    if request.reach.person_id is not None:
        found = queries.appointments_of(
            request.reach.person_id, at=request.at, language=get_language() or "vi"
        )
    return render(request, "counter/appointments.html", {"found": found})


@signed_in
@never_cache
@takes("POST")
def cancel(request: HttpRequest, booking: UUID) -> HttpResponse:
    actions.cancel(key=booking, reach=request.reach, at=request.at)
    messages.success(request, _("The appointment was cancelled; somebody else can take the time."))
    return redirect("counter:appointments")


@officers(Role.RECEPTION)
@never_cache
@takes("GET")
def coming(request: HttpRequest) -> HttpResponse:
    """Who comes today, or on the day asked for."""
    on = asked_day(request)
    found = queries.coming(request.reach, on=on, at=request.at, language=get_language() or "vi")
    return render(request, "counter/coming.html", {"found": found, "day": on})
