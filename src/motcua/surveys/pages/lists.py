"""The drawn places on paper: the whole list, and a sheet for each place that says whom to ask there."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.surveys import queries

from .field import IN_THE_FIELD

SHEETS = 100  # of one page to print


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET")
def lists(request, id):
    """`?noi=7` is the sheet of one place, `?tu=1` the sheets from that number on."""
    line = queries.round_line(survey_id=id, reach=request.reach, roles=IN_THE_FIELD)
    found = queries.listed_places(survey_id=id, reach=request.reach)
    language = get_language()
    values = {
        "round": {"id": id, "name": line.name.in_language(language), "agency": line.agency.in_language(language),
                  "simulated": line.simulated, "opens_on": line.opens_on, "closes_on": line.closes_on},
        "places": found,
        "people": sum(one.people for one in found),
        "batches": [(start, min(start + SHEETS - 1, len(found))) for start in range(1, len(found) + 1, SHEETS)],
    }  # fmt: skip
    if "noi" in request.GET:
        unit = integer(request.GET["noi"])
        sheets = [one for one in found if one.id == unit]
    elif "tu" in request.GET:
        start = integer(request.GET["tu"]) or 0
        sheets = [one for one in found if start <= one.number < start + SHEETS]
    else:
        return render(request, "surveys/list.html", values)
    if not sheets:
        raise NotFound
    return render(request, "surveys/sheets.html", values | {"sheets": sheets})
