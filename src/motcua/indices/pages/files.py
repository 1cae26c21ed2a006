"""Downloads of what the pages show: each file by its own name, and the data package that describes them."""

from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from motcua.design.downloads import PACKAGE, answer
from motcua.design.methods import takes
from motcua.foundation.downloads import MEDIA_TYPES, Format, Table, kept, package, write
from motcua.foundation.refusal import NotFound
from motcua.indices import exports, words
from motcua.indices.places import places
from motcua.people.access import everyone

# Below MOTCUA_VAR; whatever lies there may be deleted at any time.
KEPT = "tables"


@everyone
@takes("GET")
def year_file(request: HttpRequest, index: str, year: int, name: str) -> HttpResponse:
    return _year_file(index, year, name, "province")


def _year_file(index: str, year: int, name: str, level: str) -> HttpResponse:
    found = words.OF_SLUG.get(index)
    if found is None:
        raise NotFound
    return answer(exports.of_year(index=found, year=year, level=level, places=places()), name)


@everyone
@takes("GET")
def ministries_file(request: HttpRequest, index: str, year: int, name: str) -> HttpResponse:
    return _year_file(index, year, name, "ministry")


@everyone
@takes("GET")
def ministry_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    return _unit_file(slug, name, "ministry")


@everyone
@takes("GET")
def province_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    return _unit_file(slug, name, "province")


def _unit_file(slug: str, name: str, level: str) -> HttpResponse:
    known = places()
    place = known.by_slug(slug, level)
    if place is None:
        raise NotFound
    return answer(exports.of_place(place=place, places=known), name)


def answer_kept(make: Callable[[], Table], name: str, *, stem: str, key: str) -> HttpResponseBase:
    """As `answer`, of a table that never changes: made for the first who asks in a language, streamed to all others.

    `key` names all that the table depends on but the language; `stem` is what its files are called.
    """
    format = next((one for one in Format if f"{stem}.{one}" == name), None)
    if format is None and name != PACKAGE:
        raise NotFound

    def content() -> bytes:
        table = make()
        return package(table) if format is None else write(table, format)

    language = get_language() or "vi"
    stream = kept(folder=settings.VAR / KEPT, key=f"{key}/{language}/{name}", make=content)
    if format is None:
        return FileResponse(stream, content_type="application/json")
    response = FileResponse(stream, content_type=MEDIA_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
