"""The table of a list in a draft: template out, table in, files of single rows, and a report before anything is sent."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import attaching, list_tables, story
from motcua.dossiers.pages.drafts import draw, go_on, on_a_draft, save, stop_or_404, up_to_date
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import lists as list_rules
from motcua.dossiers.rules.filling import Kind
from motcua.dossiers.rules.lists import Column, Trouble
from motcua.dossiers.rules.refusals import NotOffered, TooManyFilesAtOnce
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.typed import integer

OWN_FILES_AT_ONCE_MAX = 100
TROUBLES_SHOWN_MAX = 60
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


def _drawn(
    request: HttpRequest, found: Filling, wrong: dict[str, str], notes: tuple[Trouble, ...]
) -> HttpResponse:
    columns = columns_of(found)
    checked = found.checked_list
    own = found.attached(list_rules.OWN_FILE)
    table = DrawnField(
        kind=Drawn.FILE,
        name=list_rules.FIELD,
        label=_("The filled-in table"),
        hint=_("Excel (.xlsx) or CSV. It takes the place of the table that is here."),
        accept=list_tables.ACCEPT,
        error=wrong.get(list_rules.FIELD, ""),
        required=not checked.rows,
    )
    files = DrawnField(
        kind=Drawn.FILE,
        name="own",
        label=_("Files of single rows"),
        hint=_("Choose all of them at once. Each belongs to the row that names it."),
        accept=attaching.ACCEPT,
        multiple=True,
        required=False,
        error=wrong.get("own", ""),
    )
    values = {
        "heading": _("The requests of the list"),
        "table": table,
        "files": files if lists.attachable(_case(found)) else None,
        "own": own,
        "unused": checked.unused,
        "columns": columns,
        "rows_max": list_rules.ROWS_MAX,
        "faults": [DrawnFault(f.anchor, f"{f.label}: {f.error}") for f in (table, files) if f.error],
        "file_name": found.answers.get(rules.TABLE_NAME, ""),
        **report(checked, columns, notes=notes),
    }
    at_fault = bool(wrong) or (request.method == "POST" and bool(checked.rows) and not checked.is_sound)
    return draw(request, found, stop_or_404(found, Kind.LIST), "list", values, wrong=at_fault)


def report(
    checked: lists.Checked, columns: tuple[Column, ...], *, notes: tuple[Trouble, ...] = ()
) -> dict[str, Any]:
    """What every page about a table says: how many rows are sound, and what is wrong with the others."""
    troubles = checked.troubles
    count, wrong = len(checked.rows), checked.wrong
    told = ""
    if count:
        told = (
            ngettext("%(n)s row can be sent.", "All %(n)s rows can be sent.", count) % {"n": count}
            if not wrong
            else ngettext(
                "%(n)s of %(all)s rows has to be corrected.", "%(n)s of %(all)s rows have to be corrected.", wrong
            )
            % {"n": wrong, "all": count}
        )  # fmt: skip
    return {
        "checked": checked,
        "report": told,
        "troubles": [trouble_line(one, columns) for one in troubles[:TROUBLES_SHOWN_MAX]],
        "more": max(0, len(troubles) - TROUBLES_SHOWN_MAX),
        "notes": [errors.sentence(one.sentence, one.facts) for one in notes],
    }


def trouble_line(one: Trouble, columns: tuple[Column, ...]) -> dict[str, str]:
    """One thing that is wrong: the row, the column by its heading, what stands there, what to write instead."""
    column = next((column for column in columns if column.code == one.column), None)
    return {
        "row": str(one.row),
        "column": column.heading.in_language(story.language()) if column else "",
        "said": one.said,
        "sentence": errors.sentence(one.sentence, one.facts),
    }


def columns_of(found: Filling) -> tuple[Column, ...]:
    behalf = found.behalf_of_any
    return lists.columns(found.form, _case(found), behalf=behalf, for_each=found.for_each)


def _case(found: Filling) -> Any:
    if found.case is None:
        raise NotFound()
    return found.case


def _take_table(request: HttpRequest, found: Filling) -> tuple[dict[str, str], tuple[Trouble, ...]]:
    upload = request.FILES.get(list_rules.FIELD)
    if upload is None:
        return {}, ()
    try:
        rows, notes = list_tables.uploaded(upload, columns_of(found))
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
    return list_tables.template(columns_of(found), name=name, language=story.language())
