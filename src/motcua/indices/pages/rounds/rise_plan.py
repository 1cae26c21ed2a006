"""A plan that was kept: who answers for what until when, on paper and as files that go on being written in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.downloads import MEDIA_TYPES, Format, file_name, write
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices import actions, plan_papers, rounds
from motcua.people.access import Request, officers
from motcua.people.rules import BadDate, read_date

from .listing import SCORING_ROLES
from .rising import may_plan, plan_values
from .unit import case_values


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def kept(request: Request, round_id: int, unit_id: int, plan_id: int) -> HttpResponse:
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    plan = rounds.plan_of(case, plan_id)
    if request.method != "POST":
        return _page(request, case, plan)
    try:
        changed = actions.give_tasks(
            round_id=round_id, unit_id=unit_id, plan_id=plan_id, tasks=_typed(request, plan), reach=request.reach, at=request.at
        )  # fmt: skip
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, case, plan, refusal)
    messages.success(request, _("The tasks are given.") if changed else _("Nothing was changed."))
    return redirect("indices:round-rise-plan", round_id, unit_id, plan_id)


@officers(*SCORING_ROLES)
@takes("GET")
def file(request: Request, round_id: int, unit_id: int, plan_id: int, name: str) -> HttpResponse:
    """The same plan as a workbook or as a document; of a simulated round its name says so."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    plan = rounds.plan_of(case, plan_id)
    paper = paper_of(case, plan)
    table = plan_papers.table(paper)
    if name == file_name(table, Format.XLSX):
        body, kind = write(table, Format.XLSX), MEDIA_TYPES[Format.XLSX]
    elif name == plan_papers.document_name(paper):
        body, kind = plan_papers.document(paper), plan_papers.DOCX
    else:
        raise NotFound
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def paper_of(case: rounds.Case, plan: rounds.KeptPlan) -> plan_papers.Paper:
    shown, values = _values(case, plan), case_values(case)
    lines = tuple(
        plan_papers.Line(
            one["code"], one["name"], task.before, task.after, task.gain, task.effort, who=one["who"], due=task.due_on
        )
        for one, task in zip(shown["lines"], plan.tasks, strict=True)
    )  # fmt: skip
    rank = []
    if shown["ranks"]:
        rank = [(_("Rank"), f"{shown['rank_before']} → {shown['rank']}"), (_("Rank if nothing is done"), str(shown["rank_idle"]))]  # fmt: skip
    facts = [
        (_("Points"), f"{shown['before']} → {shown['total']}"),
        *rank,
        *([(_("Chance of it"), shown["chance"])] if shown["chance"] else []),
        (_("Effort"), _("%(n)s working days") % {"n": shown["effort"]}),
    ]
    return plan_papers.Paper(
        key=f"{case.round.year}-{case.unit.pk}-{plan.id}",
        unit=values["name"],
        about=f"{values['round_name']} · {values['framework']}",
        headline=shown["headline"],
        facts=tuple(facts),
        made=writing.moment(plan.made_at),
        lines=lines,
        proved=shown["proved"],
        guessed=shown["guessed"],
        rivals=shown["rivals"],
        simulated=case.round.simulated,
    )


def _values(case: rounds.Case, plan: rounds.KeptPlan) -> dict[str, Any]:
    shown = plan_values(case, plan.found, [vars(task) for task in plan.tasks])
    for line, task in zip(shown["lines"], plan.tasks, strict=True):
        line["who"] = " – ".join(part for part in (task.department, task.officer) if part)
        line["due_on"] = task.due_on
    return shown


def _typed(request: Request, plan: rounds.KeptPlan) -> dict[str, actions.TaskGiven]:
    faults: list[Fault] = []
    found: dict[str, actions.TaskGiven] = {}
    for task in plan.tasks:
        code = task.component
        agency, _dash, officer = request.POST.get(f"who-{code}", "").partition("-")
        due: date | None = None
        if typed := request.POST.get(f"due-{code}", "").strip():
            try:
                due = read_date(typed)
            except BadDate:
                faults.append(Fault(f"due-{code}", gettext_noop("Write the day like 31/03/2026.")))
        department_id = integer(agency)
        if agency and department_id is None:
            faults.append(Fault(f"who-{code}", gettext_noop("Choose a department or an officer of this unit.")))  # fmt: skip
        found[code] = actions.TaskGiven(department_id, integer(officer), due)
    if faults:
        raise InvalidInput(faults=faults)
    return found


def _page(
    request: Request, case: rounds.Case, plan: rounds.KeptPlan, refusal: InvalidInput | None = None
) -> HttpResponse:
    faults = refusal.faults if refusal else ()
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults)}
    shown = _values(case, plan)
    paper = paper_of(case, plan)
    values = {
        "case": case_values(case),
        "plan": shown,
        "kept": plan,
        "fields": _fields(request, case, plan, shown, wrong) if may_plan(case) else [],
        "files": [
            ("DOCX", plan_papers.document_name(paper)),
            ("XLSX", file_name(plan_papers.table(paper), Format.XLSX)),
        ],
    }
    return render(request, "indices/rounds/rise_plan.html", values, status=refusal.status if refusal else 200)


def _fields(
    request: Request, case: rounds.Case, plan: rounds.KeptPlan, shown: dict[str, Any], wrong: dict[str, str]
) -> list[DrawnField]:
    typed = request.POST if request.method == "POST" else None
    choices = (
        DrawnChoice("", _("nobody yet")),
        *(DrawnChoice(one.key, f"{one.agency} – {one.officer}" if one.officer else one.agency) for one in rounds.answerable(case)),
    )  # fmt: skip
    fields = []
    for task, line in zip(plan.tasks, shown["lines"], strict=True):
        code = task.component
        who = f"{task.department_id}-{task.officer_id or ''}" if task.department_id else ""
        due = f"{task.due_on:%d/%m/%Y}" if task.due_on else ""
        named = {"code": code, "name": line["name"]}
        for kind, name, label, value, more in (
            (Kind.SELECT, f"who-{code}", _("Who answers for %(code)s %(name)s") % named, who, {"choices": choices}),
            (Kind.DATE, f"due-{code}", _("%(code)s until") % named, due, {}),
        ):  # fmt: skip
            fields.append(DrawnField(kind, name, label, value=typed.get(name, "") if typed else value, error=wrong.get(name, ""), required=False, **more))  # fmt: skip
    return fields
