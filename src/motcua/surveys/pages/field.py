"""In the field: which rounds are open, the page for a tablet, and devices at counters."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, queries
from motcua.surveys.rules import codes

IN_THE_FIELD = (Role.HOME_AFFAIRS, Role.ENUMERATOR)


@officers(*IN_THE_FIELD)
@takes("GET")
def listing(request):
    language = get_language()
    rounds = [
        {"id": one.id, "name": one.name.in_language(language), "agency": one.agency.in_language(language), "closes_on": one.closes_on}
        for one in queries.field_rounds(reach=request.reach)
    ]  # fmt: skip
    return render(request, "surveys/field.html", {"rounds": rounds})


@officers(*IN_THE_FIELD)
@takes("GET", "POST")
def places(request, id):
    """The places of one round; a device can be set up at each."""
    line = queries.round_line(survey_id=id, reach=request.reach, roles=IN_THE_FIELD)
    found = queries.open_places(survey_id=id, reach=request.reach)
    values = {"round": {"id": id, "name": line.name.in_language(get_language())}, "places": found}
    if request.method == "POST":
        unit = integer(request.POST.get("place", ""))
        name = next((name for place, name in found if place == unit), None)
        if unit is None or name is None:
            raise NotFound
        code = actions.open_station(sample_unit=unit, reach=request.reach, at=request.at)
        values["station"] = {
            "name": name,
            "code": codes.shown(code),
            "link": f"{settings.BASE_URL}{reverse('surveys:begin')}#{code}",
        }
    return render(request, "surveys/places.html", values)
