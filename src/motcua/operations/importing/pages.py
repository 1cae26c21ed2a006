"""Moving in by a page: choose a file, look at what each row would do, say yes, watch, take it back."""

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.documents.rules import FileRefused
from motcua.documents.uploading import PACKED_FIELD
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, Refusal, gettext_noop
from motcua.operations.importing import asking, files, parts, reports, running
from motcua.operations.importing.asking import FATE_WORDS, KIND_WORDS
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.old_fonts import Letters
from motcua.operations.importing.rules import Fate, Stage
from motcua.operations.models import Import
from motcua.people.access import officers
from motcua.people.rules import Reach, Role

SHOWN_MAX = 100
MB = 1024 * 1024
LISTED_MAX = 30
AT_ONCE_BYTES_MAX = 200_000  # so small a file is looked at while the operator waits
SLUGS = {
    "co-quan": Kind.AGENCIES,
    "can-bo": Kind.OFFICERS,
    "ho-so": Kind.DOSSIERS,
    "so-theo-doi": Kind.REGISTER,
    "lich-su": Kind.HISTORY,
    "giay-to": Kind.PAPERS,
}
FATES = {
    "sai": Fate.WRONG,
    "san-sang": Fate.READY,
    "da-co": Fate.SAME,
    "xong": Fate.DONE,
    "rut-lai": Fate.TAKEN_BACK,
    "giu-lai": Fate.KEPT,
    "het-han-giu": Fate.PAST,
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officers(Role.OPERATOR)
@never_cache
@takes("GET", "POST")
def imports(request: HttpRequest) -> HttpResponse:
    """The files so far, and a new one."""
    if request.method != "POST":
        return _home(request)
    try:
        batch = _uploaded(request)
    except (InvalidInput, FileRefused) as refusal:
        errors.note(refusal)
        return _home(request, wrong=_said(refusal), status=refusal.status)
    if len(batch.content or b"") <= AT_ONCE_BYTES_MAX and not batch.parts.exists():
        running.go_on_with(batch, at=request.at)
    return redirect("operations:import", batch.key)


def _said(refusal: Refusal) -> str:
    if refusal.faults:
        return errors.fault_sentence(refusal.faults[0])
    return errors.sentence(refusal.sentence, refusal.facts)


def _home(request: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    found = asking.with_ready(asking.visible_to(request.reach)).defer("content")[:LISTED_MAX]
    choices = (
        DrawnChoice("", _("as its headings say")),
        *(DrawnChoice(kind.value, _(KIND_WORDS[kind])) for kind in Kind),
    )
    facts = {
        "wrong": wrong,
        "imports": [_summed(batch, ready=batch.ready) for batch in found],
        "kind": DrawnField(
            kind=Drawn.SELECT, name="kind", label=_("What the file holds"), choices=choices, required=False
        ),
        "letters": DrawnField(
            kind=Drawn.SELECT,
            name="letters",
            label=_("Typed in"),
            choices=(
                DrawnChoice("", _("as it is found")),
                DrawnChoice(Letters.UNICODE.value, "Unicode"),
                DrawnChoice(Letters.TCVN3.value, "TCVN3 (ABC, .VnTime)"),
                DrawnChoice(Letters.VNI.value, "VNI (VNI-Times)"),
                DrawnChoice(Letters.VISCII.value, "VISCII"),
            ),
            required=False,
        ),
        "templates": [(slug, _(KIND_WORDS[kind])) for slug, kind in SLUGS.items()],
        "most_mb": _table_bytes_max() // MB,
        **_bounds(),
        "most_rows": files.ROWS_MAX,
    }
    return render(request, "operations/imports.html", facts, status=status)


def _summed(batch: Import, *, ready: bool) -> dict[str, Any]:
    return {
        "batch": batch,
        "kind": _(KIND_WORDS[Kind(batch.kind)]) if batch.kind else "",
        "stage": _("could not be read")
        if batch.why
        else _("waits for its files")
        if batch.lacks_files
        else _("has no row to bring in")
        if batch.stage is Stage.CHECKED and not ready
        else _(STAGE_WORDS[batch.stage]),
    }


STAGE_WORDS = {
    Stage.ASKED: gettext_noop("is being read"),
    Stage.CHECKED: gettext_noop("waits for your yes"),
    Stage.RUNNING: gettext_noop("is being brought in"),
    Stage.DONE: gettext_noop("brought in"),
    Stage.UNDOING: gettext_noop("is being taken back"),
    Stage.UNDONE: gettext_noop("taken back"),
}


def _uploaded(request: HttpRequest) -> Import:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise InvalidInput(faults=[Fault("file", gettext_noop("Choose a file that is not empty."))])
    if file.size > _table_bytes_max():
        raise InvalidInput(faults=[Fault("file", files.TOO_LARGE, {"most": _table_bytes_max() // MB})])
    content = file.read()
    kind, letters = request.POST.get("kind", ""), request.POST.get("letters", "")
    batch = Import.objects.create(
        kind=kind if kind in set(Kind) else "",
        letters=letters if letters in set(Letters) else "",
        file_name=(file.name or "")[:120],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        account_id=request.reach.account_id,
        mandate_id=_hat(request.reach),
        actor=request.reach.actor,
        asked_at=request.at,
        lacks_files=bool(_brought(request)),  # nobody looks at it before they are here
    )
    try:
        if _brought(request):
            parts.bring(batch, _brought(request), by=request.reach.actor, at=request.at)
    except BaseException:
        batch.delete()  # all of it or nothing
        raise
    return batch


def _brought(request: HttpRequest) -> list[UploadedFile]:
    return request.FILES.getlist(PACKED_FIELD)


def _table_bytes_max() -> int:
    """What is beyond the limit for uploads would not be read."""
    return min(files.BYTES_MAX, settings.UPLOAD_SIZE_BYTES_MAX)


def _bounds() -> dict[str, int]:
    """What files may come at once."""
    return {
        "packed_mb": settings.PACKED_SIZE_BYTES_MAX // MB,
        "paper_mb": settings.UPLOAD_SIZE_BYTES_MAX // MB,
        "at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES - 1,
    }


def _hat(reach: Reach) -> int | None:
    own = {grant.mandate_id for grant in reach.grants if grant.covers is None}
    return own.pop() if len(own) == 1 else None


def _opened(request: HttpRequest, import_key: UUID) -> Import:
    return asking.opened(import_key, request.reach)


@officers(Role.OPERATOR)
@never_cache
@takes("GET", "POST", after=_opened)
def one(request: HttpRequest, import_key: UUID) -> HttpResponse:
    """GET shows what the rows would do or did; POST says yes, once."""
    batch = _opened(request, import_key)
    if request.method == "POST":
        if batch.stage is Stage.CHECKED:
            running.confirm(batch, good_rows=request.POST.get("do") == "good", at=request.at)
            if len(batch.content or b"") <= AT_ONCE_BYTES_MAX and not batch.parts.exists():
                running.go_on_with(batch, at=request.at)
        return redirect("operations:import", import_key)
    return _shown(request, batch)


@officers(Role.OPERATOR)
@takes("POST", after=_opened)
def add_files(request: HttpRequest, import_key: UUID) -> HttpResponse:
    """Files for a table of papers, a ZIP or many; then it is looked at with them. Or all taken away again."""
    batch = _opened(request, import_key)
    if request.POST.get("do") == "drop":
        parts.drop(batch)
        return redirect("operations:import", import_key)
    try:
        if not _brought(request):
            raise InvalidInput(
                faults=[Fault(PACKED_FIELD, gettext_noop("Choose a ZIP or at least one file."))]
            )
        parts.bring(batch, _brought(request), by=request.reach.actor, at=request.at)
    except (InvalidInput, FileRefused) as refusal:
        errors.note(refusal)
        return _shown(request, batch, wrong=_said(refusal), status=refusal.status)
    return redirect("operations:import", import_key)


def _shown(request: HttpRequest, batch: Import, *, wrong: str = "", status: int = 200) -> HttpResponse:
    stage, counts = batch.stage, running.counts(batch)
    waits = batch.lacks_files and not batch.why
    goes_on = stage in (Stage.RUNNING, Stage.UNDOING) or (
        stage is Stage.ASKED and not batch.why and not waits
    )
    wanted = FATES.get(request.GET.get("xem", ""))
    if wanted is None and counts.get(Fate.WRONG) and stage is Stage.CHECKED:
        wanted = Fate.WRONG
    if wanted is None and counts.get(Fate.KEPT):
        wanted = Fate.KEPT
    total = sum(counts.values())
    done = counts.get(Fate.DONE, 0)
    back = counts.get(Fate.TAKEN_BACK, 0) + counts.get(Fate.KEPT, 0)
    facts = {
        **_summed(batch, ready=bool(counts.get(Fate.READY))),
        "stage": stage.value,
        "goes_on": goes_on,
        "lacks_files": waits,
        "takes_files": waits or (stage is Stage.CHECKED and batch.kind == Kind.PAPERS and batch.content),
        "brought": parts.told(batch),
        "wrong_files": wrong,
        **_bounds(),
        "why": [_sentence(one) for one in batch.why or ()],
        "total": total,
        "seen": back
        if stage is Stage.UNDOING
        else done + sum(counts.get(one, 0) for one in (Fate.WRONG, Fate.SAME, Fate.PAST)),
        "of": back + done if stage is Stage.UNDOING else total,
        "tabs": [
            {"slug": slug, "words": _(FATE_WORDS[fate]), "n": counts[fate], "here": fate is wanted}
            for slug, fate in FATES.items()
            if counts.get(fate)
        ],
        "wrong": counts.get(Fate.WRONG, 0),
        "ready": counts.get(Fate.READY, 0),
        "done": done,
        "rows": [] if goes_on else [_row(line) for line in asking.lines(batch, fate=wanted, most=SHOWN_MAX)],
        "more": max(0, (counts.get(wanted, 0) if wanted else total) - SHOWN_MAX),
        "all_here": wanted is None,
        "may_undo": stage is Stage.DONE and done > 0,
    }
    response = render(request, "operations/import.html", facts, status=status)
    if "HX-Request" in request.headers and not goes_on:
        # It has come to an end: the whole page anew.
        response["HX-Refresh"] = "true"
    return response


def _sentence(said: dict[str, Any]) -> str:
    return errors.fault_sentence(Fault("", said["sentence"], said["facts"]))


def _row(line: asking.Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "label": line.label,
        "fate": _(FATE_WORDS[line.fate]),
        "is_wrong": line.fate in (Fate.WRONG, Fate.KEPT),
        "notes": line.notes,
        "kept": line.fate is Fate.KEPT,
    }


@officers(Role.OPERATOR)
@takes("POST", after=_opened)
def take_back(request: HttpRequest, import_key: UUID) -> HttpResponse:
    """Ask for all of it to be taken back."""
    batch = _opened(request, import_key)
    running.ask_back(batch, at=request.at)
    if running.counts(batch).get(Fate.DONE, 0) <= running.LOT_ROWS // 10:
        running.go_on_with(batch, at=request.at)
        running.go_on_with(batch, at=request.at)
    return redirect("operations:import", import_key)


@officers(Role.OPERATOR)
@never_cache
@takes("GET", after=_opened)
def report(request: HttpRequest, import_key: UUID, ending: str) -> StreamingHttpResponse:
    """What became of each row, as the file calls it."""
    batch = _opened(request, import_key)
    if ending not in ("xlsx", "csv"):
        raise NotFound
    lines = asking.report(batch)
    name = f"bao-cao-nhap-{batch.asked_at.astimezone(TZ):%Y%m%d}-{str(batch.key)[:8]}.{ending}"
    content: Any = (
        reports.xlsx_report(lines, title=_("Report by row"))
        if ending == "xlsx"
        else reports.csv_report(lines)
    )
    kind = WORKBOOK if ending == "xlsx" else "text/csv; charset=utf-8"
    response = StreamingHttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@officers(Role.OPERATOR)
@takes("GET")
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty table to fill in."""
    if slug not in SLUGS:
        raise NotFound
    english = (get_language() or "vi").startswith("en")
    response = HttpResponse(reports.template(SLUGS[slug], english=english), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="mau-{slug}.xlsx"'
    return response
