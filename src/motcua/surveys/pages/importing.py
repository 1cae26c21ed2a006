"""The home-affairs officer brings in answers that another program took."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, importing, queries


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def bring_in(request, id):
    """A CSV is checked as a whole; it comes in whole, or nothing of it."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    values = {"round": {"id": id, "name": line.name.in_language(get_language())}}
    if request.method != "POST":
        return render(request, "surveys/import.html", values)
    dry_run = "check" in request.POST
    try:
        content = _content(request)
        count = actions.import_answers(
            survey_id=id, content=content, reach=request.reach, at=request.at, dry_run=dry_run
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        values["refused"] = [errors.fault_sentence(one) for one in refusal.faults]
        return render(request, "surveys/import.html", values, status=refusal.status)
    form = queries.instrument(version_id=line.version_id).form
    away = ", ".join(importing.left_out_of(content, form))
    if dry_run:
        values |= {"would": count, "left_out": away}
        return render(request, "surveys/import.html", values)
    told = ngettext("%(n)s answer came in.", "%(n)s answers came in.", count)
    messages.success(request, told % {"n": count})
    if away:
        messages.info(
            request,
            _("Left out and kept nowhere, since it tells who took part: %(columns)s.") % {"columns": away},
        )
    return redirect("surveys:round", id=id)


def _content(request) -> bytes:
    upload = request.FILES.get("file")
    if upload is None:
        raise InvalidInput(faults=[Fault("file", _("Choose a CSV file."))])
    return upload.read()
