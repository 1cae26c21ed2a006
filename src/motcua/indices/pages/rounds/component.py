"""One component of one unit: what was given and said about it, and the one act that is open to whoever looks."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.foundation.typed import integer
from motcua.indices import actions, rounds
from motcua.indices.explaining import in_words
from motcua.indices.rules.points import Given, Points
from motcua.indices.rules.rounds import STEPS, Act, Hand, Stage, Voice, is_self_scored
from motcua.people.access import Request, officers

from . import asking, counted, wording
from .listing import SCORING_ROLES
from .unit import case_values

# What somebody may say about a component, and whose word it is then.
SAYING = {
    Act.FILL_IN: Voice.SELF,
    Act.APPRAISE: Voice.FIRST,
    Act.APPRAISE_AGAIN: Voice.SECOND,
    Act.AMEND: Voice.COUNCIL,
}
AS_BEFORE, CORRECTED, BY_HAND = "as-before", "corrected", "by-hand"


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def component(request: Request, round_id: int, unit_id: int, code: str) -> HttpResponse:
    """Read it, and say what one has to say."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    sheet = rounds.component_sheet(case, code)
    if request.method != "POST":
        return _shown(request, case, sheet)
    try:
        told = _said(request, case, sheet)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _shown(request, case, sheet, refusal)
    messages.success(request, told)
    onward = sheet.after if request.POST.get("then") == "next" and sheet.after else code
    return redirect("indices:round-component", round_id, unit_id, onward)


def _said(request: Request, case: rounds.Case, sheet: rounds.ComponentSheet) -> str:
    """Do what the pressed button says; answers with what to tell."""
    one = sheet.component
    given: dict[str, Any] = {"round_id": case.round.pk, "unit_id": case.unit.pk, "code": one.code, "reach": request.reach, "at": request.at}  # fmt: skip
    match request.POST.get("act"):
        case "ask":
            actions.ask(**given, question=request.POST.get("question", ""))
            return _("The question about %(code)s is kept; the unit reads it once you send all of them.") % {"code": one.code}  # fmt: skip
        case "explain":
            actions.explain(**given, answer=request.POST.get("answer", ""))
            return _("The explanation of %(code)s is kept.") % {"code": one.code}
    act = _saying(case, sheet)
    seen = integer(request.POST.get("seen", ""))
    if request.POST.get("act") == "take":
        mark = counted.take(request, case, one, seen)
    elif act is Act.FILL_IN or (act is None and _meant_to_fill_in(request, case)):
        word = actions.Word(asking.given_of(one, request.POST), request.POST.get("reason", ""))
        mark = actions.fill_in(**given, word=word, seen=seen)
    else:
        judge = actions.amend if act is Act.AMEND else actions.appraise
        mark = judge(**given, word=_judged(request, sheet), seen=seen)
    if mark.points is None:
        return _("%(code)s is kept: it does not apply.") % {"code": one.code}
    return _("%(code)s is kept: %(points)s points.") % {"code": one.code, "points": _number(mark.points)}


def _meant_to_fill_in(request: Request, case: rounds.Case) -> bool:
    """Nothing is open any more: the act itself then says why – the deadline, say – and not that of an appraiser."""
    return "way" not in request.POST and bool(case.hands & set(STEPS[Act.FILL_IN].hands))


def _number(value: Decimal) -> str:
    return writing.number(value, 2)


def _judged(request: Request, sheet: rounds.ComponentSheet) -> actions.Word:
    """The appraiser's word: as it stands, corrected, or points set by hand."""
    before = _given_before(sheet, None)
    reason = request.POST.get("reason", "")
    match request.POST.get("way"):
        case "as-before":
            return actions.Word(before, reason)
        case "by-hand":
            points = asking.number_of(request.POST.get("points", "").strip(), get_language() or "vi")
            if points is None:
                raise InvalidInput(faults=[Fault("points", asking.NOT_A_NUMBER)])
            return actions.Word(before, reason, points)
    return actions.Word(asking.given_of(sheet.component, request.POST), reason)


def _saying(case: rounds.Case, sheet: rounds.ComponentSheet) -> Act | None:
    """The act of saying that is open to this person on this component, if any."""
    if not is_self_scored(sheet.component):
        return None
    open_now = [act for act in case.acts if act in SAYING]
    if open_now[:1] == [Act.FILL_IN] and not case.may_fill(sheet.criterion.code):
        return None
    return open_now[0] if open_now else None


def _given_before(sheet: rounds.ComponentSheet, voice: Voice | None) -> Given:
    """What stands now: of one's own voice if it spoke, else the last one heard."""
    own = next((mark for mark in sheet.said if mark.voice == voice), None)
    last = own or (sheet.said[-1] if sheet.said else None)
    return rounds.from_json(last.given) if last else Given()


def _shown(
    request: Request, case: rounds.Case, sheet: rounds.ComponentSheet, refusal: InvalidInput | None = None
) -> HttpResponse:
    act = _saying(case, sheet)
    faults = refusal.faults if refusal else ()
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults)}
    if "applicable" in wrong:
        wrong.setdefault("waived", wrong["applicable"])
    fields = _fields(request, sheet, act, wrong) if act else []
    named = {one.name for one in fields}
    answering = request.POST.get("act", "") if request.method == "POST" else ""
    values = {
        "case": case_values(case),
        "one": _component_values(sheet),
        "said": [_mark_values(mark, sheet) for mark in sheet.said],
        "fields": fields,
        "is_own": act is Act.FILL_IN,
        "counted": counted.values(request, case, sheet.component, may_take=act is Act.FILL_IN),
        "is_council": act is Act.AMEND,
        "act": act,
        "seen": sheet.revisions.get(SAYING[act], 0) if act else 0,
        "question": sheet.question,
        "may_ask": Act.ASK in case.acts and is_self_scored(sheet.component),
        "may_explain": Act.EXPLAIN in case.acts and sheet.question is not None and case.may_fill(sheet.criterion.code),
        "ask_error": wrong.get("question", ""),
        "answer_error": wrong.get("answer", ""),
        "typed_question": request.POST.get("question", "") if answering == "ask" else (sheet.question.question if sheet.question else ""),
        "typed_answer": request.POST.get("answer", "") if answering == "explain" else (sheet.question.answer if sheet.question else ""),
        "faulty": bool(faults),
        "other_faults": [errors.fault_sentence(one) for one in faults if one.field not in {*named, "question", "answer", "applicable"}],
        "waits": case.stage is Stage.SCORING and case.is_appraised_by and not case.hands & {Hand.UNIT_OFFICER, Hand.LEAD},
    }  # fmt: skip
    return render(request, "indices/rounds/component.html", values, status=refusal.status if refusal else 200)


def _fields(
    request: Request, sheet: rounds.ComponentSheet, act: Act, wrong: Mapping[str, str]
) -> list[DrawnField]:
    typed = request.POST if request.method == "POST" and not request.POST.get("act") else None
    voice = SAYING[act]
    asked = asking.fields_of(sheet.component, _given_before(sheet, voice), typed, wrong)
    own = next((mark for mark in sheet.said if mark.voice == voice), None)
    reason = typed.get("reason", "") if typed is not None else (own.reason if own else "")
    if act is Act.FILL_IN:
        words = DrawnField(Kind.TEXTAREA, "reason", _("Note"), _("How the figures were reached, where the evidence stands. The appraiser reads it."), value=reason, error=wrong.get("reason", ""), required=False)  # fmt: skip
        return [*asked, words]
    return _judging(sheet, asked, own, typed, reason, wrong)


def _judging(
    sheet: rounds.ComponentSheet, asked: list[DrawnField], own: Any, typed: Any, reason: str, wrong: Mapping[str, str]
) -> list[DrawnField]:  # fmt: skip
    """Three ways to judge: as it stands, corrected in its figures, or points set by hand."""
    spoke = len(sheet.said) > (1 if own else 0)
    stood = BY_HAND if own is not None and own.by_hand else AS_BEFORE if spoke else CORRECTED
    way = typed.get("way", "") if typed is not None else stood
    ways = [
        *([DrawnChoice(AS_BEFORE, _("Recognise it as it stands"))] if spoke else []),
        DrawnChoice(CORRECTED, _("Correct what was given")),
        DrawnChoice(BY_HAND, _("Set the points")),
    ]
    only = {"when": _when(CORRECTED)}
    points = typed.get("points", "") if typed is not None else (asking.retyped(own.points, get_language() or "vi") if own is not None and own.by_hand else "")  # fmt: skip
    return [
        DrawnField(Kind.CHOICE, "way", _("Your appraisal"), value=way, choices=tuple(ways)),
        *(replace(one, **only) for one in asked),
        DrawnField(Kind.NUMBER, "points", _("Points"), value=points, error=wrong.get("points", ""), width="s", when=_when(BY_HAND)),
        DrawnField(Kind.TEXTAREA, "reason", _("Reason"), _("Needed where the points differ; the unit reads it."), value=reason, error=wrong.get("reason", ""), required=False),
    ]  # fmt: skip


def _when(way: str) -> str:
    return json.dumps({"field": "way", "is": way})


def _component_values(sheet: rounds.ComponentSheet) -> dict[str, Any]:
    language = get_language() or "vi"
    one = sheet.component
    return {
        "code": one.code,
        "name": one.name.named(language),
        "criterion": sheet.criterion.name.named(language) if sheet.criterion.code != one.code else "",
        "domain": f"{sheet.domain.code}. {sheet.domain.name.named(language)}",
        "maximum": one.maximum,
        "source": _(wording.SOURCES[one.source]),
        "scored": is_self_scored(one),
        "evidence": [each.named(language) for each in one.evidence],
        "before": sheet.before,
        "after": sheet.after,
        "figure": _figure_values(sheet),
        "files": len(sheet.files),
    }


def _mark_values(mark: Any, sheet: rounds.ComponentSheet) -> dict[str, Any]:
    return {
        "voice": _(wording.VOICES[Voice(mark.voice)]),
        "is_own": mark.voice == Voice.SELF,
        "points": mark.points,
        "maximum": mark.maximum,
        "by_hand": mark.by_hand,
        "reason": mark.reason,
        "said_at": mark.said_at,
        "given": asking.given_words(sheet.component, rounds.from_json(mark.given)),
        "words": _explained(mark, sheet),
        "revision": mark.revision,
    }


def _figure_values(sheet: rounds.ComponentSheet) -> dict[str, Any] | None:
    one = sheet.figure
    return {"points": one.points, "source": one.source, "words": _explained(one, sheet)} if one else None


def _explained(said: Any, sheet: rounds.ComponentSheet) -> str:
    """Why it has its points: what was given, and what the rule makes of it. Points set by hand have a reason instead."""
    rule = sheet.component.rule
    if rule is None or said.points is None or getattr(said, "by_hand", False):
        return ""
    return in_words(Points(said.points, said.maximum, rule, rounds.from_json(said.given)))
