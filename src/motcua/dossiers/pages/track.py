"""Following a request without an account: its number and the eight characters on the receipt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from motcua.design.methods import takes
from motcua.dossiers import by_receipt, queries, receipts
from motcua.dossiers.pages import bundles as bundle_pages
from motcua.dossiers.pages import moved, story, waited_for
from motcua.dossiers.queries import bundles, corrections, follow, settled
from motcua.dossiers.queries.history import former_events
from motcua.dossiers.rules.bundles import is_code
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.states import Act, State
from motcua.people.access import everyone
from motcua.procedures import handling

ENDED_WITHOUT = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED)
RECEIPT = by_receipt.Receipt(title=gettext_lazy("Track a request"))


@everyone
@never_cache
@ensure_csrf_cookie
@takes("GET", "POST")
def track(request: HttpRequest) -> HttpResponse:
    """The two fields. A wrong secret and an unknown number get one answer."""
    return by_receipt.asked(
        request,
        receipt=RECEIPT,
        template="dossiers/people/track.html",
        tidy=tidy,
        find=_find,
        then="dossiers:tracked",
    )


def _find(number: str, typed: str) -> str:
    """One request, or several under one receipt: the code says which."""
    looked_up = bundles if is_code(tidy(number)) else follow
    return looked_up.found_by_secret(number=number, typed=typed)


@everyone
@never_cache
@takes("GET")
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """Where it is, until when, who to ask. No names: whoever holds the receipt may read this."""
    if not receipts.is_remembered(request.session, number, at=request.at):
        return redirect(f"{reverse('dossiers:track')}?{urlencode({'ma': number})}")
    if is_code(number):
        return bundle_pages.tracked(request, number)
    found = follow.followed(follow.by_number(number), at=request.at)
    values = told(found, with_words=False) | {"took": took(found)}
    return render(request, "dossiers/people/tracked.html", values)


def took(found: follow.Followed) -> handling.Handled | None:
    """How long requests of this procedure took lately, where this one is."""
    return handling.handled(found.definition.code, agency_id=found.dossier.agency_id)


def told(found: follow.Followed, *, with_words: bool) -> dict[str, object]:
    """What the pages of the receipt's holder and of the owner have in common."""
    language = story.language()
    dossier = found.dossier
    proposed = any(event.act is Act.PROPOSE_CORRECTION for event in found.events)
    to_confirm = len(corrections.waiting(dossier)) if proposed else 0
    return {
        "found": found,
        "dossier": dossier,
        "number": found.number,
        "name": found.definition.name.in_language(language),
        "left": story.time_left(found),
        "late": story.late(found),
        "next_thing": _("Answer whether the correction is right; the office goes on meanwhile.")
        if to_confirm
        else story.next_thing(found),
        "lines": story.lines(found, with_words=with_words),
        "former_events": former_events(dossier, in_full=False)
        if any(event.act is Act.IMPORT for event in found.events)
        else (),
        "promised_there": moved.promised_there(found.events, found.count),
        "moved": (
            _("It is counted on from the day the payment is recorded.")
            if found.asked.owed
            else _("It is counted on from the day the papers arrive.")
        )
        if found.asked
        else story.moved(dossier, found.events),
        "due": None if found.state in ENDED_WITHOUT else dossier.due_at or dossier.promised_at,
        "office": found.office,
        "office_name": found.office.named(language),
        "place": found.place,
        "place_name": found.place.named(language),
        "elsewhere": found.place.id != found.office.id,
        "to_confirm": to_confirm,
        "parcels": queries.parcels_of(dossier),
        "may_rate": settled.settled_of(dossier).at is not None,
        "asked": waited_for.told(found.asked, found.definition, with_words=with_words),
        "track_url": settings.BASE_URL + reverse("dossiers:track") + "?" + urlencode({"ma": found.number}),
    }
