"""Who is away and who stands in: one's own absence, and those of the unit one heads."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer

from .. import actions, queries
from ..access import officers
from ..forms import NOBODY_STANDS_IN, AbsenceForm, CoverForm
from ..rules.absences import CoverAway


@officers()
@never_cache
@takes("GET", "POST")
def absences(request):
    covers = queries.may_stand_in(request.reach, at=request.at)
    form = _form(request, covers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.NewAbsence(
            integer(given["officer"]) or 0,
            integer(given["cover"]) if given["cover"] != NOBODY_STANDS_IN else None,
            given["starts_on"],
            given["ends_on"],
        )
        try:
            actions.record_absence(form=made, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(
                request,
                _("The absence is recorded. The right to act moves and ends by itself.")
                if made.cover_id is not None
                else _(
                    "The absence is recorded. Nobody stands in: the head of the unit assigns what lies there."
                ),
            )
            return redirect("people:absences")
    return _shown(request, form, covers)


@officers()
@takes("POST")
def name_cover(request, absence_id):
    """From now on; what was refused is said beside the absence that it is about."""
    covers = queries.may_stand_in(request.reach, at=request.at)
    named = CoverForm(request.POST, auto_id=f"id_%s_{absence_id}")
    named.offer(covers=covers, but=())
    if named.is_valid():
        cover_id = integer(named.cleaned_data["cover"]) or 0
        try:
            actions.name_cover(absence_id=absence_id, cover_id=cover_id, reach=request.reach, at=request.at)
        except (InvalidInput, CoverAway) as refusal:
            named.blame(refusal)
        else:
            messages.success(
                request, _("This colleague stands in and is told so, as is whoever did until now.")
            )
            return redirect("people:absences")
    return _shown(request, _form(request, covers), covers, named=(absence_id, named))


def _form(request, covers, typed=None):
    form = AbsenceForm(typed, initial={"officer": request.reach.officer_id})
    form.offer(away=queries.may_be_away(request.reach, at=request.at), covers=covers)
    return form


def _shown(request, form, covers, *, named=(0, None)):
    faulty_id, faulty = named
    rows = queries.absences(request.reach, at=request.at)
    forms = {}
    for row in rows:
        if row.may_end:
            forms[row.id] = faulty if row.id == faulty_id else CoverForm(auto_id=f"id_%s_{row.id}")
            forms[row.id].offer(covers=covers, but=(row.officer_id, row.cover_id))
    if faulty and faulty_id not in forms:
        raise NotFound
    facts = {
        "form": form,
        "absences": [(row, forms.get(row.id)) for row in rows],
        "is_faulty": bool(form.errors or faulty),
        "today": request.at.astimezone(TZ).date(),
    }
    return render(request, "people/absences.html", facts, status=422 if facts["is_faulty"] else 200)


@officers()
@takes("POST")
def end(request, absence_id):
    actions.end_absence(absence_id=absence_id, reach=request.reach, at=request.at)
    messages.success(request, _("The absence has ended. Nobody stands in any more, and whoever did is told."))
    return redirect("people:absences")
