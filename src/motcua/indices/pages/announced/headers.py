"""What may be kept of an answer about a sheet: nothing that would show it before its hour or hide it after.

Before its hour only its own office gets a sheet, and nobody keeps that. From then on a copy may be kept and is asked about
each time, so the gate answers first. A refusal is never kept: the next second may be the hour (design/errors.py).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response


class Announced(Protocol):
    """What is frozen and has an hour: a sheet of a survey or of a round."""

    @property
    def digest(self) -> str: ...

    @property
    def announced_at(self) -> datetime | None: ...


UNKEPT = "private, no-store"
ASKED_EACH_TIME = "no-cache"
OWN_EACH_TIME = "private, no-cache"


def page(response: HttpResponseBase, *sheets: Announced, at: datetime) -> HttpResponseBase:
    """Pages show who has signed in, so no cache between keeps them."""
    shown = all(_released(one, at) for one in sheets)
    response["Cache-Control"] = OWN_EACH_TIME if shown else UNKEPT
    return response


def file(
    request: HttpRequest,
    make: Callable[[], HttpResponseBase],
    sheet: Announced,
    *,
    tag: str,
    at: datetime,
) -> HttpResponseBase:
    """A file that never changes: whoever has it already hears only that. Called after the gate has opened the sheet."""
    if not _released(sheet, at):
        response = make()
        response["Cache-Control"] = UNKEPT
        return response
    return conditional(request, make, tag=f'"{sheet.digest}-{tag}"')


def conditional(request: HttpRequest, make: Callable[[], HttpResponseBase], *, tag: str) -> HttpResponseBase:
    known: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    response = make() if known is None else known
    response["Cache-Control"] = ASKED_EACH_TIME
    response["ETag"] = tag
    return response


def _released(sheet: Announced, at: datetime) -> bool:
    return sheet.announced_at is not None and sheet.announced_at <= at
