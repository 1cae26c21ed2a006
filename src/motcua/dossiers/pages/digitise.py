"""Digitising one paper at the counter: scan or photograph it, watch it being recognised, compare and sign off.

While the job is at work the page asks again by itself; without JavaScript a link does. A look at a recognised page is a look at the
paper, and is written down.
"""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnFault, DrawnField, Kind
from motcua.design.methods import takes
from motcua.documents import queries as documents
from motcua.documents import words as files
from motcua.dossiers import actions, queries
from motcua.dossiers.pages.attaching import ACCEPT
from motcua.dossiers.queries import Dossier, digitising, whole
from motcua.dossiers.queries.digitising import OnePaper
from motcua.dossiers.rules.from_papers import Fit, Match
from motcua.dossiers.rules.recognised import CONFIDENCE_MIN, Proposal, Said
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import BadDate, Look, Role, read_date

ASK_AGAIN_SECONDS = 3
FORM, PAPER = "form", "paper"  # which one stands, where they differ
NAMES = {
    Said.NAME: "said-name",
    Said.IDENTITY: "said-identity",
    Said.BIRTH: "said-birth",
    Said.ISSUED: "said-issued",
}

EXPIRES = "said-expires"


@officers(Role.RECEPTION, Role.CASE_OFFICER)
@never_cache
@takes("GET", "POST")
def digitise_page(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Where this paper stands, and the one thing to do next."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    paper = digitising.paper_of(dossier, paper_id)
    wrong: dict[str, str] = {}
    if request.method == "POST" and "sign-off" in request.POST:
        wrong = _sign_off(request, dossier, paper)
        if not wrong:
            return redirect("dossiers:dossier", number)
    elif request.method == "POST" and "again" in request.POST:
        actions.recognise_again(number=number, paper_id=paper.id, reach=request.reach, at=request.at)
        return redirect("dossiers:digitise", number, paper_id)
    elif request.method == "POST":
        wrong = _scan(request, number, paper)
        if not wrong:
            return redirect("dossiers:digitise", number, paper_id)
    paper = digitising.paper_of(dossier, paper_id)
    return render(
        request,
        "dossiers/desk/digitise.html",
        _values(request, dossier, paper, wrong),
        status=422 if wrong else 200,
    )


@officers(Role.RECEPTION, Role.CASE_OFFICER)
@takes("GET")
def picture(request: HttpRequest, number: str, paper_id: int, page: int) -> HttpResponse:
    """One page as this house drew it from the scan: a picture of our own making, so it may be shown in place."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    paper = digitising.paper_of(dossier, paper_id)
    found = documents.page_picture(paper.copy.id, page) if paper.copy else None
    if found is None:
        raise NotFound()
    response = FileResponse(found.stream, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _scan(request: HttpRequest, number: str, paper: OnePaper) -> dict[str, str]:
    """Take the file that was chosen or photographed; what is wrong with it, by field."""
    upload = request.FILES.get("scan") or request.FILES.get("photo")
    if upload is None:
        return {"scan": _("Choose the file of the scanner, or take a photo.")}
    try:
        actions.digitise(
            number=number, paper_id=paper.id, reach=request.reach, at=request.at, content=upload.file, name=upload.name or ""
        )  # fmt: skip
    except Refusal as refusal:
        if not refusal.code.startswith("documents."):
            raise
        sentence = errors.sentence(refusal.sentence, refusal.facts)
        return {"scan": f"{sentence} {errors.sentence(refusal.next_step, refusal.facts)}"}
    return {}


def _sign_off(request: HttpRequest, dossier: Dossier, paper: OnePaper) -> dict[str, str]:
    if "compared" not in request.POST:
        return {"compared": _("Compare the copy with the paper in your hand first, then tick this.")}
    given: dict[Said, str] = {}
    for said, name in NAMES.items():
        typed = request.POST.get(name, "").strip()
        if typed and said in (Said.BIRTH, Said.ISSUED):
            try:
                given[said] = read_date(typed).isoformat()
            except BadDate:
                return {name: _("There is no such day. Check day, month and year.")}
        elif typed:
            given[said] = typed
    try:
        typed = request.POST.get(EXPIRES, "").strip()
        expires_on = read_date(typed) if typed else None
    except BadDate:
        return {EXPIRES: _("There is no such day. Check day, month and year.")}
    chosen = {said: request.POST.get(f"{name}-choice") for said, name in NAMES.items()}
    try:
        filled = actions.sign_off(
            number=dossier.number or "",
            paper_id=paper.id,
            reach=request.reach,
            at=request.at,
            confirmed=given,
            choices={said: choice == PAPER for said, choice in chosen.items() if choice in (FORM, PAPER)},
            seen=integer(request.POST.get("seen", "")),
            expires_on=expires_on,
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        # A fault names what the paper says, or the choice about it: "name", "name-choice".
        return {f"said-{fault.field}": errors.fault_sentence(fault) for fault in refusal.faults}
    _say(request, filled)
    return {}


def _say(request: HttpRequest, filled: tuple[Match, ...]) -> None:
    names = ", ".join(one.field.label.in_language(_language()) for one in filled)
    messages.success(
        request,
        _("Signed off: the paper is electronic now. Filled in the form: %(names)s.") % {"names": names}
        if names
        else _("Signed off: the paper is electronic now."),
    )


def _language() -> str:
    return get_language() or "vi"


# Drawing ---------------------------------------------------------------------------------------------------


def _values(
    request: HttpRequest, dossier: Dossier, paper: OnePaper, wrong: dict[str, str]
) -> dict[str, object]:
    copy, scan = paper.copy, paper.scan
    is_at_work = copy is not None and copy.state in ("waiting", "running")
    is_ready = copy is not None and copy.state == "done" and scan is not None and scan.signed_off_at is None
    pages = documents.pages_read(copy.id) if copy is not None and is_ready else ()
    if pages and request.method == "GET":
        actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    fields = _fields(request, dossier, paper, digitising.proposed(pages), wrong) if is_ready else []
    looks = documents.looks([scan.scan_id]) if scan else {}
    scan_fields = _scan_fields(wrong)
    return {
        "head": whole.head_of(dossier, at=request.at),
        "heading": paper.name,
        "paper": paper,
        "notes": files.notes(looks[scan.scan_id].findings) if scan and scan.scan_id in looks else (),
        "scan_fields": scan_fields,
        "is_at_work": is_at_work,
        "is_ready": is_ready,
        "progress": _progress(paper),
        "problem": files.copy_problem(copy.problem) if copy and copy.state == "failed" else None,
        "pages": [{"number": page.number, "lines": page.lines} for page in pages],
        "fields": fields,
        "compared_fault": wrong.get("compared", ""),
        "faults": _faults([*scan_fields, *fields], wrong),
        "again": ASK_AGAIN_SECONDS if is_at_work else 0,
        "least": CONFIDENCE_MIN,
        "missing": documents.programs_missing(),
    }


def _faults(fields: list[DrawnField], wrong: dict[str, str]) -> list[DrawnFault]:
    found = [DrawnFault(field.anchor, field.error) for field in fields if field.error]
    return [*found, DrawnFault("f-compared", wrong["compared"])] if "compared" in wrong else found


def _progress(paper: OnePaper) -> str:
    copy = paper.copy
    if copy is None or not copy.pages_total:
        return _("It waits for its turn.")
    words = ngettext(
        "%(done)s of %(total)s page is recognised.",
        "%(done)s of %(total)s pages are recognised.",
        copy.pages_total,
    )
    return words % {"done": copy.pages_done, "total": copy.pages_total}


def _scan_fields(wrong: dict[str, str]) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Kind.FILE, name="scan", label=_("File of the scanner"), accept=ACCEPT, required=False,
            hint=_("All pages in one PDF, in colour, at 200 to 300 dpi."), error=wrong.get("scan", ""),
        ),
        DrawnField(
            kind=Kind.FILE, name="photo", label=_("Or a photo with this device"), accept="image/jpeg,image/png", required=False,
            hint=_("From straight above, in even light, the paper filling the picture."), capture="environment",
        ),
    ]  # fmt: skip


def _fields(
    request: HttpRequest,
    dossier: Dossier,
    paper: OnePaper,
    found: tuple[Proposal, ...],
    wrong: dict[str, str],
) -> list[DrawnField]:
    """One field for each thing a paper says; filled with what was recognised surely enough, for a person to confirm."""
    by = {one.said: one for one in found}
    labels = {
        Said.NAME: _("Full name"),
        Said.IDENTITY: _("Identity number"),
        Said.BIRTH: _("Date of birth"),
        Said.ISSUED: _("Date of issue"),
    }
    fields = []
    beside = _beside(request, dossier, paper, by)
    for said, name in NAMES.items():
        one, match = by.get(said), beside.get(said)
        shown = _day_shown(said, one.value) if one else ""
        hint = (
            _("Read from: “%(line)s”.") % {"line": one.line}
            if one
            else _("Not read surely enough; type it if you need it.")
        )
        fields.append(
            DrawnField(
                kind=Kind.DATE if said in (Said.BIRTH, Said.ISSUED) else Kind.TEXT,
                name=name, label=labels[said], hint=hint + _where_it_goes(match), value=request.POST.get(name, shown), required=False,
                error=wrong.get(name, ""), maxlength=120, autocomplete="off",
            )
        )  # fmt: skip
        if match is not None and match.fit is Fit.DIFFERS:
            fields.append(_choice(request, name, match, wrong))
    return [*fields, _expiry(request, wrong)]


def _expiry(request: HttpRequest, wrong: dict[str, str]) -> DrawnField:
    """By it the paper stops being offered to its owner for other requests."""
    return DrawnField(
        kind=Kind.DATE, name=EXPIRES, label=_("Valid until"), value=request.POST.get(EXPIRES, ""), required=False,
        hint=_("As it stands on the paper; empty when it names no last day."), error=wrong.get(EXPIRES, ""),
    )  # fmt: skip


def _beside(
    request: HttpRequest, dossier: Dossier, paper: OnePaper, by: dict[Said, Proposal]
) -> dict[Said, Match]:
    """What stands in the form beside what the paper says: what was typed, else what was recognised."""
    said = {kind: one.value for kind, one in by.items()}
    if request.method == "POST":
        said = {kind: _iso(kind, request.POST.get(name, "").strip()) for kind, name in NAMES.items()}
    found = digitising.compared(dossier, paper_code=paper.code, confirmed=said, reach=request.reach)
    if any(one.fit is not Fit.FILLS and one.field.sensitive for one in found):
        actions.log_look(dossier=dossier, what=Look.FIELD, reach=request.reach, at=request.at)
    return {one.said: one for one in found}


def _where_it_goes(match: Match | None) -> str:
    """Said beside where it was read from; where the form says otherwise the choice below says it."""
    words = {
        Fit.FILLS: _("Fills “%(label)s” in the form, which is empty."),
        Fit.AGREES: _("Agrees with “%(label)s” in the form."),
    }
    if match is None or match.fit not in words:
        return ""
    return " " + words[match.fit] % {"label": match.field.label.in_language(_language())}


def _choice(request: HttpRequest, name: str, match: Match, wrong: dict[str, str]) -> DrawnField:
    """Both, side by side; nothing is chosen beforehand."""
    label = match.field.label.in_language(_language())
    stands = _day_shown(match.said, match.form)
    return DrawnField(
        kind=Kind.CHOICE,
        name=f"{name}-choice",
        label=_("The form says otherwise: “%(label)s”") % {"label": label},
        value=request.POST.get(f"{name}-choice", ""),
        error=wrong.get(f"{name}-choice", ""),
        choices=(
            DrawnChoice(FORM, _("Keep the form: %(value)s") % {"value": stands}),
            DrawnChoice(
                PAPER, _("Take the paper: %(value)s") % {"value": _day_shown(match.said, match.paper)}
            ),
        ),
    )


def _iso(said: Said, typed: str) -> str:
    if said not in (Said.BIRTH, Said.ISSUED):
        return typed
    try:
        return read_date(typed).isoformat() if typed else ""
    except BadDate:
        return ""


def _day_shown(said: Said, value: str) -> str:
    """A day as it is typed; anything else as it is."""
    parts = value.split("-")
    return "/".join(reversed(parts)) if said in (Said.BIRTH, Said.ISSUED) and len(parts) == 3 else value
