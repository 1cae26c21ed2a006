"""Going on with a draft by its short code: giving the code, asking for it, opening one draft by it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import resumed
from motcua.dossiers.actions import resuming as actions
from motcua.dossiers.pages import story
from motcua.dossiers.pages.drafts import on_a_draft
from motcua.dossiers.queries import at_counter, resuming
from motcua.dossiers.queries import filling as filled
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import resuming as rules
from motcua.foundation.refusal import NotFound
from motcua.people import actions as people
from motcua.people import queries as persons
from motcua.people.access import everyone, officers
from motcua.people.rules import Look, Role

CHARACTERS_MAX = 40


@on_a_draft
@takes("GET", "POST")
def give(request: HttpRequest, found: Filling) -> HttpResponse:
    """The short code of one's own draft: shown once, when it is made."""
    if request.reach.draft and not found.is_guests:
        raise NotFound()
    code, by_phone = "", bool(settings.SMS_GATEWAY)
    by_card = found.is_guests or bool(persons.identity_number(found.person.id))
    if request.method == "POST" and (by_card or by_phone):
        code = actions.give_code(draft_id=found.draft.pk, reach=request.reach, at=request.at)
    return _code_drawn(request, found, code, by_card=by_card)


def shown_once(request: HttpRequest, draft_id: UUID, code: str) -> HttpResponse:
    """The code that came with a draft begun without an account."""
    reach = resuming.reach_of(draft_id)
    found = filled.filling(draft_id=draft_id, reach=reach, at=request.at, language=story.language())
    return _code_drawn(request, found, code, by_card=True)


def _code_drawn(request: HttpRequest, found: Filling, code: str, *, by_card: bool) -> HttpResponse:
    by_phone = bool(settings.SMS_GATEWAY)
    values = {
        "draft": found.draft,
        "procedure": found.definition.name.in_language(story.language()),
        "code": rules.shown(code) if code else "",
        "row": resuming.code_of(found.draft, at=request.at),
        "by_phone": by_phone,
        "by_card": by_card,
        "is_offered": by_card or by_phone,
        "is_guests": found.is_guests,
    }
    return render(request, "dossiers/people/short_code.html", values)


@everyone
@never_cache
@takes("GET", "POST")
def resume(request: HttpRequest) -> HttpResponse:
    """For anybody who holds a code. What is wrong, the code or the digits, is not said."""
    opened, wrong = _asked(request)
    if opened is not None:
        return redirect("dossiers:draft", opened)
    return _drawn(request, "dossiers/people/resume.html", wrong=wrong)


@everyone
@takes("POST")
def close(request: HttpRequest) -> HttpResponse:
    """The end on a shared device: nothing of the draft can be opened here any more."""
    resumed.close(request.session)
    messages.success(request, _("Closed. The draft is kept; the short code opens it again."))
    return redirect("dossiers:resume")


@officers(Role.RECEPTION)
@never_cache
@takes("GET", "POST")
def at_the_counter(request: HttpRequest) -> HttpResponse:
    """The same at the desk: the person says the code and the digits, and the officer takes the dossier in."""
    opened, wrong = _asked(request)
    if opened is None:
        return _drawn(request, "dossiers/desk/counter_resume.html", wrong=wrong)
    found = filled.filling(draft_id=opened, reach=resuming.reach_of(opened), at=request.at)
    people.log_access(
        reach=request.reach, what=Look.SEARCH, subject="", person_id=found.person.id or None, at=request.at
    )
    if at_counter.procedure_here(found.definition.code, at=request.at) is None:
        messages.info(request, _("This desk does not receive this procedure."))
        return redirect("dossiers:counter-resume")
    where = {"thu-tuc": found.definition.code, "truong-hop": found.draft.case, "lan": opened}
    return redirect(f"{reverse('dossiers:counter')}?{urlencode(where)}")


def _asked(request: HttpRequest) -> tuple[UUID | None, bool]:
    """The draft that was opened, and whether something was wrong."""
    if request.method != "POST":
        return None, False
    code = request.POST.get("code", "")[:CHARACTERS_MAX]
    if "_once" in request.POST:
        actions.send_once(code=code, address=request.address, language=get_language() or "vi", at=request.at)
        messages.info(
            request,
            _(
                "If this code is right, a one-time code is on its way to the telephone in the draft."
                " It is valid for 10 minutes."
            ),
        )
        return None, False
    opened = actions.resume(
        code=code, typed=request.POST.get("digits", ""), address=request.address, at=request.at
    )
    if opened is not None:
        request.session.cycle_key()
        resumed.open_for(request.session, opened, at=request.at)
    return opened, opened is None


def _drawn(request: HttpRequest, template: str, *, wrong: bool) -> HttpResponse:
    error = _("The short code or the digits do not fit. Check both, or make a new code.") if wrong else ""
    by_phone = bool(settings.SMS_GATEWAY)
    fields = [
        DrawnField(
            kind=Drawn.TEXT,
            name="code",
            label=_("Short code"),
            hint=_("Eight characters, for example K7QM-2XPA. Capital or small letters make no difference."),
            value=request.POST.get("code", "")[:CHARACTERS_MAX],
            maxlength=CHARACTERS_MAX,
            width="m",
            spellcheck=False,
            autocomplete="off",
            error=error,
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="digits",
            label=_("Last four digits of the identity number, or the one-time code")
            if by_phone
            else _("Last four digits of the identity number"),
            maxlength=10,
            width="s",
            inputmode="numeric",
            autocomplete="one-time-code" if by_phone else "off",
        ),
    ]
    values = {"fields": fields, "wrong": wrong, "by_phone": by_phone}
    return render(request, template, values, status=422 if wrong else 200)
