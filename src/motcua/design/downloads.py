"""Tables as files over HTTP; what is in them and how they are written is in `foundation.downloads`."""

from django.http import HttpResponse

from motcua.foundation.downloads import MEDIA_TYPES, Format, Table, file_name, package, write
from motcua.foundation.refusal import NotFound

PACKAGE = "datapackage.json"  # what describes the columns


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
