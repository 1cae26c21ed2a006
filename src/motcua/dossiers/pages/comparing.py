"""Answers that two devices wrote differently: both are shown, with their times, and the owner takes one of each."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import applying, story
from motcua.dossiers.pages.drafts import is_of_this_device, on_a_draft
from motcua.dossiers.pages.questions import delivery_names
from motcua.dossiers.queries import case_of
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import differing, inputs
from motcua.dossiers.rules import filling as rules
from motcua.foundation import forms
from motcua.foundation.calendar import TZ
from motcua.people import queries as people

ASIDE, STANDS = "aside", "stands"
EVERY = "_every"


@on_a_draft
@takes("GET", "POST")
def compare(request: HttpRequest, found: Filling) -> HttpResponse:
    """Nothing is lost until a choice was made: what was not chosen waits on."""
    waiting = found.apart
    unsaid: frozenset[str] = frozenset()
    if request.method == "POST" and waiting:
        every = request.POST.get(EVERY, "")
        said = {name: every or request.POST.get(_control(name), "") for name in waiting}
        taken = {name: choice == ASIDE for name, choice in said.items() if choice in (ASIDE, STANDS)}
        # A page without the mark of what it had read chooses nothing: what it showed may be gone.
        read = differing.read(request.POST.get("_read", "")) or differing.Read(0, "")
        still = drafts.choose(
            draft_id=found.draft.pk, reach=request.reach, at=request.at, taken=taken, read=read
        )
        if set(still) - set(taken):
            unsaid = frozenset(still) - set(taken)
        elif still:
            messages.info(request, _("Something changed again meanwhile. Please look at what is left."))
            return redirect(request.path)
        else:
            messages.success(request, _("Your choice is saved."))
            return redirect("dossiers:draft", found.draft.pk)
        waiting = {name: aside for name, aside in waiting.items() if name in still}
    if not waiting:
        return redirect("dossiers:draft", found.draft.pk)
    fields = [
        _field(request, found, name, aside, error=_("Choose one of the two.") if name in unsaid else "")
        for name, aside in waiting.items()
    ]
    values = {
        "heading": _("Which of the two is right?"),
        "procedure": found.definition.name.in_language(story.language()),
        "draft": found.draft,
        "fields": fields,
        "wrong": bool(unsaid),
        "here": ASIDE if is_of_this_device(request, found.draft.pk) else STANDS,
    }
    return render(request, "dossiers/people/compare.html", values, status=422 if unsaid else 200)


def _control(name: str) -> str:
    return f"take-{name.removeprefix('@')}" if name.startswith("@") else f"take.{name}"


def _field(
    request: HttpRequest, found: Filling, name: str, aside: differing.Aside, *, error: str
) -> DrawnField:
    here, there = _("On this device"), _("On the other device")
    if not is_of_this_device(request, found.draft.pk):
        here, there = there, here
    stood = {**found.answers, differing.CASE: found.draft.case, differing.AGENCY: found.draft.agency_id}
    stands_at = differing.changed_at(found.answers, name) or found.draft.saved_at
    none = _("(no answer)")
    return DrawnField(
        kind=Drawn.CHOICE,
        name=_control(name),
        label=_label(found, name),
        value=request.POST.get(_control(name), ""),
        choices=(
            DrawnChoice(ASIDE, _words(found, name, aside.value) or none, _said(here, aside.at)),
            DrawnChoice(STANDS, _words(found, name, stood.get(name)) or none, _said(there, stands_at)),
        ),
        error=error,
    )


def _said(where: str, at: datetime) -> str:
    return f"{where} · {writing.moment(at.astimezone(TZ))}"


def _label(found: Filling, name: str) -> str:
    known = {
        differing.CASE: _("Case"),
        differing.AGENCY: _("Office that receives it"),
        rules.DELIVERY: _("How the result comes"),
        rules.PHONE: _("Phone number"),
        rules.EMAIL: _("E-mail address"),
        rules.ADDRESS: _("Postal address"),
        rules.NOTE: _("Note"),
        rules.PARTY: _("In whose name do you apply?"),
        rules.CAPACITY: _("As what do you act?"),
        rules.RELATION: _("Your post there, or what you are to this person"),
        rules.PARTY_NAME: _("Name of whoever you act for"),
        rules.PARTY_CODE: _("Enterprise or tax code, or identity number"),
        rules.PARTY_BIRTH: _("Date of birth of the person"),
    }
    if name in known:
        return known[name]
    return found.form.label(name, story.language()) if found.form else name


def _words(found: Filling, name: str, value: object) -> str:
    """An answer as it is read; what could not be understood stands as it was typed."""
    if value in (None, "", []):
        return _("For myself") if name == rules.PARTY else ""
    if name == differing.CASE:
        return story.case_name(case_of(found.definition, str(value)))
    if name == differing.AGENCY:
        return people.agency(int(str(value))).named(story.language())
    if name == rules.DELIVERY and value in set(inputs.Delivery):
        return delivery_names()[inputs.Delivery(str(value))]
    if name == rules.PARTY:
        whom = {
            inputs.Party.ORGANISATION.value: _("For an organisation"),
            rules.EACH: _("Each row for another person"),
        }
        return whom.get(str(value), _("For another person"))
    if name == rules.CAPACITY and value in set(inputs.Capacity):
        return str(applying.CAPACITY_WORDS[inputs.Capacity(str(value))])
    item = found.form.fields.get(name) if found.form else None
    if isinstance(item, forms.Field):
        return item.show(value, story.language())
    if isinstance(item, forms.Group) and isinstance(value, list):
        rows = [
            ", ".join(
                shown
                for column in item.fields
                if (shown := column.show(row.get(column.code), story.language()))
            )
            for row in value
            if isinstance(row, dict)
        ]
        return "; ".join(filter(None, rows))
    return str(value)
