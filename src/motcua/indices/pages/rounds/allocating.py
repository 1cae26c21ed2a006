"""Who of the unit's departments fills in which criterion, until when."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind, with_errors
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices import actions, rounds
from motcua.indices.rules.rounds import Act
from motcua.people.access import Request, officers
from motcua.people.rules import BadDate, read_date

from .listing import CLOSING, SCORING_ROLES
from .unit import case_values


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def allocate(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    if request.method != "POST":
        case.check(Act.ALLOCATE)
        return _form(request, case)
    try:
        criteria = {one.criterion.code: integer(request.POST.get(f"lead-{one.criterion.code}", "")) for one in rounds.allocated(case)}  # fmt: skip
        count = actions.allocate(
            round_id=round_id, unit_id=unit_id, criteria=criteria, due_at=_due(request), reach=request.reach, at=request.at
        )  # fmt: skip
    except InvalidInput as refusal:
        errors.note(refusal)
        return _form(request, case, refusal)
    messages.success(request, _("%(n)s criteria are given to departments.") % {"n": writing.number(count)})
    return redirect("indices:round-unit", round_id, unit_id)


def _due(request: Request) -> datetime:
    try:
        return datetime.combine(read_date(request.POST.get("due_on", "")), CLOSING, tzinfo=TZ)
    except BadDate:
        raise InvalidInput(faults=[Fault("due_on", gettext_noop("Write the day like 31/03/2026."))]) from None


def _form(request: Request, case: rounds.Case, refusal: InvalidInput | None = None) -> HttpResponse:
    language = get_language() or "vi"
    departments = rounds.departments_of(
        unit_path=case.unit.agency.path, unit_id=case.unit.agency_id, at=request.at
    )
    nobody = DrawnChoice("", _("The unit's own officer"))
    choices = (nobody, *(DrawnChoice(str(one.id), one.named(language)) for one in departments))
    typed = request.POST if request.method == "POST" else None
    lines = rounds.allocated(case)
    stood = next((one.due_at for one in lines if one.due_at), case.round.locks_at)
    fields: list[DrawnField] = [
        DrawnField(Kind.DATE, "due_on", _("Filled in by"), _("At 17:00 of this day, like 31/03/2026."), value=typed.get("due_on", "") if typed else f"{stood.astimezone(TZ):%d/%m/%Y}")
    ]  # fmt: skip
    for line in lines:
        name = f"lead-{line.criterion.code}"
        value = typed.get(name, "") if typed else str(line.department_id or "")
        hint = _("The framework names: %(lead)s") % {"lead": line.lead.named(language)} if line.lead else ""
        fields.append(DrawnField(Kind.SELECT, name, f"{line.criterion.code} {line.criterion.name.named(language)}", hint, value=value, choices=choices, required=False))  # fmt: skip
    faults: tuple[Any, ...] = refusal.faults if refusal else ()
    fields = with_errors(fields, {one.field: errors.fault_sentence(one) for one in reversed(faults)})
    values = {"case": case_values(case), "fields": fields, "has_departments": bool(departments)}
    return render(request, "indices/rounds/allocate.html", values, status=refusal.status if refusal else 200)
