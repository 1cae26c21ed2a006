"""One unit of a round: its components as a list, what can be done next, and the acts that end a stage."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.refusal import InvalidInput, NotFound, gettext_noop
from motcua.indices import actions, rounds
from motcua.indices.rules.rounds import STAGE_WORDS, Act, Hand, Stage
from motcua.people.access import Request, officers

from . import wording
from .listing import SCORING_ROLES

# What the list can be narrowed to: key, words, and which lines it keeps.
FILTERS: tuple[tuple[str, str, Callable[[rounds.ComponentLine], bool]], ...] = (
    ("", gettext_noop("All"), lambda line: True),
    ("trong", gettext_noop("Empty"), lambda line: line.scored and line.own is None),
    ("cua-toi", gettext_noop("Mine"), lambda line: line.scored and line.mine),
    (
        "thieu-tep",
        gettext_noop("Without evidence"),
        lambda line: bool(line.scored and line.component.evidence and not line.files),
    ),
    ("lech", gettext_noop("The appraiser disagrees"), lambda line: line.disagrees),
    ("hoi", gettext_noop("Asked"), lambda line: line.asked),
)


@officers(*SCORING_ROLES)
@takes("GET")
def unit(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    """Components in the order of the framework; a filter keeps those that want something."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    sheet = rounds.unit_sheet(case)
    key = request.GET.get("loc", "")
    chosen = next((one for one in FILTERS if one[0] == key), FILTERS[0])
    shown = [line for line in sheet.lines if chosen[2](line)]
    values = {
        "case": case_values(case),
        "sheet": sheet,
        "domains": _by_domain(shown),
        "shown": len(shown),
        "filters": [
            {"key": one[0], "words": _(one[1]), "count": sum(map(one[2], sheet.lines)), "current": one is chosen}
            for one in FILTERS
        ],
        "steps": [_step(case, act) for act in case.acts if act in wording.SLUGS],
    }  # fmt: skip
    return render(request, "indices/rounds/unit.html", values)


def case_values(case: rounds.Case) -> dict[str, Any]:
    language = get_language() or "vi"
    agency = case.unit.agency
    english = language == "en" and agency.name_en
    return {
        "round_id": case.round.pk,
        "unit_id": case.unit.pk,
        "name": agency.name_en if english else agency.name,
        "round_name": _("Scoring of %(year)s") % {"year": case.round.year},
        "framework": case.framework.name.named(language),
        "stage": _(STAGE_WORDS[case.stage]),
        "left": wording.left(case.until, case.at),
        "until": case.until,
        "simulated": case.round.simulated,
        "is_scoring": case.stage is Stage.SCORING,
        "own_unit": case.own_unit and case.is_appraised_by,
        "may_fill": Act.FILL_IN in case.acts,
        "may_allocate": Act.ALLOCATE in case.acts,
        "may_attach": Act.ATTACH in case.acts and Hand.UNIT_OFFICER in case.hands,
    }


def _step(case: rounds.Case, act: Act) -> dict[str, str]:
    slug = wording.SLUGS[act]
    return {"slug": slug, "words": _(wording.STEPS[slug][1])}


def _by_domain(lines: list[rounds.ComponentLine]) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        group = found.setdefault(
            line.domain.code,
            {"code": line.domain.code, "name": line.domain.name.named(language), "lines": []},
        )
        group["lines"].append(_line_values(line, language))
    return list(found.values())


def _line_values(line: rounds.ComponentLine, language: str) -> dict[str, Any]:
    return {
        "code": line.component.code,
        "name": line.component.name.named(language),
        "criterion": line.criterion.name.named(language)
        if line.criterion.code != line.component.code
        else "",
        "maximum": line.component.maximum,
        "scored": line.scored,
        "source": _(wording.SOURCES[line.component.source]),
        "own": line.own,
        "points": line.points,
        "disagrees": line.disagrees,
        "files": line.files,
        "wants_files": bool(line.scored and line.component.evidence),
        "asked": line.asked,
        "answered": line.answered,
        "waived": line.own is not None and line.own.points is None,
    }


# Acts that end a stage ---------------------------------------------------------------------------------------------


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def step(request: Request, round_id: int, unit_id: int, slug: str) -> HttpResponse:
    """Say what an act means, then do it. What stands in its way is listed, each with its way there."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    if slug not in wording.STEPS:
        raise NotFound
    act, words, means = wording.STEPS[slug]
    if request.method != "POST":
        case.check(act)
    values = {
        "case": case_values(case),
        "sheet": rounds.unit_sheet(case),
        "words": _(words),
        "means": _(means),
        "recognises": act is Act.FINISH_FIRST,
        "faults": [],
    }
    if request.method != "POST":
        return render(request, "indices/rounds/step.html", values)
    try:
        _done(request, act, round_id, unit_id)
    except InvalidInput as refusal:
        errors.note(refusal)
        values["faults"] = [
            {"code": one.field, "sentence": errors.fault_sentence(one)} for one in refusal.faults
        ]
        values["refused"] = errors.sentence(refusal.sentence, refusal.facts)
        return render(request, "indices/rounds/step.html", values, status=refusal.status)
    messages.success(request, _("Done: %(act)s.") % {"act": _(words)})
    return redirect("indices:round-unit", round_id, unit_id)


def _done(request: Request, act: Act, round_id: int, unit_id: int) -> None:
    given: dict[str, Any] = {
        "round_id": round_id,
        "unit_id": unit_id,
        "reach": request.reach,
        "at": request.at,
    }
    match act:
        case Act.LOCK:
            actions.lock_scores(**given)
        case Act.FINISH_FIRST | Act.FINISH_SECOND:
            actions.finish_appraisal(**given, recognise_rest=request.POST.get("rest") == "on")
        case Act.SEND_QUESTIONS:
            actions.send_questions(**given)
        case Act.END_EXPLAINING:
            actions.end_explaining(**given)
        case Act.DECIDE:
            actions.decide(**given)
