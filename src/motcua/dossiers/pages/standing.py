"""The page on which a leader revokes a result, or a leader or clerk says that another took its place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents.rules import Status
from motcua.dossiers import actions, queries
from motcua.dossiers.queries import electronic
from motcua.dossiers.rules import checks
from motcua.dossiers.rules.inputs import EndResult
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people.access import officers

REVOKE, REPLACE = "thu-hoi", "thay-the"


@officers(*checks.MAY_REPLACE)
@never_cache
@takes("GET", "POST")
def end_result(request: HttpRequest, number: str) -> HttpResponse:
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    if not queries.is_shown(dossier, request.reach):
        raise NotFound()
    original = electronic.original_of(dossier)
    if original is None:
        raise NotFound()
    posted = request.POST if request.method == "POST" else {}
    faults: dict[str, str] = {}
    if request.method == "POST":
        given = EndResult(
            reason=posted.get("reason", ""),
            basis=posted.get("basis", ""),
            replaced_by=posted.get("replaced_by", "")[:80],
        )
        act = {REVOKE: actions.revoke_result, REPLACE: actions.replace_result}.get(posted.get("what", ""))
        try:
            if act is None:
                faults["what"] = _("Choose what became of the result.")
            else:
                act(number=number, reach=request.reach, at=request.at, given=given)
                messages.success(request, _("Written down. Whoever checks the result is told from now on."))
                return redirect(f"{reverse('dossiers:dossier', args=[number])}#ket-qua")
        except InvalidInput as refusal:
            faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
    values = {
        "number": number,
        "original": original,
        "stands": original.status is Status.VALID,
        "fields": with_errors(_fields(request, dossier, posted), faults),
        "faulty": bool(faults),
    }
    return render(request, "dossiers/desk/end_result.html", values, status=422 if faults else 200)


def _fields(request: HttpRequest, dossier, posted) -> list[DrawnField]:
    choices = [
        DrawnChoice(REPLACE, _("It was replaced"), _("A newer result stands in its place, for example with a mistake corrected."))
    ]  # fmt: skip
    if checks.may_one_of(checks.MAY_REVOKE, reach=request.reach, path=dossier.agency.path):
        choices.append(
            DrawnChoice(
                REVOKE, _("It is revoked"), _("It has no force any more, and nothing stands in its place.")
            )
        )
    return [
        DrawnField(
            kind=Drawn.CHOICE,
            name="what",
            label=_("What became of the result"),
            choices=tuple(choices),
            value=posted.get("what", ""),
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="replaced_by",
            label=_("Number of the request with the new result"),
            hint=_("Only when it was replaced."),
            value=posted.get("replaced_by", ""),
            required=False,
            spellcheck=False,
            autocomplete="off",
            maxlength=80,
        ),
        DrawnField(
            kind=Drawn.TEXTAREA,
            name="reason",
            label=_("Reason"),
            hint=_("The applicant and the office read it."),
            value=posted.get("reason", ""),
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="basis",
            label=_("Legal ground"),
            hint=_("Document, number and article. Everybody who checks the result reads it: no names here."),
            value=posted.get("basis", ""),
            maxlength=300,
        ),
    ]
