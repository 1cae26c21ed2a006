"""The page for the person who rates a request. Offices read what was said in `indices`, beside the survey."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import queries as dossiers
from motcua.dossiers import receipts
from motcua.foundation.refusal import InvalidInput
from motcua.people.access import everyone

from . import actions, queries, rules


@everyone
@never_cache
@takes("GET", "POST")
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever sent the request, and for whoever has shown its receipt a moment ago."""
    if receipts.is_remembered(request.session, number, at=request.at):
        dossier, back = dossiers.by_number(number), "dossiers:tracked"
    elif request.reach.person_id is None:
        return redirect(f"{reverse('dossiers:track')}?{urlencode({'ma': number})}")
    else:
        dossier, back = dossiers.own(number=number, reach=request.reach, at=request.at), "dossiers:own"
    settled = dossiers.settled_of(dossier)
    values = {
        "settled": settled,
        "number": number,
        "back": reverse(back, args=[number]),
        "lot": rules.LOT_LEAST,
    }
    if queries.was_rated(settled):
        if request.method == "POST":
            raise rules.AlreadyRated()
        return render(request, "feedback/thanks.html", values)
    rules.check_time(settled_at=settled.at, at=request.at)
    level, wishes = request.POST.get("level", ""), request.POST.getlist("wishes")
    fields = _fields(level, wishes)
    if request.method == "POST":
        try:
            actions.rate(settled=settled, given=rules.read(level=level, wishes=wishes), at=request.at)
        except InvalidInput as refusal:
            errors = {fault.field: _(fault.sentence) for fault in refusal.faults}
            values |= {"fields": with_errors(fields, errors), "wrong": True}
            return render(request, "feedback/rate.html", values, status=422)
        return redirect("feedback:rate", number)
    return render(request, "feedback/rate.html", values | {"fields": fields})


def _fields(level: str, wishes: list[str]) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.CHOICE,
            name="level",
            label=_("How satisfied are you with how this request was handled?"),
            value=level,
            choices=tuple(DrawnChoice(str(one.value), _(words)) for one, words in rules.LEVEL_WORDS.items()),
        ),
        DrawnField(
            kind=Drawn.CHECKS,
            name="wishes",
            label=_("What could have been better?"),
            hint=_("Choose as many as you like, or none."),
            values=tuple(wishes),
            choices=tuple(DrawnChoice(one.value, _(words)) for one, words in rules.WISH_WORDS.items()),
            required=False,
        ),
    ]
