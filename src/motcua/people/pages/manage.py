"""The operator's pages: agencies, officers and mandates; and the auditor's view of who looked."""

import secrets
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound, Refusal
from motcua.foundation.typed import integer

from .. import actions, queries
from ..access import officers
from ..forms import AgencyForm, MandateForm, OfficerForm
from ..rules import Level, Role
from ..templatetags.people import agency_name


@officers(Role.OPERATOR)
@takes("GET")
def agencies(request):
    """The tree from where the operator stands, or what a search finds in it."""
    wanted = request.GET.get("tim", "").strip()[:100]
    paths = request.reach.agencies(Role.OPERATOR)
    found = queries.find_agencies(wanted, paths=paths) if wanted else queries.tops(paths)
    below = queries.below(found[0].id) if len(found) == 1 and not wanted else []
    return render(request, "people/agencies.html", {"found": found, "below": below, "wanted": wanted})


@officers(Role.OPERATOR)
@takes("GET")
def agency(request, id):
    return _agency(request, id)


def _sheet(request, id):
    """One agency of the operator's own part of the tree."""
    sheet = queries.agency_sheet(id, at=request.at, paths=request.reach.agencies(Role.OPERATOR))
    if sheet is None:
        raise NotFound
    return sheet


def _agency(request, id, *, status=200, **forms):
    """One agency with what is below it and who works there, and a form where something is to be corrected."""
    facts = {
        "sheet": _sheet(request, id),
        "mandate_form": MandateForm(),
        "officer_form": OfficerForm(),
    } | forms
    return render(request, "people/agency.html", facts, status=status)


@officers(Role.OPERATOR)
@takes("GET", "POST")
def correct(request, id):
    sheet = _sheet(request, id)
    known = {name: getattr(sheet.facts, name, None) for name in AgencyForm.base_fields}
    known["ministry_id"] = sheet.ministry.id if sheet.ministry else None
    ministries = [(one.id, agency_name(one)) for one in queries.ministries(on=timezone.localdate(request.at))]
    form = AgencyForm(request.POST or None, initial=known, ministries=ministries)
    if request.method == "POST" and form.is_valid():
        given = actions.AgencyForm(level=Level(sheet.facts.level), **sheet.unasked, **form.cleaned_data)
        try:
            actions.correct_agency(agency_id=id, form=given, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:agency", id=id)
    facts = {"sheet": sheet, "form": form}
    return render(request, "people/agency_correct.html", facts, status=422 if form.errors else 200)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def give(request, id):
    form = MandateForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_mandate(
                form=actions.NewMandate(
                    officer_id=queries.officer_of_code(given["officer"]),
                    agency_id=id,
                    role=Role(given["role"]),
                    desk=given["desk"],
                    starts_at=_midnight(given["starts_on"]),
                    ends_at=_midnight(given["ends_on"], days=1),
                    basis=given["basis"],
                ),
                reach=request.reach,
                at=request.at,
            )
        except NotFound:
            form.add_error("officer", _("There is no officer with this code. Add the officer first."))
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The mandate is given."))
            return redirect("people:agency", id=id)
    return _agency(request, id, mandate_form=form, status=422)


@officers(Role.OPERATOR)
@takes("POST")
def end(request, mandate_id):
    agency_id = queries.agency_of_mandate(mandate_id)
    actions.end_mandate(mandate_id=mandate_id, reach=request.reach, at=request.at)
    messages.success(request, _("The mandate has ended. Sessions that used it end with their next page."))
    return redirect("people:agency", id=agency_id)


@officers(Role.OPERATOR)
@never_cache
@takes("POST", after=_sheet)
def add_officer(request, id):
    """A new officer; the first password is shown once and never stored in clear."""
    form = OfficerForm(request.POST)
    if form.is_valid():
        password = secrets.token_urlsafe(12)
        given = actions.NewOfficer(password=password, **form.cleaned_data)
        try:
            actions.add_officer(form=given, agency_id=id, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            return _agency(request, id, new_officer=given)
    return _agency(request, id, officer_form=form, status=422)


@officers(Role.AUDITOR)
@never_cache
@takes("GET")
def looks(request):
    """Who looked at what, by mandate, within the auditor's reach."""
    page = queries.looks_by(
        paths=request.reach.agencies(Role.AUDITOR),
        mandate_id=integer(request.GET.get("uy-nhiem")),
        before=integer(request.GET.get("truoc")),
    )
    return render(request, "people/looks_by.html", {"page": page})


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The first moment of a day (or of the day after it) where this node stands."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
