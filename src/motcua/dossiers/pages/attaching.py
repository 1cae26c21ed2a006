"""Papers of a draft: one block a paper; a file that cannot be taken says at once what to do instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import noted, story
from motcua.dossiers.pages.drafts import on_a_draft
from motcua.dossiers.queries import held
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.queries.offer import TO_ATTACH
from motcua.dossiers.rules.held import HeldPaperEnded
from motcua.dossiers.rules.refusals import TooManyFilesAtOnce
from motcua.foundation.refusal import NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.rules import BadDate, read_date
from motcua.procedures.rules import Paper, PaperWay

ACCEPT = ".pdf,.jpg,.jpeg,.png"
FILES_AT_ONCE_MAX = 20


def questions(
    found: Filling, *, wrong: Mapping[str, str], store: tuple[held.HeldPaper, ...] = ()
) -> dict[str, object]:
    """The papers that are asked for; `store` is what is held for this person and may stand in their place."""
    attached = noted.with_notes(found.papers)
    blocks = [
        _block(paper, attached, today=found.today, error=wrong.get(paper.code, ""), many=found.draft.many)
        | (
            offered(store, attached, code=paper.code, name=paper.name.vi, agency=found.draft.agency)
            if paper.way in TO_ATTACH
            else {}
        )
        for paper in found.papers_wanted
    ]
    return {
        "heading": heading(found),
        "many": found.draft.many,
        "blocks": [block for block in blocks if block["field"]],
        "others": [block for block in blocks if not block["field"]],
        "faults": file_faults(blocks),
        "limit_mb": upload_limit_mb(),
    }


def heading(found: Filling) -> str:
    return _("Papers that are the same for all") if found.draft.many else _("Papers of the request")


def codes(found: Filling) -> list[str]:
    """Of the papers that a person attaches."""
    return [paper.code for paper in found.papers_wanted if paper.way in TO_ATTACH]


def use_held(request: HttpRequest, draft_id: UUID, codes: list[str]) -> dict[str, str]:
    """The button of one stored paper was pressed: its owner agrees that it is used here."""
    code, _sign, typed = request.POST.get("_use", "").partition(":")
    if not typed or code not in codes or request.reach.draft:
        return {}
    try:
        actions.use_in_draft(
            draft_id=draft_id, reach=request.reach, at=request.at, code=code, key=UUID(typed)
        )
    except ValueError:
        raise NotFound() from None
    except HeldPaperEnded as refusal:
        errors.note(refusal)
        return {code: errors.sentence(refusal.sentence, refusal.facts)}
    return {}


def offered(
    store: tuple[held.HeldPaper, ...], attached: list[Any], *, code: str, name: str, agency: Any
) -> dict[str, object]:
    """What is held that may stand in this paper's place, while nothing does."""
    if any(row.code == code for row in attached):
        return {}
    fit, others = held.fitting(store, code=code, name=name)
    language = story.language()
    office = (agency.name_en if language == "en" and agency.name_en else agency.name) if agency else ""
    return {"offered": fit, "others": others, "agency": office}


def file_faults(blocks: list[dict[str, Any]]) -> list[DrawnFault]:
    """The summary: each line names the paper and leads to its place."""
    fields = [(block["name"], block["field"]) for block in blocks if block["field"]]
    return [DrawnFault(field.anchor, f"{name}: {field.error}") for name, field in fields if field.error]


def take_files(request: HttpRequest, draft_id: UUID, codes: list[str]) -> dict[str, str]:
    """Store every file that came, each on its own: one that is refused does not take the others with it."""
    wrong: dict[str, str] = {}
    for code in codes:
        uploads = request.FILES.getlist(f"file-{code}")
        if len(uploads) > FILES_AT_ONCE_MAX:
            wrong[code] = errors.shown(TooManyFilesAtOnce(most=FILES_AT_ONCE_MAX))
        for upload in uploads[:FILES_AT_ONCE_MAX]:
            if problem := take(request, draft_id, code, upload):
                wrong[code] = f"{wrong[code]} {problem}" if code in wrong else problem
    return wrong


def take_kept(request: HttpRequest, found: Filling) -> dict[str, str]:
    """Files, dates and presses that a device had kept. A file whose paper is not asked for any more is not lost unseen."""
    wrong = take_pressed(request, found.draft.pk, codes(found))
    return wrong | take_dates(request, found, wrong)


def take_pressed(
    request: HttpRequest, draft_id: UUID, asked: list[str], *, by_office: bool = False
) -> dict[str, str]:
    """The same without dates, of a draft or of an answer to the office that asked for papers."""
    if (remove := integer(request.POST.get("_remove"))) is not None:
        drafts.detach(draft_id=draft_id, reach=request.reach, at=request.at, paper_id=remove)
    try:
        wrong = use_held(request, draft_id, asked)
    except NotFound:
        wrong = {"_use": _("A paper that was held for you was not used: it is not held any more.")}
    wrong |= take_files(request, draft_id, asked)
    if request.POST.get("_use", "").partition(":")[0] not in ["", *asked]:
        wrong["_use"] = (
            _("A paper that we hold was not used: the office does not ask for it any more.")
            if by_office
            else _("A paper that we hold was not used: it is not asked for after another of your answers.")
        )
    for field, upload in request.FILES.items():
        if field.removeprefix("file-") not in asked:
            words = (
                _("“%(name)s” was not attached: the office does not ask for this paper any more.")
                if by_office
                else _(
                    "“%(name)s” was not attached: this paper is not asked for after another of your answers."
                )
            )
            wrong[field] = words % {"name": upload.name}
    return wrong


def take(request: HttpRequest, draft_id: UUID, code: str, upload: UploadedFile) -> str:
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
        return errors.shown(refusal)
    return ""


def take_dates(request: HttpRequest, found: Filling, wrong: dict[str, str]) -> dict[str, str]:
    """The dates that stand on papers which grow old; one that is no day says so at its paper."""
    faults: dict[str, str] = {}
    for paper in found.papers_wanted:
        name = f"issued-{paper.code}"
        if not paper.valid_months or name not in request.POST:
            continue
        try:
            day = read_date(request.POST[name]) if request.POST[name].strip() else None
        except BadDate:
            faults[paper.code] = wrong.get(paper.code, "") or _(
                "There is no such day. Check day, month and year."
            )
        else:
            drafts.date_paper(
                draft_id=found.draft.pk, reach=request.reach, at=request.at, code=paper.code, issued_on=day
            )
    return faults


def _block(paper: Paper, papers: list[Any], *, today: date, error: str, many: bool) -> dict[str, object]:
    """One paper as the page shows it: a place to attach it, or why there is nothing to attach."""
    language = story.language()
    name = paper.name.in_language(language)
    field = None
    attached = [row for row in papers if row.code == paper.code]
    if paper.way in TO_ATTACH:
        field = DrawnField(
            kind=Drawn.FILE,
            name=f"file-{paper.code}",
            label=_("Choose another file") if attached else _("Choose a file"),
            error=error,
            accept=ACCEPT,
            multiple=True,
            required=paper.required and not attached and not many,
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
        "notes": noted.about_paper(paper, attached, on=today),
        "dated": _date_field(paper, attached)
        if paper.valid_months and (not attached or any(row.held_id is None for row in attached))
        else None,
        "explained": explained.get(paper.way, ""),
    }


def _date_field(paper: Paper, attached: list[Any]) -> DrawnField:
    issued_on = next((row.issued_on for row in attached if row.issued_on), None)
    return DrawnField(
        kind=Drawn.DATE,
        name=f"issued-{paper.code}",
        label=_("Date on the paper"),
        hint=ngettext(
            "It may be handed in for %(n)s month after this date.",
            "It may be handed in for %(n)s months after this date.",
            paper.valid_months,
        )
        % {"n": paper.valid_months},
        value=f"{issued_on:%d/%m/%Y}" if issued_on else "",
        required=False,
    )


@on_a_draft
@takes("GET")
def file(request: HttpRequest, found: Filling, paper_id: int) -> HttpResponse:
    """One's own file, to look at before it is sent."""
    return download(next((paper.file_id for paper in found.papers if paper.pk == paper_id), None))


def download(file_id: int | None) -> HttpResponse:
    if file_id is None:
        raise NotFound()
    return files.attachment(documents.open(file_id))


def upload_limit_mb() -> int:
    return int(settings.UPLOAD_SIZE_BYTES_MAX) // (1024 * 1024)
