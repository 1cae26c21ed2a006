"""Following any request of the country with what stands on its receipt. No account, no names."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import receipts
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


@everyone
@never_cache
@ensure_csrf_cookie
@takes("GET", "POST")
def follow(request: HttpRequest) -> HttpResponse:
    """The two fields. A wrong secret and an unknown number get one answer."""
    number = request.POST.get("number", request.GET.get("ma", ""))[:80]
    typed = request.POST.get("secret", "")[:40]
    wrong = False
    if request.method == "POST":
        receipts.spend_try(number=tidy_number(number), address=request.address, at=request.at)
        known = queries.found_by_secret(number=number, typed=typed)
        if known:
            receipts.remember(request.session, known, at=request.at)
            return redirect("exchange:followed", known)
        wrong = True
    values = {"fields": _fields(number, typed, wrong), "wrong": wrong}
    return render(request, "exchange/follow.html", values, status=422 if wrong else 200)


def _fields(number: str, typed: str, wrong: bool) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.TEXT,
            name="number",
            label=_("Number of the request"),
            hint=_("On the receipt, for example 000.00.15.H15-260318-0001"),
            value=number,
            maxlength=80,
            spellcheck=False,
            autocomplete="off",
            error=_("Check that this is the number on your receipt.") if wrong else "",
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="secret",
            label=_("Eight characters for looking up"),
            hint=_("Beside the QR code on the receipt. Capital or small letters make no difference."),
            value=typed,
            maxlength=40,
            width="m",
            spellcheck=False,
            autocomplete="off",
            error=_("Check these eight characters: they or the number do not fit.") if wrong else "",
        ),
    ]


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
    """Its name as this node's catalogue has it; the code where it has none."""
    cards = procedures.catalogue(request.at).cards.values()
    return next((card.name.in_language(language) for card in cards if card.code == code), "")
