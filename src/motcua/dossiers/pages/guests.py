"""Beginning without an account: two questions, a short code, and the pages of a draft; later perhaps an account."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import queries, resumed
from motcua.dossiers.actions import guests
from motcua.dossiers.pages import story
from motcua.dossiers.pages.resuming import shown_once
from motcua.dossiers.queries.filling import online_cases
from motcua.dossiers.rules.refusals import NotOffered
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.typed import read_key
from motcua.people.access import everyone, signed_in
from motcua.procedures import queries as procedures

NAME_CHARACTERS_MAX = 120


@everyone
@never_cache
@takes("GET", "POST")
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Who is here in words and four digits; whoever is signed in begins a draft of their own."""
    if request.reach.account_id is not None:
        return redirect("dossiers:start", code)
    version = procedures.in_force(code, timezone.localdate(request.at))
    if settings.NODE == "national" or not online_cases(version.definition):
        raise NotOffered()
    draft_id = read_key(request.POST.get("draft")) or uuid4()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if queries.is_draft(draft_id):  # the second click, or the page sent again
            return redirect("dossiers:draft-code", draft_id)
        try:
            short = guests.begin(
                draft_id=draft_id,
                version_id=version.id,
                name=request.POST.get("name", "")[: NAME_CHARACTERS_MAX + 1],
                digits=request.POST.get("digits", "")[:20],
                address=request.address,
                at=request.at,
            )
        except InvalidInput as refusal:
            errors.note(refusal)
            wrong = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        else:
            request.session.cycle_key()
            resumed.open_for(request.session, draft_id, at=request.at)
            return shown_once(request, draft_id, short)
    values = {
        "code": code,
        "name": version.definition.name.in_language(story.language()),
        "minutes": version.definition.minutes_to_fill,
        "days": queries.limit("guest-draft-life-days", on=request.at),
        "fields": with_errors(_fields(request), wrong),
        "draft_id": draft_id,
        "wrong": bool(wrong),
    }
    return render(request, "dossiers/people/guest.html", values, status=422 if wrong else 200)


def _fields(request: HttpRequest) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.TEXT,
            name="name",
            label=_("Full name"),
            hint=_("As on the identity card."),
            value=request.POST.get("name", "")[:NAME_CHARACTERS_MAX],
            maxlength=NAME_CHARACTERS_MAX,
            autocomplete="name",
            spellcheck=False,
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="digits",
            label=_("Last four digits of your identity number"),
            hint=_("With the short code they open the draft again. The whole number is not asked."),
            value=request.POST.get("digits", "")[:4],
            maxlength=4,
            width="s",
            inputmode="numeric",
            autocomplete="off",
        ),
    ]


@signed_in
@takes("POST")
def claim(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft that is open in this browser becomes one of the account's own."""
    if not resumed.is_open(request.session, draft_id, at=request.at):
        raise NotFound()
    if (over := resumed.ended(request.session, draft_id, at=request.at)) is not None:
        raise over
    guests.claim(draft_id=draft_id, reach=request.reach, at=request.at)
    resumed.close(request.session)
    messages.success(request, _("The draft is yours now. Look at it once more; then it can be sent."))
    return redirect("dossiers:draft", draft_id)
