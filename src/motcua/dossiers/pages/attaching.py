"""Papers of a draft: one block a paper; a file that cannot be taken says at once what to do instead."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import story
from motcua.dossiers.pages.drafts import draw, go_on, on_a_draft, save, stop_or_404
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.queries.offer import TO_ATTACH
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind
from motcua.foundation.refusal import NotFound, Refusal
from motcua.procedures.rules import Paper, PaperWay

ACCEPT = ".pdf,.jpg,.jpeg,.png"
FILES_AT_ONCE_MAX = 20


@on_a_draft
def papers(request: HttpRequest, found: Filling) -> HttpResponse:
    """Whatever was chosen is stored, whichever button was pressed; then a paper is removed, or the way goes on."""
    stop = stop_or_404(found, Kind.PAPERS)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        remove = request.POST.get("_remove", "")
        if remove.isdigit():
            drafts.detach(draft_id=found.draft.pk, reach=request.reach, at=request.at, paper_id=int(remove))
        wrong = take_files(
            request, found.draft.pk, [paper.code for paper in found.papers_wanted if paper.way in TO_ATTACH]
        )
        found = queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)
        going_on = "_next" in request.POST
        if going_on:
            for paper in found.papers_missing:
                wrong.setdefault(paper.code, _("Attach this paper: the procedure requires it."))
        if not wrong and not going_on:
            return redirect(f"{request.path}#giay-to")
        if not wrong:
            save(request, found, answers={rules.PASSED: rules.with_passed(found.answers, stop.key)})
            return go_on(request, found, stop)
    blocks = [_block(paper, found, error=wrong.get(paper.code, "")) for paper in found.papers_wanted]
    values = {
        "heading": _("Papers of the request"),
        "blocks": [block for block in blocks if block["field"]],
        "others": [block for block in blocks if not block["field"]],
        "faults": file_faults(blocks),
        "limit_mb": upload_limit_mb(),
    }
    return draw(request, found, stop, "papers", values, wrong=bool(wrong))


def file_faults(blocks: list[dict[str, Any]]) -> list[DrawnFault]:
    """The summary: each line names the paper and leads to its place."""
    fields = [(block["name"], block["field"]) for block in blocks if block["field"]]
    return [DrawnFault(field.anchor, f"{name}: {field.error}") for name, field in fields if field.error]


def take_files(request: HttpRequest, draft_id: UUID, codes: list[str]) -> dict[str, str]:
    """Store every file that came, each on its own: one that is refused does not take the others with it."""
    wrong: dict[str, str] = {}
    for code in codes:
        for upload in request.FILES.getlist(f"file-{code}")[:FILES_AT_ONCE_MAX]:
            if problem := _take(request, draft_id, code, upload):
                wrong[code] = f"{wrong[code]} {problem}" if code in wrong else problem
    return wrong


def _take(request: HttpRequest, draft_id: UUID, code: str, upload: UploadedFile) -> str:
    """What is wrong with one file, and what to do; nothing when it was stored."""
    try:
        drafts.attach(
            draft_id=draft_id,
            reach=request.reach,
            at=request.at,
            code=code,
            name=upload.name or "",
            content=upload.file,
        )
    except Refusal as refusal:
        sentence = errors.sentence(refusal.sentence, refusal.facts)
        return f"{sentence} {errors.sentence(refusal.next_step, refusal.facts)}"
    return ""


def _block(paper: Paper, found: Filling, *, error: str) -> dict[str, object]:
    """One paper as the page shows it: a place to attach it, or why there is nothing to attach."""
    language = story.language()
    name = paper.name.in_language(language)
    field = None
    attached = found.attached(paper.code)
    if paper.way in TO_ATTACH:
        field = DrawnField(
            kind=Drawn.FILE,
            name=f"file-{paper.code}",
            label=_("Choose another file") if attached else _("Choose a file"),
            error=error,
            accept=ACCEPT,
            multiple=True,
            required=paper.required and not attached,
        )
    explained = {
        PaperWay.FILLED_IN: _("Made from your answers; nothing to attach."),
        PaperWay.SHOWN: _("Bring the original when you come to the desk; it is shown there and stays yours."),
        PaperWay.LOOKED_UP: _("The office looks this up itself. It asks you only when that fails."),
    }
    return {
        "code": paper.code,
        "name": name,
        "note": paper.note.in_language(language),
        "required": paper.required,
        "field": field,
        "files": attached,
        "explained": explained.get(paper.way, ""),
    }


@on_a_draft
@require_GET
def file(request: HttpRequest, found: Filling, paper_id: int) -> HttpResponse:
    """One's own file, to look at before it is sent."""
    return download(next((paper.file_id for paper in found.papers if paper.pk == paper_id), None))


def download(file_id: int | None) -> HttpResponse:
    if file_id is None:
        raise NotFound()
    return files.attachment(documents.open(file_id))


def upload_limit_mb() -> int:
    return int(settings.UPLOAD_SIZE_BYTES_MAX) // (1024 * 1024)
