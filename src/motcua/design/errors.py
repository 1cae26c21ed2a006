"""The one place that turns a refusal into a page or problem+json; and the pages for what went wrong otherwise.

Each request that is refused leaves one line in the log (docs/reference/refusals.md): the codes, the name of the
route, and who asked as an opaque id. No address, no fact, no name: they may hold what a person typed.
"""

import logging
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject, empty
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from motcua.design import navigation, writing
from motcua.design.methods import WrongMethod
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, Refusal, Said, gettext_noop

log = logging.getLogger("motcua.refusals")


class Stale(Refusal):
    """The form carries no valid proof that this site sent it."""

    code = "motcua.form-too-old"
    status = 403
    sentence = gettext_noop("This form has been open too long, or cookies are turned off.")
    next_step = gettext_noop("Go back, load the page again and send once more. Copy long answers first.")


class Unreadable(Refusal):
    """A request that cannot be read as a request."""

    code = "motcua.unreadable"
    status = 400
    sentence = gettext_noop("What was sent could not be read.")
    next_step = gettext_noop("Go back, load the page again and try once more.")
    next_step_to_programs = gettext_noop("Send text in UTF-8 without hidden characters, each name once.")


class TooLarge(Refusal):
    """More than the server takes in one request."""

    code = "motcua.too-large"
    status = 413
    sentence = gettext_noop("What was sent is larger than can be received at once.")
    next_step = gettext_noop("Send fewer or smaller files, or fewer rows, at a time.")


class TooManyFields(TooLarge):
    """More ticks or rows than the server reads in one request."""

    code = "motcua.too-many-fields"
    sentence = gettext_noop(
        "More was ticked or filled in than can be received at once: at most %(most)s fields."
    )
    next_step = gettext_noop(
        "Nothing was changed. In a list, choose all that the filter shows instead of ticking each; in a form, send fewer rows at a time."
    )


class Unavailable(Refusal):
    """The records cannot be reached or written; whether an act was done is not known to whoever asked."""

    code = "motcua.unavailable"
    status = 503
    sentence = gettext_noop("The records cannot be reached or written at this moment.")
    next_step = gettext_noop(
        "Send exactly the same again in half a minute: what was done already is not done twice."
    )


GONE = (OperationalError, InterfaceError)
RETRY_SECONDS = 30
PROGRAMS = "/api/"  # here programs ask, not pages
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def too_large(exception: Exception | None) -> TooLarge:
    """Which bound it was, and what to do about that one."""
    if isinstance(exception, TooManyFieldsSent):
        return TooManyFields(most=writing.number(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0))
    return TooLarge()


def sentence(message: str, facts: Mapping[str, object]) -> str:
    """A message in the reader's language with its facts, dates written as that language writes them."""
    translated = _(message)
    return translated % {name: _written(value) for name, value in facts.items()} if facts else translated


def fault_sentence(fault: Fault) -> str:
    """What is wrong with one field, in the reader's language."""
    return sentence(fault.sentence, fault.facts)


def _written(value: object) -> object:
    in_language = getattr(value, "in_language", None)  # of what is written in both languages
    if in_language is not None:
        return in_language(translation.get_language() or "vi")
    if isinstance(value, Said):
        return _(value)
    if isinstance(value, datetime):
        return writing.moment(value)
    if isinstance(value, Decimal):
        return writing.exact(value)
    return writing.day(value) if isinstance(value, date) else value


# ---- the trace -----------------------------------------------------------------------------------------------

_noted: ContextVar[list[str] | None] = ContextVar("noted", default=None)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Codes of refusals that the pages of one request show themselves."""
    found: list[str] = []
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(refusal: Refusal) -> None:
    """A page shows this refusal itself; the request's one line in the log names it."""
    noted = _noted.get()
    if noted is not None and refusal.code not in noted:
        noted.append(refusal.code)


def shown(refusal: Refusal) -> str:
    """Sentence and next step in one, for a page that shows a refusal beside a field or in a list."""
    note(refusal)
    return f"{sentence(refusal.sentence, refusal.facts)} {sentence(refusal.next_step, refusal.facts)}"


def trace(request: HttpRequest, response: HttpResponse, noted: list[str]) -> None:
    """One line for a request in which somebody was told no, however the page says it."""
    if getattr(response, "_has_been_logged", False):
        return
    refused = 400 <= response.status_code < 500
    if refused or noted:
        codes = noted or [_CODES.get(response.status_code, Refusal.code)]
        log.info("refused code=%s route=%s actor=%s", ",".join(codes), _route(request), _actor(request))
    if refused:
        # Django would add a second line that holds the address.
        setattr(response, "_has_been_logged", True)  # noqa: B010  no public way


_CODES = {
    403: Forbidden.code,
    404: NotFound.code,
    405: WrongMethod.code,
    422: InvalidInput.code,
}


def _actor(request: HttpRequest) -> str:
    """A mandate or a person as the chronicle names them; nobody, when it is not known, or the page never asked."""
    reach = getattr(request, "reach", None)
    if isinstance(reach, SimpleLazyObject) and reach.__dict__.get("_wrapped") is empty:
        return "nobody"
    return (reach.actor if reach else "") or "nobody"


def _route(request: HttpRequest) -> str:
    """The name of the route, also for a request that was refused before it came so far."""
    match = request.resolver_match
    try:
        match = match or resolve(request.path_info)
    except Resolver404:
        return "none"
    return match.view_name or "none"


# ---- the answer ----------------------------------------------------------------------------------------------


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as the asker can read it: a page, a fragment for htmx, or problem+json."""
    response = _answer(request, refusal)
    # A refusal is true now: what is no page yet may be one a second later, and nobody between may say otherwise.
    response.headers.setdefault("Cache-Control", "private, no-store")
    if isinstance(refusal, WrongMethod):
        response.headers["Allow"] = ", ".join(refusal.allowed)
    trace(request, response, [refusal.code])
    return response


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return _problem(refusal, to_program=request.path.startswith(PROGRAMS))
    if isinstance(refusal, NotFound):
        return render(request, "design/not_found.html", _page(request, refusal), status=404)
    name = "design/parts/refusal.html" if getattr(request, "htmx", False) else "design/refused.html"
    return render(request, name, _page(request, refusal), status=refusal.status)


def wants_json(request: HttpRequest) -> bool:
    """Programs are answered in their own form; a browser asks for HTML."""
    if request.path.startswith(PROGRAMS):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return preferred in ("application/json", "application/problem+json")


def language_of_program(request: HttpRequest) -> str:
    """Vietnamese, unless the program asks for English: `Accept-Language` is its own, not a computer's."""
    wanted = request.headers.get("Accept-Language", "").strip().lower()
    return "en" if wanted.startswith("en") else settings.LANGUAGE_CODE


def _problem(refusal: Refusal, *, to_program: bool = False) -> HttpResponse:
    """RFC 9457; pages that ask for JSON by themselves show its words to a person."""
    said = (refusal.sentence_to_programs, refusal.next_step_to_programs) if to_program else ("", "")
    body = {
        "type": f"urn:motcua:refusal:{refusal.code}",
        "title": sentence(said[0] or refusal.sentence, refusal.facts),
        "status": refusal.status,
        "detail": sentence(said[1] or refusal.next_step, refusal.facts),
        "code": refusal.code,
    }
    if refusal.basis:
        body["basis"] = refusal.basis
    if refusal.faults:
        body["faults"] = [{"field": f.field, "sentence": fault_sentence(f)} for f in refusal.faults]
    return JsonResponse(
        body,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _page(request: HttpRequest, refusal: Refusal) -> dict[str, object]:
    reach = getattr(request, "reach", None)
    return {
        "frame": "design/desk.html" if reach and reach.grants else "design/page.html",
        "inside": navigation.inside(frozenset(str(grant.role) for grant in reach.grants)) if reach else None,
        "sentence": sentence(refusal.sentence, refusal.facts).rstrip("."),
        "next_step": sentence(refusal.next_step, refusal.facts),
        # Many next steps say so themselves; once is enough.
        "says_unchanged": "Nothing was changed" in refusal.next_step,
        "basis": refusal.basis,
        "code": refusal.code,
        "faults": [fault_sentence(fault) for fault in refusal.faults],
        "asked_at": getattr(request, "at", None),
        "back": _back(request),
    }


def _back(request: HttpRequest) -> str:
    """Where the reader came from, when that was a page of ours."""
    before = request.headers.get("Referer", "")
    try:
        here = {request.get_host()}
    except DisallowedHost:  # this page may be the answer to a host name that is not ours
        return ""
    ours = url_has_allowed_host_and_scheme(before, here, require_https=request.is_secure())
    return before if before and ours else ""


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is gone, busy or full: no bug, and nothing that whoever asks did wrong. The page asks no table."""
    logging.getLogger("motcua.bugs").error("records out of reach at %s", _route(request))
    response = (
        _problem(Unavailable())
        if wants_json(request)
        else HttpResponse(render_to_string("design/unavailable.html"), status=Unavailable.status)
    )
    response["Retry-After"], response["Cache-Control"] = str(RETRY_SECONDS), "private, no-store"
    return response


# ---- what Django calls ---------------------------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if not request.path.startswith(PROGRAMS):
        return answer(request, NotFound())
    # No operation has this address, so nobody has asked yet in which language.
    with translation.override(language_of_program(request)):
        return answer(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Forbidden())


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    is_too_large = isinstance(exception, TOO_LARGE)
    return answer(request, too_large(exception) if is_too_large else Unreadable())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, Stale())


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug. The page knows nothing but a number that is also in the log beside the traceback."""
    if isinstance(sys.exc_info()[1], GONE):
        return unavailable(request)
    number = secrets.token_hex(4)
    logging.getLogger("motcua.bugs").error("bug %s at %s", number, _route(request))
    if wants_json(request):
        return JsonResponse({"title": "error", "status": 500, "incident": number}, status=500)
    return HttpResponse(render_to_string("design/server_error.html", {"number": number}), status=500)
