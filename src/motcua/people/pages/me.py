"""One's own page: what is known, how to be reached, another password, and who looked."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.design.methods import takes
from motcua.foundation.refusal import Refusal
from motcua.foundation.typed import integer

from .. import actions, door, queries
from ..access import signed_in
from ..forms import ContactForm, PasswordForm
from ..rules import Role
from .enter import speak


@signed_in
@never_cache
@takes("GET")
def me(request):
    hats = queries.hats(request.user, request.at)
    worn = request.session.get(door.HAT)
    return render(
        request,
        "people/me.html",
        {
            "frame": frame(request),
            "person": queries.person(request.reach.person_id),
            "hats": hats,
            "worn": worn,
            "helps": request.reach.holds(Role.RECEPTION, Role.OPERATOR),
            "several": len(hats) + (not request.user.officers_only) > 1,
        },
    )


@signed_in
@never_cache
@takes("GET", "POST")
def contact(request):
    """How to be reached. Name and date of birth are corrected at a desk, with the card."""
    person = queries.person(request.reach.person_id)
    known = {
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
        "language": request.user.language,
    }
    form = ContactForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        language = given.pop("language")
        try:
            actions.correct_person(
                person_id=person.id,
                full_name=person.full_name,
                birth_date=person.birth_date,
                reach=request.reach,
                at=request.at,
                **given,
            )
        except Refusal as refusal:
            form.blame(refusal)
        else:
            actions.choose_language(account_id=request.user.pk, language=language)
            with override(language):
                messages.success(request, _("Saved."))
            return speak(redirect("people:me"), language)
    return render(
        request,
        "people/contact.html",
        {"frame": frame(request), "form": form},
        status=422 if form.errors else 200,
    )


@signed_in
@never_cache
@sensitive_post_parameters("old", "new")
@takes("GET", "POST")
def password(request):
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.change_password(account_id=request.user.pk, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("The new password holds from now on. Other devices were signed out."))
            return redirect("people:me")
    return render(
        request,
        "people/password.html",
        {"frame": frame(request), "form": form},
        status=422 if form.errors else 200,
    )


@signed_in
@never_cache
@takes("GET")
def looks(request):
    """Who looked at this person's requests and data: office, role, what, when."""
    page = queries.looks_at(request.reach.person_id, before=integer(request.GET.get("truoc")))
    return render(request, "people/looks.html", {"frame": frame(request), "page": page})


def frame(request) -> str:
    return "design/desk.html" if request.reach.grants else "design/page.html"
