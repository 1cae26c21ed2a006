"""Following a request without an account: its number and the eight characters on the receipt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import receipts
from motcua.dossiers.pages import story
from motcua.dossiers.queries import follow, settled
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.states import State
from motcua.people.access import everyone

ENDED_WITHOUT = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED)


@everyone
@never_cache
@ensure_csrf_cookie
@takes("GET", "POST")
def track(request: HttpRequest) -> HttpResponse:
    """The two fields. A wrong secret and an unknown number get one answer."""
    number = request.POST.get("number", request.GET.get("ma", ""))[:80]
    typed = request.POST.get("secret", "")[:40]
    wrong = False
    if request.method == "POST":
        receipts.spend_try(number=tidy(number), address=request.address, at=request.at)
        known = follow.found_by_secret(number=number, typed=typed)
        if known:
            receipts.remember(request.session, known, at=request.at)
            return redirect("dossiers:tracked", known)
        wrong = True
    fields = [
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
    return render(
        request,
        "dossiers/people/track.html",
        {"fields": fields, "wrong": wrong},
        status=422 if wrong else 200,
    )


@everyone
@never_cache
@takes("GET")
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """Where it is, until when, who to ask. No names: whoever holds the receipt may read this."""
    if not receipts.is_remembered(request.session, number, at=request.at):
        return redirect(f"{reverse('dossiers:track')}?{urlencode({'ma': number})}")
    found = follow.followed(follow.by_number(number), at=request.at)
    return render(request, "dossiers/people/tracked.html", told(found, with_words=False))


def told(found: follow.Followed, *, with_words: bool) -> dict[str, object]:
    """What the pages of the receipt's holder and of the owner have in common."""
    language = story.language()
    dossier = found.dossier
    return {
        "found": found,
        "dossier": dossier,
        "number": found.number,
        "name": found.definition.name.in_language(language),
        "left": story.time_left(found),
        "late": story.late(found),
        "next_thing": story.next_thing(found),
        "lines": story.lines(found, with_words=with_words),
        "moved": (
            _("It is counted on from the day the payment is recorded.")
            if found.asked.owed
            else _("It is counted on from the day the papers arrive.")
        )
        if found.asked
        else story.moved(dossier),
        "due": None if found.state in ENDED_WITHOUT else dossier.due_at or dossier.promised_at,
        "office": found.office,
        "office_name": found.office.named(language),
        "place": found.place,
        "place_name": found.place.named(language),
        "elsewhere": found.place.id != found.office.id,
        "may_rate": settled.settled_of(dossier).at is not None,
        "asked": _asked(found, with_words=with_words),
        "track_url": settings.BASE_URL + reverse("dossiers:track") + "?" + urlencode({"ma": found.number}),
    }


def _asked(found: follow.Followed, *, with_words: bool) -> dict[str, object] | None:
    """What is missing. The officer's own words may name people: only the owner reads them."""
    if found.asked is None:
        return None
    known = {
        paper.code: paper.name.in_language(story.language())
        for case in found.definition.cases
        for paper in case.papers
    }
    papers = [
        {
            "code": paper["code"],
            "name": known.get(str(paper["code"])) or (paper["name"] if with_words else _("another paper")),
            "quantity": paper["quantity"],
            "what": paper["what"] if with_words else "",
        }
        for paper in found.asked.papers
    ]
    return {
        "papers": papers,
        # What is owed stands in the law; the receipt's holder may know how much, so as to pay it.
        "owed": found.asked.owed,
        "total": sum(int(str(line["amount"])) for line in found.asked.owed),
        "payee": found.asked.payee,
        "reason": found.asked.reason if with_words else "",
        "answer_by": found.asked.answer_by,
    }
