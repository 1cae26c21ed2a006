"""The printed forms of one request: a sheet of A4 each, drawn from its records.

What only belongs on paper, such as the look-up secret, never stands in an address.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import typesetting
from motcua.dossiers import actions, queries
from motcua.dossiers.pages import sheets, story
from motcua.dossiers.queries import Dossier, corrections, follow, papers, whole
from motcua.dossiers.rules.forms import Form
from motcua.dossiers.rules.inputs import Delivery
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.access import signed_in
from motcua.people.rules import Look

Values = dict[str, object]
DELIVERY_WORDS = {
    Delivery.AT_COUNTER: gettext_lazy("at the one-stop desk"),
    Delivery.BY_POST: gettext_lazy("by public post"),
    Delivery.ONLINE: gettext_lazy("as an electronic file, in the applicant's account"),
}


@signed_in
@never_cache
@takes("GET")
def paper(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """One form of one request, for its owner and for officers who see it."""
    dossier, template, values = _opened(request, number, form)
    back = "dossiers:dossier" if queries.is_shown(dossier, request.reach) else "dossiers:own"
    common = {
        "dossier": dossier,
        "number": number,
        "matter": dossier.procedure_name,
        "signer": whole.representative_of(dossier) or dossier.applicant_name,
        "back": reverse(back, args=[number]),
        "printed_at": request.at,
        "pdf_url": reverse("dossiers:paper-pdf", args=[number, form]),
        "half": form == Form.RECEIPT and request.GET.get("kho") == "a5",
        "has_half": form == Form.RECEIPT,
    }
    return render(request, f"dossiers/papers/{template}.html", common | values)


@signed_in
@never_cache
@takes("GET")
def paper_pdf(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The same form as PDF/A, with the same words."""
    dossier, _template, values = _opened(request, number, form)
    values["signer"] = whole.representative_of(dossier) or dossier.applicant_name
    sheet = sheets.sheet_of(form, dossier, values, printed_at=request.at)
    drawn = typesetting.render(f"dossiers/form-{form}", sheet, on=request.at.astimezone(TZ).date())
    simulated = "mo-phong-" if dossier.simulated or settings.DEMO else ""
    return files.drawn(drawn, name=f"{simulated}mau-{form}-{number}.pdf")


def _opened(request: HttpRequest, number: str, form: str) -> tuple[Dossier, str, Values]:
    """The form inside the gate; each look is written down."""
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    draw = DRAWN.get(form)
    if draw is None:
        raise NotFound()
    template, values = draw(request, dossier)
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return dossier, template, values


def _receipt(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    sheet = papers.receipt(dossier)
    address = reverse("dossiers:track") + "?" + urlencode({"ma": dossier.number})
    shows = papers.shows_secret(dossier, request.reach)
    return "receipt", {
        "sheet": sheet,
        "head": sheet.head,
        "term": story.term_words(sheet.term),
        "delivery": DELIVERY_WORDS[Delivery(dossier.delivery)],
        "track_url": settings.BASE_URL + address,
        "secret": follow.secret_of(dossier) if shows else "",
        "corrected": corrections.corrected_at(dossier),
    }


def _supplement(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    sheet = papers.supplement_request(dossier)
    return "supplement", {"sheet": sheet, "head": sheet.head}


def _refusal(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    sheet = papers.refusal(dossier)
    return "refusal", {"sheet": sheet, "head": sheet.head}


def _apology(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    sheet = papers.apology(dossier)
    return "apology", {"sheet": sheet, "head": sheet.head}


def _stop(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    sheet = papers.stop_notice(dossier)
    return "stop", {"sheet": sheet, "head": sheet.head}


def _slip(request: HttpRequest, dossier: Dossier) -> tuple[str, Values]:
    in_full = queries.is_shown(dossier, request.reach)
    sheet = papers.slip(dossier, at=request.at, with_names=in_full)
    return "slip", {"sheet": sheet, "head": sheet.head}


DRAWN: dict[str, Callable[[HttpRequest, Dossier], tuple[str, Values]]] = {
    Form.RECEIPT: _receipt,
    Form.SUPPLEMENT: _supplement,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.STOP: _stop,
    Form.SLIP: _slip,
}
