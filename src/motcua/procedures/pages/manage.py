"""The operator's page of versions: load a file, read the check, publish, close, export."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.foundation.text_files import decoded
from motcua.people.access import officers
from motcua.people.rules import BadDate, Role, read_date
from motcua.procedures import actions, files, queries, showing
from motcua.procedures.drawing import sentence
from motcua.procedures.pages.breaking import breaks_of, broken_lines
from motcua.procedures.rules import (
    BundlesWouldBreak,
    DatesOutOfOrder,
    FileRefused,
    NoSuchSuccessor,
    StartsInThePast,
    Status,
)


@officers(Role.OPERATOR)
@takes("GET")
def versions(request):
    """All procedures with their newest versions, drafts first."""
    return _versions(request)


def _versions(request, *, refused=(), name="", status=200):
    rows = [_line(version) for version in queries.newest_versions()]
    names = {row["code"]: row["name"] for row in rows}
    facts = {
        "drafts": [row for row in rows if row["status"] == Status.DRAFT],
        "copies": [
            {
                "id": copy.id,
                "code": copy.code,
                "by": copy.changed_by,
                "at": copy.changed_at,
                "name": names.get(copy.code, ""),
            }
            for copy in queries.working_copies()
        ],
        "published": [row for row in rows if row["status"] != Status.DRAFT],
        "refused": [
            {
                "line": fault.facts.get("line"),
                "field": fault.field,
                "sentence": sentence(fault, get_language()),
            }
            for fault in refused
        ],
        "file_name": name,
    }
    return render(request, "procedures/versions.html", facts, status=status)


def _line(version):
    return {
        "id": version.id,
        "code": version.code,
        "name": version.name.in_language(get_language()),
        "number": version.number,
        "status": version.status,
        "words": showing.in_force_words(version.starts_on, version.ends_on),
        "is_verified": version.is_verified,
    }


@officers(Role.OPERATOR)
@takes("POST")
def load(request):
    """Check an uploaded file; when it is sound, keep it as a draft."""
    upload = request.FILES.get("file")
    try:
        loaded = actions.load(text=_text(upload), by=request.reach, at=request.at)
    except FileRefused as refusal:
        errors.note(refusal)
        return _versions(request, refused=refusal.faults, name=upload.name, status=refusal.status)
    if loaded.is_new:
        messages.success(
            request,
            _("The file has no errors. It is kept as draft %(number)s of %(code)s.")
            % {"number": loaded.number, "code": loaded.code},
        )
    else:
        messages.info(
            request,
            _("The file says the same as version %(number)s of %(code)s. Nothing was changed.")
            % {"number": loaded.number, "code": loaded.code},
        )
    return redirect("procedures:version", id=loaded.version_id)


def _text(upload):
    if upload is None or upload.size == 0:
        raise InvalidInput(faults=[Fault("file", _("Choose a procedure file (.yaml)."))])
    if upload.size > 4 * files.FILE_LENGTH_MAX:
        raise InvalidInput(faults=[Fault("file", _("This file is too large to be a procedure file."))])
    text, fault = decoded(upload.read(), bytes_max=4 * files.FILE_LENGTH_MAX, field="file")
    if fault:
        raise InvalidInput(faults=[fault])
    return text


@officers(Role.OPERATOR)
@takes("GET")
def version(request, id):
    """One version as citizens will read it, with what is not verified and what can be done."""
    return _version(request, id)


def _version(request, id, *, typed="", wrong="", successor="", breaks=(), status=200):
    facts = queries.version(id)
    is_draft = facts.status is Status.DRAFT
    history = [_line(each) for each in queries.versions_of(facts.code)]
    tomorrow = request.at.astimezone(TZ).date() + timedelta(days=1)
    return render(
        request,
        "procedures/version.html",
        {
            "version": _line(facts),
            "sheets": [
                showing.sheet(
                    facts.definition,
                    case.code,
                    language=get_language(),
                    number=facts.number,
                    starts_on=facts.starts_on,
                )
                for case in facts.definition.cases
            ],
            "forms": [(code, form) for code, form in _forms(facts.definition)],
            "history": history,
            "is_draft": is_draft,
            "may_close": facts.status is Status.PUBLISHED and facts.ends_on is None,
            "day": _day_field(facts, typed=typed, wrong=wrong, tomorrow=tomorrow),
            "breaks": broken_lines(breaks),
            "marks": True,
            "may_take_back": not is_draft and facts.starts_on is not None and facts.starts_on >= tomorrow,
            "before": next((each for each in history if each["number"] < facts.number), None),
            "copy_id": queries.copy_of(facts.code),
            "successor": _successor_field(successor) if facts.status is Status.PUBLISHED else None,
        },
        status=status,
    )


def _day_field(facts, *, typed, wrong, tomorrow):
    """From when: for the first version the day its file proposes, otherwise tomorrow, until another is typed."""
    is_draft = facts.status is Status.DRAFT
    proposed = facts.definition.starts_on if is_draft and facts.number == 1 else ""
    day = date.fromisoformat(proposed) if proposed else tomorrow
    return DrawnField(
        kind=Drawn.DATE,
        name="day",
        label=_("In force from") if is_draft else _("First day on which it is no longer offered"),
        value=typed or f"{day:%d/%m/%Y}",
        error=wrong,
    )


def _successor_field(typed):
    return DrawnField(
        kind=Drawn.TEXT,
        name="successor",
        label=_("Code of the procedure that takes its place"),
        value=typed,
        required=False,
        width="m",
        spellcheck=False,
    )


def _forms(definition):
    """Each form with the figures an operator wants to see."""
    for case in definition.cases:
        form = definition.form(case)
        if form is not None:
            yield (
                case.name.in_language(get_language()),
                {"pages": len(form.pages), "fields": len(form.codes), "sensitive": len(form.sensitive)},
            )


@officers(Role.OPERATOR)
@takes("POST")
def publish(request, id):
    return _dated_act(
        request,
        id,
        lambda day: actions.publish(
            version_id=id, starts_on=day, by=request.reach, at=request.at, anyway="anyway" in request.POST
        ),
        _("Published."),
    )


@officers(Role.OPERATOR)
@takes("POST")
def close(request, id):
    code = queries.version(id).code
    successor = request.POST.get("successor", "").strip()[:60]
    return _dated_act(
        request,
        id,
        lambda day: actions.close(
            code=code,
            ends_on=day,
            by=request.reach,
            at=request.at,
            successor=successor,
            anyway="anyway" in request.POST,
        ),
        _("The procedure will no longer be offered."),
    )


@officers(Role.OPERATOR)
@takes("POST")
def take_back(request, id):
    """Before its first day a published version can become a draft again."""
    try:
        actions.take_back(version_id=id, by=request.reach, at=request.at, anyway="anyway" in request.POST)
    except BundlesWouldBreak as refusal:
        errors.note(refusal)
        return _version(
            request, id, wrong=errors.shown(refusal), breaks=breaks_of(refusal), status=refusal.status
        )
    messages.success(request, _("Taken back. What was in force before goes on."))
    return redirect("procedures:version", id=id)


def _dated_act(request, id, act, done):
    typed = request.POST.get("day", "")
    try:
        act(read_date(typed))
    except BadDate as bad:
        return _version(request, id, typed=typed, wrong=_(str(bad)), status=422)
    except (DatesOutOfOrder, StartsInThePast, NoSuchSuccessor, BundlesWouldBreak) as refusal:
        shown = {
            "typed": typed,
            "wrong": errors.shown(refusal),
            "successor": request.POST.get("successor", ""),
            "breaks": breaks_of(refusal),
        }
        return _version(request, id, **shown, status=refusal.status)
    messages.success(request, done)
    return redirect("procedures:version", id=id)


@officers(Role.OPERATOR)
@takes("GET")
def export(request, id):
    """The version as its file."""
    facts = queries.version(id)
    answer = HttpResponse(queries.exported(id), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{facts.code}.yaml"'
    return answer
