"""One's own request: where it is, what was written and attached, the receipt, the result, and taking it back."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions, queries
from motcua.dossiers.pages import story
from motcua.dossiers.pages.corrections import line
from motcua.dossiers.pages.questions import delivery_names
from motcua.dossiers.pages.sending import with_groups
from motcua.dossiers.pages.track import ENDED_WITHOUT, told, took
from motcua.dossiers.queries import corrections, electronic, follow, papers
from motcua.dossiers.rules.inputs import Delivery, Withdraw
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices import queries as notices
from motcua.people.access import signed_in
from motcua.people.rules import Look


def _own(request: HttpRequest, number: str) -> Any:
    return follow.own(number=number, reach=request.reach, at=request.at)


@signed_in
@never_cache
@takes("GET", "POST")
def own(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one request. Hidden answers are shown after one press, which is written down as a look."""
    dossier = _own(request, number)
    shown = request.method == "POST" and "reveal" in request.POST
    if shown:
        _log(request, Look.FIELD, dossier)
    elif request.method == "GET":
        _log(request, Look.DOSSIER, dossier)
    found = follow.followed(dossier, at=request.at)
    offered = {offer.act for offer in queries.next_acts(dossier, request.reach, request.at) if offer.is_open}
    result = follow.result_of(dossier) if found.state in (State.DONE, State.RETURNED) else None
    done = {event.act for event in found.events}
    answers = follow.answers_given(dossier, language=story.language())
    values = told(found, with_words=True) | {
        "holder": dossier.holder.person.full_name
        if dossier.holder and found.minutes_left is not None
        else "",
        "parts": [
            {"title": title, "rows": with_groups(list(rows))}
            for (_page, title), rows in groupby(answers, key=lambda row: (row.page, row.page_title))
        ],
        "hidden": any(row.sensitive and row.shown for row in answers),
        "shown": shown,
        "papers": follow.papers_of(dossier, with_files=True),
        "result": result,
        "original": electronic.original_of(dossier) if result else None,
        "delivery": delivery_names()[Delivery(dossier.delivery)],
        "may_withdraw": Act.WITHDRAW in offered,
        "may_supplement": Act.SUPPLEMENT in offered,
        "received": dossier.received_at is not None,
        "notices": notices.of(f"dossier:{dossier.key}"),
        "sheets": [line(row, dossier) for row in corrections.with_sheet(dossier)]
        if Act.CORRECT in done or Act.DROP_CORRECTION in done
        else [],
        "forms": papers.made(found.events, received=dossier.received_at is not None),
    }
    return render(request, "dossiers/people/own.html", values)


def _log(request: HttpRequest, what: Look, dossier: Any) -> None:
    """The sender's looks are shown to the applicant; looking at one's own leaves nothing."""
    actions.log_look(dossier=dossier, what=what, reach=request.reach, at=request.at)


@signed_in
@never_cache
@takes("GET")
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Sent: the number, the eight characters, what comes next. Once it is taken in: form 01 with the explained date."""
    dossier = _own(request, number)
    found = follow.followed(dossier, at=request.at)
    values = told(found, with_words=True) | {
        "took": took(found),
        "secret": follow.secret_of(dossier),
        "papers": follow.papers_of(dossier),
        "delivery": delivery_names()[Delivery(dossier.delivery)],
        "received": dossier.received_at is not None,
        "term": story.term_words(queries.term_of(dossier, found.definition)),
        "hours": story.working_hours(found.acknowledge_hours),
        "entry": found.events[0].entry_hash if found.events else "",
        "ended": found.state in ENDED_WITHOUT,
    }
    return render(request, "dossiers/people/receipt.html", values)


@signed_in
@takes("GET")
def paper(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """A paper that was handed in, as a download."""
    dossier = _own(request, number)
    found = next((row for row in follow.papers_of(dossier) if row.pk == paper_id), None)
    if found is None or found.file_id is None:
        raise NotFound()
    _log(request, Look.PAPER, dossier)
    return files.attachment(documents.open(found.file_id))


@signed_in
@takes("GET")
def result(request: HttpRequest, number: str) -> HttpResponse:
    """The file of the result, once it was issued."""
    dossier = _own(request, number)
    found = follow.result_of(dossier)
    if found is None or found.file_id is None:
        raise NotFound()
    _log(request, Look.PAPER, dossier)
    return files.attachment(documents.open(found.file_id))


@signed_in
@never_cache
@takes("GET", "POST")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the request back, after one question and with room for a reason."""
    dossier = _own(request, number)
    reason = request.POST.get("reason", "")
    error = ""
    if request.method == "POST":
        try:
            actions.withdraw(number=number, reach=request.reach, at=request.at, given=Withdraw(reason=reason))
        except InvalidInput as refusal:
            error = story.fault_words(refusal)
        else:
            messages.success(request, _("The request was withdrawn."))
            return redirect("dossiers:own", number)
    elif not _may(Act.WITHDRAW, dossier, request):
        return redirect("dossiers:own", number)
    field = DrawnField(
        kind=Drawn.TEXTAREA,
        name="reason",
        label=_("Why do you withdraw it?"),
        hint=_("This helps the office; you need not answer."),
        value=reason,
        required=False,
        error=error,
        maxlength=2000,
    )
    values = {"dossier": dossier, "number": number, "field": field, "fields": [field], "wrong": bool(error)}
    return render(request, "dossiers/people/withdraw.html", values, status=422 if error else 200)


def _may(act: Act, dossier: Any, request: HttpRequest) -> bool:
    return any(
        offer.act is act and offer.is_open for offer in queries.next_acts(dossier, request.reach, request.at)
    )
