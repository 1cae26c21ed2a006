"""How a file leaves the house: always as a download, never run or drawn under our name."""

from django.http import FileResponse

from motcua.documents.queries import OpenFile

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment(file: OpenFile) -> FileResponse:
    """The answer with which the room that holds the reference serves a file, after checking its own gate."""
    # Django writes the name as RFC 5987 asks when it is not plain ASCII.
    response = FileResponse(file.stream, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Length"] = str(file.size_bytes)
    for header, value in HEADERS.items():
        response[header] = value
    return response
