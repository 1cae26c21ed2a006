"""The list of drawn people for whoever carries the invitations: names are looked up for it, and each look is written down."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers import actions as dossiers
from motcua.foundation.refusal import NotFound
from motcua.people.access import officers
from motcua.surveys import queries

from .field import IN_THE_FIELD


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET")
def people(request, id):
    place = queries.field_place(unit_id=id, reach=request.reach)
    if not place.people:
        raise NotFound
    found = queries.people_to_visit(unit_id=id, reach=request.reach)
    line = queries.round_line(survey_id=place.survey_id, reach=request.reach, roles=IN_THE_FIELD)
    named = dossiers.look_up_contacts(
        keys=[one.key for one in found], purpose=f"survey:{line.id}", reach=request.reach, at=request.at
    )
    language = get_language()
    values = {
        "round": {"id": line.id, "name": line.name.in_language(language), "agency": line.agency.in_language(language),
                  "simulated": line.simulated, "opens_on": line.opens_on, "closes_on": line.closes_on},
        "place": place,
        "people": [{"number": one.number, "is_stand_in": one.is_stand_in, "contact": named.get(one.key)} for one in found],
    }  # fmt: skip
    return render(request, "surveys/people.html", values)
