"""Coming in and going out: sign-in, sign-up, the choice of a role, the demo's one click, sign-out."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.design import navigation
from motcua.design.methods import takes
from motcua.design.navigation import url_if
from motcua.foundation.refusal import Refusal

from .. import actions, door, queries
from ..access import everyone, signed_in
from ..forms import SignInForm, SignUpForm
from ..rules import OutOfOffice


@everyone
@never_cache
@sensitive_post_parameters("password")
@takes("GET", "POST")
def sign_in(request):
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                account = actions.sign_in(
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password"],
                    address=request.address,
                    at=request.at,
                )
                return _inside(request, account, way="password")
            status = 422
        except OutOfOffice:
            raise
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
    facts = {"form": form, "next": _next(request), "players": _players(request)}
    return render(request, "people/sign_in.html", facts, status=status)


@everyone
@takes("POST")
def demo(request):
    """One click into the demo as somebody of the sample. Outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    account = queries.demo_account(request.POST.get("who", ""))
    if account is None:
        raise Http404
    actions.check_still_in_office(account=account, at=request.at)
    return _inside(request, account, way="demo")


@everyone
@never_cache
@sensitive_post_parameters("password")
@takes("GET", "POST")
def sign_up(request):
    form = SignUpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                given = actions.SignUp(**form.cleaned_data, language=request.LANGUAGE_CODE)
                account = actions.sign_up(form=given, address=request.address, at=request.at)
                return _inside(request, account, way="password")
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
    return render(request, "people/sign_up.html", {"form": form, "next": _next(request)}, status=status)


@signed_in
@never_cache
@takes("GET", "POST")
def roles(request):
    """Which hat to wear. One is put on without asking; several are offered."""
    hats = queries.hats(request.user, request.at)
    if request.method == "POST":
        picked = request.POST.get("mandate", "")
        allowed = {str(hat.mandate_id) for hat in hats} | ({"0"} if not request.user.officers_only else set())
        if picked in allowed:
            door.put_on(request, mandate_id=int(picked))
            roles = frozenset(str(hat.role) for hat in hats if str(hat.mandate_id) == picked)
            return redirect(_next(request) or _home(roles))
    return render(
        request,
        "people/roles.html",
        {
            "hats": hats,
            "worn": request.session.get(door.HAT),
            "next": _next(request),
            "plain": not request.user.officers_only,
        },
    )


@everyone
@takes("POST")
def sign_out(request):
    door.let_out(request)
    return redirect(url_if("portal:home") or "/")


def _inside(request, account, *, way):
    """Begin the session, put on the only hat or ask which, remember the language, and go on."""
    door.let_in(request, account=account, way=way)
    following = _next(request)
    hats = queries.hats(account, request.at)
    if len(hats) == 1 and account.officers_only:
        door.put_on(request, mandate_id=hats[0].mandate_id)
        response = redirect(following or _home(frozenset({str(hats[0].role)})))
    elif hats:
        response = redirect(_with_next(url_if("people:roles"), following))
    else:
        response = redirect(following or _home(frozenset()))
    return _speak(request, response, account)


def _speak(request, response, account):
    """A language picked before signing in is kept with the account; otherwise the account's is spoken."""
    picked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if picked in dict(settings.LANGUAGES):
        if picked != account.language:
            actions.choose_language(account_id=account.pk, language=picked)
        return response
    return speak(response, account.language)


def speak(response, language: str):
    """Answer in this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=bool(settings.LANGUAGE_COOKIE_SECURE),
        samesite="Lax",
    )
    return response


def _home(roles: frozenset[str]) -> str:
    """The first place that the head offers to an officer of these roles; a person's own requests."""
    inside = navigation.inside(roles)
    places = (inside.url if inside else "", "" if roles else url_if("dossiers:mine"), url_if("people:me"))
    return next(filter(None, places))


def _next(request) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else ""


def _with_next(url: str, following: str) -> str:
    return f"{url}?{urlencode({'next': following})}" if following else url


def _players(request):
    return queries.demo_players(request.at) if settings.DEMO else []
