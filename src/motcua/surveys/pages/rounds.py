"""The home-affairs officer's pages: rounds and their field work, planning, opening, closing."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import BadDate, Role, read_date
from motcua.surveys import actions, queries, wording
from motcua.surveys.rules import DesignUnsound, State


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def listing(request):
    """All rounds of the agencies one runs surveys for."""
    return render(
        request, "surveys/rounds.html", {"rounds": [_shown(one) for one in queries.rounds(request.reach)]}
    )


def _shown(line):
    language = get_language()
    return {
        "id": line.id,
        "name": line.name.in_language(language),
        "agency": line.agency.in_language(language),
        "questionnaire": line.questionnaire.in_language(language),
        "version": line.version,
        "year": str(line.year),
        "state": _(wording.STATES[line.state]),
        "opens_on": line.opens_on,
        "closes_on": line.closes_on,
        "simulated": line.simulated,
        "forgotten_at": line.forgotten_at,
        "may_open": line.state is State.DRAWN,
        "may_close": line.state is State.OPEN,
        "is_drawn": line.state in (State.DRAWN, State.OPEN),
        "is_planned": line.state is State.PLANNED,
        "is_open": line.state is State.OPEN,
    }


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def sheet(request, id):
    """One round: what it asks, how it stands in the field, what can be done next."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    work = queries.field_work(survey_id=id, reach=request.reach)
    units = queries.drawn_units(survey_id=id)
    values = {
        "round": _shown(line),
        "work": work,
        "share": work.answered / work.invited if work.invited else None,
        "stages": [
            {
                "stage": one,
                "units": _(wording.UNITS[units[one.number]]) if one.number in units else "",
                "outcomes": [(_(wording.OUTCOMES[name]), count) for name, count in one.outcomes.items()],
            }
            for one in work.stages
        ],
        "places": [
            {"place": one, "share": one.answered / one.invited if one.answered is not None and one.invited else None}
            for one in work.places
        ],
    }  # fmt: skip
    return render(request, "surveys/round.html", values)


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def open_it(request, id):
    line = queries.round_line(survey_id=id, reach=request.reach)
    values = {
        "round": _shown(line),
        "work": queries.field_work(survey_id=id, reach=request.reach),
        "opens": True,
    }
    if request.method == "POST":
        try:
            actions.open_round(survey_id=id, reach=request.reach, at=request.at)
        except DesignUnsound as refusal:
            errors.note(refusal)
            faults = [{"anchor": "", "sentence": errors.fault_sentence(one)} for one in refusal.faults]
            return render(
                request, "surveys/confirm.html", {**values, "faults": faults}, status=refusal.status
            )
        messages.success(request, _("The round is open. Invitations can be handed out."))
        return redirect("surveys:round", id=id)
    return render(request, "surveys/confirm.html", values)


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def close_it(request, id):
    line = queries.round_line(survey_id=id, reach=request.reach)
    if request.method == "POST":
        told = integer(request.POST.get("drop_sheets", "")) or 0
        actions.close(survey_id=id, reach=request.reach, at=request.at, drop_sheets=told)
        messages.success(request, _("The round is closed. Its answers can be estimated."))
        return redirect("surveys:round", id=id)
    work = queries.field_work(survey_id=id, reach=request.reach)
    values = {
        "round": _shown(line),
        "work": work,
        "sheets": queries.paper_waiting(survey_id=id),
        "held": queries.held(survey_id=id),
    }
    return render(request, "surveys/confirm.html", values)


# ---- planning -------------------------------------------------------------------------------------------------


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def new(request):
    """Plan a round: which questionnaire, which year, from when to when."""
    if request.method != "POST":
        return _plan_form(request)
    try:
        made = actions.plan(form=_planned(request), reach=request.reach, at=request.at)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _plan_form(request, refusal)
    messages.success(request, _("The round is planned. Next, its sample is drawn."))
    return redirect("surveys:round", id=made)


def _planned(request):
    faults, days = [], {}
    for name in ("opens_on", "closes_on"):
        try:
            days[name] = read_date(request.POST.get(name, ""))
        except BadDate as bad:
            faults.append(Fault(name, str(bad)))
    year = integer(request.POST.get("year", ""), most=2100)
    if year is None or year < 2012:
        faults.append(Fault("year", _("Write the year with four digits, like 2026.")))
    name = request.POST.get("name", "").strip()
    name_en = request.POST.get("name_en", "").strip()
    faults += [
        Fault(field, _("Write at most 200 characters."))
        for field, text in (("name", name), ("name_en", name_en))
        if len(text) > 200
    ]
    if faults:
        raise InvalidInput(faults=faults)
    return actions.NewSurvey(
        agency_id=integer(request.POST.get("agency", "")) or 0,
        version_id=integer(request.POST.get("version", "")) or 0,
        year=year,
        name=name,
        name_en=name_en,
        **days,
    )


def _plan_form(request, refusal=None):
    typed = request.POST.get
    language = get_language()
    grants = {grant.agency_id: grant for grant in request.reach.grants if grant.role is Role.HOME_AFFAIRS}
    agencies = [
        DrawnChoice(str(facts.id), (facts.name_en if language == "en" else "") or facts.name)
        for facts in map(people.agency, grants)
    ]
    versions = [
        DrawnChoice(
            str(one.id), one.name.in_language(language), _("version %(n)s") % {"n": one.number}
        )
        for one in queries.versions()
    ]  # fmt: skip
    today = request.at.astimezone(TZ).date()
    fields = [
        DrawnField(kind=Drawn.CHOICE, name="agency", label=_("For which agency"), value=typed("agency", agencies[0].value), choices=tuple(agencies)),
        DrawnField(kind=Drawn.CHOICE, name="version", label=_("Questionnaire"), value=typed("version", versions[0].value if versions else ""), choices=tuple(versions)),
        DrawnField(kind=Drawn.TEXT, name="year", label=_("Year it measures"), value=typed("year", str(today.year)), width="xs", inputmode="numeric"),
        DrawnField(kind=Drawn.TEXT, name="name", label=_("Name of the round"), hint=_("As people read it on the invitation."), value=typed("name", ""), maxlength=200),
        DrawnField(kind=Drawn.TEXT, name="name_en", label=_("Name in English"), value=typed("name_en", ""), required=False, maxlength=200),
        DrawnField(kind=Drawn.DATE, name="opens_on", label=_("First day on which answers are taken"), value=typed("opens_on", "")),
        DrawnField(kind=Drawn.DATE, name="closes_on", label=_("Last day on which answers are taken"), value=typed("closes_on", "")),
    ]  # fmt: skip
    faults = refusal.faults if refusal else ()
    named = {"version_id": "version", "agency_id": "agency"}
    fields = with_errors(
        fields, {named.get(one.field, one.field): errors.fault_sentence(one) for one in faults}
    )
    status = refusal.status if refusal else 200
    return render(
        request, "surveys/plan.html", {"fields": fields, "has_versions": bool(versions)}, status=status
    )
