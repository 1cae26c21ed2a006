"""Marks on routes: who a page is for. The mark opens the page; the lock is the check inside each act."""

from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from motcua.foundation.refusal import Forbidden

from .rules import ForOfficers, Reach, Role


class Request(HttpRequest):
    """As middleware of this room hands it on: who asks with how far a reach, and when."""

    reach: Reach
    at: datetime


def everyone(view):
    """Open to anyone, signed in or not."""
    view.access = "everyone"
    return view


def signed_in(view):
    """Open to whoever has signed in; others are sent to sign in first."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.reach.account_id is None:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed-in"
    return guarded


def helpers_too(view):
    """Open to a helper too, who acts for somebody: the gate and the acts behind it know how far the mandate goes."""
    view.for_helpers = True
    return view


def officers(*roles: Role):
    """Open to officers who wear one of the roles (any role, when none is named)."""

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.reach.account_id is None:
                return _to_sign_in(request)
            if not request.reach.holds(*roles):
                raise Forbidden if request.reach.holds() else ForOfficers
            return view(request, *args, **kwargs)

        guarded.access = "officers"
        guarded.roles = frozenset(roles)
        return guarded

    return mark


def _to_sign_in(request):
    if getattr(request, "htmx", False):
        # A part of a page asks by itself: the page of signing in has no place in it, and what was typed beside it stays.
        return HttpResponse(status=401)
    here = (
        request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "/")
    )
    return redirect(f"{reverse('people:sign-in')}?{urlencode({'next': here})}")
