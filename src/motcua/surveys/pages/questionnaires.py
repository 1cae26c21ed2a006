"""The home-affairs officer's pages of questionnaires: all editions, one of them, publishing a file, taking one away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.downloads import MEDIA_TYPES, Format
from motcua.foundation.refusal import Fault, InvalidInput, NotFound
from motcua.foundation.text_files import decoded
from motcua.foundation.workbooks import is_workbook
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, queries, xlsform

FILE_BYTES_MAX = 1_600_000


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def questionnaires(request):
    """All editions; a file with a new one, ours or an XLSForm, is checked and published here."""
    if request.method != "POST":
        return _questionnaires(request)
    dry_run = "check" in request.POST
    try:
        text = _text(request.FILES.get("file"))
        made = actions.publish_version(text=text, reach=request.reach, at=request.at, dry_run=dry_run)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _questionnaires(request, refusal)
    if not made.is_new:
        messages.info(request, _("This very file was published before. Nothing was changed."))
    elif dry_run:
        told = _("The file has no errors. It would be version %(n)s of %(code)s. Nothing was changed.")
        messages.info(request, told % {"n": made.number, "code": made.code})
        return redirect("surveys:questionnaires")
    else:
        messages.success(request, _("The file has no errors. It is published and sealed."))
    return redirect("surveys:questionnaire", id=made.version_id)


def _text(upload):
    if upload is None or upload.size == 0:
        raise InvalidInput(faults=[Fault("file", _("Choose a questionnaire file (.yaml or .xlsx)."))])
    if upload.size > FILE_BYTES_MAX:
        raise InvalidInput(faults=[Fault("file", _("This file is too large to be a questionnaire."))])
    content = upload.read()
    if is_workbook(content):
        found = xlsform.read(content)
        if found.faults:
            raise InvalidInput(faults=found.faults)
        return found.text
    text, fault = decoded(content, bytes_max=FILE_BYTES_MAX, field="file")
    if fault:
        raise InvalidInput(faults=[fault])
    return text


def _questionnaires(request, refusal=None):
    values = {
        "versions": [_version_shown(one) for one in queries.versions()],
        "refused": [
            {
                "line": one.facts.get("line"), "place": one.facts.get("place"),
                "sheet": one.facts.get("sheet"), "row": one.facts.get("row"), "column": one.facts.get("column"),
                "sentence": errors.fault_sentence(one),
            }
            for one in (refusal.faults if refusal else ())
        ],
    }  # fmt: skip
    return render(request, "surveys/questionnaires.html", values, status=refusal.status if refusal else 200)


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def as_xlsform(request, id):
    """An edition as a workbook for ODK and Kobo; brought in again it is the same questionnaire."""
    found = queries.version(version_id=id)
    content = xlsform.write(queries.document(version_id=id), found.instrument.form, version=found.number)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[Format.XLSX])
    answer["Content-Disposition"] = f'attachment; filename="{found.code}-v{found.number}.xlsx"'
    return answer


def _version_shown(one):
    language = get_language()
    held = one.instrument
    return {
        "id": one.id,
        "name": held.name.in_language(language),
        "number": one.number,
        "years": f"{one.first_year}–{one.last_year}" if one.last_year else _("from %(year)s") % {"year": str(one.first_year)},
        "items": len(held.items),
        "digest": one.digest,
    }  # fmt: skip


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def questionnaire(request, id):
    """One edition as it is asked: blocks, factors, items, and what is asked around them."""
    found = next((one for one in queries.versions() if one.id == id), None)
    if found is None:
        raise NotFound
    language, held = get_language(), found.instrument
    rated = {f"{block.code}-{factor.code}" for block in held.blocks for factor in block.factors}
    values = {
        "version": _version_shown(found),
        "basis": held.basis,
        "note": held.note.in_language(language),
        "scale": [name.in_language(language) for _code, name in held.scale],
        "satisfied": ", ".join(name.in_language(language) for code, name in held.scale if code in held.satisfied),
        "all_ours": all(item.recalled for block in held.blocks for item in block.items),
        "blocks": [
            {
                "name": block.name.in_language(language),
                "count": len(block.items),
                "factors": [
                    {
                        "name": factor.name.in_language(language),
                        "items": [(item.label.in_language(language), item.recalled) for item in factor.items],
                    }
                    for factor in block.factors
                ],
            }
            for block in held.blocks
        ],
        "around": [
            (page.title.in_language(language), [item.label.in_language(language) for item in page.items])
            for page in held.form.pages
            if page.code not in rated
        ],
    }  # fmt: skip
    return render(request, "surveys/questionnaire.html", values)
