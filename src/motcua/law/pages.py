"""The operator's view of the law: what holds on which basis, the calendar of a year, opening hours."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import Role

from . import actions, asking, queries, shipped
from .forms import DayForm, HoursForm, ValueForm
from .rules import DayKind


@officers(Role.OPERATOR)
@takes("GET")
def values(request):
    on = _today(request)
    lines = queries.lines(on=on)
    facts = {
        "lines": lines,
        "unverified": sum(not line.now.verified for line in lines),
        "year": on.year,
    }
    return render(request, "law/values.html", facts)


@officers(Role.OPERATOR)
@takes("GET", "POST")
def value(request, key):
    """One rule with its past and future, and a form that sets it anew from a day on."""
    history = queries.history(key)
    if not history:
        raise NotFound
    form = ValueForm(request.POST or None)
    form.fields["value"].help_text = _("Written like the value so far: %(value)s") % {
        "value": history[-1].value
    }
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        typed = _as_typed(given["value"], history[-1].value)
        made = actions.ValueForm(key, typed, given["starts_on"], given["basis"], given["verified"])
        try:
            actions.set_value(form=made, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The new value is set."))
            return redirect("law:value", key=key)
    facts = {"key": key, "history": history, "form": form, "today": _today(request)}
    return render(request, "law/value.html", facts, status=422 if form.errors else 200)


@officers(Role.OPERATOR)
@takes("POST")
def verify(request, key):
    try:
        starts_on = date.fromisoformat(request.POST.get("starts_on", ""))
    except ValueError:
        raise NotFound from None
    actions.verify_value(key=key, starts_on=starts_on, reach=request.reach, at=request.at)
    messages.success(request, _("Marked as compared with the text of the law."))
    return redirect("law:value", key=key)


@officers(Role.OPERATOR)
@takes("GET", "POST")
def year(request, year):
    """The calendar of a year, and a form that decides a day."""
    if not shipped.YEAR_FROM <= year <= shipped.YEAR_TO:
        raise NotFound
    form = DayForm(request.POST or None, initial={"kind": DayKind.OFF})
    if request.method == "POST" and form.is_valid():
        try:
            _decide_day(request, form)
        except Refusal as refusal:
            form.blame(refusal)
        if not form.errors:
            messages.success(request, _("The day is decided. Due dates counted from now on follow it."))
            return redirect("law:year", year=form.cleaned_data["date"].year)
    paths = request.reach.agencies(Role.OPERATOR)
    facts = {"sheet": queries.year(year, paths=paths, today=_today(request)), "form": form}
    return render(request, "law/year.html", facts, status=422 if form.errors else 200)


def _decide_day(request, form):
    decided = form.decided()
    if decided is not None:
        actions.decide_day(form=decided, reach=request.reach, at=request.at)


@officers(Role.OPERATOR)
@takes("GET", "POST")
def hours(request):
    """Who opens when, and a form that sets it."""
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set_hours(request, form)
        except Refusal as refusal:
            form.blame(refusal)
        if not form.errors:
            messages.success(request, _("The opening hours are set."))
            return redirect("law:hours")
    offices = queries.offices(paths=request.reach.agencies(Role.OPERATOR), on=_today(request))
    facts = {
        "default": queries.default_hours(on=_today(request)),
        "offices": offices,
        "agencies": len({office.name for office in offices}),
        "form": form,
        "year": _today(request).year,
    }
    return render(request, "law/hours.html", facts, status=422 if form.errors else 200)


def _set_hours(request, form):
    given = form.cleaned_data
    agency_id = people.agency_of_code(given["agency"].strip(), on=_today(request))
    if agency_id is None:
        form.add_error("agency", _("There is no agency with this identifier today."))
        return
    weekday, saturday = (
        [t.strip() for t in given[name].split(",") if t.strip()] for name in ("weekdays", "saturday")
    )
    made = actions.HoursForm(
        week=[weekday] * 5 + [saturday, []],
        basis=given["basis"],
        cut_off=asking.clock(given["cut_off"]) if given["cut_off"] else None,
        verified=given["verified"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
    )
    actions.set_hours(agency_id=agency_id, form=made, reach=request.reach, at=request.at)


def _today(request):
    return request.at.astimezone(TZ).date()


def _as_typed(text, old):
    """Digits become a number where a number is wanted; whether it fits is for the rules."""
    number = integer(text.strip()) if isinstance(old, int) else None
    return text.strip() if number is None else number
