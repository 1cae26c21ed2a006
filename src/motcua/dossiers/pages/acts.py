"""The page of each act: a small form with what the officer needs to know, and the act done once.

The form carries the revision the officer saw. When a colleague was faster, the same page comes back with what changed
and with everything that was typed; when it was the officer's own second press, the dossier is shown: it is done.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.methods import takes
from motcua.dossiers import actions, queries
from motcua.dossiers.pages import act_forms, defect_forms, duty_forms
from motcua.dossiers.pages.act_forms import Asking, PaperLine
from motcua.dossiers.pages.act_reading import Typed, given
from motcua.dossiers.pages.defect_forms import AnswersList, SentBackLine
from motcua.dossiers.pages.duty_forms import OwedLine
from motcua.dossiers.pages.slugs import ACTS
from motcua.dossiers.queries import Dossier, prepare, timeline, whole
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules import checks, refusals
from motcua.dossiers.rules.states import TABLE, Act
from motcua.dossiers.rules.undoing import UNDOABLE
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import IdentityMismatch, OrganisationMismatch

DO = {
    Act.TAKE_IN: actions.take_in,
    Act.REFUSE: actions.refuse,
    Act.ASK_SUPPLEMENT: actions.ask_supplement,
    Act.SUPPLEMENT: actions.supplement,
    Act.ASK_DUTY: actions.ask_duty,
    Act.CLEAR_DUTY: actions.clear_duty,
    Act.ASK_OPINION: actions.ask_opinion,
    Act.KEEP_ORIGINALS: actions.keep_originals,
    Act.RETURN_ORIGINALS: actions.return_originals,
    Act.CHECK_APPLICANT: actions.check_applicant,
    Act.ASSIGN: actions.assign,
    Act.HAND_OVER: actions.hand_over,
    Act.NOTE: actions.note,
    Act.PROPOSE: actions.propose,
    Act.SEND_BACK: actions.send_back,
    Act.APPROVE: actions.approve,
    Act.STAMP: actions.stamp,
    Act.RECALL: actions.recall,
    Act.MARK_DONE: actions.mark_done,
    Act.GIVE_BACK: actions.give_back,
    Act.EXTEND: actions.extend,
    Act.STOP: actions.stop,
    Act.WITHDRAW: actions.withdraw,
}
# Refusals that are about one field stand beside it, and what was typed stays.
FIELD_OF: dict[type[Refusal], str] = {
    refusals.NewDateTooEarly: "new_due",
    refusals.NewDateNotWorking: "new_due",
    refusals.NotAnOfficerHere: "officer_id",
    refusals.OfficerIsInterested: "officer_id",
    refusals.MandateNeeded: "authorisation",
    refusals.NoSuchOffice: "agency_id",
    refusals.NotAsStated: "code",
    IdentityMismatch: "name",
    OrganisationMismatch: "name",
}


@officers()
@never_cache
@takes("GET", "POST")
def act_page(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    act = ACTS.get(slug)
    if act is None:
        raise NotFound()
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    if act is Act.SIGN:
        # The leader signs on the signing desk, one or several, each draft before their eyes.
        _check(request, dossier, act)
        return redirect(f"{reverse('dossiers:signing')}?h={number}")
    if request.method == "POST":
        return _done(request, dossier, act)
    _check(request, dossier, act)
    return _drawn(request, dossier, act)


def _check(request: HttpRequest, dossier: Dossier, act: Act) -> None:
    """Refuse before the officer types anything, with the reason the act itself would give."""
    checks.check_act(act=act, standing=queries.standing(dossier), reach=request.reach)
    if act is Act.CHECK_APPLICANT and not queries.is_only_stated(dossier):
        raise refusals.ApplicantAlreadyChecked(number=dossier.number)
    if act is Act.RETURN_ORIGINALS and not dossier.originals:
        raise refusals.NoOriginals(number=dossier.number)
    for offer in queries.next_acts(dossier, request.reach, request.at):
        if offer.act is act and offer.why_not:
            raise offer.why_not


def _done(request: HttpRequest, dossier: Dossier, act: Act) -> HttpResponse:
    """Do it once; what is wrong comes back on the same page with everything that was typed."""
    number = dossier.number or ""
    seen = _seen(request)
    if seen is not None and seen != dossier.revision:
        return _someone_was_faster(request, act, number=number, seen=seen)
    try:
        typed = Typed(request=request, dossier=dossier, language=_language())
        DO[act](  # type: ignore[operator]
            number=number, reach=request.reach, at=request.at, given=given(act, typed), seen=seen
        )
    except refusals.SomeoneWasFaster:
        return _someone_was_faster(request, act, number=number, seen=seen)
    except InvalidInput as refusal:
        errors.note(refusal)
        faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        return _drawn(request, dossier, act, faults=faults)
    except Refusal as refusal:
        name = FIELD_OF.get(type(refusal)) or ("file_id" if refusal.code.startswith("documents.") else "")
        if not name:
            raise
        return _drawn(request, dossier, act, faults={name: errors.shown(refusal)})
    return _on_to_the_dossier(request, number, act)


def _seen(request: HttpRequest) -> int | None:
    return integer(request.POST.get("seen", ""))


def _on_to_the_dossier(request: HttpRequest, number: str, act: Act) -> HttpResponse:
    messages.success(request, _("%(act)s: %(number)s.") % {"act": _(TABLE[act].done), "number": number})
    return redirect(f"{reverse('dossiers:dossier', args=[number])}?xong=1")


def _someone_was_faster(request: HttpRequest, act: Act, *, number: str, seen: int | None) -> HttpResponse:
    """What changed meanwhile, with everything that was typed; one's own second press has been answered already."""
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    events = timeline.timeline(dossier, in_full=True)
    changed = [event for event in events if seen is None or event.seq > seen]
    if seen is not None and changed and _is_own(request, changed[0], act):
        return _on_to_the_dossier(request, number, act)
    errors.note(refusals.SomeoneWasFaster(number=number))
    try:
        _check(request, dossier, act)
    except Refusal:
        values = {"head": whole.head_of(dossier, at=request.at), "act": act, "changed": changed}
        return render(request, "dossiers/desk/overtaken.html", values, status=409)
    return _drawn(request, dossier, act, changed=changed)


def _is_own(request: HttpRequest, event: Event, act: Act) -> bool:
    """A second press of one's own button."""
    return event.act is act and event.officer_id is not None and event.officer_id == request.reach.officer_id


# Drawing ---------------------------------------------------------------------------------------------------


def _drawn(
    request: HttpRequest,
    dossier: Dossier,
    act: Act,
    *,
    faults: dict[str, str] | None = None,
    changed: list[Event] | None = None,
) -> HttpResponse:
    asking = Asking(request=request, dossier=dossier, language=_language(), faults=faults or {})
    drawn = act_forms.fields(act, asking)
    lines = _lines(act, asking)
    values = {
        "head": whole.head_of(dossier, at=request.at),
        "act": act,
        "act_heading": _(TABLE[act].name),
        "rule": TABLE[act],
        "undo_minutes": queries.limit("undo-minutes", on=request.at) if act in UNDOABLE else 0,
        "fields": drawn,
        "lines": lines,
        "lines_template": LINES.get(act, ""),
        "lines_fault": asking.faults.get("papers", ""),
        "answers": _answers(asking) if act in SENDS_BACK else None,
        "other_name": asking.typed("other-name"),
        "other_what": asking.typed("other-what"),
        "faults": _summary(drawn, asking.faults),
        "changed": changed or [],
        "onward": prepare.onward(dossier, at=request.at) if act in GOES_ON else None,
        "count": prepare.due_if_taken_in(dossier, at=request.at) if act is Act.TAKE_IN else None,
        "result_name": act_forms.result_name(asking) if act is Act.MARK_DONE else "",
    }
    status = 422 if faults else 409 if changed else 200
    return render(request, "dossiers/desk/act.html", values, status=status)


SENDS_BACK = frozenset({Act.ASK_SUPPLEMENT, Act.REFUSE})
LINES = {
    Act.REFUSE: "dossiers/desk/_lines_asked.html",
    Act.ASK_SUPPLEMENT: "dossiers/desk/_lines_asked.html",
    Act.SUPPLEMENT: "dossiers/desk/_lines_brought.html",
    Act.ASK_DUTY: "dossiers/desk/_lines_owed.html",
}
GOES_ON = frozenset({Act.HAND_OVER, Act.PROPOSE, Act.APPROVE})


def _lines(act: Act, asking: Asking) -> Sequence[PaperLine | OwedLine | SentBackLine]:
    if act is Act.ASK_DUTY:
        return duty_forms.owed_lines(asking)
    if act in SENDS_BACK:
        return defect_forms.lines(asking, missing_ticked=act is Act.ASK_SUPPLEMENT)
    return act_forms.brought_lines(asking) if act is Act.SUPPLEMENT else []


def _answers(asking: Asking) -> AnswersList | None:
    form = queries.form_of(asking.definition, asking.dossier.case)
    return defect_forms.answers(asking.request.POST, form, asking.language)


def _summary(drawn: list[DrawnField], faults: dict[str, str] | object) -> list[DrawnFault]:
    """Every fault, the field it belongs to when it is on the page."""
    assert isinstance(faults, dict)
    anchors = {field.name: (field.anchor, field.label) for field in drawn}
    found = []
    for name, sentence in faults.items():
        anchor, label = anchors.get(name, ("papers" if name == "papers" else "", ""))
        found.append(DrawnFault(anchor, f"{label}: {sentence}" if label else sentence))
    return found


def _language() -> str:
    return get_language() or "vi"
