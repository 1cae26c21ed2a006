"""Who is away and who stands in: one's own absence, and those of the unit one heads."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.foundation.typed import integer

from .. import actions, queries
from ..access import officers
from ..forms import NOBODY_STANDS_IN, AbsenceForm


@officers()
@never_cache
@takes("GET", "POST")
def absences(request):
    away = queries.may_be_away(request.reach, at=request.at)
    covers = queries.may_stand_in(request.reach, at=request.at)
    form = AbsenceForm(request.POST or None, initial={"officer": request.reach.officer_id})
    form.offer(away=away, covers=covers)
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
    facts = {
        "form": form,
        "absences": queries.absences(request.reach, at=request.at),
        "today": request.at.astimezone(TZ).date(),
    }
    return render(request, "people/absences.html", facts, status=422 if form.errors else 200)


@officers()
@takes("POST")
def end(request, absence_id):
    actions.end_absence(absence_id=absence_id, reach=request.reach, at=request.at)
    messages.success(request, _("The absence has ended. Nobody stands in any more."))
    return redirect("people:absences")
