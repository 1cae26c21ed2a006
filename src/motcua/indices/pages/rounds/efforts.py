"""What a unit's own figures say about effort: said once, used by every plan of this framework from then on."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.indices import actions, rounds
from motcua.indices.rules.round_refusals import NotYourHand
from motcua.people.access import Request, officers

from .asking import NOT_A_NUMBER, number_of, retyped
from .listing import SCORING_ROLES
from .rising import may_plan
from .unit import case_values

DAYS_MAX = Decimal(100_000)
TOO_MANY = gettext_noop("At most %(most)s.")


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def efforts(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    if not may_plan(case):
        raise NotYourHand
    if request.method != "POST":
        return _page(request, case)
    try:
        count = actions.set_efforts(
            round_id=round_id, unit_id=unit_id, efforts=_typed(request, case), reach=request.reach, at=request.at
        )  # fmt: skip
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, case, refusal)
    messages.success(request, _("Kept for %(n)s components.") % {"n": count} if count else _("Nothing was changed."))  # fmt: skip
    return redirect("indices:round-rise", round_id, unit_id)


def _typed(request: Request, case: rounds.Case) -> dict[str, rounds.Effort]:
    """Only what differs from what stands there: a guess that nobody touched stays a guess."""
    language = get_language() or "vi"
    faults: list[Fault] = []
    found: dict[str, rounds.Effort] = {}
    standing = rounds.efforts_of(case)
    for code in (one.code for one in rounds.open_components(case)):
        numbers: dict[str, Decimal | None] = {}
        for name in ("point", "start", "most"):
            text = request.POST.get(f"{name}-{code}", "").strip()
            numbers[name] = number_of(text, language) if text else None
            if text and numbers[name] is None:
                faults.append(Fault(f"{name}-{code}", NOT_A_NUMBER))
            elif name != "most" and (numbers[name] or 0) > DAYS_MAX:
                faults.append(Fault(f"{name}-{code}", TOO_MANY, {"most": int(DAYS_MAX)}))
        old = standing[code]
        a_point, start = numbers["point"], numbers["start"]
        new = rounds.Effort(
            old.a_point if a_point is None else a_point,
            old.start if start is None else start,
            numbers["most"],
            request.POST.get(f"use-{code}") == "on",
        )
        if (new.a_point, new.start, new.most, new.used) != (old.a_point, old.start, old.most, old.used):
            found[code] = new
    if faults:
        raise InvalidInput(faults=faults)
    return found


def _page(request: Request, case: rounds.Case, refusal: InvalidInput | None = None) -> HttpResponse:
    language = get_language() or "vi"
    typed = request.POST if request.method == "POST" else None
    faults = refusal.faults if refusal else ()
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults)}
    standing = rounds.efforts_of(case)
    lines = []
    for one in rounds.open_components(case):
        code, own = one.code, standing[one.code]
        cells = [
            ("point", _("Working days a point"), own.a_point),
            ("start", _("Working days to begin"), own.start),
            ("most", _("Points reachable"), own.most),
        ]
        lines.append(
            {
                "code": code,
                "name": one.name.named(language),
                "maximum": one.maximum,
                "said": own.said,
                "used": typed.get(f"use-{code}") == "on" if typed else own.used,
                "cells": [
                    {
                        "name": f"{name}-{code}",
                        "label": label,
                        "value": typed.get(f"{name}-{code}", "") if typed else retyped(value, language),
                        "error": wrong.get(f"{name}-{code}", ""),
                    }
                    for name, label, value in cells
                ],
            }
        )
    values = {"case": case_values(case), "lines": lines, "faulty": bool(wrong)}
    return render(request, "indices/rounds/efforts.html", values, status=refusal.status if refusal else 200)
