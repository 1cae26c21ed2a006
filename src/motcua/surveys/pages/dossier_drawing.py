"""The home-affairs officer draws a round's sample among people who received a result."""

import secrets

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.people.access import officers
from motcua.people.rules import BadDate, Role, read_date
from motcua.surveys import actions, offices, queries
from motcua.surveys.rules import State

SEED_MAX = 10**9
USUAL = {
    "since": "",
    "until": "",
    "asked": "person",
    "offices": "20",
    "reserve_offices": "3",
    "people": "31",
    "reserve": "10",
}


@officers(Role.HOME_AFFAIRS)
@never_cache
@takes("GET", "POST")
def draw_people(request, id):
    """Days and numbers; first what would be drawn, then the draw itself."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    if request.method == "GET" and line.state is not State.PLANNED:
        return redirect("surveys:round", id=id)
    sent = {name: request.POST.get(name, usual)[:20] for name, usual in USUAL.items()}
    sent["seed"] = request.POST.get("seed", str(secrets.randbelow(SEED_MAX)))[:20]
    sent["by_level"] = "yes" if request.POST.get("by_level") else ""
    values = {"round": {"id": id, "name": line.name.in_language(get_language())}, "fields": _fields(sent)}
    if request.method != "POST":
        return render(request, "surveys/draw_people.html", values)
    try:
        would = actions.draw_from_dossiers(
            survey_id=id,
            wish=_wish(sent),
            reach=request.reach,
            at=request.at,
            dry_run="draw" not in request.POST,
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        said = {one.field: errors.fault_sentence(one) for one in reversed(refusal.faults)}
        values["fields"] = with_errors(values["fields"], said)
        return render(request, "surveys/draw_people.html", values, status=422)
    if "draw" in request.POST:
        messages.success(request, _("The sample is drawn. Print the invitations, then open the round."))
        return redirect("surveys:round", id=id)
    return render(request, "surveys/draw_people.html", values | {"would": would})


def _wish(sent) -> offices.DossierWish:
    numbers, faults = offices.numbers_of(sent)
    days = {}
    for name in ("since", "until"):
        try:
            days[name] = read_date(sent[name])
        except BadDate as bad:
            faults.append(Fault(name, str(bad)))
    if sent["asked"] not in ("person", "organisation"):
        faults.append(Fault("asked", _("Choose who is asked.")))
    if faults:
        raise InvalidInput(faults=faults)
    return offices.DossierWish(asked=sent["asked"], by_level=bool(sent["by_level"]), **days, **numbers)


def _fields(sent):
    numbers = (
        ("offices", _("Offices of a stratum"), _("By the number of people; where there are fewer, all.")),
        ("reserve_offices", _("Offices in reserve in each stratum"), _("They take the turn of offices that cannot be asked, in the order of the draw.")),
        ("people", _("People of an office"), _("At least 10, so that no answer stands out.")),
        ("reserve", _("People in reserve in each office"), ""),
        ("seed", _("Seed"), _("The same days, numbers and seed draw the same people again, on any machine.")),
    )  # fmt: skip
    return [
        DrawnField(kind=Drawn.DATE, name="since", label=_("First day of the results"), value=sent["since"]),
        DrawnField(kind=Drawn.DATE, name="until", label=_("Last day of the results"), value=sent["until"]),
        DrawnField(
            kind=Drawn.CHOICE, name="asked", label=_("Who is asked"), value=sent["asked"],
            choices=(
                DrawnChoice("person", _("People"), _("Whoever has several requests counts once, at the office of the last one.")),
                DrawnChoice("organisation", _("Organisations"), ""),
            ),
        ),
        DrawnField(
            kind=Drawn.TICK, name="by_level", label=_("Draw departments and communes apart, each level as a stratum"),
            value=sent["by_level"], required=False,
        ),
        *(
            DrawnField(kind=Drawn.NUMBER, name=name, label=label, hint=hint, value=sent[name], width="s")
            for name, label, hint in numbers
        ),
    ]  # fmt: skip
