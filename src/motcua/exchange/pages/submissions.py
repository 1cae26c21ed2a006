"""At the nation: choose the place, send what was drafted, keep the receipt, follow it. For operators: what is on its way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import by_receipt, receipts
from motcua.dossiers.actions import drafts
from motcua.dossiers.queries import filling
from motcua.dossiers.rules import filling as drafted
from motcua.dossiers.rules import tidy_number
from motcua.exchange.actions import submissions as acts
from motcua.exchange.queries import submissions as queries
from motcua.exchange.queries.submissions import Places
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.access import everyone, officers, signed_in
from motcua.people.rules import Role
from motcua.procedures import queries as procedures

FOR_OTHERS = "for-others"
TEXT_CHARACTERS_MAX = 100
DECLARED = "declared"
STAGE_WORDS = {
    "waiting": gettext_lazy("Not yet at the office"),
    "fetched": gettext_lazy("On its way into the office's system"),
    "taken": gettext_lazy("At the office"),
    "refused": gettext_lazy("Could not be handed over"),
}

RECEIPT = by_receipt.Receipt(
    title=gettext_lazy("Follow what was sent through the national portal"),
    lead=gettext_lazy(
        "Write the receipt code and the eight characters that stand on your receipt. You need no account."
    ),
    label=gettext_lazy("Receipt code"),
    hint=gettext_lazy("On the receipt, for example QG-261126-000001"),
    error=gettext_lazy("Check that this is the code on your receipt."),
    secret_hint=gettext_lazy("Beside the code on the receipt. Capital or small letters make no difference."),
    secret_error=gettext_lazy("Check these eight characters: they or the code do not fit."),
    characters_max=40,
)


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


@signed_in
@takes("GET", "POST")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Which place of the country: those whose node said that it takes this text of the procedure."""
    queries.check_national()
    version = procedures.in_force(code, timezone.localdate(request.at))
    for_others = FOR_OTHERS in (request.POST or request.GET)
    picked = request.POST.get("place", "")[:40]
    if request.method == "POST" and picked:
        route = queries.route(digest=version.digest, codes={picked})
        agency_id = people.agency_of_code(picked, on=timezone.localdate(request.at))
        if route is not None and agency_id is not None:
            draft_id = drafts.begin(reach=request.reach, version_id=version.id, at=request.at)
            changes = drafts.DraftChanges(agency_id=agency_id, answers={drafted.ONLY_OFFICE: True})
            drafts.save(draft_id=draft_id, reach=request.reach, at=request.at, changes=changes)
            return redirect("dossiers:draft-applicant" if for_others else "dossiers:draft", draft_id)
    text = request.GET.get("q", "")[:TEXT_CHARACTERS_MAX]
    found = queries.places(digest=version.digest, text=text)
    wrong = request.method == "POST"
    values = {
        "code": code,
        "name": version.name.in_language(_language()),
        "field": _choice(found, wrong=wrong),
        "found": found,
        "text": text,
        "for_others": for_others,
        "wrong": wrong,
        "searchable": found.total > queries.PLACES_SHOWN_MAX or bool(text),
    }
    return render(request, "exchange/place.html", values, status=422 if wrong else 200)


def _choice(found: Places, *, wrong: bool) -> DrawnField:
    return DrawnField(
        kind=Drawn.CHOICE,
        name="place",
        label=_("Places that take it online"),
        value="",
        choices=tuple(
            DrawnChoice(one.place, one.named(_language()), " · ".join(filter(None, (one.node, one.address))))
            for one in found.shown
        ),
        error=_("Choose one of the places.") if wrong else "",
    )


@signed_in
@takes("POST")
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Send the draft to the office that was chosen. Pressed twice, it leads to the same receipt."""
    queries.check_national()
    try:
        found = filling.filling(draft_id=draft_id, reach=request.reach, at=request.at)
    except NotFound:
        queries.own(key=draft_id, reach=request.reach)
        return redirect("exchange:sent-receipt", draft_id)
    if found.apart or not found.way.is_complete or filling.version_now(found) != found.draft.version_id:
        return redirect("dossiers:draft-check", draft_id)
    if not request.POST.get(DECLARED):
        messages.error(request, _("Tick the declaration: without it nothing can be sent."))
        return redirect("dossiers:draft-check", draft_id)
    receipt_of = acts.submit(reach=request.reach, at=request.at, given=found.submission(language=_language()))
    address = reverse("exchange:sent-receipt", args=[receipt_of.key])
    receipts.note_sent(request.session, draft_id, address)  # for the way back of the browser
    return redirect(address)


@signed_in
@never_cache
@takes("GET")
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """One's own receipt, with the secret that lets others follow it."""
    queries.check_national()
    row = queries.own(key=key, reach=request.reach)
    return render(request, "exchange/receipt.html", _told(row) | {"secret": queries.secret_of(row)})


@signed_in
@takes("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """What one sent from here, the latest first."""
    queries.check_national()
    rows = [_told(row) for row in queries.mine(request.reach)[: queries.SHOWN_MAX]]
    return render(request, "exchange/mine.html", {"rows": rows})


def _told(row: queries.Submission) -> dict[str, object]:
    language = _language()
    return {
        "row": row,
        "code": row.code,
        "stage": row.stage,
        "words": STAGE_WORDS[row.stage],
        "name": procedures.version(row.version_id).name.in_language(language),
        "place": row.place_name_en if language == "en" and row.place_name_en else row.place_name,
        "state": queries.state_of(row),
        "node": row.node.name_en if language == "en" and row.node.name_en else row.node.name,
    }


# Without an account ------------------------------------------------------------------------------------------


@everyone
@never_cache
@ensure_csrf_cookie
@takes("GET", "POST")
def track(request: HttpRequest) -> HttpResponse:
    """Receipt code and secret. A wrong secret and an unknown code get one answer."""
    queries.check_national()
    return by_receipt.asked(
        request,
        receipt=RECEIPT,
        template="exchange/track.html",
        tidy=tidy_number,
        find=_found,
        then="exchange:sent-tracked",
    )


def _found(code: str, typed: str) -> str:
    row = queries.by_secret(code=tidy_number(code), typed=typed)
    return row.code if row else ""


@everyone
@never_cache
@takes("GET")
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    """Where it is. No names: whoever holds the receipt may read this."""
    queries.check_national()
    if not receipts.is_remembered(request.session, code, at=request.at):
        return redirect(f"{reverse('exchange:sent-track')}?{urlencode({'ma': code[:40]})}")
    return render(request, "exchange/receipt.html", _told(queries.by_code(code)) | {"secret": ""})


# For operators -----------------------------------------------------------------------------------------------


@officers(Role.OPERATOR, Role.LEADER)
@takes("GET")
def coming(request: HttpRequest) -> HttpResponse:
    """What was sent at the nation and is not at its office yet: seen from the nation, or from the node it goes to."""
    on = timezone.localdate(request.at)
    is_national = queries.is_national()
    lines = queries.on_the_way() if is_national else queries.coming_in(on=on)
    values = {
        "lines": lines,
        "late": sum(line.alarmed_at is not None for line in lines),
        "is_national": is_national,
        "hours": queries.whole("exchange.unrouted-hours", at=request.at),
    }
    return render(request, "exchange/coming.html", values)
