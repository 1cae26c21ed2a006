"""At the desk: a paper that came without a file is taken from what is held for the applicant, when they agree."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnField, Kind
from motcua.design.methods import takes
from motcua.dossiers import actions, queries
from motcua.dossiers.queries import digitising, held, whole
from motcua.dossiers.rules.held import HeldSource
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import read_key
from motcua.people import actions as people
from motcua.people.access import officers
from motcua.people.rules import Look, Role

AGREED = "agreed"
# As the officer reads where a paper comes from; its owner reads it in words of their own.
SOURCES: dict[HeldSource, Promise] = {
    HeldSource.RESULT: gettext_lazy("issued as a result"),
    HeldSource.SCANNED: gettext_lazy("digitised and compared at a desk"),
    HeldSource.SIGNED: gettext_lazy("a file whose signatures hold"),
}
LOOKED_ONCE_IN = timedelta(hours=1)


@officers(Role.RECEPTION, Role.CASE_OFFICER)
@never_cache
@takes("GET", "POST")
def reuse_page(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """What is held for the applicant and may be used today: first what fits this place, then the rest."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    paper = digitising.paper_of(dossier, paper_id)
    wrong = ""
    if request.method == "POST":
        key = read_key(request.POST.get("use"))
        if not request.POST.get(AGREED):
            wrong = _("Ask the person first, then tick that they agree.")
        elif key is None:
            raise NotFound()
        else:
            actions.reuse_paper(
                number=number, paper_id=paper_id, key=key, has_agreed=True, reach=request.reach, at=request.at
            )
            messages.success(request, _("The held paper stands in the request now."))
            return redirect("dossiers:dossier", number)
    elif paper.file_id is not None:
        return redirect("dossiers:dossier", number)
    if request.method == "GET":
        people.log_access(
            reach=request.reach, what=Look.STORE, subject=number, person_id=dossier.applicant_id, at=request.at,
            once_in=LOOKED_ONCE_IN,
        )  # fmt: skip
    fit, others = held.fitting(held.of_applicant(dossier, at=request.at), code=paper.code, name=paper.name)
    consent = DrawnField(
        kind=Kind.TICK,
        name=AGREED,
        label=_("The person is here, was told which paper is used and for what, and agrees."),
        error=wrong,
    )
    values = {
        "head": whole.head_of(dossier, at=request.at),
        "paper": paper,
        "fit": _rows(fit),
        "others": _rows(others),
        "consent": consent,
        "fields": [consent],
        "wrong": bool(wrong),
    }
    return render(request, "dossiers/desk/reuse.html", values, status=422 if wrong else 200)


def _rows(found: list[held.HeldPaper]) -> list[dict[str, object]]:
    return [{"paper": paper, "source": SOURCES[paper.source]} for paper in found]
