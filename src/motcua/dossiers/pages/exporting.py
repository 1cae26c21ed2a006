"""Taking requests out with what is known of their papers: one line of JSON each, made while it is sent."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.cache import never_cache

from motcua.design import writing
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.dossiers.pages.register import BY_SLUGS, ROLES, wanted_of
from motcua.dossiers.queries import export, register
from motcua.dossiers.queries.export import Line
from motcua.dossiers.queries.register import Wanted
from motcua.dossiers.rules.refusals import FileTooLong
from motcua.people import actions as people_actions
from motcua.people.access import officers
from motcua.people.rules import Look, Reach


@officers(*ROLES)
@never_cache
@takes("GET")
def register_papers(request: HttpRequest) -> StreamingHttpResponse:
    """The lines of the register with their papers, for another system."""
    wanted, reach, at = wanted_of(request), request.reach, request.at
    most = export.EXPORT_ROWS_MAX
    if register.size(reach, at=at, wanted=wanted, most=most) > most:
        raise FileTooLong(most=writing.number(most))
    log(reach, wanted, at=at)
    mark = "mo-phong-" if settings.DEMO or register.is_simulated(reach, at=at, wanted=wanted) else ""
    response = StreamingHttpResponse(
        written(export.lines(reach, at=at, wanted=wanted)), content_type="application/x-ndjson"
    )
    name = f"{mark}so-theo-doi-giay-to-{wanted.start:%Y%m%d}-{wanted.end:%Y%m%d}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    for header, value in files.HEADERS.items():
        response[header] = value
    return response


def written(lines: Iterable[Line]) -> Iterator[str]:
    """Each line says by itself whether it is made up."""
    for line in lines:
        marked = line | {"simulated": True} if settings.DEMO else line
        yield json.dumps(marked, ensure_ascii=False) + "\n"


def log(reach: Reach, wanted: Wanted, *, at: datetime) -> None:
    """Who took this out of the house, and which part of it."""
    subject = f"papers:{BY_SLUGS[wanted.by]}:{wanted.start}:{wanted.end}:{wanted.agency_id or ''}"
    people_actions.log_access(reach=reach, what=Look.EXPORT, subject=subject[:80], person_id=None, at=at)
