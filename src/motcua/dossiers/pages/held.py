"""My papers: what the office holds for a person, where it came from, who used it again, a copy of all, and erasure."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions, evidence
from motcua.dossiers.queries import held as queries
from motcua.dossiers.rules.held import HeldSource, Validity
from motcua.foundation.refusal import NotFound
from motcua.people.access import signed_in

SOURCES: dict[HeldSource, Promise] = {
    HeldSource.RESULT: gettext_lazy("a result that was issued to you"),
    HeldSource.SCANNED: gettext_lazy("digitised at a desk and compared with your paper"),
    HeldSource.SIGNED: gettext_lazy("handed in by you with a signature that holds"),
}
STATES: dict[Validity, Promise] = {
    Validity.VALID: gettext_lazy("still in force"),
    Validity.EXPIRED: gettext_lazy("expired"),
    Validity.REPLACED: gettext_lazy("replaced"),
    Validity.REVOKED: gettext_lazy("revoked"),
    Validity.ERASED: gettext_lazy("erased"),
}


@signed_in
@never_cache
@takes("GET")
def papers(request: HttpRequest) -> HttpResponse:
    """Everything held, the newest first."""
    found = queries.own(reach=request.reach, at=request.at)
    values = {
        "papers": [
            {"paper": paper, "source": SOURCES[paper.source], "state": STATES[paper.validity]}
            for paper in found
        ],
    }
    return render(request, "dossiers/people/held.html", values)


@signed_in
@takes("GET")
def file(request: HttpRequest, held_key: UUID) -> HttpResponse:
    """One held paper, as a download."""
    found = queries.one(held_key, reach=request.reach, at=request.at)
    if found.file_id is None:
        raise NotFound()
    return files.attachment(documents.open(found.file_id))


@signed_in
@never_cache
@takes("GET")
def copy(request: HttpRequest) -> HttpResponse:
    """A copy of everything held, in one file that is made while it is sent, however much there is."""
    found = queries.own(reach=request.reach, at=request.at, limit=None)
    if not found:
        return redirect("dossiers:held")
    heads = [
        _("File"), _("Paper"), _("Issued by"), _("Issued on"), _("In force until"), _("State"), _("From request"), _("Used in"),
    ]  # fmt: skip
    states = {state.value: str(words) for state, words in STATES.items()}
    response = StreamingHttpResponse(
        evidence.stream_store(found, heads=heads, states=states), content_type="application/zip"
    )
    mark = "mo-phong-" if settings.DEMO else ""
    response["Content-Disposition"] = f'attachment; filename="{mark}giay-to-cua-toi.zip"'
    for header, value in files.HEADERS.items():
        response[header] = value
    return response


@signed_in
@never_cache
@takes("GET", "POST")
def erase(request: HttpRequest, held_key: UUID) -> HttpResponse:
    """One question, with what the law makes us keep; then the store forgets the paper."""
    if request.method == "POST":
        actions.erase_held(key=held_key, reach=request.reach, at=request.at)
        messages.success(request, _("The paper was erased from what we hold for you."))
        return redirect("dossiers:held")
    found = queries.one(held_key, reach=request.reach, at=request.at)
    kept = queries.kept_because(found, at=request.at)
    return render(request, "dossiers/people/held_erase.html", {"paper": found, "kept": kept})
