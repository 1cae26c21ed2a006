"""Pages that set no cookie: the language stands in their address (`?tieng=en`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def in_language_of_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The language that the address names; without one, the one that was chosen elsewhere."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.GET.get("tieng")
        language = chosen if chosen in LANGUAGES else translation.get_language() or "vi"
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        return response

    return spoken


def others() -> list[dict[str, str]]:
    """The languages that the reader could change to."""
    now = translation.get_language()
    return [{"code": code, "name": name} for code, name in LANGUAGES.items() if code != now]
