"""The home-affairs officer says who goes to which place, several places at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, queries
from motcua.surveys.rules import State

NOBODY = "nobody"


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def assign(request, id):
    """Places on one side, people on the other."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    if request.method == "GET" and line.state not in (State.DRAWN, State.OPEN):
        return redirect("surveys:round", id=id)
    if request.method != "POST":
        return _page(request, line)
    officer = request.POST.get("officer", "")
    chosen = [integer(one) or 0 for one in request.POST.getlist("place")]
    try:
        count = actions.assign(
            survey_id=id, units=chosen, officer_id=None if officer == NOBODY else integer(officer) or 0,
            reach=request.reach, at=request.at,
        )  # fmt: skip
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, line, refusal)
    told = ngettext("%(n)s place was assigned.", "%(n)s places were assigned.", count)
    messages.success(request, told % {"n": count})
    return redirect("surveys:assign", id=id)


def _page(request, line, refusal=None):
    found = queries.field_places(survey_id=line.id, reach=request.reach)
    who = queries.enumerators(path=queries.path_of(survey_id=line.id), at=request.at)
    names = {one.id: one.full_name for one in who}
    agencies = people.agencies({one.agency_id for one in who})
    language = get_language()
    typed = request.POST.get
    field = DrawnField(
        kind=Drawn.SELECT, name="officer", label=_("Who goes there"), value=typed("officer", ""),
        choices=(
            *(
                DrawnChoice(str(one.id), f"{one.full_name}, {agencies[one.agency_id].named(language)}", one.title)
                for one in who
            ),
            DrawnChoice(NOBODY, _("Nobody yet")),
        ),
    )  # fmt: skip
    faults = {one.field: errors.fault_sentence(one) for one in (refusal.faults if refusal else ())}
    fields = with_errors([field], faults)
    marked = set(request.POST.getlist("place"))
    values = {
        "round": {"id": line.id, "name": line.name.in_language(get_language()), "simulated": line.simulated},
        "fields": fields,
        "said": faults.get("place", ""),
        "has_enumerators": bool(who),
        "communes": _by_commune(found, names, marked),
        "unassigned": sum(one.enumerator is None for one in found if not one.is_lost),
    }
    return render(request, "surveys/assign.html", values, status=refusal.status if refusal else 200)


def _by_commune(found, names, marked):
    communes = {}
    for one in found:
        if one.is_lost:
            continue
        communes.setdefault(one.above, []).append(
            {"id": one.id, "name": one.name, "who": names.get(one.enumerator, "" if one.enumerator is None else "–"),
             "checked": str(one.id) in marked}
        )  # fmt: skip
    return list(communes.items())
