"""Rounds in a list, the frameworks they follow, planning one, opening it, and the progress of all its units."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, Kind, with_errors
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, gettext_noop
from motcua.foundation.text_files import decoded
from motcua.foundation.typed import integer
from motcua.foundation.workbooks import is_workbook
from motcua.indices import actions, frameworks, rounds
from motcua.indices.frameworks import workbooks
from motcua.indices.rules.rounds import STAGE_WORDS, RoundState, Stage, check_round_step
from motcua.people.access import Request, officers
from motcua.people.rules import LEVEL_NAMES, BadDate, Level, Role, read_date

from . import wording

SCORING_ROLES = (Role.HOME_AFFAIRS, Role.LEADER, Role.UNIT_HEAD)
FILE_BYTES_MAX = 2 * 1024 * 1024
CLOSING = time(17)  # the hour of a deadline
# How far a unit has come, for its bar.
FAR = {stage: n for n, stage in enumerate(Stage)}


@officers(*SCORING_ROLES)
@takes("GET")
def home(request: Request) -> HttpResponse:
    """Rounds that one owns, and units that one scores."""
    found = rounds.rounds_of(request.reach, at=request.at)
    values = {
        "rounds": [round_values(one, request.at) for one in found],
        "may_plan": request.reach.holds(Role.HOME_AFFAIRS),
    }
    return render(request, "indices/rounds/home.html", values)


def round_values(line: rounds.RoundLine, at: datetime) -> dict[str, Any]:
    language = get_language() or "vi"
    return {
        "id": line.id,
        "title": _("Scoring of %(year)s") % {"year": line.year},
        "year": str(line.year),
        "owner": line.owner.in_language(language),
        "framework": line.framework.named(language),
        "state": _(wording.STATES[line.state]),
        "locks_at": line.locks_at,
        "left": wording.left(line.locks_at, at) if line.state is RoundState.OPEN else "",
        "ends_on": line.ends_on,
        "explain_days": line.explain_days,
        "simulated": line.simulated,
        "runs": line.runs,
        "is_planned": line.state is RoundState.PLANNED,
        "is_open": line.state is RoundState.OPEN,
        "units": [unit_values(one, line, language) for one in line.units],
        "count": len(line.units),
        "decided": line.stages[Stage.DECIDED],
        "total": line.total,
    }


def unit_values(unit: rounds.UnitLine, line: rounds.RoundLine, language: str) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name.in_language(language),
        "stage": _(STAGE_WORDS[unit.stage]),
        "is_decided": unit.stage is Stage.DECIDED,
        "filled": unit.filled,
        "share": unit.filled / line.total if line.total else None,
        "appraised": unit.appraised,
        "asked": unit.asked,
        "answered": unit.answered,
        "far": FAR[unit.stage] + (unit.filled / line.total if unit.stage is Stage.SCORING and line.total else 0),
        "farthest": len(FAR) - 1,
    }  # fmt: skip


@officers(*SCORING_ROLES)
@takes("GET")
def progress(request: Request, round_id: int) -> HttpResponse:
    """Every unit of a round on one page, with how far it has come."""
    line = rounds.round_of(round_id=round_id, reach=request.reach, at=request.at)
    stages = [(_(STAGE_WORDS[stage]), line.stages[stage]) for stage in Stage if line.stages[stage]]
    may_open = line.state is RoundState.PLANNED and request.reach.holds(Role.HOME_AFFAIRS) and line.runs
    may_bring = line.state is RoundState.OPEN and request.reach.holds(Role.HOME_AFFAIRS) and line.runs
    frozen = (
        rounds.frozen_of(round_id=round_id, reach=request.reach, at=request.at)
        if line.state is RoundState.FROZEN
        else None
    )
    values = {
        "round": round_values(line, request.at),
        "stages": stages,
        "may_open": may_open,
        "may_bring": may_bring,
        "firm": line.runs and line.state is not RoundState.PLANNED,
        "frozen": frozen,
        "may_announce": frozen
        and frozen.announced_at is None
        and line.runs
        and request.reach.holds(Role.HOME_AFFAIRS),
    }
    return render(request, "indices/rounds/progress.html", values)


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def open_it(request: Request, round_id: int) -> HttpResponse:
    line = rounds.round_of(round_id=round_id, reach=request.reach, at=request.at)
    if not line.runs:
        raise Forbidden
    check_round_step(state=line.state, wanted=RoundState.OPEN)
    if request.method == "POST":
        actions.open_scoring(round_id=round_id, reach=request.reach, at=request.at)
        messages.success(request, _("The round is open. Its units can score themselves."))
        return redirect("indices:round", round_id)
    return render(request, "indices/rounds/open.html", {"round": round_values(line, request.at)})


# Frameworks --------------------------------------------------------------------------------------------------------


@officers(Role.HOME_AFFAIRS, Role.OPERATOR)
@takes("GET", "POST")
def frameworks_page(request: Request) -> HttpResponse:
    """What was loaded, and loading one: a file of one's own, or one that comes with the product."""
    if request.method != "POST":
        return _frameworks(request)
    try:
        actions.load_framework(text=_text(request), reach=request.reach, at=request.at)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _frameworks(request, refusal)
    messages.success(request, _("The framework was loaded. Rounds can be planned with it."))
    return redirect("indices:frameworks")


def _text(request: Request) -> str:
    shipped = request.POST.get("shipped", "")
    if shipped in frameworks.SHIPPED:
        return frameworks.to_yaml(frameworks.shipped(shipped))
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput(faults=[Fault("file", gettext_noop("Choose the file of the framework."))])
    if (file.size or 0) > FILE_BYTES_MAX:
        raise InvalidInput(
            faults=[Fault("file", gettext_noop("The table is larger than %(most)s MB."), {"most": 2})]
        )
    content = file.read()
    if is_workbook(content):
        return frameworks.to_yaml(workbooks.read(content))
    text, fault = decoded(content, bytes_max=FILE_BYTES_MAX, field="file")
    if fault is not None:
        raise InvalidInput(faults=[fault])
    return text


def _frameworks(request: Request, refusal: InvalidInput | None = None) -> HttpResponse:
    language = get_language() or "vi"
    loaded = rounds.frameworks_loaded()
    known = {one.digest for one in loaded}
    shipped = [(code, frameworks.shipped(code)) for code in frameworks.SHIPPED]
    values = {
        "frameworks": [_framework_values(one, language) for one in loaded],
        "shipped": [
            {"code": code, "name": one.name.named(language)}
            for code, one in shipped
            if frameworks.canonical(one)[1] not in known
        ],
        "faults": [errors.fault_sentence(one) for one in refusal.faults] if refusal else [],
    }
    status = refusal.status if refusal else 200
    return render(request, "indices/rounds/frameworks.html", values, status=status)


def _framework_values(one: rounds.FrameworkLine, language: str) -> dict[str, Any]:
    framework = one.framework
    return {
        "id": one.id,
        "name": one.name.named(language),
        "decision": framework.decision,
        "level": _(LEVEL_NAMES[Level(one.level)]),
        "years": f"{one.starts}–{one.ends or ''}",
        "complete": one.complete,
        "fictional": one.fictional,
        "domains": len(framework.domains),
        "components": sum(1 for _one in framework.components),
    }


# Planning ----------------------------------------------------------------------------------------------------------


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def plan(request: Request) -> HttpResponse:
    """Plan a round: whose, which framework, which year, which units, until when."""
    if request.method != "POST":
        return _plan(request)
    try:
        round_id = actions.plan_round(form=_planned(request), reach=request.reach, at=request.at)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _plan(request, refusal)
    messages.success(request, _("The round is planned. Look at its units, then open it."))
    return redirect("indices:round", round_id)


def _planned(request: Request) -> actions.NewRound:
    typed = request.POST.get
    faults: list[Fault] = []
    days: dict[str, date | None] = {}
    for name in ("locks_on", "ends_on"):
        try:
            days[name] = read_date(typed(name, ""))
        except BadDate:
            days[name] = None
        if days[name] is None:
            faults.append(Fault(name, gettext_noop("Write the day like 31/03/2026.")))
    year = integer(typed("year", "").strip(), most=2100)
    explain_days = integer(typed("explain_days", "").strip(), most=999)
    if year is None:
        faults.append(Fault("year", gettext_noop("Write the year that was measured, like 2024.")))
    if explain_days is None:
        faults.append(Fault("explain_days", gettext_noop("Write the number of days, like 7.")))
    locks_on, ends_on = days["locks_on"], days["ends_on"]
    if faults or locks_on is None or ends_on is None or year is None or explain_days is None:
        raise InvalidInput(faults=faults)
    return actions.NewRound(
        owner_id=integer(typed("owner", "")) or 0,
        framework_id=integer(typed("framework", "")) or 0,
        year=year,
        locks_at=datetime.combine(locks_on, CLOSING, tzinfo=TZ),
        ends_on=ends_on,
        explain_days=explain_days,
        units=tuple(unit for one in request.POST.getlist("units") if (unit := integer(one)) is not None),
    )


def _plan(request: Request, refusal: InvalidInput | None = None) -> HttpResponse:
    language = get_language() or "vi"
    typed = request.POST.get if request.method == "POST" else request.GET.get
    usable = [one for one in rounds.frameworks_loaded() if one.complete]
    owners = rounds.owners(request.reach)
    if not usable or not owners:
        return render(request, "indices/rounds/plan.html", {"fields": [], "chosen": None})
    owner = next((one for one in owners if str(one.id) == typed("owner", "")), owners[0])
    framework = next((one for one in usable if str(one.id) == typed("framework", "")), None)
    chosen = typed("framework", "") and framework
    choice = [
        DrawnField(Kind.CHOICE, "owner", _("Who scores"), value=str(owner.id), choices=tuple(DrawnChoice(str(one.id), one.named(language)) for one in owners)),
        DrawnField(Kind.CHOICE, "framework", _("Framework"), value=str((framework or usable[0]).id), choices=tuple(DrawnChoice(str(one.id), one.name.named(language), f"{_(LEVEL_NAMES[Level(one.level)])} · {one.framework.code}") for one in usable)),
    ]  # fmt: skip
    if not chosen:
        return render(request, "indices/rounds/plan.html", {"fields": choice, "chosen": None})
    units = rounds.units_possible(owner_id=owner.id, level=chosen.level, at=request.at)
    picked = request.POST.getlist("units") if request.method == "POST" else [str(one.id) for one in units]
    year = request.at.astimezone(TZ).year - 1
    fields = [
        DrawnField(Kind.TEXT, "year", _("Year that was measured"), value=typed("year", str(year)), width="xs", inputmode="numeric"),
        DrawnField(Kind.DATE, "locks_on", _("Self-scores are locked on"), _("At 17:00 of this day, like 31/03/2026; what stands then counts."), value=typed("locks_on", "")),
        DrawnField(Kind.TEXT, "explain_days", _("Days to explain"), _("So long a unit has when the appraiser asks."), value=typed("explain_days", "7"), width="xs", inputmode="numeric"),
        DrawnField(Kind.DATE, "ends_on", _("The council decides by"), _("Like 30/04/2026."), value=typed("ends_on", "")),
        DrawnField(Kind.CHECKS, "units", _("Units that are scored"), values=tuple(picked), choices=tuple(DrawnChoice(str(one.id), one.named(language)) for one in units)),
    ]  # fmt: skip
    faults = refusal.faults if refusal else ()
    fields = with_errors(fields, {one.field: errors.fault_sentence(one) for one in reversed(faults)})
    values = {
        "fields": fields,
        "chosen": {"id": chosen.id, "name": chosen.name.named(language)},
        "owner": {"id": owner.id, "name": owner.named(language)},
        "about": [errors.fault_sentence(one) for one in faults if one.field == "framework"],
    }
    return render(request, "indices/rounds/plan.html", values, status=refusal.status if refusal else 200)
