"""A published table brought in by the office: checked first, with a report; taken in only when somebody confirms it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices import actions, reading, showing, words, workbooks
from motcua.indices.provinces import ORDER
from motcua.indices.rules import PARTS, Index, Line
from motcua.people.access import Request, officers
from motcua.people.rules import Role

BYTES_MAX = 4 * 1024 * 1024
FAULTS_SHOWN_MAX = 40
FIRST_YEAR, LAST_YEAR = 2012, 2100
FIELDS = ("index", "level", "year", "source", "mean", "partial", "sheet", "table")


@officers(Role.HOME_AFFAIRS, Role.OPERATOR)
@takes("GET", "POST")
def table(request: Request) -> HttpResponse:
    """The form; sent once it answers with what would come in, sent again with that confirmed it takes the table in."""
    if request.method != "POST":
        return _form(request)
    confirmed = request.POST.get("confirmed") == "yes"
    try:
        given = _given(request)
        came = actions.import_as(reach=request.reach, table=given, at=request.at, dry_run=not confirmed)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _form(request, refusal)
    if not confirmed:
        return _report(request, given, came)
    said = _("%(added)s figures added; %(known)s stood here already.")
    messages.success(request, said % {"added": came.added, "known": came.known})
    if given.level == "ministry":
        return redirect("indices:ministries", words.SLUGS[given.index], given.year)
    return redirect("indices:year", words.SLUGS[given.index], given.year)


def _given(request: Request) -> actions.Table:
    """What was typed, as a table; everything wrong with the form itself is said at once."""
    typed = request.POST
    year = integer(typed.get("year", ""), most=LAST_YEAR)
    mean = typed.get("mean", "").strip()
    number = reading.decimal_of(mean)
    faults = []
    if typed.get("index") not in [one.value for one in Index]:
        faults.append(Fault("index", gettext_noop("Choose one of the indices.")))
    if typed.get("level") not in ("province", "ministry"):
        faults.append(Fault("level", gettext_noop("Choose whose figures these are.")))
    if year is None or year < FIRST_YEAR:
        faults.append(Fault("year", gettext_noop("Write the year that was measured, like 2024.")))
    if not typed.get("source", "").strip():
        faults.append(Fault("source", gettext_noop("Say who published the table, and where.")))
    if mean and number is None:
        faults.append(Fault("mean", gettext_noop("A mean is written like 80,08.")))
    file = request.FILES.get("file")
    if not file and not typed.get("table", "").strip():
        faults.append(Fault("table", gettext_noop("Paste the table, or choose a file.")))
    if file and (file.size or 0) > BYTES_MAX:
        faults.append(Fault("file", gettext_noop("The table is larger than %(most)s MB."), {"most": 4}))
    if faults or year is None:
        raise InvalidInput(faults=faults)
    content = file.read() if file else typed["table"].encode()
    return actions.Table(
        index=Index(typed["index"]),
        year=year,
        level=typed["level"],
        source=typed["source"].strip()[:400],
        lines=workbooks.lines_in(content, sheet=typed.get("sheet", "").strip()),
        mean=number,
        partial=typed.get("partial") == "on",
    )


def _report(request: Request, given: actions.Table, came: actions.Came) -> HttpResponse:
    """What would come in, row by row; the table goes on as plain text, so that what is confirmed is what was checked."""
    parts = _parts_of(given.lines)
    values = {
        "title": showing.title(given.index, given.year),
        "parts": [PARTS[key][get_language() == "en"] for key in parts],
        "source": given.source,
        "came": came,
        "lines": [
            (one.unit, _written(one.score), "" if one.rank is None else writing.number(one.rank), [_written(dict(one.parts).get(key)) for key in parts])
            for one in given.lines
        ],
        "kept": [
            ("index", given.index.value), ("level", given.level), ("year", given.year), ("source", given.source),
            ("mean", "" if given.mean is None else given.mean), ("partial", "on" if given.partial else ""),
            ("table", _as_text(given.lines)),
        ],
    }  # fmt: skip
    return render(request, "indices/import_report.html", values)


def _as_text(lines: Sequence[Line]) -> str:
    def cell(value: Decimal | int | None) -> str:
        return "" if value is None else str(value)

    parts = _parts_of(lines)
    rows = [("unit", "score", "rank", "change", *parts)]
    rows += [
        (one.unit, cell(one.score), cell(one.rank), cell(one.change), *(cell(dict(one.parts).get(key)) for key in parts))
        for one in lines
    ]  # fmt: skip
    return "\n".join("\t".join(row) for row in rows)


def _parts_of(lines: Sequence[Line]) -> list[str]:
    return [key for key in PARTS if any(key in dict(one.parts) for one in lines)]


def _written(value: Decimal | None) -> str:
    return "–" if value is None else writing.number(value, 2)


def _form(request: Request, refusal: InvalidInput | None = None) -> HttpResponse:
    typed = request.POST
    faults = refusal.faults if refusal else ()
    said = [errors.fault_sentence(one) for one in faults if one.facts.get("row") or one.field not in _named()]
    wrong = {
        one.field: errors.fault_sentence(one)
        for one in reversed(faults)
        if one.field in _named() and not one.facts.get("row")
    }
    if said:
        wrong.setdefault("table", _("The table does not agree; below stands where."))
    values = {
        "fields": _drawn(typed, wrong),
        "faults": said[:FAULTS_SHOWN_MAX],
        "more": max(0, len(said) - FAULTS_SHOWN_MAX),
    }
    return render(request, "indices/import.html", values, status=refusal.status if refusal else 200)


def _named() -> tuple[str, ...]:
    return (*FIELDS, "file")


def _drawn(typed: QueryDict, wrong: Mapping[str, str]) -> list[DrawnField]:
    def field(kind: Kind, name: str, label: str, hint: str = "", **more: Any) -> DrawnField:
        given: dict[str, Any] = {"value": typed.get(name, ""), "error": wrong.get(name, "")}
        return DrawnField(kind, name, label, hint, **(given | more))

    indices = tuple(DrawnChoice(one.value, words.NAMED[one].short) for one in ORDER)
    levels = (DrawnChoice("province", _("Provinces")), DrawnChoice("ministry", _("Ministries")))
    return [
        field(Kind.SELECT, "index", _("Index"), choices=indices),
        field(Kind.CHOICE, "level", _("Whose figures"), choices=levels, value=typed.get("level", "province")),
        field(Kind.TEXT, "year", _("Year that was measured"), width="s"),
        field(Kind.TEXT, "source", _("Source"), _("Who published it, and where: an address, or the number of a decision")),
        field(Kind.TEXT, "mean", _("Mean that was printed"), _("Only if it was; the table is held against it"), width="s", required=False),
        field(Kind.TICK, "partial", _("The table names only some of the units"), required=False, value=typed.get("partial", "")),
        field(Kind.FILE, "file", _("File"), _("XLSX or CSV, up to 4 MB"), accept=".xlsx,.csv,.txt", required=False),
        field(Kind.TEXT, "sheet", _("Sheet"), _("Only if several sheets of the workbook hold a table"), width="m", required=False),
        field(Kind.TEXTAREA, "table", _("Or paste the table"), _("With its first row: unit, score, rank"), required=False),
    ]  # fmt: skip
