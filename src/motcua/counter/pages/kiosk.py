"""In the hall: take a number, the slip, the board. Open to everybody; nothing here says who somebody is."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.counter.rules.appointments import NoSuchCode
from motcua.counter.rules.tickets import State
from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer, read_key
from motcua.people import queries as people
from motcua.people.access import everyone

# A board asks every five seconds, for at most so long; then it says so and waits for a hand.
BOARD_SECONDS, BOARD_HOURS_MAX = 5, 12
TICKET_SECONDS = 15
STOP_ASKING = 286  # htmx: this answer is the last


def _language() -> str:
    return get_language() or "vi"


@everyone
@never_cache
@takes("GET", "POST")
def kiosk(request: HttpRequest, id: int) -> HttpResponse:
    if request.method == "POST":
        queue_id = integer(request.POST.get("queue", ""))
        if queue_id not in {line.id for line in queries.lines(id, at=request.at, language="vi")}:
            raise NotFound()
        ticket = actions.take(
            queue_id=queue_id, address=request.address, at=request.at, key=read_key(request.POST.get("key"))
        )
        return redirect("counter:ticket", ticket.key)
    return _kiosk(request, id)


def _kiosk(request: HttpRequest, id: int, *, fault: str = "", code: str = "") -> HttpResponse:
    office = people.agency_if(id)
    if office is None:
        raise NotFound()
    values = {
        "office": office.named(_language()),
        "id": id,
        "key": uuid4(),
        "lines": queries.lines(id, at=request.at, language=_language()),
        "fault": fault,
        "code": code,
    }
    return render(request, "counter/kiosk.html", values, status=422 if fault else 200)


@everyone
@never_cache
@takes("POST")
def checked_in(request: HttpRequest, id: int) -> HttpResponse:
    code = "".join(request.POST.get("code", "").split())[:6]
    try:
        ticket = actions.check_in(agency_id=id, code=code, address=request.address, at=request.at)
    except NoSuchCode as refusal:
        errors.note(refusal)
        return _kiosk(request, id, fault=errors.shown(refusal), code=code)
    return redirect("counter:ticket", ticket.key)


@everyone
@never_cache
@takes("GET")
def slip(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """The printed slip; on a phone it goes on telling how many are ahead."""
    shown = queries.shown(ticket, at=request.at, language=_language())
    waits = shown.state is State.WAITING
    values = {
        "shown": shown,
        "waits": waits,
        "seconds": TICKET_SECONDS,
        "called": shown.state is State.CALLED,
    }
    if request.htmx:
        done = shown.state in (State.FINISHED, State.NO_SHOW)
        return render(request, "counter/_turn.html", values, status=STOP_ASKING if done else 200)
    return render(request, "counter/slip.html", values)


@everyone
@never_cache
@takes("GET")
def board(request: HttpRequest, id: int) -> HttpResponse:
    """Who is called where. Asked by the board itself it answers only when something changed, and stops after a day."""
    now = int(request.at.timestamp())
    since = integer(request.GET.get("tu", "")) or now
    found = queries.board(id, at=request.at, language=_language())
    values = {"board": found, "id": id, "since": since, "seconds": BOARD_SECONDS, "stopped": False}
    values["other"] = "en" if _language() == "vi" else "vi"
    if not request.htmx:
        return render(request, "counter/board.html", values)
    if now - since > BOARD_HOURS_MAX * 3600:
        return render(request, "counter/_board.html", values | {"stopped": True}, status=STOP_ASKING)
    if request.GET.get("thay") == found.mark:
        return HttpResponse(status=204)
    return render(request, "counter/_board.html", values)
