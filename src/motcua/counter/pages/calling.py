"""At the window: call, call again, lay aside, finish; each by one key."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.counter.rules.tickets import (
    AlreadyServing,
    CallAgainFirst,
    NobodyWaits,
    NotCalled,
    PageIsOlder,
    in_order,
)
from motcua.design import errors
from motcua.design.methods import takes
from motcua.dossiers import arrivals
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import Role

AT = "counter-window"  # session: the window one sits at
ACTS: dict[str, Callable[..., object]] = {
    "next": lambda seen, **by: actions.call_next(**by),
    "again": actions.call_again,
    "aside": actions.lay_aside,
    "finish": actions.finish,
}
SHOWN = 8


@officers(Role.RECEPTION)
@never_cache
@takes("GET", "POST")
def calling(request: HttpRequest) -> HttpResponse:
    windows = queries.windows_of(request.reach)
    window = _window(request, windows)
    if request.method == "POST":
        return _act(request, windows, window)
    if window is None:
        return render(request, "counter/windows.html", {"windows": windows})
    return _page(request, window)


def _window(request: HttpRequest, windows: list[Any]) -> Any | None:
    wanted = request.session.get(AT)
    return next((window for window in windows if window.pk == wanted), None)


def _act(request: HttpRequest, windows: list[Any], window: Any | None) -> HttpResponse:
    if "leave" in request.POST:
        request.session.pop(AT, None)
    elif "window" in request.POST:
        wanted = integer(request.POST["window"])
        if any(one.pk == wanted for one in windows):
            request.session[AT] = wanted
    elif window is not None and request.POST.get("act") == "receive":
        return _receive(request, window)
    elif window is not None and (act := ACTS.get(request.POST.get("act", ""))):
        try:
            act(window_id=window.pk, reach=request.reach, at=request.at, seen=request.POST.get("seen", ""))
        except (AlreadyServing, NobodyWaits, NotCalled, CallAgainFirst, PageIsOlder) as refusal:
            errors.note(refusal)
            messages.warning(request, errors.shown(refusal))
    else:
        messages.info(request, _("Choose your window first."))
    return redirect("counter:calling")


def _receive(request: HttpRequest, window: Any) -> HttpResponse:
    """To the counter's one screen, with what the number says: procedure, or fields of it, and who booked."""
    try:
        begun = actions.begin_request(window_id=window.pk, reach=request.reach, at=request.at)
    except NotCalled as refusal:
        errors.note(refusal)
        messages.warning(request, errors.shown(refusal))
        return redirect("counter:calling")
    if begun.person_id is not None:
        arrivals.expect(request.session, begun.submission, begun.person_id)
    chosen = {"thu-tuc": begun.procedure} if begun.procedure else {"linh-vuc": begun.fields}
    query = urlencode({**chosen, "lan": str(begun.submission)}, doseq=True)
    return redirect(f"{reverse('dossiers:counter')}?{query}")


def _page(request: HttpRequest, window: Any) -> HttpResponse:
    serving, language = queries.called_at(window), get_language() or "vi"
    waiting = in_order(queries.waiting_for(window, at=request.at), at=request.at)
    values = {
        "window": window,
        "serving": serving,
        "label": queries.label_of(serving) if serving else "",
        "mark": queries.mark_of(serving) if serving else "",
        "queue": queries.named(serving.queue, language) if serving else "",
        "minutes": _minutes(serving, request) if serving else 0,
        "fields": serving.queue.fields if serving else (),
        "waiting": len(waiting),
        "lines": [
            line
            for line in queries.lines(window.agency_id, at=request.at, language=language)
            if line.id in {queue.pk for queue in window.queues.all()}
        ],
        "booked": sum(one.appointed_at is not None for one in waiting),
        "agency_id": window.agency_id,
        "desks": queries.desks(window.agency_id, at=request.at),
        "taken_in": queries.requests_of(serving, reach=request.reach, at=request.at) if serving else (),
    }
    return render(request, "counter/calling.html", values)


def _minutes(ticket: Any, request: HttpRequest) -> int:
    since = ticket.first_called_at or ticket.taken_at
    return int((request.at - since).total_seconds() // 60)
