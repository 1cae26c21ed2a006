"""How a route may be asked. A wrong way is one more refusal, so it is answered in the reader's language like any other."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from motcua.foundation.refusal import Refusal, gettext_noop

View = Callable[..., HttpResponseBase]


class WrongMethod(Refusal):
    """An address that only takes forms was opened, or a page was sent something."""

    code = "motcua.wrong-method"
    status = 405
    sentence = gettext_noop("This address cannot be asked in this way.")
    next_step = gettext_noop("Go back to the page before and use its buttons. Nothing was changed.")
    next_step_to_programs = gettext_noop("Ask in a way that the header Allow names. Nothing was changed.")

    def __init__(self, *allowed: str) -> None:
        super().__init__()
        self.allowed = allowed


def takes(*methods: str, after: Callable[..., object] | None = None) -> Callable[[View], View]:
    """A mark and a check: GET (with HEAD), POST, or both.

    `after` opens the object the route is about, and refuses it to strangers: they must hear that there is no such
    page before they hear how it is asked.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                if after is not None:
                    after(request, *args, **kwargs)
                raise WrongMethod(*allowed)
            return view(request, *args, **kwargs)

        checked.methods = frozenset(methods)  # type: ignore[attr-defined]
        return checked

    return mark
