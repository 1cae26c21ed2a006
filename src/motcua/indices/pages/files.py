"""Downloads of what the pages show: each file by its own name, and the data package that describes them."""

from django.http import HttpResponse

from motcua.design.methods import takes
from motcua.foundation.downloads import MEDIA_TYPES, Format, Table, file_name, package, write
from motcua.foundation.refusal import NotFound
from motcua.indices import exports, words
from motcua.indices.places import places
from motcua.people.access import everyone

PACKAGE = "datapackage.json"


@everyone
@takes("GET")
def year_file(request, index, year, name, level="province"):
    found = words.OF_SLUG.get(index)
    if found is None:
        raise NotFound
    return answer(exports.of_year(index=found, year=year, level=level, places=places()), name)


@everyone
@takes("GET")
def ministries_file(request, index, year, name):
    return year_file(request, index, year, name, level="ministry")


@everyone
@takes("GET")
def province_file(request, slug, name):
    known = places()
    place = known.by_slug(slug)
    if place is None:
        raise NotFound
    return answer(exports.of_place(place=place, places=known), name)


def answer(table: Table, name: str) -> HttpResponse:
    """The file of that name; for any other name there is none, and none of an empty table."""
    if not table.rows:
        raise NotFound
    if name == PACKAGE:
        return HttpResponse(package(table), content_type="application/json")
    format = next((one for one in Format if file_name(table, one) == name), None)
    if format is None:
        raise NotFound
    response = HttpResponse(write(table, format), content_type=MEDIA_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
