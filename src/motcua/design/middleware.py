"""Headers of every answer, requests read in one form, and refusals turned into pages."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.cache import patch_vary_headers

from motcua.design import errors
from motcua.foundation.refusal import NotFound, Refusal
from motcua.foundation.text import plain
from motcua.foundation.typed import integer

Answer = Callable[[HttpRequest], HttpResponse]
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


class ContentPolicy:
    """A strict policy without inline styles or scripts; nothing from other hosts."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class ChosenLanguage:
    """Vietnamese until a person chooses otherwise; a computer set up in English says nothing about its user."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        request.LANGUAGE_CODE = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response


class Doorstep:
    """Requests that no page could read end here, in the reader's language and with one line in the log.

    Before the session is opened: its key comes from a cookie, and a database takes no text with a NUL in it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return errors.answer(request, errors.Unreadable())
        if not request.path_info.isprintable():
            return errors.answer(request, NotFound())
        if not _is_utf8((request.content_params or {}).get("charset", "utf-8")):
            request.encoding = "utf-8"  # the refusal page reads the address too
            return errors.answer(request, errors.Unreadable())
        for name, value in list(request.COOKIES.items()):
            if not value.isprintable():
                del request.COOKIES[name]
        return self.get_response(request)


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


class Refusals:
    """Reads what was sent, once and in one form; turns a `Refusal` raised by a page into the refusal page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = _read(request)
        if refusal is not None:
            return errors.answer(request, refusal)
        with errors.listening() as noted:
            response = self.get_response(request)
        errors.trace(request, response, noted)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.answer(request, exception) if isinstance(exception, Refusal) else None


# What one request may carry: ten files of the largest size, and words.
FILES_IN_A_BODY_MAX = 10


def _read(request: HttpRequest) -> Refusal | None:
    """Every text that people send passes here, and nowhere else: from here on it is plain (`foundation.text.plain`)."""
    try:
        if (
            _size(request)
            > FILES_IN_A_BODY_MAX * settings.UPLOAD_SIZE_BYTES_MAX + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        ):
            raise RequestDataTooBig
        request.GET = _plain(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _plain(request.POST)  # type: ignore[assignment]
            for upload in (one for name in request.FILES for one in request.FILES.getlist(name)):
                upload.name = plain(upload.name or "")
    except errors.TOO_LARGE as bound:
        _forget_body(request)
        return errors.too_large(bound)
    except (MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError):
        _forget_body(request)
        return errors.Unreadable()
    return None


def _size(request: HttpRequest) -> int:
    return integer(request.META.get("CONTENT_LENGTH") or "") or 0


def _plain(sent: QueryDict) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, values in sent.lists():
        for value in values:
            found.appendlist(plain(name), plain(value))
    found._mutable = False
    return found


def _forget_body(request: HttpRequest) -> None:
    """The refusal page asks for nothing that was sent; without this, asking would raise again."""
    request.GET = QueryDict()
    request._mark_post_parse_error()  # type: ignore[attr-defined]  # what Django does in the same place
