"""The open interface as a whole: the routers of all rooms, mounted under /api/, described in one document.

The rooms' `api` modules say what there is; here stands how it is asked: version, language, methods, refusals.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from motcua.design import errors, wire
from motcua.design.methods import WrongMethod, takes
from motcua.exchange.rules import CursorGone
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.access import everyone
from motcua.people.rules import NOBODY, NoToken, StillAnswering, TooManyTries
from motcua.portal import api_document, api_page, refusal_list

log = logging.getLogger(__name__)
ROOMS = ("procedures", "law", "dossiers", "exchange")
BUSY_SECONDS = 5

api = NinjaAPI(
    title="Một Cửa",
    version="1.0",
    parser=wire.Reader(),
    renderer=wire.Writer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="portal-api",
)


def _refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    assert isinstance(refusal, Refusal)
    response = errors.answer(request, refusal)
    response["Link"] = f'<{reverse("portal:refusals")}#{refusal.code}>; rel="help"'
    if isinstance(refusal, NoToken):
        response["WWW-Authenticate"] = 'Bearer realm="motcua"'
    if isinstance(refusal, TooManyTries):
        until = refusal.facts["until"]
        response["Retry-After"] = str(max(1, int((until - request.at).total_seconds()) + 1))
    if isinstance(refusal, CursorGone):
        response["Motcua-Cursor"] = str(refusal.facts["cursor"])
    if isinstance(refusal, StillAnswering | wire.Unavailable):
        response["Retry-After"] = str(1 if isinstance(refusal, StillAnswering) else BUSY_SECONDS)
    return response


def _unread(request: HttpRequest, error: Exception) -> HttpResponse:
    """The library wraps what the reader of bodies says."""
    said = error.__cause__ or error.__context__
    return _refused(request, said if isinstance(said, Refusal) else errors.Unreadable())


def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("the database did not answer")
    return _refused(request, wire.Unavailable())


api.add_exception_handler(Refusal, _refused)
api.add_exception_handler(ValidationError, lambda request, error: _refused(request, wire.invalid(error)))
api.add_exception_handler(HttpError, _unread)
api.add_exception_handler(Http404, lambda request, error: _refused(request, NotFound()))
api.add_exception_handler(OperationalError, _unavailable)
api.add_exception_handler(InterfaceError, _unavailable)

for room in ROOMS:
    if find_spec(f"motcua.{room}.api"):
        api.add_router("", import_module(f"motcua.{room}.api").router)


def routes() -> Iterator[URLPattern]:
    """Every address of the interface, behind what all operations have in common."""
    views: dict[str, dict[str, Callable[..., HttpResponse]]] = {}
    names: dict[str, str] = {}
    public: dict[str, bool] = {}
    files: set[str] = set()
    downloads: set[str] = set()
    queries: dict[str, dict[str, frozenset[str]]] = {}
    for bound in api._get_bound_routers():
        for address, view in bound.path_operations.items():
            names.setdefault(address, f"api-{view.operations[0].url_name}")
            answer = view.get_view()
            methods = views.setdefault(address, {})
            methods |= {method: answer for operation in view.operations for method in operation.methods}
            is_public = all(
                getattr(auth, "public", False) for one in view.operations for auth in one.auth_callbacks
            )
            known = queries.setdefault(address, {})
            known |= {method: _query(one) for one in view.operations for method in one.methods}
            files |= {address for one in view.operations if _takes_files(one)}
            downloads |= {address for one in view.operations if _gives_files(one)}
            public[address] = public.get(address, True) and is_public
    for address, methods in views.items():
        yield path(
            _django(address),
            in_common(
                methods,
                is_public=public[address],
                queries=queries[address],
                takes_files=address in files,
                gives_files=address in downloads,
            ),
            name=names[address],
        )


def _takes_files(operation: Operation) -> bool:
    return any(model.__ninja_param_source__ == "file" for model in operation.models)


def _query(operation: Operation) -> frozenset[str]:
    """The names that may stand behind the question mark."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


def _gives_files(operation: Operation) -> bool:
    answers = (operation.openapi_extra or {}).get("responses", {})
    return any(set(wire.FILES) & set(answer.get("content", {})) for answer in answers.values())


def _django(template: str) -> str:
    """An address as Django writes it: {number} as <number>."""
    return template.lstrip("/").replace("{", "<").replace("}", ">")


def in_common(
    views: Mapping[str, Callable[..., HttpResponse]],
    *,
    is_public: bool,
    queries: Mapping[str, frozenset[str]],
    takes_files: bool,
    gives_files: bool = False,
) -> Callable[..., HttpResponse]:
    """Method, version and language, before the operation's own token and scope."""
    allowed = [*views, *(["HEAD"] if "GET" in views else [])]

    @csrf_exempt
    def asked(request: HttpRequest, *args: object, **given: object) -> HttpResponse:
        request.reach = NOBODY  # type: ignore[attr-defined]  # a session counts for nothing here
        with translation.override(errors.language_of_program(request)):
            response = _asked(request, *args, **given)
            response.headers["Content-Language"] = translation.get_language() or ""
        if calls := getattr(request, "calls", None):
            response["RateLimit-Policy"] = f'"calls";q={calls.limit};w=60'
            response["RateLimit"] = f'"calls";r={calls.left};t={calls.full_seconds}'
        patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization"))
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _asked(request: HttpRequest, *args: object, **given: object) -> HttpResponse:
        try:
            if request.method not in allowed:
                raise WrongMethod(*allowed)
            if request.method == "HEAD":
                request.method = "GET"
            wire.check_version(request, is_file=gives_files)
            wire.check_query(request, known=queries.get(request.method, frozenset()))
            wire.check_media_type(request, files=takes_files)
        except Refusal as refusal:
            return _refused(request, refusal)
        response = views[request.method](request, *args, **given)
        if wire.OURS in response.get("Content-Type", "") and _wants_plain(request):
            response["Content-Type"] = f"{wire.JSON}; charset=utf-8"
        return response

    # Every one checks its token itself: a session opens none of them.
    asked.access = "everyone" if is_public else "signed-in"  # type: ignore[attr-defined]
    asked.methods = frozenset(views)  # type: ignore[attr-defined]
    asked.__module__ = __name__
    return asked


def _wants_plain(request: HttpRequest) -> bool:
    return request.get_preferred_type([wire.OURS, wire.JSON]) == wire.JSON


@cache
def document() -> dict[str, object]:
    """The description of everything, as OpenAPI 3.1."""
    found = api.get_openapi_schema(path_prefix="/api")
    for bound in api._get_bound_routers():
        for address, view in bound.path_operations.items():
            for operation in view.operations:
                scope = next(
                    (str(one.scope) for one in operation.auth_callbacks if hasattr(one, "scope")), ""
                )
                for method in operation.methods:
                    found["paths"][f"/api{address}"][method.lower()][api_document.SCOPES] = scope
    return api_document.completed(found)


@everyone
@takes("GET")
def page(request: HttpRequest) -> HttpResponse:
    values = {
        "groups": api_page.groups(document()),
        "refused": api_page.refused(),
        "ours": wire.OURS,
        "tokens_url": reverse("people:tokens"),
        "document_url": reverse("portal:openapi"),
    }
    return render(request, "portal/api.html", values)


@everyone
@takes("GET")
def refusals(request: HttpRequest) -> HttpResponse:
    """Every code that a program may meet, with its words."""
    return render(request, "portal/refusals.html", {"rooms": refusal_list.rooms()})


@everyone
@takes("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    text = json.dumps(document(), ensure_ascii=False, indent=1, default=str)
    return HttpResponse(text, content_type="application/json; charset=utf-8")
