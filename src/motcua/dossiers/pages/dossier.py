"""One dossier as an officer sees it: what to do next, what was written and handed in, and what happened.

Opening it is a look, written down once an hour for an officer and a dossier: the person should see that somebody
looked, not how often the page was reloaded. Each hidden answer shown and each paper opened is a look of its own.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions, queries
from motcua.dossiers.actions.undo import undoable
from motcua.dossiers.pages import bundles as bundle_pages
from motcua.dossiers.pages.moved import promised_there
from motcua.dossiers.queries import (
    Dossier,
    bundles,
    corrections,
    desk,
    digitising,
    electronic,
    opinions,
    originals,
    papers,
    slip,
    timeline,
    whole,
)
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.queries.history import former_events
from motcua.dossiers.queries.offers import FORWARD, Offer
from motcua.dossiers.queries.post import MAY_SEND
from motcua.dossiers.rules import checks, undoing
from motcua.dossiers.rules.refusals import HeldByAnother
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.notices import queries as sent
from motcua.people import queries as people
from motcua.people.access import officers, signed_in
from motcua.people.rules import Look, Role
from motcua.procedures import queries as procedures

LOOK_ONCE_IN = timedelta(hours=1)
IDENTITY = "identity"
# How many acts stand in sight before the rest goes below "Other acts".
ACTS_IN_SIGHT = 4


@signed_in
@never_cache
@takes("GET")
def dossier_page(request: HttpRequest, number: str) -> HttpResponse:
    """The whole dossier; its owner without a role here goes to their own page."""
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    if not queries.is_shown(dossier, request.reach):
        return redirect("dossiers:own", number)
    actions.log_look(
        dossier=dossier, what=Look.DOSSIER, reach=request.reach, at=request.at, once_in=LOOK_ONCE_IN
    )
    return _drawn(request, dossier)


def _shown(request: HttpRequest, number: str, **_more: object) -> Dossier:
    """A dossier that a role shows; one's own is opened elsewhere."""
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    if not queries.is_shown(dossier, request.reach):
        raise NotFound()
    return dossier


@officers()
@never_cache
@takes("POST", after=_shown)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show one hidden answer, or the applicant's identity number; each time is a look."""
    dossier = _shown(request, number)
    path = request.POST.get("path", "")[:120]
    actions.log_look(dossier=dossier, what=Look.FIELD, reach=request.reach, at=request.at)
    return _drawn(request, dossier, revealed=path)


@officers()
@takes("GET")
def paper(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """A paper as a download."""
    dossier = _shown(request, number)
    return _download(request, dossier, whole.paper_file(dossier, paper_id))


@officers()
@takes("GET")
def result(request: HttpRequest, number: str) -> HttpResponse:
    """The file of the result as a download."""
    dossier = _shown(request, number)
    found = getattr(dossier, "result", None)
    return _download(request, dossier, found.file_id if found else None)


@officers()
@takes("GET")
def opinion_file(request: HttpRequest, number: str, opinion_id: int) -> HttpResponse:
    """The file that came with another office's opinion."""
    dossier = _shown(request, number)
    found = next((one for one in opinions.of(dossier) if one.pk == opinion_id), None)
    return _download(request, dossier, found.file_id if found else None)


@officers()
@takes("POST", after=_shown)
def resend(request: HttpRequest, number: str, notice_id: int) -> HttpResponse:
    """Put a notice that did not go out back into the queue."""
    dossier = _shown(request, number)
    if not queries.is_at_work(dossier, request.reach):
        raise NotFound()
    notices.resend(
        notice_id=notice_id, subject=f"dossier:{dossier.key}", by=request.reach.actor, at=request.at
    )
    messages.success(request, _("The notice will be sent again."))
    return redirect(f"{reverse('dossiers:dossier', args=[number])}#tin-bao")


def _download(request: HttpRequest, dossier: Dossier, file_id: int | None) -> HttpResponse:
    if file_id is None:
        raise NotFound()
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(file_id))


# Drawing ---------------------------------------------------------------------------------------------------


def _drawn(request: HttpRequest, dossier: Dossier, *, revealed: str = "") -> HttpResponse:
    language = get_language() or "vi"
    at = request.at
    moved = timeline.movements(dossier)
    events = timeline.timeline(dossier, in_full=True, rows=moved)
    waits = whole.waits_of(dossier)
    offers = queries.next_acts(dossier, request.reach, at)
    handed_in = whole.papers_of(dossier, waits=waits, events=events, language=language)
    done = {event.act for event in events}
    count = _count(dossier)
    standing = electronic.standing(dossier)
    values = {
        "head": whole.head_of(dossier, at=at),
        "acts": acts_shown(offers),
        "undoable": undoable(dossier, reach=request.reach, at=at, rows=moved),
        "final": _final(request, events[-1]),
        "answers": whole.answers_of(dossier, language=language, revealed=[revealed]),
        "revealed": revealed,
        "applicant": _applicant(dossier, revealed=revealed),
        "papers": handed_in,
        "may_digitise": request.reach.holds(Role.RECEPTION, Role.CASE_OFFICER)
        and queries.is_at_work(dossier, request.reach),
        "flags": digitising.flags_of(handed_in, dossier=dossier),
        "count": count,
        "promised_there": promised_there(events, count),
        "events": tuple(reversed(events)),
        "former_events": former_events(dossier, in_full=True) if Act.IMPORT in done else (),
        "slip": slip.control_slip(dossier, events, at=at),
        "shares": slip.shares(dossier, events, at=at),
        "alerts": whole.alerts_of(dossier),
        "forms": papers.made(events, received=dossier.received_at is not None),
        "waits": waits,
        "together": _together(request, dossier),
        "may_correct": corrections.may_propose(dossier, request.reach),
        "corrected": Act.PROPOSE_CORRECTION in done,
        "originals": originals.all_of(dossier) if Act.KEEP_ORIGINALS in done else (),
        "opinions": _opinions(dossier, at=at) if Act.ASK_OPINION in done else (),
        "extensions": whole.extensions_of(dossier),
        "standing": standing,
        "result": getattr(dossier, "result", None),
        "original": electronic.issued(standing),
        "may_end_result": checks.may_one_of(
            checks.MAY_REPLACE, reach=request.reach, path=dossier.agency.path
        ),
        "handed": getattr(dossier, "hand_over", None),
        "notices": sent.of(f"dossier:{dossier.key}"),
        "by_post": queries.goes_by_post(dossier),
        "parcels": queries.parcels_of(dossier),
        "may_post": checks.may_one_of(MAY_SEND, reach=request.reach, path=dossier.agency.path),
        "onward": _next_on_desk(request, dossier) if "xong" in request.GET else None,
    }
    return render(request, "dossiers/desk/dossier.html", values)


def _final(request: HttpRequest, last: timeline.Event) -> dict[str, object] | None:
    """For whoever has just done what cannot be taken back: why, and what helps instead."""
    said = undoing.final(
        last.act,
        is_own=last.officer_id is not None and last.officer_id == request.reach.officer_id,
        done_at=last.at,
        at=request.at,
        minutes=queries.limit("undo-minutes", on=last.at),
    )
    return {"act": last.act, "why": _(said[0]), "instead": _(said[1])} if said else None


def _together(request: HttpRequest, dossier: Dossier) -> dict[str, object] | None:
    """What was handed in with it: where each part stands, not what it says, unless the gate shows it."""
    whole = bundles.of_dossier(dossier, language=get_language() or "vi")
    return (
        bundle_pages.told(whole, link=bundle_pages.open_here(request, whole), with_labels=False, at_desk=True)
        | bundle_pages.beside(whole, dossier)
        if whole
        else None
    )


def _opinions(dossier: Dossier, *, at: datetime) -> list[tuple[opinions.Opinion, bool]]:
    """What other offices were asked, and whether their answer came, or is, late."""
    return [(one, (one.answered_at or at) > one.answer_by) for one in opinions.of(dossier)]


def acts_shown(offers: tuple[Offer, ...]) -> dict[str, object]:
    """The likeliest act first and red, a few in sight, the rest below; what cannot be done says why."""
    drawn: list[dict[str, object]] = []
    for offer in offers:
        why = offer.why_not
        if isinstance(why, HeldByAnother) and drawn and not drawn[-1]["is_open"]:
            continue  # One line is enough to say that a colleague holds it.
        drawn.append(
            {
                "act": offer.act,
                "key": offer.key,
                "is_open": offer.is_open,
                "why": errors.sentence(why.sentence, why.facts) if why else "",
            }
        )
    open_acts = [act for act in drawn if act["is_open"]]
    closed = [act for act in drawn if not act["is_open"]]
    return {
        "first": open_acts[:ACTS_IN_SIGHT],
        "rest": open_acts[ACTS_IN_SIGHT:],
        "closed": closed,
        "is_forward": bool(open_acts) and open_acts[0]["act"] in FORWARD,
    }


def _applicant(dossier: Dossier, *, revealed: str) -> dict[str, object]:
    """Who asks, as stated on this request; the identity number only after a click that is written down."""
    person, acting, firm = dossier.applicant, dossier.representation, dossier.organisation
    has_number = bool(person and person.identity_locked) or bool(acting and acting.sealed)
    shown = _number(dossier) if has_number and revealed == IDENTITY else ""
    birth_date = person.birth_date if person else acting.birth_date if acting else None
    return {
        "name": dossier.applicant_name,
        "code": firm.tax_code if firm else "",
        "registered_name": firm.name if firm and fold(firm.name) != dossier.applicant_folded else "",
        "acting": acting,
        "checked_at": dossier.applicant_checked_at,
        "phone": dossier.applicant_phone,
        "email": dossier.applicant_email,
        "address": dossier.applicant_address,
        "birth_date": birth_date,
        "identity": shown or (whole.MASK if has_number else ""),
        "identity_masked": has_number and not shown,
        "is_checked": bool(person and person.identity_checked_at),
    }


def _number(dossier: Dossier) -> str:
    """The applicant's number in clear: from their record, else as it was stated."""
    if dossier.applicant is not None and dossier.applicant.identity_locked:
        return people.identity_number(dossier.applicant.pk)
    return whole.number_stated(dossier)


def _count(dossier: Dossier):
    """The count of the date, day by day."""
    definition = procedures.definition(dossier.version_id)
    return queries.count_of(dossier, definition=definition, calendar=law.calendar(dossier.agency_id))


def _next_on_desk(request: HttpRequest, dossier: Dossier) -> desk.Row | None:
    """After an act: the next dossier of one's own work."""
    page = desk.page(
        request.reach, at=request.at, wanted=Filter(view=View.MINE), rows=1, skip=dossier.number or ""
    )
    return page.rows[0] if page.rows else None
