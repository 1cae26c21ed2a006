"""Files behind the scores: attached to a component, many at once by their names, and opened through the room's own gate."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.documents import answers
from motcua.documents import queries as documents
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, Refusal, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices import actions, rounds
from motcua.indices.rules.rounds import Act
from motcua.people.access import Request, officers

from .listing import SCORING_ROLES
from .unit import case_values

NO_FILE = gettext_noop("Choose a file.")


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def files(request: Request, round_id: int, unit_id: int, code: str) -> HttpResponse:
    """What stands behind one component; attaching, dropping, and taking last year's again."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    sheet = rounds.component_sheet(case, code)
    fault = ""
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _done(request, round_id, unit_id, code))
            return redirect("indices:round-evidence", round_id, unit_id, code)
        except Refusal as refusal:
            if isinstance(refusal, NotFound) or refusal.status == 403:
                raise
            errors.note(refusal)
            fault, status = errors.shown(refusal), refusal.status
            if refusal.faults:
                fault = errors.fault_sentence(refusal.faults[0])
    may = Act.ATTACH in case.acts and case.may_fill(sheet.criterion.code)
    values = {
        "case": case_values(case),
        "one": {"code": code, "name": sheet.component.name.named(_language()), "evidence": [each.named(_language()) for each in sheet.component.evidence]},
        "files": sheet.files,
        "before": rounds.offered(case, code) if may else [],
        "may_attach": may,
        "fault": fault,
    }  # fmt: skip
    return render(request, "indices/rounds/evidence.html", values, status=status)


def _language() -> str:
    return get_language() or "vi"


def _done(request: Request, round_id: int, unit_id: int, code: str) -> str:
    given: dict[str, Any] = {
        "round_id": round_id,
        "unit_id": unit_id,
        "reach": request.reach,
        "at": request.at,
    }
    if (drop := integer(request.POST.get("drop", ""))) is not None:
        actions.drop_evidence(**given, evidence_id=drop)
        return _("The file stands here no more.")
    if (again := integer(request.POST.get("again", ""))) is not None:
        actions.offer_again(**given, evidence_id=again)
        return _("The file of the year before stands here again.")
    upload = request.FILES.get("file")
    if upload is None:
        raise InvalidInput(faults=[Fault("file", NO_FILE)])
    actions.attach(**given, code=code, content=upload, name=upload.name or "")
    return _("The file is attached.")


@officers(*SCORING_ROLES)
@takes("GET")
def file(request: Request, round_id: int, unit_id: int, evidence_id: int) -> HttpResponseBase:
    """One file, as a download, for whoever may read the unit's scores."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    file_id = rounds.file_of(case, evidence_id)
    return answers.attachment(documents.open(file_id))


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def many(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    """Many files or a ZIP: each goes where its name says, and the report names those that say nothing."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    if request.method != "POST":
        case.check(Act.ATTACH)
        return render(request, "indices/rounds/many.html", {"case": case_values(case)})
    sent = [actions.Sent(one.name or "", one.read()) for one in request.FILES.getlist("files")]
    try:
        if not sent:
            raise InvalidInput(faults=[Fault("files", NO_FILE)])
        came = actions.attach_many(
            round_id=round_id, unit_id=unit_id, files=sent, reach=request.reach, at=request.at
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        said = [errors.fault_sentence(one) for one in refusal.faults] or [errors.shown(refusal)]
        return render(request, "indices/rounds/many.html", {"case": case_values(case), "fault": said[0]}, status=refusal.status)  # fmt: skip
    count = len(came.attached)
    values = {
        "case": case_values(case),
        "told": ngettext("%(n)s file is attached.", "%(n)s files are attached.", count) % {"n": count},
        "attached": came.attached,
        "unmatched": came.unmatched,
        "refused": [(name, errors.shown(refusal)) for name, refusal in came.refused],
    }
    return render(request, "indices/rounds/many.html", values)
