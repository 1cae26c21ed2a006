"""Filters of the desk under names: keep one, call it otherwise, open the desk with it, share it, forget it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.methods import takes
from motcua.dossiers.actions import views as acts
from motcua.dossiers.pages.desk import address_of, wanted_of
from motcua.dossiers.queries import views as asked
from motcua.dossiers.rules.states import HEADS
from motcua.foundation.refusal import InvalidInput
from motcua.people.access import officers


@officers()
@never_cache
@takes("GET")
def views_page(request: HttpRequest) -> HttpResponse:
    values = {
        "rows": [(one, address_of(one.wanted, request.reach)) for one in asked.of(request.reach)],
        "may_share": request.reach.holds(*HEADS),
        "name_max": acts.NAME_CHARACTERS_MAX,
    }
    return render(request, "dossiers/desk/views.html", values)


@officers()
@takes("POST")
def save(request: HttpRequest) -> HttpResponse:
    wanted = wanted_of(request, request.POST)
    try:
        acts.save(name=request.POST.get("ten", ""), wanted=wanted, reach=request.reach, at=request.at)
    except InvalidInput as refusal:
        messages.error(request, _named(refusal))
    else:
        messages.success(request, _("Kept as a view of your desk."))
    return redirect(address_of(wanted, request.reach))


def _opened(request: HttpRequest, view_id: int) -> None:
    asked.own(view_id, request.reach)


@officers()
@takes("POST", after=_opened)
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """One form a view, with a button for each thing that can be done with it."""
    reach = request.reach
    match request.POST.get("viec", ""):
        case "mac-dinh":
            acts.make_default(view_id=view_id, reach=reach)
        case "chia-se":
            acts.share(view_id=view_id, reach=reach)
        case "xoa":
            acts.forget(view_id=view_id, reach=reach)
        case _rename:
            try:
                acts.rename(view_id=view_id, name=request.POST.get("ten", ""), reach=reach)
            except InvalidInput as refusal:
                messages.error(request, _named(refusal))
    return redirect("dossiers:views")


def _named(refusal: InvalidInput) -> str:
    errors.note(refusal)
    return _("Give the view a name of at most %(most)s characters.") % {"most": acts.NAME_CHARACTERS_MAX}
