"""The desk that helps with accounts: somebody stands there with an identity card. Numbers are posted, never in an address."""

import secrets

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from motcua.foundation.refusal import InvalidInput, NotFound

from .. import actions, queries
from ..access import officers
from ..forms import CardForm, FindForm
from ..rules import Look, Role

AT_DESK = (Role.RECEPTION, Role.OPERATOR)


@officers(*AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = queries.find_at_desk(form.cleaned_data["wanted"])
        for person_id in [match.person.id for match in found] or [None]:
            actions.log_access(
                reach=request.reach, what=Look.SEARCH, subject="", person_id=person_id, at=request.at
            )
    return _page(request, form=form, found=found, status=422 if form.errors else 200)


@officers(*AT_DESK)
@never_cache
@require_POST
def compare(request, public_id):
    """The name is as on the card, and the number is typed from it: nobody needs to be shown the stored one."""
    person_id = _person(public_id)
    card = CardForm(request.POST)
    if card.is_valid():
        try:
            actions.check_identity(
                person_id=person_id, reach=request.reach, at=request.at, **card.cleaned_data
            )
        except InvalidInput as refusal:
            card.blame(refusal)
        else:
            return _page(request, found=queries.at_desk(person_id), compared=True)
    return _page(request, found=queries.at_desk(person_id), card=card, status=422)


@officers(*AT_DESK)
@never_cache
@require_POST
def reset(request, public_id):
    """A new password, shown once and never stored in clear."""
    [match] = queries.at_desk(_person(public_id))
    if match.account_id is None:
        raise NotFound
    password = secrets.token_urlsafe(9)
    actions.reset_password(account_id=match.account_id, password=password, reach=request.reach, at=request.at)
    return _page(request, found=[match], password=password)


def _page(request, *, status=200, **facts):
    return render(
        request, "people/help_desk.html", {"form": FindForm(), "card": CardForm()} | facts, status=status
    )


def _person(public_id: str) -> int:
    person_id = queries.person_of_public_id(public_id)
    if person_id is None:
        raise NotFound
    return person_id
