"""What other offices ask this one: the list by its dates, one question with the papers shown, and the answer.

Opening a question or a paper is a look at the applicant's request, written down like any other.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnField, Kind
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.pages import uploads
from motcua.dossiers.queries import opinions
from motcua.dossiers.queries.opinions import Opinion
from motcua.dossiers.rules import checks, inputs
from motcua.foundation.refusal import InvalidInput, Refusal
from motcua.people.access import officers
from motcua.people.rules import Look


@officers(*opinions.ANSWERING)
@never_cache
@takes("GET")
def opinions_page(request: HttpRequest) -> HttpResponse:
    values = {
        "to_give": [(one, one.answer_by < request.at) for one in opinions.to_give(request.reach)],
        "given": [
            (one, one.answered_at > one.answer_by)  # type: ignore[operator]
            for one in opinions.given_lately(request.reach)
        ],
    }
    return render(request, "dossiers/opinions/list.html", values)


@officers(*opinions.ANSWERING)
@never_cache
@takes("GET", "POST")
def opinion_page(request: HttpRequest, opinion_id: int) -> HttpResponse:
    opinion = opinions.opened(opinion_id, reach=request.reach)
    if request.method == "POST":
        return _answered(request, opinion)
    actions.log_look(dossier=opinion.dossier, what=Look.DOSSIER, reach=request.reach, at=request.at)
    return _drawn(request, opinion, {})


def _answered(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    try:
        kept = uploads.taken(request, "file_id", accept=PAPERS)
        given = inputs.GiveOpinion(request.POST.get("answer", ""), kept.file_id if kept else None)
        actions.give_opinion(opinion_id=opinion.pk, reach=request.reach, at=request.at, given=given)
    except InvalidInput as refusal:
        errors.note(refusal)
        faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        return _drawn(request, opinion, faults)
    except Refusal as refusal:
        if not refusal.code.startswith("documents."):
            raise
        return _drawn(request, opinion, {"file_id": errors.shown(refusal)})
    messages.success(request, _("The opinion was given."))
    return redirect("dossiers:opinions")


@officers(*opinions.ANSWERING)
@never_cache
@takes("GET")
def opinion_paper(request: HttpRequest, opinion_id: int, paper_id: int) -> HttpResponse:
    opinion = opinions.opened(opinion_id, reach=request.reach)
    file_id = opinions.paper_file(opinion, paper_id)
    actions.log_look(dossier=opinion.dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(file_id))


def _drawn(request: HttpRequest, opinion: Opinion, faults: dict[str, str]) -> HttpResponse:
    fields = [
        DrawnField(
            kind=Kind.TEXTAREA,
            name="answer",
            label=_("Opinion"),
            hint=_("The office that asked reads it; it stands in the dossier."),
            value=request.POST.get("answer", ""),
            error=faults.get("answer", ""),
            maxlength=checks.TEXT_CHARACTERS_MAX,
        ),
        DrawnField(
            kind=Kind.FILE,
            name="file_id",
            label=_("File"),
            required=False,
            error=faults.get("file_id", ""),
            accept=".pdf,.jpg,.jpeg,.png",
        ),
    ]
    values = {
        "opinion": opinion,
        "papers": opinions.shown(opinion),
        "is_late": opinion.answered_at is None and opinion.answer_by < request.at,
        "fields": fields if opinion.answered_at is None else [],
        "wrong": bool(faults),
    }
    return render(request, "dossiers/opinions/opinion.html", values, status=422 if faults else 200)
