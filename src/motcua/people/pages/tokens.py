"""Tokens for programs: one's own, made and revoked; for the operator those of the officers within reach."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.foundation.refusal import Refusal

from .. import actions, queries
from ..access import officers, signed_in
from ..actions import NewToken
from ..forms import TokenForm
from ..rules import Role
from .me import frame


@signed_in
@never_cache
@takes("GET", "POST")
def mine(request):
    """The secret is shown on the answer to the press, and kept nowhere."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        new = NewToken(
            name=form.cleaned_data["name"],
            scopes=tuple(form.cleaned_data["scopes"]),
            days=form.cleaned_data["days"],
        )
        try:
            secret = actions.make_token(form=new, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            form = TokenForm()
    values = {
        "frame": frame(request),
        "form": form,
        "secret": secret,
        "tokens": queries.tokens_of(request.reach.account_id, request.at),
    }
    return render(request, "people/tokens.html", values, status=422 if form.errors else 200)


@signed_in
@takes("POST")
def end(request, token_id):
    actions.end_token(token_id=token_id, reach=request.reach, at=request.at)
    messages.success(request, _("The token was revoked. It opens nothing any more."))
    return redirect("people:tokens-within" if "operator" in request.POST else "people:tokens")


@officers(Role.OPERATOR)
@never_cache
@takes("GET")
def within(request):
    values = {"tokens": queries.tokens_within(request.reach, request.at)}
    return render(request, "people/tokens_within.html", values)
