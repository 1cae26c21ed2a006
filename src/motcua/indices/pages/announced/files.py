"""Files of a round's sheet: its table in each format, their dictionary, and the signed document that counting again needs."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from motcua.design.downloads import PACKAGE
from motcua.design.methods import takes
from motcua.indices.announced import exports, opening
from motcua.indices.pages.files import answer_kept
from motcua.people.access import Request, everyone

from . import headers, wording


@everyone
@takes("GET")
def download(request: Request, sheet_id: int, name: str) -> HttpResponseBase:
    """The gate first; only then what lies ready, and whether the asker has it already."""
    language = get_language() or "vi"
    held = opening.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    stem = exports.name(held)

    def made() -> HttpResponseBase:
        if name == f"{stem}.json":
            body = opening.signed_file(sheet_id=sheet_id, reach=request.reach, at=request.at)
            found = HttpResponse(body, content_type="application/json")
            found["Content-Disposition"] = f'attachment; filename="{name}"'
            return found
        title = wording.title(held.line, language)
        return answer_kept(lambda: exports.table(held, title=title), name, stem=stem, key=exports.key(held))

    ending = name.rpartition(".")[2] if name != PACKAGE else "package"
    tag = f"{exports.VERSION}-{language}-{ending}"
    return headers.file(request, made, held.line, tag=tag.replace("/", "-"), at=request.at)
