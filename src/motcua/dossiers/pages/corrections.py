"""Mending a wrong datum: the officer's page, the sheet to sign, and the two pages on which a person answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, faults_of, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions, queries, receipts
from motcua.dossiers.pages import uploads
from motcua.dossiers.queries import Dossier, corrections, follow, whole
from motcua.dossiers.queries.corrections import Correction
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.corrections import VALUE_CHARACTERS_MAX, CorrectionState, WrongDigits
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import everyone, officers, signed_in
from motcua.people.rules import Look, Role

PROPOSING = (Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD)
AGREE, DECLINE, TAKE_BACK = "agree", "decline", "take-back"
STATES = {
    CorrectionState.CONFIRMED: "9",
    CorrectionState.DECLINED: "3",
    CorrectionState.WITHDRAWN: "7",
    CorrectionState.OPEN: "5",
}


def state_words(row: Correction) -> str:
    return {
        CorrectionState.OPEN: _("Waits for the person"),
        CorrectionState.CONFIRMED: _("Corrected"),
        CorrectionState.DECLINED: _("Declined"),
        CorrectionState.WITHDRAWN: _("Taken back"),
    }[CorrectionState(row.state)]


def line(row: Correction, dossier: Dossier, *, masked: bool = False) -> dict[str, Any]:
    """One correction in words: the field, what stood there, what should."""
    language = get_language() or "vi"
    old, new = corrections.shown(row, dossier, language=language)
    hidden = masked and corrections.is_sensitive(row, dossier)
    return {
        "row": row,
        "key": row.key,
        "field": corrections.label(dossier, row.field).in_language(language),
        "old": "••••••" if hidden else old,
        "new": "••••••" if hidden else new,
        "state": state_words(row),
        "mark": STATES[CorrectionState(row.state)],
        "is_open": row.state == CorrectionState.OPEN,
    }


# The officer ---------------------------------------------------------------------------------------------------


@officers(*PROPOSING)
@never_cache
@takes("GET", "POST")
def corrections_page(request: HttpRequest, number: str) -> HttpResponse:
    """What waits, what was corrected, and a form for one more."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.propose_correction(
                number=number,
                reach=request.reach,
                at=request.at,
                given=inputs.ProposeCorrection(
                    field=request.POST.get("field", "")[:80],
                    new=request.POST.get("new", ""),
                    reason=request.POST.get("reason", ""),
                ),
                seen=integer(request.POST.get("seen", "")),
            )
        except InvalidInput as refusal:
            errors.note(refusal)
            wrong = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        else:
            messages.success(request, _("The correction was proposed; the person is told and answers."))
            return redirect("dossiers:corrections", number)
    else:
        actions.log_look(dossier=dossier, what=Look.DOSSIER, reach=request.reach, at=request.at)
    return drawn(request, dossier, wrong)


SHEET, ANSWERED = "sheet", "answered"


def drawn(
    request: HttpRequest,
    dossier: Dossier,
    wrong: dict[str, str],
    answered: str = "",
    sheet: uploads.Kept | None = None,
) -> HttpResponse:
    """`answered` is the key of the proposal whose answer is what is wrong."""
    may = corrections.may_propose(dossier, request.reach)
    fields = with_errors(_fields(request, dossier), {} if answered else wrong) if may else []
    found = corrections.of(dossier)
    names = documents.facts([row.sheet_file_id for row in found if row.sheet_file_id is not None])
    rows = []
    for row in found:
        here = wrong if str(row.key) == answered else {}
        answering = _answering(request, row, here, sheet if here else None)
        scan = names[row.sheet_file_id].name if row.sheet_file_id else ""
        rows.append(line(row, dossier, masked=True) | {"answering": answering, "sheet": scan})
    values = {
        "number": dossier.number,
        "name": dossier.procedure_name,
        "seen": dossier.revision,
        "rows": rows,
        "may_propose": may,
        "fields": fields,
        "faults": [*faults_of(fields), *(fault for one in rows for fault in faults_of(one["answering"]))],
    }
    return render(request, "dossiers/desk/corrections.html", values, status=422 if wrong else 200)


def _answering(
    request: HttpRequest, row: Correction, wrong: dict[str, str], kept: uploads.Kept | None
) -> list[DrawnField]:
    """Below each proposal that waits: was the sheet signed, and its scan; the scan alone where only that is lacking.

    Names of controls differ, ids do, too.
    """
    is_open = row.state == CorrectionState.OPEN
    if not is_open and not corrections.wants_sheet(row):
        return []
    tick = DrawnField(
        kind=Drawn.TICK,
        name=f"signed-{row.key}",
        label=_("The person has signed the sheet"),
        value="on" if wrong and request.POST.get(f"signed-{row.key}") else "",
        error=wrong.get("signed", ""),
    )
    name = f"{SHEET}-{row.key}"
    scan = DrawnField(
        kind=Drawn.FILE,
        name=name,
        label=_("Scan of the signed sheet"),
        hint=_("PDF, JPEG or PNG. Without it the paper itself is kept with the request.")
        if is_open
        else _("PDF, JPEG or PNG. The person sees it, too."),
        value=kept.name if kept else "",
        required=False,
        accept=".pdf,.jpg,.jpeg,.png",
        error=wrong.get(SHEET, ""),
    )
    token = DrawnField(kind=Drawn.HIDDEN, name=uploads.kept_name(name), value=kept.token if kept else "")
    return [tick, scan, *([token] if kept else [])] if is_open else [scan]


def _fields(request: HttpRequest, dossier: Dossier) -> list[DrawnField]:
    choices = tuple(
        DrawnChoice(one.name, one.label, "••••••" if one.sensitive else one.value or _("nothing"))
        for one in corrections.choices(dossier, language=get_language() or "vi")
    )
    return [
        DrawnField(
            kind=Drawn.CHOICE,
            name="field",
            label=_("What is written wrong?"),
            hint=_("Questions that decide which papers or term the request has are not among them."),
            value=request.POST.get("field", ""),
            choices=choices,
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="new",
            label=_("What should it say?"),
            hint=_("Written as in the form: a day as day/month/year, a choice by its words."),
            value=request.POST.get("new", ""),
            maxlength=VALUE_CHARACTERS_MAX,
            autocomplete="off",
        ),
        DrawnField(
            kind=Drawn.TEXTAREA,
            name="reason",
            label=_("How is that known?"),
            hint=_("The person reads it. For example: as on the identity card shown at the desk."),
            value=request.POST.get("reason", ""),
            maxlength=2000,
        ),
    ]


def _page_of(request: HttpRequest, number: str, correction_key: object) -> None:
    queries.opened_at_work(number, reach=request.reach, at=request.at)


@officers(*PROPOSING)
@never_cache
@takes("POST", after=_page_of)
def correction_answer(request: HttpRequest, number: str, correction_key: object) -> HttpResponse:
    """At the counter: what the person signed is recorded; or the proposal is taken back."""
    given, reach, at = request.POST.get("answer", ""), request.reach, request.at
    if given == TAKE_BACK:
        actions.withdraw_correction(number=number, key=str(correction_key), reach=reach, at=at)
        messages.success(request, _("The proposal was taken back. Nothing was changed."))
        return redirect("dossiers:corrections", number)
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    sheet = None
    try:
        sheet = uploads.taken(request, f"{SHEET}-{correction_key}", accept=PAPERS)
        answer = inputs.AnswerCorrection(
            agrees=given == AGREE,
            signed=bool(request.POST.get(f"signed-{correction_key}")),
            sheet_file_id=sheet.file_id if sheet else None,
        )
        actions.answer_correction(number=number, key=str(correction_key), reach=reach, at=at, given=answer)
    except InvalidInput as refusal:
        errors.note(refusal)
        wrong = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        return drawn(request, dossier, wrong, str(correction_key), sheet)
    except Refusal as refusal:
        if not refusal.code.startswith("documents."):
            raise
        return drawn(request, dossier, {SHEET: errors.shown(refusal)}, str(correction_key))
    messages.success(request, _answered(agrees=answer.agrees))
    return redirect("dossiers:corrections", number)


@officers(*PROPOSING)
@takes("GET")
def signed_sheet(request: HttpRequest, number: str, correction_key: object) -> HttpResponse:
    """The scan of what the person signed, as a download."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    row = corrections.of_key(dossier, str(correction_key))
    if row.sheet_file_id is None:
        raise NotFound()
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(row.sheet_file_id))


def _answered(*, agrees: bool) -> str:
    if agrees:
        return _("Corrected. The receipt can be printed again; it bears the date of the correction.")
    return _("Declined. Everything stays as it was.")


@officers(*PROPOSING)
@never_cache
@takes("GET")
def correction_sheet(request: HttpRequest, number: str, correction_key: object) -> HttpResponse:
    """What the person signs at the counter: old, new and why."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    row = corrections.of_key(dossier, str(correction_key))
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    values = {
        "number": number,
        "dossier": dossier,
        "one": line(row, dossier),
        "signer": whole.representative_of(dossier) or dossier.applicant_name,
        "back": reverse("dossiers:corrections", args=[number]),
        "printed_at": request.at,
    }
    return render(request, "dossiers/papers/correction.html", values)


# The person ----------------------------------------------------------------------------------------------------


@signed_in
@never_cache
@takes("GET", "POST")
def own(request: HttpRequest, number: str) -> HttpResponse:
    """What the office asks to correct in one's own request, and the two answers."""
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    if request.method == "POST":
        agrees = request.POST.get("answer") == AGREE
        actions.answer_correction(
            number=number,
            key=request.POST.get("key", ""),
            reach=request.reach,
            at=request.at,
            given=inputs.AnswerCorrection(agrees=agrees),
        )
        messages.success(request, _answered(agrees=agrees))
        return redirect("dossiers:own", number)
    actions.log_look(dossier=dossier, what=Look.DOSSIER, reach=request.reach, at=request.at)
    values = {
        "number": number,
        "name": dossier.procedure_name,
        "rows": [line(row, dossier) for row in corrections.waiting(dossier)],
        "back": reverse("dossiers:own", args=[number]),
        "digits": None,
        "shows": True,
    }
    return render(request, "dossiers/people/corrections.html", values)


@everyone
@never_cache
@takes("GET", "POST")
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """The same for whoever holds the receipt: the values are shown once the end of the phone number was given."""
    if not receipts.is_remembered(request.session, number, at=request.at):
        return redirect(f"{reverse('dossiers:track')}?{urlencode({'ma': number})}")
    dossier, typed, wrong, shows = corrections.by_receipt(number), "", "", False
    if request.method == "POST":
        typed = request.POST.get("digits", "")[:10]
        receipts.spend_try(number=number, address=request.address, at=request.at)
        shows = corrections.knows_phone(dossier, typed)
        if not shows:
            errors.note(refusal := WrongDigits(number=number))
            wrong = errors.sentence(refusal.sentence, refusal.facts)
        elif "answer" in request.POST:
            agrees = request.POST["answer"] == AGREE
            actions.answer_by_receipt(
                number=number,
                key=request.POST.get("key", ""),
                phone_end=typed,
                at=request.at,
                given=inputs.AnswerCorrection(agrees=agrees),
            )
            messages.success(request, _answered(agrees=agrees))
            return redirect("dossiers:tracked", number)
    digits = DrawnField(
        kind=Drawn.TEXT,
        name="digits",
        label=_("The last four digits of your phone number"),
        hint=_("Of the number that you gave with this request."),
        value=typed,
        width="xs",
        inputmode="numeric",
        maxlength=4,
        autocomplete="off",
        error=wrong,
    )
    values = {
        "number": number,
        "name": dossier.procedure_name,
        "rows": [line(row, dossier) for row in corrections.waiting(dossier)],
        "back": reverse("dossiers:tracked", args=[number]),
        "digits": digits,
        "typed": typed,
        "shows": shows,
        "faults": faults_of([digits]),
        "has_phone": corrections.has_phone(dossier),
    }
    return render(request, "dossiers/people/corrections.html", values, status=422 if wrong else 200)
