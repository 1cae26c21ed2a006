"""The owner brings in what no unit scores itself: checked first, taken in whole or not at all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices import actions, figure_tables, named_figures, rounds
from motcua.people.access import Request, officers
from motcua.people.rules import Role

from .listing import round_values

BYTES_MAX = 4 * 1024 * 1024
FAULTS_SHOWN_MAX = 40


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def figures(request: Request, round_id: int) -> HttpResponse:
    line = rounds.round_of(round_id=round_id, reach=request.reach, at=request.at)
    if not line.runs:
        raise Forbidden
    if request.method != "POST":
        return _form(request, line)
    if "sheet" in request.POST:
        sheet_id = integer(request.POST["sheet"]) or 0
        return _came(
            request,
            round_id,
            actions.bring_in_sipas(round_id=round_id, sheet_id=sheet_id, reach=request.reach, at=request.at),
        )
    dry_run = "check" in request.POST
    try:
        rows = figure_tables.rows_in(_content(request))
        count = actions.bring_in_figures(
            round_id=round_id, rows=rows, source=request.POST.get("source", ""), reach=request.reach, at=request.at, dry_run=dry_run
        )  # fmt: skip
    except InvalidInput as refusal:
        errors.note(refusal)
        return _form(request, line, refusal)
    if dry_run:
        return _form(request, line, would=count)
    return _came(request, round_id, count)


def _came(request: Request, round_id: int, count: int) -> HttpResponse:
    messages.success(
        request, ngettext("%(n)s figure came in.", "%(n)s figures came in.", count) % {"n": count}
    )
    return redirect("indices:round", round_id)


def _content(request: Request) -> bytes:
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > BYTES_MAX:
            raise InvalidInput(faults=[Fault("file", gettext_noop("The table is larger than %(most)s MB."), {"most": 4})])  # fmt: skip
        return file.read()
    if not request.POST.get("table", "").strip():
        raise InvalidInput(faults=[Fault("table", gettext_noop("Paste the table, or choose a file."))])
    return request.POST["table"].encode()


def _form(
    request: Request, line: rounds.RoundLine, refusal: InvalidInput | None = None, would: int | None = None
) -> HttpResponse:
    faults = refusal.faults if refusal else ()
    rows = [_row_sentence(one) for one in faults if one.facts.get("row")]
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults) if not one.facts.get("row")}
    if rows:
        wrong.setdefault("table", _("The table does not agree; below stands where."))
    typed = request.POST.get
    fields = [
        DrawnField(Kind.TEXT, "source", _("Source"), _("Who published it, and where: an address, or the number of a decision"), value=typed("source", ""), error=wrong.get("source", ""), maxlength=400),
        DrawnField(Kind.FILE, "file", _("File"), _("XLSX or CSV, up to 4 MB"), accept=".xlsx,.csv,.txt", required=False, error=wrong.get("file", "")),
        DrawnField(Kind.TEXTAREA, "table", _("Or paste the table"), _("With its first row: unit, component, value, standard error; of a ratio: numerator, denominator."), value=typed("table", ""), required=False, error=wrong.get("table", "")),
    ]  # fmt: skip
    values = {
        "round": round_values(line, request.at),
        "fields": fields,
        "rows": rows[:FAULTS_SHOWN_MAX],
        "more": max(0, len(rows) - FAULTS_SHOWN_MAX),
        "would": would,
        "wanted": [
            {"code": one.code, "name": one.name.named(get_language() or "vi")}
            for one in rounds.brought_in(line.id)
        ],
        "sheets": rounds.sipas_sheets(round_id=line.id, reach=request.reach, at=request.at),
        "named": [_named(one) for one in rounds.named_in(line.id)],
        "units": len(line.units),
    }  # fmt: skip
    return render(request, "indices/rounds/figures.html", values, status=refusal.status if refusal else 200)


def _row_sentence(fault: Fault) -> str:
    said = errors.fault_sentence(fault)
    return (
        _("Row %(row)s, “%(unit)s”: %(what)s") % {**fault.facts, "what": said}
        if fault.facts.get("of_row")
        else said
    )


def _named(one: rounds.Named) -> dict[str, object]:
    """How a component that names a figure of our own records stands."""
    name = one.component.name.named(get_language() or "vi")
    missing = named_figures.missing(one.component.figure)
    return {
        "code": one.component.code,
        "name": name,
        "missing": _(missing) % {"figure": name} if missing else "",
        "units": one.units,
        "counted_at": one.counted_at,
    }
