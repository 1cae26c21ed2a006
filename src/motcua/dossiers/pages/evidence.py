"""The evidence packet of a request as a download: for its owner, and for officers whose role shows it."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.dossiers import actions, evidence, queries
from motcua.dossiers.queries import follow
from motcua.foundation.refusal import NotFound
from motcua.people.access import officers, signed_in
from motcua.people.rules import Look


@signed_in
@never_cache
@takes("GET")
def own_packet(request: HttpRequest, number: str) -> StreamingHttpResponse:
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    return _packed(request, dossier, in_full=False)


@officers()
@never_cache
@takes("GET")
def packet(request: HttpRequest, number: str) -> StreamingHttpResponse:
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    if not queries.is_shown(dossier, request.reach):
        raise NotFound()
    return _packed(request, dossier, in_full=True)


def _packed(request: HttpRequest, dossier: Any, *, in_full: bool) -> StreamingHttpResponse:
    actions.log_look(dossier=dossier, what=Look.EXPORT, reach=request.reach, at=request.at)
    found = evidence.gather(dossier, in_full=in_full, at=request.at)
    response = StreamingHttpResponse(evidence.stream(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{dossier.number}.zip"'
    for header, value in files.HEADERS.items():
        response[header] = value
    return response
