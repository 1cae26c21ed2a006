"""Helpers: whom one lets act for oneself, for whom one may act, and going in and out of somebody's place."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.actions import helping
from motcua.dossiers.pages import story
from motcua.dossiers.queries import follow
from motcua.dossiers.queries.filling import online_cases
from motcua.dossiers.rules.states import OPEN, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people import actions as people
from motcua.people import door, queries
from motcua.people.access import helpers_too, signed_in
from motcua.people.rules import (
    ALLOWED_WORDS,
    CAPACITY_WORDS,
    Allowed,
    BadDate,
    HelpCapacity,
    last_day,
    read_date,
)
from motcua.procedures import queries as procedures

CODES_A_DAY_MAX = 20
# Which field of the page a fault of the mandate stands at.
PLACES = {"scope": "matter", "ends_on": "until"}


@signed_in
@never_cache
@takes("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """Both lists: who helps me, and whom I help."""
    me = request.reach.person_id
    found = [Shown(one, at=request.at) for one in queries.mandates_about(me)]
    values = {
        "mine": [one for one in found if one.mandate.helped_id == me],
        "theirs": [one for one in found if one.mandate.helper_id == me],
    }
    return render(request, "dossiers/people/helping.html", values)


class Shown:
    """A mandate with the words a page needs."""

    def __init__(self, mandate: queries.MandateFacts, *, at: datetime) -> None:
        self.mandate = mandate
        self.runs = mandate.runs(at)
        self.waits = mandate.waits(at)
        self.allowed = [_(ALLOWED_WORDS[Allowed(word)]) for word in mandate.allowed]
        self.capacity = _(CAPACITY_WORDS[HelpCapacity(mandate.capacity)])
        self.last_day = last_day(mandate.ends_at)
        day = at.astimezone(TZ).date()
        names = [procedures.name_in_force(code, day) for code in mandate.procedures]
        self.procedures = [
            (code, name.in_language(story.language()) if name else code)
            for code, name in zip(mandate.procedures, names, strict=True)
        ]
        self.number = follow.number_of(mandate.dossier) if mandate.dossier else ""


@signed_in
@never_cache
@takes("GET", "POST")
def give(request: HttpRequest) -> HttpResponse:
    """Name somebody. The code that they confirm with is shown once."""
    if request.reach.person_id is None:
        return redirect("people:me")
    faults: dict[str, str] = {}
    refusal_words = ""
    if request.method == "POST":
        try:
            invited = people.name_helper(form=new_helper(request), reach=request.reach, at=request.at)
        except Refusal as refusal:
            errors.note(refusal)
            faults = faults_at(refusal)
            refusal_words = "" if refusal.faults else errors.shown(refusal)
        else:
            code = f"{invited.code[:5]}-{invited.code[5:]}"
            values = {"code": code, "name": request.POST.get("name", ""), "public_id": invited.public_id}
            return render(request, "dossiers/people/helper_named.html", values)
    fields = with_errors(helper_fields(request, matters=_matters(request)), faults)
    values = {"fields": fields, "wrong": bool(faults or refusal_words), "refused": refusal_words}
    return render(request, "dossiers/people/helper_give.html", values, status=422 if values["wrong"] else 200)


def faults_at(refusal: Refusal) -> dict[str, str]:
    return {PLACES.get(fault.field, fault.field): errors.fault_sentence(fault) for fault in refusal.faults}


def new_helper(request: HttpRequest) -> people.NewHelper:
    """What was typed, for the act that judges it."""
    said = request.POST
    kind, _sign, key = said.get("matter", "").partition(":")
    allowed = [word for word in said.getlist("allowed") if word != Allowed.SEND]
    return people.NewHelper(
        name=said.get("name", ""),
        capacity=said.get("capacity", ""),
        organisation=said.get("organisation", ""),
        allowed=[Allowed.SEND, *allowed] if kind == "procedure" else allowed,
        procedures=[key[:40]] if kind == "procedure" and key else [],
        dossier=_own_dossier(request, key) if kind == "dossier" else "",
        ends_at=end_of(said.get("until", "")),
    )


def _own_dossier(request: HttpRequest, number: str) -> str:
    """By its number on the page, by its key in the mandate; only one's own."""
    try:
        return f"dossier:{follow.own(number=number, reach=request.reach, at=request.at).key}"
    except NotFound:
        return ""


def end_of(typed: str) -> datetime | None:
    """The first moment after that day."""
    try:
        day = read_date(typed) if typed.strip() else None
        return datetime.combine(day + timedelta(days=1), time(), TZ) if day else None
    except (BadDate, OverflowError):
        return None


def _matters(request: HttpRequest) -> tuple[DrawnChoice, ...]:
    rows = follow.own_dossiers(reach=request.reach, at=request.at).rows
    own = [
        DrawnChoice(f"dossier:{row.number}", _("Request %(number)s: %(name)s") % {"number": row.number, "name": row.procedure_name})
        for row in rows
        if State(row.state) in OPEN
    ]  # fmt: skip
    return (DrawnChoice("", _("choose")), *own, *new_matters(request.at))


def new_matters(at: datetime) -> list[DrawnChoice]:
    language = story.language()
    found = [
        (version.definition.name.in_language(language), version.definition.code)
        for version in procedures.offered(at)
        if online_cases(version.definition)
    ]
    return [DrawnChoice(f"procedure:{code}", name) for name, code in sorted(found)]


def helper_fields(request: HttpRequest, *, matters: tuple[DrawnChoice, ...]) -> list[DrawnField]:
    said = request.POST if request.method == "POST" else request.GET
    asked = said.get("matter", "")
    return [
        DrawnField(
            kind=Drawn.TEXT, name="name", label=_("Full name of the helper"), hint=_("As on their card."),
            value=said.get("name", ""), maxlength=120, autocomplete="off",
        ),
        DrawnField(
            kind=Drawn.SELECT, name="matter", label=_("What for?"), choices=matters, value=asked,
            hint=_("One matter at a time; for another, give another mandate."),
        ),
        DrawnField(
            kind=Drawn.CHECKS, name="allowed", label=_("What may they do, beside following it?"), required=False,
            hint=_("For a new request they may always fill it in and send it."),
            values=tuple(said.getlist("allowed")),
            choices=tuple(
                DrawnChoice(one.value, _(ALLOWED_WORDS[one])) for one in (Allowed.ANSWER, Allowed.WITHDRAW)
            ),
        ),
        DrawnField(
            kind=Drawn.CHOICE, name="capacity", label=_("Who are they?"),
            value=said.get("capacity", HelpCapacity.NEAR),
            choices=tuple(DrawnChoice(one.value, _(words)) for one, words in CAPACITY_WORDS.items()),
        ),
        DrawnField(
            kind=Drawn.TEXT, name="organisation", label=_("For which union, post office or village?"),
            value=said.get("organisation", ""), required=False, maxlength=200,
        ),
        DrawnField(
            kind=Drawn.DATE, name="until", label=_("Until which day?"), value=said.get("until", ""),
            hint=_("At most twelve months. You can end it at any time before."),
        ),
    ]  # fmt: skip


@signed_in
@never_cache
@sensitive_post_parameters("code")
@takes("GET", "POST")
def accept(request: HttpRequest) -> HttpResponse:
    """The helper types the code; what it covers is shown by the list afterwards, and by the message to both."""
    words = ""
    if request.method == "POST":
        people.spend_try(
            scope="people.help-code", key=f"{request.reach.account_id}", at=request.at,
            limit=CODES_A_DAY_MAX, window=timedelta(days=1),
        )  # fmt: skip
        try:
            mandate = helping.confirm(
                code=request.POST.get("code", "")[:40], reach=request.reach, at=request.at
            )
        except Refusal as refusal:
            errors.note(refusal)
            words = errors.shown(refusal)
        else:
            messages.success(
                request, _("You may now act for %(name)s. Both of you were told.") % {"name": mandate.helped}
            )
            return redirect("dossiers:helpers")
    field = DrawnField(
        kind=Drawn.TEXT, name="code", label=_("The code you were given"), value=request.POST.get("code", ""),
        hint=_("Ten letters and digits, for example abcde-fgh23"), width="m", autocomplete="off",
        spellcheck=False, error=words, maxlength=40,
    )  # fmt: skip
    values = {"field": field, "fields": [field], "wrong": bool(words)}
    return render(request, "dossiers/people/helper_accept.html", values, status=422 if words else 200)


@helpers_too
@signed_in
@takes("POST")
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """By either of the two, without a word why."""
    helping.end(public_id=public_id, reach=request.reach, at=request.at)
    if request.reach.helping is not None:
        door.act_for_oneself(request)
    messages.success(request, _("The mandate has ended. Both of you were told."))
    return redirect("dossiers:helpers")


@signed_in
@takes("POST")
def act_for(request: HttpRequest, public_id: str) -> HttpResponse:
    """From now on in this person's place, until the way out is taken or the mandate ends."""
    reach = queries.acting_for(request.reach, public_id, at=request.at)
    if reach is None or reach.helping is None:
        raise NotFound
    door.act_for(request, public_id=public_id)
    if reach.helping.procedures:
        return redirect("dossiers:start", sorted(reach.helping.procedures)[0])
    return redirect("dossiers:mine")


@helpers_too
@signed_in
@takes("POST")
def act_for_oneself(request: HttpRequest) -> HttpResponse:
    door.act_for_oneself(request)
    messages.success(request, _("You act for yourself again."))
    return redirect("dossiers:helpers")
