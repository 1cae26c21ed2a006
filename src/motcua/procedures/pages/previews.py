"""What is being written, as people will see it: the page of the procedure and its form. Nothing is sent or kept as a request."""

import json

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.fields import faults_of
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.procedures import actions, drawing, queries, showing

ANSWERS_CHARACTERS_MAX = 40_000


@officers(Role.OPERATOR)
@takes("GET")
def page(request, id):
    """The page of the procedure."""
    found, definition = _sound(id)
    if definition is None:
        return redirect("procedures:copy", id=id)
    sheet = showing.sheet(
        definition, request.GET.get("truong-hop", ""), language=get_language(), number=0, starts_on=None
    )
    return render(request, "procedures/preview.html", {"copy": found, "sheet": sheet, "marks": True})


@officers(Role.OPERATOR)
@takes("GET", "POST")
def form(request, id, case, page):
    """One page of the form, checked like the real one. Answers go from page to page and are kept nowhere."""
    found, definition = _sound(id)
    if definition is None:
        return redirect("procedures:copy", id=id)
    chosen = next((each for each in definition.cases if each.code == case), None)
    asked_form = definition.form(chosen) if chosen else None
    if asked_form is None:
        raise NotFound
    today = request.at.astimezone(TZ).date()
    data = _before(request, asked_form)
    pages = asked_form.visible_pages(data, today=today)
    asked = asked_form.page(page) if page != "0" else pages[0]
    if asked is None:
        raise NotFound
    faults = ()
    if request.method == "POST":
        data = {**data, **asked_form.read_post(asked, request.POST)}
        if not asked_form.rows_changed(asked, request.POST):
            faults = asked_form.check(data, today=today, page=asked)
            if not faults:
                return _go_on(request, found, chosen, asked_form, asked, data, today)
    return _draw(request, found, chosen, asked_form, asked, data, faults, today)


def _before(request, form):
    """Answers of the pages before travel with the page itself, so that nothing typed here is kept anywhere."""
    typed = request.POST.get("before", "")
    try:
        read = json.loads(typed) if 0 < len(typed) <= ANSWERS_CHARACTERS_MAX else {}
    except (ValueError, RecursionError):
        read = {}
    return {key: value for key, value in read.items() if key in form.fields} if isinstance(read, dict) else {}


def _sound(id):
    found = queries.working_copy(id)
    return found, actions.check(text=found.text).definition


def _go_on(request, found, case, form, asked, data, today):
    codes = [page.code for page in form.visible_pages(data, today=today)]
    after = codes[codes.index(asked.code) + 1 :] if asked.code in codes else codes
    if after:
        return _draw(request, found, case, form, form.page(after[0]), data, (), today)
    rows = form.rows(form.clean(data, today=today), get_language())
    papers = [
        showing.paper(paper, form, get_language()).name
        for paper in case.papers_for(form.clean(data, today=today))
    ]
    facts = {"copy": found, "case": case.code, "rows": rows, "papers": papers, "first": codes[0]}
    return render(request, "procedures/preview_done.html", facts)


def _draw(request, found, case, form, asked, data, faults, today):
    fields = drawing.draw(form, asked, data, faults, get_language())
    pages = form.visible_pages(data, today=today)
    number = next((index for index, page in enumerate(pages, 1) if page.code == asked.code), 1)
    facts = {
        "copy": found,
        "case": case.code,
        "title": asked.title.in_language(get_language()),
        "text": asked.text.in_language(get_language()),
        "fields": fields,
        "faults": faults_of(fields),
        "page": asked.code,
        "before": json.dumps(data, ensure_ascii=False),
        "where": _("Page %(number)s of %(count)s") % {"number": number, "count": len(pages)},
    }
    return render(request, "procedures/preview_form.html", facts, status=422 if faults else 200)
