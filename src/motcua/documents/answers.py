"""How a file leaves the house: always as a download, never run or drawn under our name."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from motcua.documents.queries import OpenFile

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def drawn(paper: bytes, *, name: str) -> HttpResponse:
    """A paper that was drawn for this answer and is kept nowhere."""
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    for header, value in HEADERS.items():
        response[header] = value
    return response


def attachment(file: OpenFile) -> FileResponse:
    """The answer with which the room that holds the reference serves a file, after checking its own gate."""
    # Django writes the name as RFC 5987 asks when it is not plain ASCII.
    response = FileResponse(file.stream, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Length"] = str(file.size_bytes)
    for header, value in HEADERS.items():
        response[header] = value
    return response
