"""Handing in what the office asked for: which papers, why, until when."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import queries
from motcua.dossiers.actions import answer, drafts
from motcua.dossiers.pages import device, noted, story
from motcua.dossiers.pages.attaching import (
    ACCEPT,
    download,
    file_faults,
    offered,
    take_files,
    take_pressed,
    upload_limit_mb,
    use_held,
)
from motcua.dossiers.pages.drafts import not_taken, or_sign_in, saved, typed_before
from motcua.dossiers.pages.track import told
from motcua.dossiers.queries import follow, held
from motcua.dossiers.rules.filling import NOTE
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer
from motcua.people.access import signed_in

NOTE_CHARACTERS_MAX = 2000


@takes("GET", "POST")
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """The page, or first the sign-in: the note that came with an ended session is kept for its writer."""
    return or_sign_in(request, about=number, most=4 * NOTE_CHARACTERS_MAX) or _supplement(request, number)


supplement.access = "signed-in"  # type: ignore[attr-defined]


@signed_in
@never_cache
def _supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Whatever was chosen or written is kept first; then a file goes, or everything is handed in."""
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    found = follow.followed(dossier, at=request.at)
    if found.asked is None:
        messages.info(request, _("The office does not wait for papers any more."))
        return redirect("dossiers:own", number)
    if typed := typed_before(request, about=number):
        _keep_note(request, typed, number)
    draft = follow.answer_begun(dossier, reach=request.reach)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        draft = _keep_note(request, request.POST, number)
        before = [paper.pk for paper in draft.papers.all()]
        if (remove := integer(request.POST.get("_remove"))) is not None:
            drafts.detach(draft_id=draft.pk, reach=request.reach, at=request.at, paper_id=remove)
        codes = [str(paper["code"]) for paper in found.asked.papers]
        wrong = use_held(request, draft.pk, codes)
        wrong |= take_files(request, draft.pk, codes)
        told = "_send" in request.POST and noted.has_new_notes(before, list(draft.papers.all()))
        if not wrong and (told or "_send" not in request.POST):
            return redirect(f"{request.path}{f'?{noted.TOLD}' if told else ''}#giay-to")
        if not wrong:
            try:
                answer.send_answer(draft_id=draft.pk, reach=request.reach, at=request.at)
            except InvalidInput as refusal:
                wrong = {"": story.fault_words(refusal)}
            else:
                messages.success(request, _("What you handed in has reached the office."))
                return redirect("dossiers:own", number)
    return render(
        request,
        "dossiers/people/supplement.html",
        _values(request, found, draft, wrong=wrong) | {"told": noted.TOLD in request.GET},
        status=422 if wrong else 200,
    )


def _keep_note(request: HttpRequest, typed: Mapping[str, str], number: str) -> Any:
    """The draft of the answer, with the note as it stands now."""
    return drafts.save(
        draft_id=answer.begin_answer(number=number, reach=request.reach, at=request.at),
        reach=request.reach,
        at=request.at,
        changes=drafts.DraftChanges(answers={NOTE: typed.get("note", "")}),
    ).draft


def _values(
    request: HttpRequest, found: follow.Followed, draft: Any, *, wrong: dict[str, str]
) -> dict[str, object]:
    attached = noted.with_notes(draft.papers.order_by("id")) if draft else []
    store = held.usable(reach=request.reach, at=request.at)
    common = told(found, with_words=True)
    # Papers are called by their Vietnamese names in the store, whatever language the page is read in.
    legal = {paper.code: paper.name.vi for case in found.definition.cases for paper in case.papers}
    blocks = []
    for paper in common["asked"]["papers"]:  # type: ignore[index]
        given = [row for row in attached if row.code == paper["code"]]
        field = DrawnField(
            kind=Drawn.FILE,
            name=f"file-{paper['code']}",
            label=_("Choose another file") if given else _("Choose a file"),
            error=wrong.get(paper["code"], ""),
            accept=ACCEPT,
            multiple=True,
            required=not given,
        )
        blocks.append(
            paper
            | {"files": given, "field": field}
            | offered(
                store,
                attached,
                code=paper["code"],
                name=legal.get(paper["code"], paper["name"]),
                agency=found.place,
            )
        )
    note = DrawnField(
        kind=Drawn.TEXTAREA,
        name="note",
        label=_("A note for the officer"),
        hint=_("For example why a paper cannot be brought."),
        value=str(queries.answers(draft).get(NOTE) or "") if draft else "",
        required=False,
        error=wrong.get("", ""),
        maxlength=NOTE_CHARACTERS_MAX,
    )
    faults = [*file_faults(blocks), *([DrawnFault(note.anchor, note.error)] if note.error else [])]
    return common | {
        "blocks": blocks,
        "note": note,
        "faults": faults,
        "wrong": bool(wrong),
        "limit_mb": upload_limit_mb(),
        "device": device.device(request),
    }


def _is_own(request: HttpRequest, number: str) -> None:
    follow.own(number=number, reach=request.reach, at=request.at)


@takes("POST", after=_is_own)
def save_note(request: HttpRequest, number: str) -> HttpResponse:
    """The note, saved while the person types; and files and presses of the time when the line was down."""
    if gone := or_sign_in(request, about=number):
        return gone
    if "note" in request.POST:
        _keep_note(request, request.POST, number)
    if request.FILES or {"_remove", "_use"} & request.POST.keys():
        found = follow.followed(follow.own(number=number, reach=request.reach, at=request.at), at=request.at)
        codes = [str(paper["code"]) for paper in found.asked.papers] if found.asked else []
        draft_id = answer.begin_answer(number=number, reach=request.reach, at=request.at)
        if wrong := take_pressed(request, draft_id, codes, by_office=True):
            return not_taken(wrong)
    return saved(request.at)


save_note.access = "signed-in"  # type: ignore[attr-defined]


@signed_in
@takes("GET")
def attached(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """One's own file, to look at before it is handed in."""
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    draft = follow.answer_begun(dossier, reach=request.reach)
    papers = draft.papers.all() if draft else ()
    return download(next((paper.file_id for paper in papers if paper.pk == paper_id), None))
