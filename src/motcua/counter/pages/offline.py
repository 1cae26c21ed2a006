"""The counter while the line is down: a page that stays on the device, numbers kept for it, and what it sends later."""

from dataclasses import replace
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.counter.pages.calling import AT
from motcua.counter.pages.days import asked_day
from motcua.design import errors, writing
from motcua.design.methods import takes
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries as dossier_queries
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.foundation.typed import integer
from motcua.people.access import everyone, officers
from motcua.people.rules import BadDate, Role, digits, read_date

KEPT_AT_ONCE, VOIDED_AT_ONCE = 10, 100


@officers(Role.RECEPTION)
@never_cache
@takes("GET")
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the device keeps. All it needs without a line stands in it."""
    window = _window(request)
    if window is None:
        messages.info(request, _("Choose your window first."))
        return redirect("counter:calling")
    language = get_language() or "vi"
    offered = dossier_queries.offered_without_line(
        request.reach, agency_id=window.agency_id, at=request.at, language=language
    )
    data = {
        "agency": window.agency_id,
        "day": f"{request.at.astimezone(TZ):%Y-%m-%d}",
        "language": language,
        "cases": [
            {
                "procedure": one.procedure,
                "case": one.code,
                "name": one.procedure_name
                if one.procedure_name == one.name
                else f"{one.procedure_name}: {one.name}",
                "due": writing.moment(one.due),
                "cut_off": one.cut_off.isoformat() if one.cut_off else "",
                "due_after": writing.moment(one.due_after) if one.due_after else "",
                "papers": [
                    {"code": paper.code, "name": paper.name, "required": paper.required}
                    for paper in one.papers
                ],
                "fees": [{"name": name, "amount": writing.dong(amount)} for name, amount in one.fees],
            }
            for one in offered
        ],
    }
    values = {
        "window": window,
        "office": window.agency,
        "data": data,
        "at": request.at,
        "count": KEPT_AT_ONCE,
    }
    return render(request, "counter/offline.html", values)


@officers(Role.RECEPTION)
@takes("POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Numbers for this device alone: only its answer names them."""
    window = _window(request)
    if window is None:
        raise NotFound()
    count = integer(request.POST.get("count", "")) or 0
    kept = dossiers.reserve_numbers(
        agency_id=window.agency_id, desk=window.name, count=count, reach=request.reach, at=request.at
    )
    return JsonResponse({"day": f"{kept[0].day:%Y-%m-%d}", "numbers": [one.number for one in kept]})


@officers(Role.RECEPTION)
@takes("POST")
def send(request: HttpRequest) -> HttpResponse:
    """One receipt that was written without a line. Sent again, it is answered with what the first one did."""
    done = actions.send(given=_receipt(request), reach=request.reach, at=request.at)
    return JsonResponse({"number": done.number, "url": reverse("dossiers:dossier", args=[done.number])})


@officers(Role.RECEPTION)
@never_cache
@takes("GET", "POST")
def numbers(request: HttpRequest) -> HttpResponse:
    """What became of each kept number; what is open is closed here at the end of the day."""
    fault, ticked = "", request.POST.getlist("number")[:VOIDED_AT_ONCE]
    if request.method == "POST":
        try:
            if not ticked:
                raise InvalidInput(
                    faults=[Fault("number", gettext_noop("Tick the numbers that nobody has."))]
                )
            dossiers.void_numbers(
                numbers=[number[:60] for number in ticked],
                reason=request.POST.get("reason", ""),
                reach=request.reach,
                at=request.at,
            )
        except InvalidInput as refusal:
            errors.note(refusal)
            fault = errors.fault_sentence(refusal.faults[0])
        else:
            messages.success(
                request,
                ngettext("%(n)s number is voided.", "%(n)s numbers are voided.", len(ticked))
                % {"n": len(ticked)},
            )
            return redirect(request.get_full_path())
    on = asked_day(request)
    kept = dossier_queries.kept_numbers(request.reach, on=on)
    values = {
        "day": on,
        "open": [one for one in kept if one.fate == "open"],
        "done": [one for one in kept if one.fate != "open"],
        "fault": fault,
        "ticked": ticked,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "counter/numbers.html", values, status=422 if fault else 200)


@everyone
@takes("GET")
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page; it stands here because it may only look after addresses below its own."""
    text = resources.files("motcua.counter").joinpath("static/counter/js/worker.js").read_bytes()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _window(request: HttpRequest) -> Any | None:
    wanted = request.session.get(AT)
    return next((one for one in queries.windows_of(request.reach) if one.pk == wanted), None)


def _receipt(request: HttpRequest) -> actions.Receipt:
    typed = {name: request.POST.get(name, "").strip()[:1000] for name in request.POST}
    try:
        submission, written_at = UUID(typed["submission"]), datetime.fromisoformat(typed["written_at"])
    except (KeyError, ValueError):
        raise InvalidInput(faults=[_fault("submission")]) from None
    agency = integer(typed.get("agency", ""))
    if written_at.tzinfo is None or agency is None:
        raise InvalidInput(faults=[_fault("written_at")])
    given = actions.Receipt(
        submission=submission, number=typed.get("number", "")[:60], written_at=written_at, agency_id=agency,
        procedure=typed.get("procedure", "")[:40], case=typed.get("case", "")[:40], name=typed.get("name", ""),
        identity_number=digits(typed.get("identity", "")), phone=digits(typed.get("phone", "")),
        email=typed.get("email", ""), address=typed.get("address", ""),
        papers=tuple(request.POST.getlist("papers")[:100]), note=typed.get("note", ""),
    )  # fmt: skip
    if not typed.get("birth"):
        return given
    try:
        return replace(given, birth_date=read_date(typed["birth"]))
    except BadDate as bad:
        raise InvalidInput(faults=[Fault("birth", str(bad))]) from None


def _fault(name: str) -> Fault:
    return Fault(name, gettext_noop("This is not a receipt that the counter's page wrote."))
