"""Parcels of one request, and the day's posting list."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.methods import takes
from motcua.dossiers import actions, queries
from motcua.dossiers.queries.post import MAY_SEND
from motcua.dossiers.rules import post
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import BadDate, read_date


@officers(*MAY_SEND)
@never_cache
@takes("GET", "POST")
def parcels(request: HttpRequest, number: str) -> HttpResponse:
    """What went by post, one number more, or a wrong one put right."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    if not queries.goes_by_post(dossier):
        raise post.NotByPost(number=number)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            _done(request, number)
        except InvalidInput as refusal:
            errors.note(refusal)
            faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        except post.ParcelTaken as refusal:
            errors.note(refusal)
            faults = {"parcel": errors.shown(refusal)}
        else:
            messages.success(request, _("Written down. The person is told the number."))
            return redirect("dossiers:parcels", number)
    values = {
        "number": number,
        "applicant": dossier.applicant_name,
        "parcels": queries.parcels_of(dossier),
        "faults": faults,
        "wrong": integer(request.POST.get("correct")) or 0,
        "typed": {name: request.POST.get(name, "")[:200] for name in ("parcel", "words", "reason")},
        "content": request.POST.get("content", post.Content.RESULT),
    }
    return render(request, "dossiers/desk/parcels.html", values, status=422 if faults else 200)


def _done(request: HttpRequest, number: str) -> None:
    posted = request.POST
    common = {"reach": request.reach, "at": request.at}
    if "correct" in posted:
        wanted = integer(posted["correct"])
        dossier = queries.opened(number, reach=request.reach, at=request.at)
        if wanted not in {one.pk for one in queries.parcels_of(dossier)}:
            raise NotFound()
        actions.correct_parcel(
            parcel_id=wanted, parcel=posted.get("parcel", ""), reason=posted.get("reason", ""), **common
        )
        return
    content = post.Content.PAPER if posted.get("content") == post.Content.PAPER else post.Content.RESULT
    actions.note_parcel(
        number=number,
        parcel=posted.get("parcel", ""),
        content=content,
        words=posted.get("words", ""),
        **common,
    )


@officers(*MAY_SEND)
@never_cache
@takes("GET", "POST")
def posting(request: HttpRequest) -> HttpResponse:
    """The day's list: printed, handed to the post with the parcels, confirmed."""
    today = request.at.astimezone(TZ).date()
    day = _day(request.GET.get("ngay", "")) or today
    if request.method == "POST":
        wanted = [found for one in request.POST.getlist("parcel") if (found := integer(one)) is not None]
        try:
            n = actions.confirm_posted(parcels=wanted, reach=request.reach, at=request.at)
        except Refusal as refusal:
            errors.note(refusal)
            messages.warning(request, errors.shown(refusal))
        else:
            words = ngettext(
                "%(n)s parcel was handed to the post.", "%(n)s parcels were handed to the post.", n
            )
            messages.success(request, words % {"n": n})
        return redirect(request.get_full_path())
    rows = queries.posting_list(request.reach, day=day)
    values = {
        "day": day,
        "rows": rows,
        "open": sum(row.posted_at is None for row in rows),
        "offices": sorted({row.dossier.agency.name for row in rows}),
        "simulated": any(row.dossier.simulated for row in rows),
    }
    return render(request, "dossiers/desk/posting.html", values)


def _day(text: str) -> date | None:
    try:
        return read_date(text) if text else None
    except BadDate:
        return None
