"""The table of a list in a draft: template out, table in, files of single rows, and a report before anything is sent."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.methods import takes
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import attaching, list_questions, list_tables, story, turning
from motcua.dossiers.pages.drafts import draw, go_on, on_a_draft, save, stop_or_404, up_to_date
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import lists as list_rules
from motcua.dossiers.rules.filling import Kind
from motcua.dossiers.rules.lists import Trouble
from motcua.dossiers.rules.refusals import NotOffered, TooManyFilesAtOnce
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer

OWN_FILES_AT_ONCE_MAX = 100
LATEST: dict[str, str] = {}  # of two tables from two devices the one added last stands


@on_a_draft
@takes("GET", "POST")
def table(request: HttpRequest, found: Filling) -> HttpResponse:
    """What came is kept, whichever button was pressed; the way goes on only when every row is sound."""
    found = up_to_date(request, found)
    stop = stop_or_404(found, Kind.LIST)
    wrong: dict[str, str] = {}
    notes: tuple[Trouble, ...] = ()
    if request.method == "POST":
        if (remove := integer(request.POST.get("_remove"))) is not None:
            drafts.detach(draft_id=found.draft.pk, reach=request.reach, at=request.at, paper_id=remove)
        if "_clear" in request.POST:
            save(request, found, sent=LATEST, answers={rules.ROWS: [], rules.TABLE_NAME: ""})
        wrong, notes = _take_table(request, found)
        wrong |= _take_files(request, found)
        found = queries.filling(
            draft_id=found.draft.pk, reach=request.reach, at=request.at, language=story.language()
        )
        going_on = "_next" in request.POST and not wrong
        if going_on and found.checked_list.is_sound and not found.checked_list.unused:
            return go_on(request, found, stop)
        if going_on and not found.checked_list.rows:
            wrong[list_rules.FIELD] = _("Fill in the template and add it here.")
        if not wrong and not notes and "_next" not in request.POST:
            return redirect(f"{request.path}#bao-cao")
    return _drawn(request, found, wrong, notes)


def take_kept(request: HttpRequest, found: Filling) -> dict[str, str]:
    """A table, files of rows and presses that a device had kept, each sent by itself in the order of the day."""
    if found.way.find(Kind.LIST) is None:
        return {list_rules.FIELD: _("The table was not taken: this draft is no list any more.")}
    if (remove := integer(request.POST.get("_remove"))) is not None:
        drafts.detach(draft_id=found.draft.pk, reach=request.reach, at=request.at, paper_id=remove)
    if "_clear" in request.POST:
        save(request, found, sent=LATEST, answers={rules.ROWS: [], rules.TABLE_NAME: ""})
    wrong, _notes = _take_table(request, found)
    return wrong | _take_files(request, found)


def _drawn(
    request: HttpRequest, found: Filling, wrong: dict[str, str], notes: tuple[Trouble, ...]
) -> HttpResponse:
    stop = stop_or_404(found, Kind.LIST)
    checked = found.checked_list
    values = list_questions.questions(found, wrong=wrong, notes=notes) | turning.ahead(found, stop)
    at_fault = bool(wrong) or (request.method == "POST" and bool(checked.rows) and not checked.is_sound)
    return draw(request, found, stop, "list", values, wrong=at_fault)


def _take_table(request: HttpRequest, found: Filling) -> tuple[dict[str, str], tuple[Trouble, ...]]:
    upload = request.FILES.get(list_rules.FIELD)
    if upload is None:
        return {}, ()
    try:
        rows, notes = list_tables.uploaded(upload, list_questions.columns_of(found))
    except InvalidInput as refusal:
        errors.note(refusal)
        return {list_rules.FIELD: " ".join(errors.fault_sentence(fault) for fault in refusal.faults)}, ()
    save(
        request,
        found,
        sent=LATEST,
        answers={rules.ROWS: list_rules.kept(rows), rules.TABLE_NAME: (upload.name or "")[:200]},
    )
    return {}, notes


def _take_files(request: HttpRequest, found: Filling) -> dict[str, str]:
    """Files of single rows: one of a name that is here already takes its place."""
    uploads = request.FILES.getlist("own")
    wrong = []
    if len(uploads) > OWN_FILES_AT_ONCE_MAX:
        wrong.append(errors.shown(TooManyFilesAtOnce(most=OWN_FILES_AT_ONCE_MAX)))
    for upload in uploads[:OWN_FILES_AT_ONCE_MAX]:
        if problem := attaching.take(request, found.draft.pk, list_rules.OWN_FILE, upload):
            wrong.append(f"{upload.name}: {problem}")
    return {"own": " ".join(wrong)} if wrong else {}


@on_a_draft
@takes("GET")
def template(request: HttpRequest, found: Filling) -> HttpResponse:
    """The table to fill in, with the questions of this procedure as its columns."""
    stop_or_404(found, Kind.LIST)
    if settings.NODE == "national":
        raise NotOffered()
    name = f"danh-sach-{found.definition.code}"
    return list_tables.template(list_questions.columns_of(found), name=name, language=story.language())
