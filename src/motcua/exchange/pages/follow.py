"""Following any request of the country with what stands on its receipt. No account, no names."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from motcua.design.methods import takes
from motcua.dossiers import by_receipt, receipts
from motcua.dossiers.rules import State, tidy_number
from motcua.exchange import queries
from motcua.exchange.pages.words import ago
from motcua.foundation.refusal import NotFound
from motcua.people.access import everyone
from motcua.procedures import queries as procedures

PLAINLY = {
    State.NEW: gettext_lazy(
        "The office has the request. It looks whether everything is there, then takes it in."
    ),
    State.RECEIVED: gettext_lazy("The office took the request in and will begin to handle it."),
    State.NOT_RECEIVED: gettext_lazy("The office did not take the request in and told the applicant why."),
    State.IN_PROGRESS: gettext_lazy("The office is working on the request."),
    State.SUPPLEMENT: gettext_lazy(
        "Something is missing in the papers. The office told the applicant what; the clock stands still until it comes."
    ),
    State.DUTY: gettext_lazy("A tax or a fee has to be paid before the office goes on."),
    State.WITHDRAWN: gettext_lazy("The applicant took the request back."),
    State.STOPPED: gettext_lazy("The office stopped handling the request and told the applicant why."),
    State.DONE: gettext_lazy("The result is ready to be collected or is on its way."),
    State.RETURNED: gettext_lazy("The result was handed over. Nothing more has to be done."),
}
ENDED_WITHOUT = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED)
ENDED = (*ENDED_WITHOUT, State.RETURNED)
RUNNING = (State.RECEIVED, State.IN_PROGRESS)
RECEIPT = by_receipt.Receipt(title=gettext_lazy("Track a request anywhere in the country"))


@everyone
@never_cache
@ensure_csrf_cookie
@takes("GET", "POST")
def follow(request: HttpRequest) -> HttpResponse:
    """The two fields. A wrong secret and an unknown number get one answer."""
    return by_receipt.asked(
        request,
        receipt=RECEIPT,
        template="exchange/follow.html",
        tidy=tidy_number,
        find=lambda number, typed: queries.found_by_secret(number=number, typed=typed),
        then="exchange:followed",
    )


@everyone
@never_cache
@takes("GET")
def followed(request: HttpRequest, number: str) -> HttpResponse:
    """Where it is, until when, whom to ask, and when its office was last heard."""
    if not receipts.is_remembered(request.session, number, at=request.at):
        return redirect(f"{reverse('exchange:follow')}?{urlencode({'ma': number})}")
    found = queries.followed(number=number, at=request.at)
    if found is None:
        raise NotFound
    language = (get_language() or "vi")[:2]
    state = State(found.state)
    due = None if state in ENDED_WITHOUT else found.due or found.promised
    at_office = {"ma": number}
    values = {
        "found": found,
        "name": _procedure(found.procedure, request, language),
        "plainly": PLAINLY[state],
        "due": due,
        "moved": due and found.promised and due != found.promised,
        "overdue": state in RUNNING and due is not None and due < request.at,
        "office_name": found.office.named(language),
        "place_name": found.place.named(language),
        "ended": state in ENDED,
        "elsewhere": found.office.code != found.place.code,
        "node_name": found.node_name_en if language == "en" and found.node_name_en else found.node_name,
        "heard": ago(found.heard_at, at=request.at),
        "story_url": found.node_address
        and f"{found.node_address}{reverse('dossiers:track')}?{urlencode(at_office)}",
        "follow_url": settings.BASE_URL + reverse("exchange:follow") + "?" + urlencode(at_office),
    }
    return render(request, "exchange/followed.html", values)


def _procedure(code: str, request: HttpRequest, language: str) -> str:
    """Its name as this node's catalogue has it today; nothing where it has none."""
    name = procedures.name_in_force(code, timezone.localdate(request.at))
    return name.in_language(language) if name else ""
