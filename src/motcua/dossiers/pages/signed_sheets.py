"""Scans of signed correction sheets: added later by an officer, and opened by the person whose request it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions, queries
from motcua.dossiers.pages import uploads
from motcua.dossiers.pages.corrections import PROPOSING, SHEET, drawn
from motcua.dossiers.queries import corrections, follow
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.access import officers, signed_in
from motcua.people.rules import Look


def _page_of(request: HttpRequest, number: str, correction_key: object) -> None:
    queries.opened_at_work(number, reach=request.reach, at=request.at)


@officers(*PROPOSING)
@never_cache
@takes("POST", after=_page_of)
def correction_scan(request: HttpRequest, number: str, correction_key: object) -> HttpResponse:
    """The sheet was signed before; its scan comes now."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    key = str(correction_key)
    try:
        sheet = uploads.chosen(request, f"{SHEET}-{key}", accept=PAPERS)
    except Refusal as refusal:
        if not refusal.code.startswith("documents."):
            raise
        return drawn(request, dossier, {SHEET: errors.shown(refusal)}, key)
    if sheet is None:
        return drawn(request, dossier, {SHEET: _("Choose the scan of the signed sheet.")}, key)
    actions.add_sheet(number=number, key=key, file_id=sheet.file_id, reach=request.reach, at=request.at)
    messages.success(request, _("The scan was added; the person sees it on the page of the request."))
    return redirect("dossiers:corrections", number)


@signed_in
@takes("GET")
def own_sheet(request: HttpRequest, number: str, correction_key: object) -> HttpResponse:
    """What one has signed, as a download."""
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    row = corrections.of_key(dossier, str(correction_key))
    if row.sheet_file_id is None:
        raise NotFound()
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(row.sheet_file_id))
