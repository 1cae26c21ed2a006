"""The look back before sending, and sending itself: once, however often the button is pressed."""

from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import actions
from motcua.dossiers.pages import applying, list_questions, noted, story
from motcua.dossiers.pages.drafts import ROUTES, address, draw, on_a_draft, stop_or_404, up_to_date
from motcua.dossiers.pages.questions import delivery_names
from motcua.dossiers.queries import follow
from motcua.dossiers.queries.filling import Filling, list_submission
from motcua.dossiers.queries.offer import TO_ATTACH
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind
from motcua.dossiers.rules.refusals import NotOffered
from motcua.dossiers.rules.resuming import SendBySignIn
from motcua.foundation import forms
from motcua.foundation.refusal import Fault, Refusal
from motcua.procedures import drawing
from motcua.procedures.rules import Channel

DECLARED = "declared"


@on_a_draft
@takes("GET", "POST")
def check(request: HttpRequest, found: Filling) -> HttpResponse:
    """Everything that would be sent, each answer one step away from its page; then the one red button."""
    found = up_to_date(request, found)
    stop = stop_or_404(found, Kind.CHECK)
    if found.apart:
        return redirect("dossiers:draft-compare", found.draft.pk)
    if not found.way.is_complete:
        return redirect(address(found, found.way.open))
    faults: list[DrawnFault] = []
    if request.method == "POST":
        _may_send(request)
        if request.POST.get(DECLARED):
            try:
                receipt = _send(request, found)
            except Refusal as refusal:
                if not refusal.faults:
                    raise
                errors.note(refusal)
                faults = [_drawn(fault, found) for fault in refusal.faults]
            else:
                return redirect(receipt)
        else:
            faults = [DrawnFault("f-declared", _("Tick the declaration: without it nothing can be sent."))]
    values = {
        "heading": _("Check before sending"),
        "checked": found.checked_list if found.draft.many else None,
        "list_url": _link(found, Kind.LIST),
        "faults": faults,
        "parts": _parts(found),
        "papers": _papers(found),
        "papers_url": _link(found, Kind.PAPERS),
        "delivery": delivery_names()[found.delivery] if found.delivery else "",
        "delivery_url": _link(found, Kind.DELIVERY),
        "contact": [
            (_("Phone number"), found.contact[rules.PHONE]),
            (_("E-mail address"), found.contact[rules.EMAIL]),
            (_("Postal address"), found.contact[rules.ADDRESS]),
        ],
        "applicant": applying.told(found),
        "applicant_url": _link(found, Kind.APPLICANT),
        "contact_url": _link(found, Kind.CONTACT),
        "office": found.draft.agency,
        "office_url": _link(found, Kind.OFFICE),
        "case": story.case_name(found.case),
        "case_url": _link(found, Kind.CASE),
        "fees": _fees(found),
        "declaration": DrawnField(
            kind=Drawn.TICK,
            name=DECLARED,
            label=_("I declare that what I have written is true, and I answer for it before the law."),
            error=faults[0].sentence if faults and faults[0].anchor == "f-declared" else "",
        ),
        "expected": follow.expected_due(
            found.definition, case=found.draft.case, agency_id=found.draft.agency_id or 0, at=request.at
        ),
        "claims": found.is_guests and getattr(request.user, "person_id", None) is not None,
        "term": story.term_words(found.case.terms[Channel.ONLINE]) if found.case else "",
    }
    return draw(request, found, stop, "check", values, wrong=bool(faults))


def _may_send(request: HttpRequest) -> None:
    """Not by a short code; and not at the nation, where the form of the page leads elsewhere."""
    if request.reach.draft:
        raise SendBySignIn()
    if settings.NODE == "national":
        raise NotOffered()


def _send(request: HttpRequest, found: Filling) -> str:
    """One request, or each part of a bundle; answers where its receipt is."""
    if found.draft.many:
        many = list_submission(found, language=story.language())
        sent = actions.submit_list(reach=request.reach, at=request.at, given=many)
        return reverse("dossiers:bundle", args=[sent.number]) + "?moi=1"
    given = found.submission(language=story.language())
    if found.definition.is_bundle:
        sent = actions.submit_bundle(reach=request.reach, at=request.at, given=given)
        return reverse("dossiers:bundle", args=[sent.number]) + "?moi=1"
    done = actions.submit(reach=request.reach, at=request.at, given=given)
    return reverse("dossiers:receipt", args=[done.number])


def _link(found: Filling, kind: Kind, page: str = "") -> str:
    """Where an answer is changed; nothing when this draft does not ask for it."""
    stop = found.way.find(kind, page)
    return address(found, stop) if stop else ""


def _drawn(fault: Fault, found: Filling) -> DrawnFault:
    """A fault of the whole request, leading to the page where it is mended."""
    if found.draft.many:
        row, _dot, field = fault.field.partition(".")
        column = next((one for one in list_questions.columns_of(found) if one.code == field), None)
        where = _("Row %(row)s") % {"row": row} if row.isdigit() else ""
        label = column.heading.in_language(story.language()) if column else ""
        return DrawnFault("", ": ".join(filter(None, (where, label, errors.fault_sentence(fault)))))
    if found.form is not None and found.form.place(fault.field) is not None:
        return DrawnFault("", drawing.summary(found.form, [fault], story.language())[0][1])
    return DrawnFault("", errors.fault_sentence(fault))


def _parts(found: Filling) -> list[dict[str, object]]:
    """The answers of the form, page by page."""
    if found.form is None or found.draft.many:
        return []
    rows = found.form.rows(found.settled, story.language())
    return [
        {
            "title": title,
            "code": code,
            "url": reverse(ROUTES[Kind.FORM], args=[found.draft.pk, code]),
            "rows": with_groups(list(of_page)),
        }
        for (code, title), of_page in groupby(rows, key=lambda row: (row.page, row.page_title))
    ]


def with_groups(rows: list[forms.Row]) -> list[dict[str, object]]:
    """Rows for the page; the first of a repeated group carries the group's name and number as a heading."""
    told: list[dict[str, object]] = []
    before = ("", 0)
    for row in rows:
        here = (row.group, row.number)
        heading = f"{row.group} {row.number}" if row.group and here != before else ""
        told.append({"row": row, "heading": heading})
        before = here
    return told


def _papers(found: Filling) -> list[dict[str, object]]:
    attached = noted.with_notes(found.papers)
    return [
        {
            "name": paper.name.in_language(story.language()),
            "way": paper.way.value,
            "files": (own := [row for row in attached if row.code == paper.code]),
            "notes": noted.about_paper(paper, own, on=found.today),
            "attachable": paper.way in TO_ATTACH,
        }
        for paper in found.papers_wanted
    ]


def _fees(found: Filling) -> list[dict[str, object]]:
    if found.case is None:
        return []
    return [
        {
            "name": fee.name.in_language(story.language()),
            "amount": fee.amount,
            "unit": fee.unit.in_language(story.language()),
            "exempt": [words.in_language(story.language()) for words in fee.exemptions],
        }
        for fee in found.case.fees_for(Channel.ONLINE)
    ]
