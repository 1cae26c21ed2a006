"""Answering by a one-time code. Nobody is asked who they are: no cookie is set and no session opened.

The code is sent in the body, never in an address (on the printed link it stands behind the “#”, which no browser sends).
A form without a token is safe here: whoever made somebody else send it would need the code, and then needs nobody else.
"""

from importlib import resources

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from motcua.design import errors
from motcua.design.fields import DrawnField, faults_of
from motcua.design.fields import Kind as Drawn
from motcua.design.languages import in_language_of_address, others
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, Refusal
from motcua.people.access import everyone
from motcua.surveys import actions, drawing, queries
from motcua.surveys.rules import (
    CodeSpent,
    CodeUnknown,
    NoneLeft,
    NotAskedAnyMore,
    RoundClosed,
    RoundNotOpen,
    codes,
)

TOLD = (CodeSpent, NoneLeft, NotAskedAnyMore, RoundClosed, RoundNotOpen)


@everyone
@csrf_exempt
@never_cache
@takes("GET", "POST")
@in_language_of_address
def begin(request: HttpRequest) -> HttpResponse:
    """The code first; then the whole questionnaire, with whatever was answered before the language was changed."""
    if request.method != "POST":
        return _ask_code(request)
    code = request.POST.get("code", "")
    try:
        asked = queries.asked(code=code, day=request.at.astimezone(TZ).date())
    except CodeUnknown as refusal:
        return _ask_code(request, typed=code, refusal=refusal)
    except TOLD as refusal:
        return _told(request, refusal)
    return _questions(request, asked, code)


@everyone
@csrf_exempt
@never_cache
@takes("POST")
@in_language_of_address
def send(request: HttpRequest) -> HttpResponse:
    """The answer comes in. A script is answered in its own form."""
    code, sending = request.POST.get("code", ""), request.POST.get("_sending", "")[:64]
    wants_json = errors.wants_json(request)
    try:
        asked = queries.asked(code=code, day=request.at.astimezone(TZ).date())
        data = drawing.posted(asked.instrument.form, request.POST)
        if asked.station_unit is None:
            actions.answer(code=code, data=data, at=request.at, sending=sending)
        else:
            actions.take(sample_unit=asked.station_unit, data=data, at=request.at, sending=sending)
        actions.note_marks(survey_id=asked.survey_id, device=device_of(request), data=data, at=request.at)
    except InvalidInput as refusal:
        if wants_json:
            raise
        errors.note(refusal)
        return _questions(request, asked, code, refusal)
    except CodeUnknown as refusal:
        if wants_json:
            raise
        return _ask_code(request, typed=code, refusal=refusal)
    except TOLD as refusal:
        if not (isinstance(refusal, CodeSpent) and queries.was_kept(code=code, sending=sending)):
            if wants_json:
                raise
            return _told(request, refusal)
    if wants_json:
        return JsonResponse({"kept": True})
    return redirect(f"{reverse('surveys:thanks')}?tieng={get_language()}")


@everyone
@never_cache
@takes("GET")
@in_language_of_address
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/thanks.html", {"languages": others()})


def device_of(request: HttpRequest) -> str:
    """What is alike in two requests of one device; only a salted hash of it is kept, until the round closes."""
    return f"{request.address} {request.headers.get('User-Agent', '')[:300]}"  # type: ignore[attr-defined]


def _ask_code(request, *, typed: str = "", refusal: Refusal | None = None) -> HttpResponse:
    field = DrawnField(
        kind=Drawn.TEXT,
        name="code",
        label=_("Code of your invitation"),
        hint=_("Twelve signs on the paper, below the picture. Capitals and hyphens do not matter."),
        value=typed[:40],
        error=errors.shown(refusal) if refusal else "",
        width="m",
        autocomplete="off",
        spellcheck=False,
    )
    values = {"languages": others(), "fields": [field], "faults": faults_of([field])}
    return render(request, "surveys/begin.html", values, status=refusal.status if refusal else 200)


def _told(request, refusal: Refusal) -> HttpResponse:
    """Nothing went wrong: this code was used, or the time is not now."""
    errors.note(refusal)
    values = {
        "languages": others(),
        "sentence": errors.sentence(refusal.sentence, refusal.facts),
        "next_step": errors.sentence(refusal.next_step, refusal.facts),
        "spent": isinstance(refusal, CodeSpent),
    }
    return render(request, "surveys/told.html", values, status=refusal.status)


@everyone
@never_cache
@takes("GET")
@in_language_of_address
def tablet(request: HttpRequest, id: int) -> HttpResponse:
    """The questions of an open round on a device that is carried around: it works without a network and sends later."""
    try:
        asked = queries.asked_in(survey_id=id, day=request.at.astimezone(TZ).date())
    except (RoundClosed, RoundNotOpen) as refusal:
        return _told(request, refusal)
    return _questions(request, asked, "", tablet=True)


@everyone
@takes("GET")
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the tablet's page; it stands here because it may only look after addresses below its own."""
    text = resources.files("motcua.surveys").joinpath("static/surveys/js/worker.js").read_bytes()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _questions(
    request, asked, code: str, refusal: InvalidInput | None = None, *, tablet: bool = False
) -> HttpResponse:
    language = get_language()
    data = drawing.posted(asked.instrument.form, request.POST)
    faults = refusal.faults if refusal else ()
    parts = drawing.sections(asked.instrument, data, faults, language)
    drawn = [question.drawn for section in parts for question in section.questions]
    general = [{"anchor": "", "sentence": errors.fault_sentence(one)} for one in faults if not one.field]
    values = {
        "asked": asked,
        "name": asked.name.in_language(language),
        "agency": asked.agency.in_language(language),
        "about": asked.instrument.about.in_language(language),
        "minutes": asked.instrument.minutes,
        "sections": parts,
        "count": len(parts),
        "code": codes.typed(code),
        "mode": "tablet" if tablet else "kiosk" if asked.station_unit is not None else "phone",
        "language": language,
        "languages": others(),
        "faults": [*general, *faults_of(drawn)],
    }
    return render(request, "surveys/questions.html", values, status=refusal.status if refusal else 200)
