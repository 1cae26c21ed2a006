"""Filling in a draft: case, office, the pages of the form, how the result comes, how to reach the person.

Every page saves what was typed before it says what is wrong with it.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import applying, attaching, choosing, lists, noted, questions, story, turning
from motcua.dossiers.pages.drafts import (
    address,
    draw,
    go_on,
    not_taken,
    on_a_draft,
    save,
    saved,
    stop_or_404,
    typed_before,
    up_to_date,
)
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries import held, offices
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind, Stop
from motcua.foundation.forms import Page
from motcua.foundation.refusal import Fault
from motcua.foundation.typed import integer
from motcua.procedures import drawing, handling
from motcua.procedures.handling import Handled


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
        request,
        found,
        stop,
        "one",
        {"heading": field.label, "fields": [field], "chosen": str(Kind.CASE)},
        wrong=bool(field.error),
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
    took = handling.at_these(found.definition.code, {office.id for office in choice.shown})
    field = DrawnField(
        kind=Drawn.CHOICE,
        name="office",
        label=_("Offices"),
        value=str(found.draft.agency_id or ""),
        choices=tuple(
            DrawnChoice(str(office.id), office.named(language), _hint(office.address, took.get(office.id)))
            for office in choice.shown
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


def _hint(address: str, took: Handled | None) -> str:
    if took is None:
        return address
    within = writing.working_days(took.nine)
    lately = _("nine in ten done within %(within)s lately") % {"within": within}
    return f"{address} · {lately}" if address else lately


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
        looks = found.form.misfits if stays else found.form.check
        faults = looks({**found.data, **answers}, today=found.today, page=asked)
        if not stays and not faults:
            answers[rules.PASSED] = rules.with_passed(found.answers, stop.key)
        save(request, found, answers=answers, page=stop.key)
        if not stays and not faults:
            on = go_on(request, found, stop)
            _tell_misfits(request, found, {**found.data, **answers}, shown_next=on.headers["Location"])
            return on
        return _draw_page(request, found, asked, {**found.data, **answers}, faults)
    if typed := typed_before(request, about=found.draft.pk):
        answers = found.form.read_post(asked, typed)
        save(request, found, sent=typed, answers=answers)
        return redirect(request.path)
    misfits = found.form.misfits(found.data, today=found.today, page=asked)
    return _draw_page(request, found, asked, found.data, misfits)


def _tell_misfits(
    request: HttpRequest, found: Filling, data: Mapping[str, object], *, shown_next: str
) -> None:
    """What was chosen on another page and no longer goes with an answer on this one is asked anew."""
    assert found.form is not None
    misfits = found.form.misfits(data, today=found.today)
    for fault, line in drawing.summary(found.form, misfits, story.language()):
        place = found.form.place(fault.field)
        where = address(found, Stop(Kind.FORM, place.page.code)) if place else shown_next
        if where != shown_next:
            messages.warning(request, format_html('<a href="{}">{}</a>', where, line))


def _draw_page(
    request: HttpRequest, found: Filling, asked: Page, data: Mapping[str, object], faults: tuple[Fault, ...]
) -> HttpResponse:
    stop = stop_or_404(found, Kind.FORM, asked.code)
    values = questions.form_page(found, asked, data, faults) | turning.ahead(found, stop, data=data)
    return draw(request, found, stop, "page", values, wrong=bool(faults))


@on_a_draft
@takes("POST")
def autosave(request: HttpRequest, found: Filling) -> HttpResponse:
    """What stands on a page now, saved while the person types. Nothing is checked, nobody is moved on.

    Unless the page was turned without a line: then it is checked, and what is wrong is told on the next page shown.
    """
    code = request.GET.get("trang", "")
    if choosing.CHOSEN in request.GET:
        wrong = choosing.take(request, found, code)
        return not_taken(wrong) if wrong else saved(request.at)
    asked = found.form.page(code) if found.form else None
    if asked is not None and found.form is not None:
        answers = found.form.read_post(asked, request.POST)
        _save_typed(request, found, Stop(Kind.FORM, asked.code), answers)
    elif code == Kind.APPLICANT and (found.party is not None or found.for_each):
        save(request, found, answers=applying.typed(request.POST))
    elif code == Kind.DELIVERY:
        chosen = request.POST.get("delivery", "")
        is_offered = chosen in questions.deliveries_offered(found)
        _save_typed(request, found, Stop(Kind.DELIVERY), {rules.DELIVERY: chosen} if is_offered else {})
    elif code == Kind.CONTACT:
        _save_typed(request, found, Stop(Kind.CONTACT), questions.contact_typed(request.POST))
    elif code == Kind.PAPERS:
        # What was chosen and pressed while the line was down; sent twice, it is done once.
        wrong = attaching.take_kept(request, found)
        if wrong:
            return not_taken(wrong)
        _save_typed(request, found, found.way.find(Kind.PAPERS) or Stop(Kind.PAPERS), {})
    elif code == Kind.LIST:
        wrong = lists.take_kept(request, found)
        if wrong:
            return not_taken(wrong)
        _save_typed(request, found, Stop(Kind.LIST), {})
    return saved(request.at)


def _save_typed(request: HttpRequest, found: Filling, stop: Stop, answers: dict[str, object]) -> None:
    passed = turning.passed(request, found, stop, answers) if turning.TURNED in request.GET else {}
    if answers or passed:
        save(request, found, answers=answers | passed)


# The papers ------------------------------------------------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def papers(request: HttpRequest, found: Filling) -> HttpResponse:
    """Whatever was chosen is stored, whichever button was pressed; then a paper is removed, or the way goes on."""
    stop = stop_or_404(found, Kind.PAPERS)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        before = [paper.pk for paper in found.papers]
        if (remove := integer(request.POST.get("_remove"))) is not None:
            drafts.detach(draft_id=found.draft.pk, reach=request.reach, at=request.at, paper_id=remove)
        codes = attaching.codes(found)
        wrong = attaching.use_held(request, found.draft.pk, codes)
        wrong |= attaching.take_files(request, found.draft.pk, codes)
        wrong |= attaching.take_dates(request, found, wrong)
        found = queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)
        going_on = "_next" in request.POST
        if going_on:
            for paper in found.papers_missing:
                wrong.setdefault(paper.code, _("Attach this paper: the procedure requires it."))
        told = going_on and noted.has_new_notes(before, found.papers)
        if not wrong and (told or not going_on):
            return redirect(f"{request.path}{f'?{noted.TOLD}' if told else ''}#giay-to")
        if not wrong:
            save(request, found, answers={rules.PASSED: rules.with_passed(found.answers, stop.key)})
            return go_on(request, found, stop)
    store = held.usable(reach=request.reach, at=request.at)
    values = attaching.questions(found, wrong=wrong, store=store) | turning.ahead(found, stop)
    values |= {"told": noted.TOLD in request.GET}
    return draw(request, found, stop, "papers", values, wrong=bool(wrong))


# How the result comes, and how to reach the person ---------------------------------------------------------


@on_a_draft
@takes("GET", "POST")
def delivery(request: HttpRequest, found: Filling) -> HttpResponse:
    stop = stop_or_404(found, Kind.DELIVERY)
    chosen = request.POST.get("delivery", found.delivery or "")
    if request.method == "POST" and chosen in questions.deliveries_offered(found):
        save(request, found, answers={rules.DELIVERY: chosen})
        return go_on(request, found, stop)
    error = _("Choose one of the ways.") if request.method == "POST" else ""
    values = questions.delivery(found, chosen=chosen, error=error) | turning.ahead(found, stop)
    return draw(request, found, stop, "one", values, wrong=bool(error))


@on_a_draft
@takes("GET", "POST")
def contact(request: HttpRequest, found: Filling) -> HttpResponse:
    stop = stop_or_404(found, Kind.CONTACT)
    typed = dict(found.contact)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        answers = questions.contact_typed(request.POST)
        typed = {name: str(value) for name, value in answers.items()}
        faults = queries.contact_faults(typed, delivery=found.delivery, person=found.person, at=found.at)
        passed = {} if faults else {rules.PASSED: rules.with_passed(found.answers, stop.key)}
        save(request, found, answers={**answers, **passed})
        if not faults:
            return go_on(request, found, stop)
    elif before := typed_before(request, about=found.draft.pk):
        save(request, found, sent=before, answers=questions.contact_typed(before))
        return redirect(request.path)
    values = questions.contact(found, typed=typed, faults=faults) | turning.ahead(found, stop)
    return draw(request, found, stop, "contact", values, wrong=bool(faults))
