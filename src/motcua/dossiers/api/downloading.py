"""Papers and results as files: the same gate as on the pages, each a look that is written down."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router
from pydantic import Field

from motcua.design import wire
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions, queries
from motcua.dossiers.api.reading import READ, opened
from motcua.dossiers.api.shapes import Number
from motcua.dossiers.queries import Dossier, follow, whole
from motcua.foundation.json_text import INTEGER_MAX
from motcua.foundation.refusal import NotFound, gettext_noop
from motcua.people.rules import Look

router = Router()
Id = Annotated[int, Field(ge=1, le=INTEGER_MAX)]
A_FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in wire.FILES
            },
        }
    }
}


@router.get(
    "/dossiers/{number}/papers/{paper_id}",
    auth=READ,
    url_name="paper",
    operation_id="getPaper",
    summary=gettext_noop("A paper that was handed in, as a file"),
    description=gettext_noop("By its `id` in the request. A look is written down."),
    openapi_extra=A_FILE,
)
def paper(request, number: Path[Number], paper_id: Path[Id]):
    dossier = opened(request, number)
    if queries.is_shown(dossier, request.reach):
        return _file(request, dossier, whole.paper_file(dossier, paper_id))
    own = {one.pk: one.file_id for one in follow.papers_of(dossier)}
    return _file(request, dossier, own.get(paper_id))


@router.get(
    "/dossiers/{number}/result",
    auth=READ,
    url_name="result",
    operation_id="getResult",
    summary=gettext_noop("The result, as a file"),
    description=gettext_noop("Once it was issued, if it has a file. A look is written down."),
    openapi_extra=A_FILE,
)
def result(request, number: Path[Number]):
    dossier = opened(request, number)
    found = follow.result_of(dossier)
    return _file(request, dossier, found.file_id if found else None)


def _file(request, dossier: Dossier, file_id: int | None) -> HttpResponse:
    if file_id is None:
        raise NotFound
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(file_id))
