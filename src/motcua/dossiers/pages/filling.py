"""Filling in a draft: case, office, the pages of the form, how the result comes, how to reach the person.

Every page saves what was typed before it says what is wrong with it.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.pages import applying, attaching, story
from motcua.dossiers.pages.drafts import (
    address,
    draw,
    fresh_read,
    go_on,
    not_taken,
    on_a_draft,
    place_of,
    save,
    saved,
    stop_or_404,
    typed_before,
    up_to_date,
)
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries import offices
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind, Stop
from motcua.dossiers.rules.inputs import Delivery
from motcua.foundation.forms import Page
from motcua.foundation.refusal import Fault
from motcua.foundation.typed import integer
from motcua.procedures import drawing

TURNED = "tiep"  # in the address of a page that is saved: the person has gone on from it


@on_a_draft
@takes("GET")
def resume(request: HttpRequest, found: Filling) -> HttpResponse:
    """Where a person goes on: what leaves no choice is settled, then the first page without an answer."""
    found = up_to_date(request, found)
    if found.apart:
        return redirect("dossiers:draft-compare", found.draft.pk)
    changes: dict[str, object] = {}
    cases = found.cases
    if found.case is None and len(cases) == 1:
        changes["case"] = cases[0].code
    if found.draft.agency_id is None:
        where = offices(found.definition, at=request.at)
        if len(where) == 1:
            changes |= {"agency_id": where[0].id, "answers": {rules.ONLY_OFFICE: True}}
    if changes:
        save(request, found, **changes)
        found = queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)
    return redirect(address(found, found.way.open))


# Which case ------------------------------------------------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def case(request: HttpRequest, found: Filling) -> HttpResponse:
    stop = stop_or_404(found, Kind.CASE)
    cases = found.cases
    chosen = request.POST.get("case", found.draft.case)
    known = chosen in {case.code for case in cases}
    if request.method == "POST" and known:
        save(request, found, case=chosen)
        return go_on(request, found, stop)
    language = story.language()
    field = DrawnField(
        kind=Drawn.CHOICE,
        name="case",
        label=_("Which case is yours?"),
        value=chosen,
        choices=tuple(DrawnChoice(case.code, case.name.in_language(language)) for case in cases),
        heading=True,
        error=_("Choose one of the cases.") if request.method == "POST" else "",
    )
    return draw(
        request, found, stop, "one", {"heading": field.label, "fields": [field]}, wrong=bool(field.error)
    )


# Which office ----------------------------------------------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def office(request: HttpRequest, found: Filling) -> HttpResponse:
    """A few offices at a time; a small search finds the others, without JavaScript too."""
    stop = stop_or_404(found, Kind.OFFICE)
    picked = integer(request.POST.get("office"))
    if request.method == "POST" and picked in _office_ids(found):
        save(request, found, agency_id=picked)
        return go_on(request, found, stop)
    text = request.GET.get("q", "")[:100]
    choice = queries.office_choice(
        found.definition, text=text, chosen_id=found.draft.agency_id, reach=request.reach, at=request.at
    )
    language = story.language()
    field = DrawnField(
        kind=Drawn.CHOICE,
        name="office",
        label=_("Offices"),
        value=str(found.draft.agency_id or ""),
        choices=tuple(
            DrawnChoice(str(office.id), office.named(language), office.address) for office in choice.shown
        ),
        error=_("Choose one of the offices.") if request.method == "POST" else "",
    )
    where = found.definition.where.in_language(language)
    values = {
        "heading": _("Which office receives the request?"),
        "fields": [field],
        "where": where,
        "text": text,
        "choice": choice,
        "searchable": choice.total > queries.OFFICES_SHOWN_MAX or bool(text),
    }
    return draw(request, found, stop, "office", values, wrong=bool(field.error))


def _office_ids(found: Filling) -> set[int]:
    return {office.id for office in offices(found.definition, at=found.at)}


# The pages of the form -------------------------------------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def page(request: HttpRequest, found: Filling, page: str) -> HttpResponse:
    """One page of the form. What is typed is kept, right or wrong; only then is it checked."""
    stop = stop_or_404(found, Kind.FORM, page)
    assert found.form is not None
    asked = found.form.page(page)
    assert asked is not None
    if request.method == "POST":
        answers = found.form.read_post(asked, request.POST)
        stays = found.form.rows_changed(asked, request.POST)
        faults = () if stays else found.form.check({**found.data, **answers}, today=found.today, page=asked)
        if not stays and not faults:
            answers[rules.PASSED] = rules.with_passed(found.answers, stop.key)
        save(request, found, answers=answers, page=stop.key)
        if not stays and not faults:
            return go_on(request, found, stop)
        return _draw_page(request, found, asked, {**found.data, **answers}, faults)
    if typed := typed_before(request, about=found.draft.pk):
        answers = found.form.read_post(asked, typed)
        save(request, found, sent=typed, answers=answers)
        return redirect(request.path)
    return _draw_page(request, found, asked, found.data, ())


def _draw_page(
    request: HttpRequest, found: Filling, asked: Page, data: Mapping[str, object], faults: tuple[Fault, ...]
) -> HttpResponse:
    stop = stop_or_404(found, Kind.FORM, asked.code)
    values = _questions(found, asked, data, faults) | {"ahead": _ahead(found, stop, data)}
    return draw(request, found, stop, "page", values, wrong=bool(faults))


def _questions(
    found: Filling, asked: Page, data: Mapping[str, object], faults: tuple[Fault, ...]
) -> dict[str, object]:
    assert found.form is not None
    return {
        "heading": asked.title.in_language(story.language()),
        "text": asked.text.in_language(story.language()),
        "fields": drawing.draw(found.form, asked, data, faults, story.language()),
        "autosave": asked.code,
    }


def _ahead(found: Filling, stop: Stop, data: Mapping[str, object]) -> list[dict[str, object]]:
    """The pages of the form behind this one, drawn along with it: without a line they can still be turned to."""
    assert found.form is not None
    ahead: list[dict[str, object]] = []
    for later in found.way.stops[found.way.index(stop) + 1 :]:
        asked = found.form.page(later.page) if later.kind is Kind.FORM else None
        if asked is None:
            break
        drawn = _questions(found, asked, data, ()) | place_of(found, later)
        ahead.append(drawn | {"address": address(found, later), "read": fresh_read(found)})
    return ahead


@on_a_draft
@takes("POST")
def autosave(request: HttpRequest, found: Filling) -> HttpResponse:
    """What stands on a page now, saved while the person types. Nothing is checked, nobody is moved on."""
    code = request.GET.get("trang", "")
    asked = found.form.page(code) if found.form else None
    if asked is not None and found.form is not None:
        answers = found.form.read_post(asked, request.POST)
        save(request, found, answers=answers | _turned(request, found, asked, answers))
    elif code == Kind.APPLICANT and (found.party is not None or found.for_each):
        save(request, found, answers=applying.typed(request.POST))
    elif code == Kind.CONTACT:
        save(request, found, answers=_contact_typed(request.POST))
    elif code == Kind.PAPERS:
        # Files that were chosen while the line was down; sent twice, each is attached once.
        wrong = attaching.take_files(request, found.draft.pk, attaching.codes(found))
        if wrong:
            return not_taken(wrong)
    return saved(request.at)


def _turned(
    request: HttpRequest, found: Filling, asked: Page, answers: Mapping[str, object]
) -> dict[str, object]:
    """A page that was turned without a line is checked now; what is wrong with it is told on the next page shown."""
    if TURNED not in request.GET or found.form is None:
        return {}
    data = {**found.data, **answers}
    title = asked.title.in_language(story.language())
    if asked not in found.form.visible_pages(data, today=found.today):
        messages.warning(
            request, _("“%(page)s” is not asked any more after another of your answers.") % {"page": title}
        )
        return {}
    stop = Stop(Kind.FORM, asked.code)
    if found.form.check(data, today=found.today, page=asked):
        page = format_html('<a href="{}">{}</a>', address(found, stop), title)
        words = _("“{page}”, filled in without a line, is saved. Something on it is not right yet: press “Save and continue” there.")  # fmt: skip
        messages.warning(request, format_html(words, page=page))
        return {}
    return {rules.PASSED: rules.with_passed(found.answers, stop.key)}


# How the result comes --------------------------------------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def delivery(request: HttpRequest, found: Filling) -> HttpResponse:
    stop = stop_or_404(found, Kind.DELIVERY)
    chosen = request.POST.get("delivery", found.delivery or "")
    if request.method == "POST" and chosen in set(Delivery):
        save(request, found, answers={rules.DELIVERY: chosen})
        return go_on(request, found, stop)
    hints = {
        Delivery.AT_COUNTER: _office_name(found),
        Delivery.BY_POST: _("to your address; the post asks for its fee on delivery"),
        Delivery.ONLINE: _("you are told by e-mail and download it after signing in"),
    }
    offered = [way for way in Delivery if way is not Delivery.ONLINE or found.definition.result.is_document]
    choices = [DrawnChoice(way, delivery_names()[way], hints[way]) for way in offered]
    field = DrawnField(
        kind=Drawn.CHOICE,
        name="delivery",
        label=_("How do you want to receive the result?"),
        value=chosen,
        choices=tuple(choices),
        heading=True,
        error=_("Choose one of the ways.") if request.method == "POST" else "",
    )
    return draw(
        request, found, stop, "one", {"heading": field.label, "fields": [field]}, wrong=bool(field.error)
    )


def delivery_names() -> dict[Delivery, str]:
    return {
        Delivery.AT_COUNTER: _("At the one-stop desk"),
        Delivery.BY_POST: _("By public post"),
        Delivery.ONLINE: _("As a file, here"),
    }


def _office_name(found: Filling) -> str:
    agency = found.draft.agency
    if agency is None:
        return ""
    return agency.name_en if story.language() == "en" and agency.name_en else agency.name


# How to reach the person -----------------------------------------------------------------------------------

CONTACT = (
    # name in the page, name in the draft
    ("phone", rules.PHONE),
    ("email", rules.EMAIL),
    ("address", rules.ADDRESS),
)


@on_a_draft
@takes("GET", "POST")
def contact(request: HttpRequest, found: Filling) -> HttpResponse:
    stop = stop_or_404(found, Kind.CONTACT)
    typed = dict(found.contact)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        answers = _contact_typed(request.POST)
        typed = {name: str(value) for name, value in answers.items()}
        faults = queries.contact_faults(typed, delivery=found.delivery, person=found.person, at=found.at)
        passed = {} if faults else {rules.PASSED: rules.with_passed(found.answers, stop.key)}
        save(request, found, answers={**answers, **passed})
        if not faults:
            return go_on(request, found, stop)
    elif before := typed_before(request, about=found.draft.pk):
        save(request, found, sent=before, answers=_contact_typed(before))
        return redirect(request.path)
    wrong = {short: errors.fault_sentence(f) for f in faults for short, name in CONTACT if f.field == name}
    values = {
        "heading": _("How can the office reach you?"),
        "name": found.applicant_name,
        "applicant_url": address(found, found.way.stops[0]),
        "fields": with_errors(_contact_fields(typed, delivery=found.delivery), wrong),
        "autosave": str(Kind.CONTACT),
    }
    return draw(request, found, stop, "contact", values, wrong=bool(faults))


def _contact_typed(posted: Mapping[str, str]) -> dict[str, object]:
    return {name: posted.get(short, "").strip() for short, name in CONTACT}


def _contact_fields(typed: Mapping[str, str], *, delivery: Delivery | None) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.TEXT,
            name="phone",
            label=_("Phone number"),
            hint=_("The officer calls this number when something is unclear."),
            value=typed[rules.PHONE],
            type="tel",
            inputmode="tel",
            autocomplete="tel",
            width="m",
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="email",
            label=_("E-mail address"),
            hint=_("Each step of the request is announced here."),
            value=typed[rules.EMAIL],
            required=False,
            type="email",
            inputmode="email",
            autocomplete="email",
            spellcheck=False,
        ),
        DrawnField(
            kind=Drawn.TEXTAREA,
            name="address",
            label=_("Postal address"),
            hint=_("House number, street or village, commune, province."),
            value=typed[rules.ADDRESS],
            required=delivery is Delivery.BY_POST,
            autocomplete="street-address",
            maxlength=300,
        ),
    ]
